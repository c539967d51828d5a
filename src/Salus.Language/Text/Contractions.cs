using System.Collections.Frozen;

namespace Salus.Language.Text;

/// <summary>English contractions, joined (<c>can't</c>, <c>gonna</c>) or taken apart by a recogniser (<c>ca n't</c>, <c>gon na</c>).</summary>
internal static class Contractions
{
    private static readonly FrozenDictionary<string, string> Clitics = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["m"] = "am", ["re"] = "are", ["ve"] = "have", ["ll"] = "will", ["d"] = "would", ["s"] = "'s", ["t"] = "not",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (int Cut, string Head, string Tail)> Fused = new Dictionary<string, (int, string, string)>(StringComparer.Ordinal)
    {
        ["gonna"] = (3, "going", "to"), ["wanna"] = (3, "want", "to"), ["gotta"] = (3, "got", "to"), ["cannot"] = (3, "can", "not"),
        ["dunno"] = (2, "do", "not"), ["lemme"] = (3, "let", "me"), ["gimme"] = (3, "give", "me"), ["y'all"] = (1, "you", "all"),
        ["dont"] = (2, "do", "not"), ["doesnt"] = (4, "does", "not"), ["didnt"] = (3, "did", "not"), ["cant"] = (2, "can", "not"), ["wont"] = (2, "will", "not"),
        ["isnt"] = (2, "is", "not"), ["wasnt"] = (3, "was", "not"), ["havent"] = (4, "have", "not"), ["hasnt"] = (3, "has", "not"), ["couldnt"] = (5, "could", "not"), ["wouldnt"] = (5, "would", "not"),
        ["im"] = (1, "i", "am"), ["ive"] = (1, "i", "have"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> NegatedHeads = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ca"] = "can", ["wo"] = "will", ["sha"] = "shall", ["ai"] = "is",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsClitic(ReadOnlySpan<char> tail)
    {
        Span<char> lower = stackalloc char[3];
        if (tail.Length > 3 || tail.ToLowerInvariant(lower) < 0)
            return false;
        return Clitics.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(lower[..tail.Length]);
    }

    /// <summary>Splits a joined contraction; <paramref name="cut"/> is where its second part starts.</summary>
    public static bool TrySplit(string word, out int cut, out string head, out string tail)
    {
        if (Fused.TryGetValue(word, out var fused))
        {
            (cut, head, tail) = fused;
            return true;
        }

        (cut, head, tail) = (0, "", "");
        var apostrophe = word.LastIndexOf('\'');
        if (apostrophe < 1)
            return false;
        if (word.EndsWith("n't", StringComparison.Ordinal) && word.Length > 3)
        {
            cut = word.Length - 3;
            head = word[..cut];
            head = NegatedHeads.GetValueOrDefault(head, head);
            tail = "not";
            return true;
        }

        if (!Clitics.TryGetValue(word[(apostrophe + 1)..], out var full) || full == "not")
            return false;
        (cut, head, tail) = (apostrophe, word[..apostrophe], full);
        return true;
    }

    /// <summary>Reads a part that stands alone together with the word before it: <c>ca</c> + <c>n't</c>, <c>gon</c> + <c>na</c>, <c>i</c> + <c>'m</c>.</summary>
    public static bool TryAttach(string before, string word, out string earlier, out string later)
    {
        (earlier, later) = (before, word);
        switch (word)
        {
            case "n't":
                earlier = NegatedHeads.GetValueOrDefault(before, before);
                later = "not";
                return true;
            case "na" when before is "gon" or "wan":
                (earlier, later) = (before == "gon" ? "going" : "want", "to");
                return true;
            case "ta" when before is "got":
                later = "to";
                return true;
            default:
                if (word.Length > 1 && word[0] == '\'' && Clitics.TryGetValue(word[1..], out var full))
                {
                    later = full;
                    return true;
                }

                return false;
        }
    }
}
