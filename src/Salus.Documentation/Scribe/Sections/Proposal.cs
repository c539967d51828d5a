using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A statement that could stand in the note, before the choice is made.</summary>
/// <param name="Section">Section key, for example <c>hpi</c>.</param>
/// <param name="Text">Without its full stop.</param>
/// <param name="From">The clauses that support it; empty only when <see cref="Facts"/> are not.</param>
/// <param name="Score">How much it belongs into a note; below 1 it is left out.</param>
internal sealed record Proposal(string Section, string Text, ImmutableArray<Clause> From, double Score)
{
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

    public int Order => From.IsEmpty ? -1 : From[0].Index;

    public int WordCount => Text.Count(c => c == ' ') + 1;
}
