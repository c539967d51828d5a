using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Fhir.Paths;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Refuses what cannot be meant: a treatment that does not fit what it treats, and a rule that can never be heard.</summary>
internal sealed partial class PolicyChecks(string file)
{
    public static ImmutableSortedDictionary<string, Treatment> Treatments { get; } =
        Enum.GetValues<Treatment>().ToImmutableSortedDictionary(t => t.ToString().ToLowerInvariant(), t => t, StringComparer.Ordinal);

    public void Fits(int line, Treatment treatment, IdentifierClass kind, bool inText)
    {
        var wrong = treatment switch
        {
            Treatment.Shift when kind is not (IdentifierClass.Date or IdentifierClass.Year) => $"'shift' moves dates; {kind.Word()} is none. Say surrogate, mask, tag or remove.",
            Treatment.Generalize when kind is not (IdentifierClass.Date or IdentifierClass.PostalCode or IdentifierClass.Age or IdentifierClass.OldAge or IdentifierClass.Year or IdentifierClass.Address or IdentifierClass.Place) =>
                $"'generalize' makes dates, ages, postal codes and places coarser; there is nothing coarser for {kind.Word()}. Say surrogate, mask, tag or remove.",
            Treatment.Surrogate when kind is IdentifierClass.Photo or IdentifierClass.Biometric => $"nothing is invented for {kind.Word()}. Say tag or remove.",
            Treatment.Scan when inText => "'scan' is for elements, fields and columns that hold text; what is found there is treated by the other words. Say which.",
            _ => null,
        };
        if (wrong is not null)
            throw PolicyYaml.At(file, line, wrong);
    }

    /// <summary>A rule behind one that already takes all it could match is a wish unheard.</summary>
    public void Reachable(List<PolicyRule> rules)
    {
        var lines = new Dictionary<string, PolicyRule>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in rules)
        {
            foreach (var around in Around(rule.Path))
                if (lines.TryGetValue(around, out var earlier) && (earlier.Treatment != rule.Treatment || earlier.Class != rule.Class))
                    throw PolicyYaml.At(file, rule.Line, string.Create(CultureInfo.InvariantCulture,
                        $"this rule for '{rule.Path}' is never heard: '{earlier.Path}' on line {earlier.Line} comes first and says something else. Put the finer rule first, or take one of them out."));
            lines.TryAdd(rule.Path, rule);
        }
    }

    /// <summary>The path and what encloses it.</summary>
    private static IEnumerable<string> Around(string path)
    {
        yield return path;
        var depth = 0;
        for (var i = path.Length - 1; i > 0; i--)
        {
            depth += path[i] is ')' ? 1 : path[i] is '(' ? -1 : 0;
            if (depth != 0)
                continue;
            if (path[i] is '.')
                yield return path[..i];
            else if (path[i] is '-' && path.AsSpan(i).IndexOfAnyExceptInRange('*', '9') < 0)
                yield return path[..i] + "-*";
        }
    }

    public static string? ElementPath(string path)
    {
        if (path.Length <= 500 && ElementForm().IsMatch(path))
            return null;
        try
        {
            // What is more than names, types and a child's value is FHIRPath, save for the two functions of these rules.
            FhirPath.Parse(NodesBy().Replace(path.Length <= 500 ? path : "", "descendants()"));
            return null;
        }
        catch (FhirPathException)
        {
            return "a path is written Patient.name, HumanName.family, nodesByType('HumanName'), nodesByName('display'), Extension.where(url = '…'), or as FHIRPath.";
        }
    }

    public static string? Field(string path) => FieldForm().IsMatch(path) ? null : "a field is written PID-5, PID-3.1, NK1-* or Z*.";

    public static string? Column(string name) => name.Length <= 200 ? null : "a heading of at most 200 characters belongs here.";

    /// <summary>Single-character changes between two short words (Levenshtein).</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }

    [GeneratedRegex(@"^(nodesBy(Type|Name)\('[A-Za-z0-9]+'\)|[A-Z][A-Za-z]*)(\.([a-z][A-Za-z0-9]*|(ofType\([A-Za-z0-9]+\))|(where\([a-z][A-Za-z]* = '[^']*'\))))*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ElementForm();

    [GeneratedRegex(@"nodesBy(Type|Name)\('[A-Za-z0-9]+'\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NodesBy();

    [GeneratedRegex(@"^([A-Z][A-Z0-9]{2}(-(\*|[0-9]{1,3}(\.[0-9]{1,2}){0,2}))?|[A-Z]\*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FieldForm();
}
