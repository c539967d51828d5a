using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Search;

/// <summary>
/// One place of a resource type that an index holds. Parameters with equal expressions share it, so <c>code</c> and <c>combo-code</c>
/// cost one set of entries.
/// </summary>
public sealed class SearchPath
{
    private static readonly string[] Judging = [" and ", " or ", ".exists(", ".empty(", ".not(", ".count(", " = ", "!="];

    private readonly string? head;

    internal SearchPath(string resourceType, string kind, string expression, string? within)
    {
        Kind = kind;
        Expression = FhirPath.Parse(expression);
        Within = within is null ? null : FhirPath.Parse(within);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{resourceType} {kind} {within} {expression}"), digest);
        Number = BinaryPrimitives.ReadInt64BigEndian(digest) & 0xFFFF_FFFF_FFFF;
        head = HeadOf(within ?? expression, resourceType);
    }

    /// <summary>Names the place in an index: 48 bits of the SHA-256 of type, kind and expression.</summary>
    public long Number { get; }

    /// <summary><c>token</c>, <c>string</c>, <c>date</c>, <c>number</c>, <c>quantity</c>, <c>reference</c> or <c>uri</c>.</summary>
    public string Kind { get; }

    internal FhirPath Expression { get; }

    /// <summary>For parts of a composite: the repeating element they belong to.</summary>
    internal FhirPath? Within { get; }

    /// <summary>False when the resource cannot have a value here, because it lacks the first element of the path.</summary>
    internal bool MayHaveValue(FhirNode resource)
    {
        if (head is null)
            return true;
        foreach (var child in resource.Children)
        {
            // "value" is written valueQuantity, valueString, …
            if (child.Name.StartsWith(head, StringComparison.Ordinal) && (child.Name.Length == head.Length || char.IsAsciiLetterUpper(child.Name[head.Length])))
                return true;
        }
        return false;
    }

    private static string? HeadOf(string expression, string resourceType)
    {
        var plain = expression.TrimStart('(');
        foreach (var root in (ReadOnlySpan<string>)[resourceType + ".", "Resource.", "DomainResource."])
        {
            if (!plain.StartsWith(root, StringComparison.Ordinal))
                continue;
            var name = string.Concat(plain.Skip(root.Length).TakeWhile(char.IsAsciiLetterOrDigit));
            var rest = plain[(root.Length + name.Length)..];
            return name.Length == 0 || rest.StartsWith('(') || Judging.Any(j => rest.Contains(j, StringComparison.Ordinal)) ? null : name;
        }
        return null;
    }
}

/// <summary>A place that a parameter reads.</summary>
/// <param name="OnlyType">Of a reference: only those that lead to this type count; null: all.</param>
public sealed record SearchPathUse(SearchPath Path, string? OnlyType);

/// <summary>The parts of a composite parameter over one element: they must hold in the same element.</summary>
/// <param name="Parts">For each component the paths that may hold its value.</param>
public sealed record SearchComposite(ImmutableArray<ImmutableArray<SearchPath>> Parts);
