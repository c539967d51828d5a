using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Workbench.Imports;

namespace Salus.Workbench.Exchange;

/// <summary>What the columns of a table mean: which resources a row becomes, and which column goes to which element.</summary>
/// <param name="Resources">Of one row, in the order in which they may refer to each other.</param>
public sealed record TableMapping(ImmutableArray<TableResource> Resources)
{
    /// <summary>Between columns; null finds it in the first line among comma, semicolon, tab and bar.</summary>
    public string? Delimiter { get; init; }

    /// <summary>IANA name: of times of day in the table, which say no zone.</summary>
    public string? TimeZone { get; init; }

    private static readonly JsonSerializerOptions reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="ImportFormatException">Not a mapping, or one that R4 does not have the elements for.</exception>
    public static TableMapping Parse(ReadOnlySpan<byte> json)
    {
        TableMapping mapping;
        try
        {
            mapping = JsonSerializer.Deserialize<TableMapping>(json, reading) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new ImportFormatException($"Line {(e.LineNumber ?? 0) + 1} of the mapping file, {(string.IsNullOrEmpty(e.Path) ? "$" : e.Path)}: this is not a mapping of a table. See 'Import data' in the documentation.");
        }
        if (mapping.Resources.IsDefaultOrEmpty)
            throw new ImportFormatException("The mapping file lists no resources: say under 'resources' what a row becomes.");
        if (mapping.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            throw new ImportFormatException($"The mapping file names the time zone '{zone}', which this machine does not know. Write it as Europe/Madrid.");
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in mapping.Resources)
        {
            resource.Check(before);
            before.Add(resource.Name ?? resource.Type);
        }
        return mapping;
    }

    /// <summary>Every column that the mapping speaks of.</summary>
    [JsonIgnore]
    public IEnumerable<string> Columns => Resources.SelectMany(r => r.Id.Concat(r.Set.Values.Select(v => v.Column)).Append(r.When)).OfType<string>().Distinct(StringComparer.Ordinal);
}

/// <summary>A resource that a row becomes.</summary>
/// <param name="Type">For example <c>Patient</c>.</param>
/// <param name="Id">Columns whose values together tell this resource from others of its type; equal values give an equal id.</param>
/// <param name="Set">Path of an element, for example <c>name[0].family</c>, to where its value comes from.</param>
public sealed record TableResource(string Type, ImmutableArray<string> Id, ImmutableDictionary<string, TableValue> Set)
{
    /// <summary>How other resources of the row refer to it, where two have the same type.</summary>
    public string? Name { get; init; }

    /// <summary>Only in rows where this column has a value.</summary>
    public string? When { get; init; }

    internal void Check(HashSet<string> before)
    {
        if (!FhirDefinitions.R4.IsResource(Type))
            throw new ImportFormatException($"The mapping file names the resource type '{Type}', which R4 does not have.");
        if (Id.IsDefaultOrEmpty)
            throw new ImportFormatException($"The mapping of {Type} names no columns under 'id'. Without them a second import could not recognise what the first one brought.");
        foreach (var (path, value) in Set)
        {
            if (ElementPath.Parse(Type, path) is not { } element)
                throw new ImportFormatException($"The mapping of {Type} sets '{path}', which is no element of R4's {Type}. Write it as name[0].family or valueQuantity.value.");
            if (!element.Shape.IsPrimitive)
                throw new ImportFormatException($"The mapping of {Type} sets '{path}', which has elements of its own: name one of them.");
            if (value.Reference is { } to && !before.Contains(to))
                throw new ImportFormatException($"The mapping of {Type} refers to '{to}', which is not listed before it.");
        }
    }
}

/// <summary>Where a value comes from: a constant (written as plain text), a column, or another resource of the row.</summary>
[JsonConverter(typeof(TableValueConverter))]
public sealed record TableValue
{
    public string? Constant { get; init; }

    public string? Column { get; init; }

    /// <summary>Value in the column to value in the resource; what is not listed is an error, never passed on.</summary>
    public ImmutableDictionary<string, string>? Codes { get; init; }

    /// <summary>How dates in the column are written, as .NET writes it: <c>dd/MM/yyyy HH:mm</c>.</summary>
    public string? Date { get; init; }

    /// <summary>The character before decimals, where it is not a point.</summary>
    public string? DecimalMark { get; init; }

    /// <summary>A row without it is an error.</summary>
    public bool Required { get; init; }

    /// <summary>Type, or name, of a resource of the same row.</summary>
    public string? Reference { get; init; }
}

/// <summary>Plain text, a number or a boolean is a constant.</summary>
internal sealed class TableValueConverter : JsonConverter<TableValue>
{
    public override TableValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return reader.TokenType switch
            {
                JsonTokenType.String => new TableValue { Constant = reader.GetString() },
                JsonTokenType.Number => new TableValue { Constant = System.Text.Encoding.ASCII.GetString(reader.ValueSpan) },
                JsonTokenType.True => new TableValue { Constant = "true" },
                JsonTokenType.False => new TableValue { Constant = "false" },
                _ => throw new JsonException(),
            };
        }
        var written = JsonSerializer.Deserialize<Written>(ref reader, options)!;
        if ((written.Column is null) == (written.Reference is null))
            throw new JsonException("Name a column or a reference.");
        return new TableValue { Column = written.Column, Codes = written.Codes, Date = written.Date, DecimalMark = written.DecimalMark, Required = written.Required, Reference = written.Reference };
    }

    public override void Write(Utf8JsonWriter writer, TableValue value, JsonSerializerOptions options) => throw new NotSupportedException();

    private sealed record Written(string? Column = null, ImmutableDictionary<string, string>? Codes = null, string? Date = null, string? DecimalMark = null, bool Required = false, string? Reference = null);
}

/// <summary>A path of written element names with indexes, and what R4 has there.</summary>
internal sealed partial record ElementPath(ImmutableArray<(string Name, int Index, FhirShape Shape)> Steps)
{
    public FhirShape Shape => Steps[^1].Shape;

    /// <returns>Null when R4 has no such element, or an index stands where nothing repeats.</returns>
    public static ElementPath? Parse(string type, string path)
    {
        var shape = FhirDefinitions.R4.Shape(type);
        var steps = ImmutableArray.CreateBuilder<(string, int, FhirShape)>();
        foreach (var step in path.Split('.'))
        {
            var match = Written().Match(step);
            if (!match.Success || shape.Child(match.Groups["name"].Value) is not { } child)
                return null;
            var index = match.Groups["index"] is { Success: true } at ? int.Parse(at.ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;
            if (index > 0 && !child.IsList)
                return null;
            steps.Add((match.Groups["name"].Value, index, child));
            shape = child;
        }
        return new ElementPath(steps.ToImmutable());
    }

    [GeneratedRegex(@"^(?<name>[a-z][A-Za-z0-9]*)(\[(?<index>[0-9]{1,2})\])?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
