using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir;

/// <summary>What is wrong with the form of a text, where reading can still go on.</summary>
public enum FhirReadProblemKind
{
    /// <summary>Reading ended here: the text is not JSON or XML, or it is over a limit.</summary>
    Unreadable,

    /// <summary>A comment in JSON. FHIR JSON has none.</summary>
    Comment,

    /// <summary>A comma with nothing behind it.</summary>
    TrailingComma,

    /// <summary>A property that its object has twice; the second is not in the tree.</summary>
    DuplicateProperty,

    /// <summary>A null where FHIR has none; it is not in the tree.</summary>
    Null,

    /// <summary>An array without items; it is not in the tree. A strict reading lets it pass.</summary>
    EmptyArray,

    /// <summary>An array inside an array; the inner one is not in the tree.</summary>
    NestedArray,

    /// <summary>An array of primitives and objects; what differs from the first item is not in the tree.</summary>
    MixedArray,

    /// <summary>A <c>_name</c> property that does not belong to its <c>name</c>; it is not in the tree.</summary>
    Twin,

    /// <summary>A resourceType that is missing or no text.</summary>
    ResourceType,

    /// <summary>An XML element or attribute that the resource does not have; it is not in the tree.</summary>
    UnknownElement,

    /// <summary>An XML element outside the namespace of FHIR.</summary>
    Namespace,

    /// <summary>Text between XML elements; it is not in the tree.</summary>
    StrayText,

    /// <summary>XML elements in another order than the definition's.</summary>
    Order,

    /// <summary>An XML primitive whose value is no literal of its type, or that has neither value nor extension.</summary>
    Value,
}

/// <param name="Reason">What is wrong and what to do, as a sentence.</param>
/// <param name="Path">The element that was being read, for example <c>name[0].family</c>; empty at the root.</param>
public sealed record FhirReadProblem(FhirReadProblemKind Kind, string Reason, FhirPosition Position, string Path)
{
    internal FhirFormatException ToException(Exception? inner = null) => new(Reason, Position.Line, Position.Column, Path, inner);
}

/// <summary>
/// A tolerant reading: everything that is wrong with the form of a text, and the resource as far as it can be read.
/// For those who want to report all problems at once; <see cref="FhirNode.Parse(ReadOnlySpan{byte}, FhirReadLimits?)"/> refuses at the first.
/// </summary>
/// <param name="Node">Null when the text could not be read to its end.</param>
/// <param name="Problems">In the order of the text; at most <see cref="MostProblems"/>.</param>
public sealed record FhirReading(FhirNode? Node, ImmutableArray<FhirReadProblem> Problems)
{
    /// <summary>After so many problems reading ends.</summary>
    public const int MostProblems = 1000;

    /// <summary>Reads one resource from UTF-8 JSON. Never throws for what the text holds.</summary>
    public static FhirReading Json(ReadOnlySpan<byte> json, FhirReadLimits? limits = null)
    {
        var problems = new List<FhirReadProblem>();
        try
        {
            return new FhirReading(FhirJsonReader.Read(json, limits ?? FhirReadLimits.Default, problems), [.. problems]);
        }
        catch (FhirFormatException e)
        {
            return Ended(problems, e);
        }
    }

    /// <summary>Reads one resource from XML. Never throws for what the text holds.</summary>
    public static FhirReading Xml(ReadOnlySpan<byte> xml, FhirDefinitions? definitions = null, FhirReadLimits? limits = null)
    {
        var problems = new List<FhirReadProblem>();
        try
        {
            return new FhirReading(FhirXmlReader.Read(xml, definitions ?? FhirDefinitions.R4, limits ?? FhirReadLimits.Default, problems), [.. problems]);
        }
        catch (FhirFormatException e)
        {
            return Ended(problems, e);
        }
    }

    private static FhirReading Ended(List<FhirReadProblem> problems, FhirFormatException by) =>
        new(null, [.. problems, new FhirReadProblem(FhirReadProblemKind.Unreadable, by.Reason, new FhirPosition(by.Line, by.Column), by.Path)]);
}
