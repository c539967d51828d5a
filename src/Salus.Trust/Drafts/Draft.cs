using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Trust;

/// <summary>What a capability proposes and nobody has signed. Immutable: an edit makes the next revision.</summary>
/// <param name="Revision">1 for what the engine wrote; each edit adds one.</param>
/// <param name="Capability">Name of the capability, for example <c>scribe</c>.</param>
public sealed record Draft(
    DraftId Id,
    int Revision,
    string Capability,
    PatientId? Subject,
    ImmutableArray<Statement> Statements,
    ImmutableArray<Artifact> Artifacts,
    Provenance Origin)
{
    /// <summary>What the sources hold and the draft leaves out: shown to the reviewer, never exported.</summary>
    public ImmutableArray<Omission> Omitted { get; init; } = [];

    /// <summary>What it is for, which decides who may see and sign it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Purpose Purpose { get; init; }

    /// <summary>The sections in reading order, as the chosen style shows them. Every statement's section is among them.</summary>
    public ImmutableArray<DraftSection> Outline { get; init; } = [];

    /// <summary>Digest of the canonical JSON. Records that hold arrays do not compare by value; compare this.</summary>
    public Sha256 Digest() => Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(this, TrustJson.Canonical));
}

/// <summary>What a draft is for. People see the drafts of the purposes that their roles serve, and no others.</summary>
public enum Purpose
{
    /// <summary>The care of patients: notes, letters, codes. A clinician signs.</summary>
    Care,

    /// <summary>Research on data that name nobody. A data steward signs, never the person who proposed it.</summary>
    Research,
}

/// <summary>One claim a reader could agree or disagree with, and where it comes from.</summary>
/// <param name="Section">Heading key, for example <c>hpi</c>; the note's style decides how it is shown.</param>
public sealed record Statement(string Section, string Text, ImmutableArray<Evidence> Evidence)
{
    /// <summary>Heading inside the section, for example the problem in assessment and plan; null when there is none.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// Names the statement by what it says and where that comes from, so decisions survive edits of its neighbours.
    /// Sixteen hexadecimal digits.
    /// </summary>
    [JsonIgnore]
    public string Key => Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(this, TrustJson.Canonical)).ToString()[..16];
}

/// <summary>How the statements of a section are laid out.</summary>
public enum SectionLayout
{
    /// <summary>One after the other, as prose.</summary>
    Paragraph,

    /// <summary>One line each.</summary>
    List,
}

/// <summary>A heading of the draft.</summary>
/// <param name="Key">What <see cref="Statement.Section"/> names, for example <c>hpi</c>.</param>
/// <param name="Title">As printed, for example <c>HISTORY OF PRESENT ILLNESS</c>.</param>
/// <param name="Loinc">LOINC code of the section for exchange, when one fits.</param>
public sealed record DraftSection(string Key, string Title, SectionLayout Layout, string? Loinc = null);

/// <summary>Something said or found that is not in the draft, and why it was left out, in words a clinician understands.</summary>
public sealed record Omission(string Text, string Reason, ImmutableArray<Evidence> Evidence);

/// <summary>A produced thing that is not text: an image series, a data set, a molecule list, a plan. Content-addressed.</summary>
public sealed record Artifact(string Name, string MediaType, Sha256 Content, ImmutableArray<Evidence> Evidence);

/// <summary>How a revision came to be: enough to make it again from the same inputs.</summary>
/// <param name="Engine">For example <c>embedded-scribe</c>.</param>
/// <param name="At">When the revision was made.</param>
/// <param name="Inputs">What was read, by content.</param>
/// <param name="Parameters">Style, seed, learned file and the like: everything that changes the output.</param>
public sealed record Provenance(
    string Engine,
    string EngineVersion,
    DateTimeOffset At,
    ImmutableArray<SourceReference> Inputs,
    ImmutableSortedDictionary<string, string> Parameters)
{
    /// <summary>The person whose edit made this revision; null for what an engine wrote.</summary>
    public PersonId? Editor { get; init; }
}

public sealed record SourceReference(string Id, string Title, string MediaType, Sha256 Content);
