using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Views;

/// <summary>
/// A ViewDefinition of SQL on FHIR 2.0 (https://sql-on-fhir.org): a table described by FHIRPath over one resource type.
/// Checked and compiled when it is read, then run over any number of resources one by one. Immutable, safe for many threads.
/// </summary>
public sealed class ViewDefinition
{
    private readonly ViewSelection root;
    private readonly ImmutableArray<(FhirPath Path, string Place)> where;
    private readonly PathContext context;

    internal ViewDefinition(string resource, string? name, ViewSelection root, ImmutableArray<(FhirPath Path, string Place)> where, PathContext context)
    {
        Resource = resource;
        Name = name;
        this.root = root;
        this.where = where;
        this.context = context;
        Columns = root.Columns;
    }

    /// <summary>The resource type whose instances become rows; others are passed over.</summary>
    public string Resource { get; }

    public string? Name { get; }

    /// <summary>In the order of the row's values.</summary>
    public ImmutableArray<ViewColumn> Columns { get; }

    /// <summary>Reads a view.</summary>
    /// <param name="definitions">The types that paths walk over; R4 when nothing is said.</param>
    /// <exception cref="ViewException">The view says something that cannot be; the message names the element.</exception>
    public static ViewDefinition Parse(string json, FhirDefinitions? definitions = null)
    {
        try
        {
            using var document = UnicodeJson.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            return new ViewReader(definitions ?? FhirDefinitions.R4).Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ViewException("", $"This is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // Reading a string says so when an escape names half a surrogate pair.
            throw new ViewException("", "The text is not valid Unicode.", e);
        }
    }

    /// <summary>The rows of one resource; none when it is of another type or a condition does not hold.</summary>
    /// <exception cref="ViewException">A path does not fit the resource, for example it gives two values for a column that holds one.</exception>
    public IEnumerable<ImmutableArray<object?>> Rows(FhirNode resource)
    {
        if (!string.Equals(resource.ResourceType, Resource, StringComparison.Ordinal))
            return [];
        var focus = PathValue.Of(resource, null, context.Definitions);
        var here = context with { Resource = resource };
        foreach (var (path, place) in where)
        {
            var values = Evaluate(path, focus, here, place);
            if (values.Length > 1 || (values.Length == 1 && values[0].AsBoolean() is null))
                throw new ViewException(place, $"The condition '{path.Text}' does not give a boolean.");
            if (values.Length == 0 || values[0].AsBoolean() is false)
                return [];
        }
        return root.Rows(focus, here).Select(row => row.ToImmutableArray());
    }

    /// <summary>The rows of many resources, one resource in memory at a time.</summary>
    public IEnumerable<ImmutableArray<object?>> Rows(IEnumerable<FhirNode> resources) => resources.SelectMany(Rows);

    /// <inheritdoc cref="Rows(IEnumerable{FhirNode})"/>
    public async IAsyncEnumerable<ImmutableArray<object?>> RowsAsync(IAsyncEnumerable<FhirNode> resources, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var resource in resources.WithCancellation(cancel))
        {
            foreach (var row in Rows(resource))
                yield return row;
        }
    }

    internal static ImmutableArray<PathValue> Evaluate(FhirPath path, PathValue focus, PathContext context, string place)
    {
        try
        {
            return path.Evaluate(focus, context);
        }
        catch (FhirPathException e)
        {
            throw new ViewException(place, e.Message, e);
        }
    }
}

/// <summary>One column of a view.</summary>
/// <param name="Type">The FHIR primitive type; null when the view does not say.</param>
/// <param name="IsCollection">Holds a list of values.</param>
public sealed record ViewColumn(string Name, string? Type, bool IsCollection, string? Description);

/// <summary>A view that cannot be read, or does not fit a resource: where in the view, and why.</summary>
public sealed class ViewException : Exception
{
    internal ViewException(string place, string reason, Exception? inner = null)
        : base(place.Length == 0 ? Excerpt.Of(reason, most: 500) : $"{place}: {Excerpt.Of(reason, most: 500)}", inner)
    {
        Place = place;
        Reason = reason;
    }

    /// <summary>For example <c>select[0].column[1].path</c>; empty for the whole view.</summary>
    public string Place { get; }

    public string Reason { get; }
}
