using System.Globalization;
using System.Text;
using Salus.Language.Identifiers;
using Salus.Language.Text;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Values as bare lower-case letters and digits, so that accents, case and separators make no difference; and words of at least six letters by all ways to leave
/// out one letter, so that one letter more, less or other is found without comparing every word with every value.
/// </summary>
internal sealed class ProbeValues
{
    private const int MostWords = 12, FuzzyFrom = 6, ShortestNumber = 5, ShortestName = 3;

    private readonly Dictionary<string, (string Kind, string Value)> bare = new(StringComparer.Ordinal);
    private readonly HashSet<string> beginnings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> shortened = new(StringComparer.Ordinal);

    public int Count => bare.Count;

    public bool Has(string value) => bare.ContainsKey(string.Concat(Words(value)));

    public void Add(IdentifierClass kind, string value)
    {
        var words = Words(value);
        switch (kind)
        {
            case IdentifierClass.Name:
                foreach (var word in words.Where(w => w.Length >= ShortestName && !PersonIdentifiers.IsTitle(w)))
                    Add("name", [word], word, isFuzzy: true);
                if (words.Count > 1)
                    Add("name", words, value, isFuzzy: false);
                break;
            case IdentifierClass.Region or IdentifierClass.Year or IdentifierClass.Age:
                break;
            case IdentifierClass.Place or IdentifierClass.Organization:
                Add(kind.Word(), words, value, isFuzzy: words.Count == 1);
                break;
            default:
                Add(kind.Word(), words, value, isFuzzy: false);
                break;
        }
    }

    /// <summary>Values that stand in these words, each once.</summary>
    /// <param name="isFuzzy">Those that are there but for one letter, and not those that are there as they are.</param>
    public IEnumerable<(string Kind, string Value, bool IsFuzzy)> Find(IReadOnlyList<string> words, bool isFuzzy)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i++)
        {
            if (isFuzzy)
            {
                foreach (var value in Near(words[i]))
                {
                    if (found.Add(value))
                        yield return (bare[value].Kind, bare[value].Value, true);
                }
                continue;
            }
            var joined = "";
            for (var end = i; end < words.Count && end < i + MostWords && (end == i || beginnings.Contains(joined)); end++)
            {
                joined += words[end];
                if (bare.TryGetValue(joined, out var known) && found.Add(joined))
                    yield return (known.Kind, known.Value, false);
            }
        }
    }

    /// <summary>Letters and digits in runs, folded to lower case without marks.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
                word.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark && c is not '\'' and not '’')
                End();
        }
        End();
        return words;

        void End()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    private void Add(string kind, IReadOnlyList<string> words, string value, bool isFuzzy)
    {
        var joined = string.Concat(words);
        if (joined.Length < (joined.Any(char.IsAsciiDigit) ? ShortestNumber : ShortestName) || !bare.TryAdd(joined, (kind, value)))
            return;
        // However the value is separated, it is found word by word.
        for (var length = 1; length < joined.Length; length++)
            beginnings.Add(joined[..length]);
        if (!isFuzzy || joined.Length < FuzzyFrom || joined.Any(char.IsAsciiDigit))
            return;
        foreach (var form in Shortened(joined))
            (shortened.TryGetValue(form, out var of) ? of : shortened[form] = []).Add(joined);
    }

    private IEnumerable<string> Near(string word)
    {
        if (word.Length < FuzzyFrom || bare.ContainsKey(word))
            yield break;
        foreach (var form in Shortened(word))
        {
            if (!shortened.TryGetValue(form, out var values))
                continue;
            foreach (var value in values)
            {
                if (EditDistance.Within(word, value, 1) is 0 or 1)
                    yield return value;
            }
        }
    }

    private static IEnumerable<string> Shortened(string word) => Enumerable.Range(0, word.Length).Select(i => word.Remove(i, 1)).Append(word);
}
