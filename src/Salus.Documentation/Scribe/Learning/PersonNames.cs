using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Words that a learned file must not hold because they name somebody in the data it was learned from: parts of the patients' names, and what
/// stands after a title in a note or a conversation. A name that is also an everyday word ("Young", "May") tells nothing and is not among them.
/// </summary>
internal static partial class PersonNames
{
    public static FrozenSet<string> Of(IEnumerable<Visit> visits)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var visit in visits)
        {
            names.UnionWith(Rouge.Tokens(visit.Patient?.Name ?? ""));
            foreach (var text in visit.Transcript.Turns.Select(t => t.Text).Append(visit.ReferenceNote ?? ""))
                foreach (Match titled in Titled().Matches(text))
                    names.UnionWith(Rouge.Tokens(titled.Groups["name"].Value));
        }
        names.RemoveWhere(n => n.Length < 2 || CommonWords.Contains(n));
        return names.ToFrozenSet(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\b(?:mr|mrs|ms|miss|dr|doctor|prof|professor)\b\.?\s+(?<name>[\p{L}'-]{2,})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Titled();
}
