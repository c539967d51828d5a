using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>The lies that need nothing but the sentence: numbers, units, sides, polarity, whose, when.</summary>
internal static partial class Lies
{
    private static readonly (string From, string[] To)[] Units =
    [
        ("mg", ["mcg", "g"]), ("milligrams", ["micrograms", "grams"]), ("mcg", ["mg"]), ("micrograms", ["milligrams"]), ("pounds", ["kilograms"]), ("cm", ["mm"]), ("mm", ["cm"]),
        ("minutes", ["hours", "days"]), ("hours", ["minutes", "days"]), ("days", ["weeks", "months"]), ("weeks", ["days", "months"]), ("months", ["weeks", "years"]), ("years", ["months", "weeks"]),
        ("day", ["week", "month"]), ("week", ["day", "month"]), ("month", ["week", "year"]), ("year", ["month", "week"]), ("daily", ["weekly", "monthly"]), ("percent", ["mg"]),
    ];

    private static readonly (string From, string[] To)[] Times =
    [
        ("today", ["last month", "last year"]), ("yesterday", ["last month", "2 weeks ago"]), ("this morning", ["last week"]), ("last night", ["last month"]), ("last week", ["last year"]), ("last month", ["last week"]), ("last year", ["last week"]),
        ("tomorrow", ["next month"]), ("currently", ["previously"]), ("previously", ["currently"]), ("recently", ["many years ago"]), ("ongoing", ["resolved"]), ("chronic", ["acute"]), ("acute", ["chronic"]),
        ("january", ["june"]), ("february", ["july"]), ("march", ["october"]), ("april", ["november"]), ("june", ["february"]), ("july", ["december"]), ("august", ["may"]), ("september", ["april"]), ("october", ["march"]), ("november", ["april"]), ("december", ["may"]),
        ("monday", ["thursday"]), ("tuesday", ["friday"]), ("wednesday", ["sunday"]), ("thursday", ["monday"]), ("friday", ["tuesday"]), ("saturday", ["wednesday"]), ("sunday", ["thursday"]),
        ("has a history of", ["has new-onset"]), ("history of", ["new onset of"]), ("presents with", ["had, years ago,"]), ("has had", ["had, many years ago,"]),
        ("days ago", ["years ago"]), ("weeks ago", ["years ago"]), ("months ago", ["days ago"]), ("years ago", ["days ago"]), ("months", ["days"]), ("weeks", ["years"]), ("days", ["months"]), ("years", ["weeks"]),
    ];

    private static readonly (string From, string[] To)[] Opposites =
    [
        ("denies any", ["reports"]), ("denies", ["reports", "endorses"]), ("denied", ["reported"]), ("denying", ["reporting"]), ("reports no", ["reports"]), ("reports", ["denies"]), ("reported", ["denied"]), ("endorses", ["denies"]), ("complains of", ["denies"]), ("admits to", ["denies"]),
        ("negative for", ["positive for"]), ("positive for", ["negative for"]), ("no evidence of", ["evidence of"]), ("without", ["with"]), ("is negative", ["is positive"]), ("was negative", ["was positive"]),
        ("does not have", ["has"]), ("does not", ["does"]), ("do not", ["do"]), ("did not", ["did"]), ("is not", ["is"]), ("was not", ["was"]), ("are not", ["are"]), ("were not", ["were"]), ("has not", ["has"]), ("have not", ["have"]), ("had not", ["had"]), ("will not", ["will"]), ("cannot", ["can"]), ("no longer", ["still"]), ("no", [""]),
    ];

    private static readonly string[] Relatives = ["mother", "father", "sister", "brother", "son", "daughter"];

    public static string? Tell(Perturbation kind, string sentence, Random chance) => kind switch
    {
        Perturbation.Number => Number(sentence, chance),
        Perturbation.Unit => Swap(sentence, Units, chance, afterNumber: true),
        Perturbation.Side => Side(sentence, chance),
        Perturbation.Negation => Negation(sentence, chance),
        Perturbation.Experiencer => Experiencer(sentence, chance),
        Perturbation.Time => Swap(sentence, Times, chance, afterNumber: false),
        _ => null,
    };

    private static string? Number(string sentence, Random chance)
    {
        var numbers = WholeNumber().Matches(sentence);
        if (numbers.Count == 0)
            return null;
        var match = numbers[chance.Next(numbers.Count)];
        if (!decimal.TryParse(match.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > 1_000_000)
            return null;
        decimal other;
        if (value is > 1900 and < 2100)
            other = value + chance.Next(1, 6) * (chance.Next(2) == 0 ? 1 : -1);
        else
            other = chance.Next(4) switch { 0 => value * 2, 1 => value * 10, 2 when value > 3 => Math.Floor(value / 2), _ => value + chance.Next(1, 10) };
        if (other == value || other == 0)
            other = value + 7;
        return Replace(sentence, match, other.ToString("0.###", CultureInfo.InvariantCulture));
    }

    private static string? Side(string sentence, Random chance)
    {
        var matches = SideWord().Matches(sentence);
        if (matches.Count == 0)
            return null;
        var match = matches[chance.Next(matches.Count)];
        return Replace(sentence, match, match.Value.ToLowerInvariant() switch { "left" => "right", "right" => "left", "left-sided" => "right-sided", _ => "left-sided" });
    }

    /// <summary>Turns a denial into a report or a report into a denial; else denies a verb or a finding that the sentence affirms.</summary>
    private static string? Negation(string sentence, Random chance)
    {
        var named = Vocabulary.Embedded.Matcher.Find(sentence).Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam or ConceptKind.Drug or ConceptKind.Test).ToArray();
        if (named.Length == 0)
            return null;
        if (Swap(sentence, Opposites, chance, afterNumber: false) is { } opposite)
            return opposite;
        var verb = Auxiliary().Match(sentence);
        if (verb.Success && chance.Next(2) == 0)
            return Replace(sentence, verb, verb.Value + " not");
        var finding = named.Where(m => m.Concept.Kind is not (ConceptKind.Drug or ConceptKind.Test)).Select(m => m.Span.Start).FirstOrDefault(start => AffirmedBefore().IsMatch(sentence[..start]), -1);
        if (finding >= 0)
        {
            var after = sentence[finding..];
            return Capital(sentence[..finding] + "no " + (after.Length > 1 && char.IsLower(after[1]) ? char.ToLowerInvariant(after[0]) + after[1..] : after));
        }
        return verb.Success ? Replace(sentence, verb, verb.Value + " not") : null;
    }

    private static string? Experiencer(string sentence, Random chance)
    {
        var kin = Vocabulary.Embedded.Matcher.Find(sentence).Where(m => m.Concept.Kind is ConceptKind.Kin && Relatives.Contains(m.Concept.Name, StringComparer.Ordinal)).ToArray();
        if (kin.Length > 0)
        {
            var told = kin[chance.Next(kin.Length)];
            var rest = sentence[told.Span.End..];
            var owned = Owner().Match(sentence[..told.Span.Start]);
            if (chance.Next(2) == 0 && owned.Success)
                return Capital(sentence[..owned.Index] + (owned.Index == 0 ? "The patient" : "the patient") + rest);
            var others = Relatives.Where(r => !string.Equals(r, told.Concept.Name, StringComparison.Ordinal)).ToArray();
            return sentence[..told.Span.Start] + others[chance.Next(others.Length)] + rest;
        }
        if (!Vocabulary.Embedded.Matcher.Find(sentence).Any(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Drug))
            return null;
        var subject = Subject().Match(sentence);
        return subject.Success ? Replace(sentence, subject, subject.Value.StartsWith("the ", StringComparison.Ordinal) || subject.Value is "she" or "he" or "patient" ? $"the patient's {Relatives[chance.Next(Relatives.Length)]}" : $"The patient's {Relatives[chance.Next(Relatives.Length)]}") : null;
    }

    private static string? Swap(string sentence, (string From, string[] To)[] table, Random chance, bool afterNumber)
    {
        var possible = table.Select(t => (t.To, Match: Find(sentence, t.From))).Where(t => t.Match.Success && (!afterNumber || HasNumberBefore(sentence, t.Match.Index) || t.Match.Value.EndsWith("ly", StringComparison.Ordinal))).ToArray();
        if (possible.Length == 0)
            return null;
        var longest = possible.Where(p => !possible.Any(q => q.Match.Length > p.Match.Length && q.Match.Index <= p.Match.Index && q.Match.Index + q.Match.Length >= p.Match.Index + p.Match.Length)).ToArray();
        var (to, match) = longest[chance.Next(longest.Length)];
        return Replace(sentence, match, to[chance.Next(to.Length)]);
    }

    private static bool HasNumberBefore(string sentence, int at)
    {
        var before = sentence[..at].TrimEnd(' ', '-');
        return before.Length > 0 && char.IsAsciiDigit(before[^1]);
    }

    private static Match Find(string sentence, string words) => Regex.Match(sentence, $@"(?<![\w-]){Regex.Escape(words)}(?![\w-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Keeps a capital at the start and leaves no double space behind.</summary>
    private static string Replace(string sentence, Match match, string with)
    {
        var capital = match.Value.Length > 0 && char.IsUpper(match.Value[0]) && with.Length > 0;
        var lie = sentence[..match.Index] + (capital ? char.ToUpperInvariant(with[0]) + with[1..] : with) + sentence[(match.Index + match.Length)..];
        return Capital(lie.Replace("  ", " ", StringComparison.Ordinal).Trim());
    }

    private static string Capital(string sentence) => sentence.Length > 0 && char.IsLower(sentence[0]) ? char.ToUpperInvariant(sentence[0]) + sentence[1..] : sentence;

    [GeneratedRegex(@"(?<![\w./-])\d+(?:\.\d+)?(?!\w|[.,/]\d)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WholeNumber();

    /// <summary>A verb that "not" can follow.</summary>
    [GeneratedRegex(@"\b(?:is|are|was|were|will|should|can)\b(?! (?:an?|the|not|no)\b)|\b(?:has|have|had)\b(?= (?:been|had|taken|seen|\w+ed)\b)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Auxiliary();

    /// <summary>Words before a finding that affirm it.</summary>
    [GeneratedRegex(@"(?:^|: |\b(?:with|has|have|had|shows|showed|reveals|revealed|demonstrates|demonstrated|experiences|notes|is|positive for) (?:an? |some )?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex AffirmedBefore();

    [GeneratedRegex(@"\b(?:left-sided|right-sided|left|right)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SideWord();

    [GeneratedRegex(@"\b(?:the patient(?:'s|’s)|his|her|their|patient(?:'s|’s))\s+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Owner();

    [GeneratedRegex(@"\b(?:the patient|patient|she|he|(?:mr|mrs|ms|miss)\.? \p{Lu}\p{Ll}+)\b(?!['’]s)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Subject();
}
