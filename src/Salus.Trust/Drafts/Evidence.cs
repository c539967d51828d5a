using System.Text.Json.Serialization;

namespace Salus.Trust;

/// <summary>A place the reviewer can be shown. A statement with none is reported, never hidden.</summary>
/// <param name="Source">The <see cref="Trust.Source.Id"/> of a source that came with the draft.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Quote), "quote")]
[JsonDerivedType(typeof(Element), "element")]
[JsonDerivedType(typeof(Region), "region")]
[JsonDerivedType(typeof(Calculation), "calculation")]
[JsonDerivedType(typeof(Row), "row")]
[JsonDerivedType(typeof(Attestation), "attestation")]
public abstract record Evidence(string Source);

/// <summary>Words of a source: <paramref name="Text"/> stands verbatim at <paramref name="Start"/> in the segment's text.</summary>
/// <param name="Segment">Zero-based index into <see cref="Source.Segments"/>: a turn of a transcript, a paragraph of a document.</param>
/// <param name="Start">Zero-based offset in UTF-16 code units in the segment's text.</param>
/// <param name="Length">In UTF-16 code units; at least 1.</param>
public sealed record Quote(string Source, int Segment, int Start, int Length, string Text) : Evidence(Source);

/// <summary>An element of a FHIR resource, by FHIRPath, and the value it had.</summary>
public sealed record Element(string Source, string Path, string Value) : Evidence(Source);

/// <summary>A box on one frame of an image. Pixels, origin at the upper left.</summary>
public sealed record Region(string Source, string SopInstanceUid, int Frame, double X, double Y, double Width, double Height) : Evidence(Source);

/// <summary>A value computed from other evidence. <paramref name="Unit"/> is UCUM.</summary>
public sealed record Calculation(string Source, string Formula, decimal Value, string Unit) : Evidence(Source);

/// <summary>A row of a table, zero-based below the header.</summary>
public sealed record Row(string Source, long Index, string Column) : Evidence(Source);

/// <summary>
/// A reviewer wrote the statement on their own knowledge. Source is <c>person:</c> and the person's id.
/// Only a revision made by that person may carry it: engines cannot attest.
/// </summary>
public sealed record Attestation(string Source) : Evidence(Source)
{
    public static Attestation By(PersonId person) => new($"person:{person}");
}
