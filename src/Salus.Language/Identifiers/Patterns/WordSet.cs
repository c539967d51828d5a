using System.Collections.Frozen;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>Words compared without regard to case, straight from a stretch of text.</summary>
internal sealed class WordSet
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> words;

    public WordSet(string list) =>
        words = list.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Has(ReadOnlySpan<char> word) => !word.IsEmpty && words.Contains(word);
}
