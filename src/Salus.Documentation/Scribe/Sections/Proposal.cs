using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>How a proposal came about: what a ranker or a reader of the code may trust about its form.</summary>
internal enum ProposalKind
{
    /// <summary>A clause carried over as it was said, in any section it may belong to. Grammatical, but nothing more is known of it; left to a learned choice.</summary>
    Said,

    /// <summary>The reason for the visit, or the sentence that introduces the patient.</summary>
    Opening,

    /// <summary>A question and its answer, made one statement.</summary>
    Answer,

    /// <summary>What the patient or a companion told.</summary>
    Told,

    /// <summary>What the doctor told back of the history.</summary>
    Recounted,

    /// <summary>A line of a list made from findings: systems, disorders, relatives, drugs.</summary>
    Listed,

    /// <summary>A measured value, a finding of the examination or a result.</summary>
    Found,

    /// <summary>The doctor's judgement.</summary>
    Reasoned,

    /// <summary>What is to be done.</summary>
    Planned,

    /// <summary>A learned phrase of the site, filled with words of the visit.</summary>
    Phrased,

    /// <summary>A line of the list of orders, taken out of what is to be done.</summary>
    Ordered,
}

/// <summary>A statement that could stand in the note, before the choice is made.</summary>
/// <param name="Section">Section key, for example <c>hpi</c>.</param>
/// <param name="Text">Without its full stop.</param>
/// <param name="From">The clauses that support it; empty only when <see cref="Facts"/> are not.</param>
/// <param name="Score">How much it belongs into a note; below 1 it is left out.</param>
internal sealed record Proposal(string Section, string Text, ImmutableArray<Clause> From, double Score)
{
    public ProposalKind Kind { get; init; }

    /// <summary>Heading inside the section: the problem, the part of the body.</summary>
    public string? Group { get; init; }

    /// <summary>Kind of a plan entry by which the style may label it: <c>reasoning</c>, <c>treatment</c>.</summary>
    public string? Label { get; init; }

    /// <summary>Evidence from other sources than the conversation.</summary>
    public ImmutableArray<Evidence> Facts { get; init; } = [];

    /// <summary>Makes no sense without the clause before it ("it", "that"), so it is only written after it.</summary>
    public bool Leans { get; init; }

    /// <summary>Built from a template: always short, never counted against the length of the section.</summary>
    public bool Fixed { get; init; }

    /// <summary>What a line of a list collects over the visit (a system and its symptoms, a relative and their illnesses); null for other statements.</summary>
    public GatheredLine? Gathered { get; init; }

    /// <summary>What a list names once, for example a drug; null where sentences are compared by their words.</summary>
    public string? About { get; init; }

    /// <summary>What the conversation took back of what it first said; null when nothing.</summary>
    public string? Correction { get; init; }

    /// <summary>The learned phrase it was filled from; null for what the writer made itself.</summary>
    public FilledPhrase? Phrase { get; init; }

    public int Order => From.IsEmpty ? -1 : From[0].Index;

    /// <summary>The last turn that supports it.</summary>
    public int LastTurn => From.IsEmpty ? -1 : From.Max(c => c.LastTurn);

    public int WordCount => Text.Count(c => c == ' ') + 1;
}

/// <summary>A line that grows while the visit goes on.</summary>
internal sealed record GatheredLine(string Head, ImmutableArray<GatheredItem> Items)
{
    /// <summary>Remembers more, also what contradicts: the contradiction must stay known.</summary>
    public GatheredLine Adding(IEnumerable<GatheredItem> later) => this with { Items = [.. Items.Concat(later).DistinctBy(i => (i.Name, i.Present))] };

    /// <summary>With what was said later. What is both affirmed and denied is left to the history, where both stand in their words.</summary>
    public GatheredLine With(IEnumerable<GatheredItem> later)
    {
        GatheredItem[] both = [.. Items.Concat(later).DistinctBy(i => (i.Name, i.Present))];
        return this with { Items = [.. both.Where(item => !both.Any(other => other.Name == item.Name && other.Present != item.Present))] };
    }

    public string Text(string section)
    {
        if (section is "fh")
            return $"{Head}: {string.Join(", ", Items.Select(i => i.Name))}";
        var parts = new List<string>();
        if (Items.Where(i => i.Present).Select(i => i.Name).ToArray() is { Length: > 0 } reported)
            parts.Add("Reports " + EnglishList.Join(reported, "and"));
        if (Items.Where(i => !i.Present).Select(i => i.Name).ToArray() is { Length: > 0 } denied)
            parts.Add("Denies " + EnglishList.Join(denied, "or"));
        return $"{Head}: {string.Join(". ", parts)}";
    }

    /// <summary>The clauses behind all items, each once, in the order spoken.</summary>
    public ImmutableArray<Clause> From => [.. Items.SelectMany(i => i.From).DistinctBy(c => c.Index).OrderBy(c => c.Index)];
}

/// <param name="Present">False for what is denied.</param>
internal sealed record GatheredItem(string Name, bool Present, ImmutableArray<Clause> From);
