using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Salus.Language.Retrieval;

namespace Salus.Documentation.Ask;

/// <summary>A piece of a document that can be found and quoted: an answered question, or a section of text.</summary>
/// <param name="Id">Unique in its corpus.</param>
/// <param name="Document">What the passage is part of; passages of a document follow each other in the corpus.</param>
/// <param name="Title">Of the document.</param>
/// <param name="Text">Word for word; what is quoted stands in it.</param>
public sealed record CorpusPassage(string Id, string Document, string Title, string Text)
{
    /// <summary>The heading above it; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Heading { get; init; }

    /// <summary>What it is about, with other names of the same thing.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The question it answers, where it answers one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Question { get; init; }

    /// <summary>Kind of that question as its source calls it; null where it is to be read from the question or heading.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>Where the publisher shows it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>Who published it, where one corpus holds several publishers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Publisher { get; init; }

    internal IndexedPassage ToIndexed() => new(Heading is null ? Title : Title + " " + Heading, string.Join('|', Names.IsEmpty ? [Title] : Names), Question ?? "", Text);
}
