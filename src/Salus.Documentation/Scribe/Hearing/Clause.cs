using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>A word as it counts for the note, and where it was said.</summary>
/// <param name="Text">Contractions joined, spoken slips removed; the case of the transcript.</param>
/// <param name="Turn">Zero-based index of the turn in the transcript.</param>
/// <param name="Start">Zero-based offset in the verbatim text of the turn, in UTF-16 code units.</param>
public readonly record struct Word(string Text, int Turn, int Start, int End)
{
    /// <summary>Lower case, for comparing.</summary>
    public string Key => Text.ToLowerInvariant();

    public bool IsPause => Text.Length == 1 && Text[0] is ',' or ';' or ':';
}

/// <summary>What a clause opens with, taken as an answer to the question before it.</summary>
public enum Reply
{
    None,
    Yes,
    No,
}

/// <summary>
/// One thing somebody said: a sentence, or the part of a long unpunctuated one that can stand alone. Fillers, repetitions and
/// openers ("okay, so, um") are gone from <see cref="Words"/>, but the verbatim words still lie between the first and the last of them.
/// A sentence that an "mm-hmm" interrupted runs over two turns.
/// </summary>
/// <param name="Reply">How it opens, when the opener was an answer.</param>
public sealed record Clause(Speaker Speaker, ImmutableArray<Word> Words, Reply Reply, bool IsQuestion, bool IsCutOff)
{
    private readonly ImmutableArray<Word> words = Words;

    /// <summary>Never empty.</summary>
    public ImmutableArray<Word> Words
    {
        get => words;
        init => (words, key, length) = (value, null, null);
    }

    /// <summary>Position among all clauses of the visit.</summary>
    public int Index { get; init; }

    /// <summary>The turn it begins in.</summary>
    public int Turn => Words[0].Turn;

    public int LastTurn => Words[^1].Turn;

    /// <summary>Where it stands, one place per turn it runs over.</summary>
    public IEnumerable<(int Turn, int Start, int End)> Places =>
        Words.GroupBy(w => w.Turn).Select(g => (g.Key, g.Min(w => w.Start), g.Max(w => w.End)));

    /// <summary>The clean words with single spaces; lower case. Commas kept.</summary>
    public string Key => key ??= string.Join(' ', Words.Select(w => w.Key)).Replace(" ,", ",", StringComparison.Ordinal);
    private string? key;

    /// <summary>The number of words without the commas.</summary>
    public int Length => length ??= Words.Count(w => !w.IsPause);
    private int? length;
}
