using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>Words compared without regard to case, straight from a stretch of text.</summary>
internal sealed class WordSet(string list)
{
    private readonly WordMap<bool> words = new(list.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(word => word, _ => true));

    [MethodImpl(EveryWord.Passes)]
    public bool Has(ReadOnlySpan<char> word) => words.TryGet(word, out _);
}
