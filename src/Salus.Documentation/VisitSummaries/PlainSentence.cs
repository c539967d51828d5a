using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.VisitSummaries;

/// <summary>
/// Says one sentence of a note in short words to the patient. Several wordings are tried, the plainest first; the first that keeps every
/// number, date, drug, side and denial is taken. Null when none does.
/// </summary>
internal sealed partial class PlainSentence(Vocabulary vocabulary, bool toPatient)
{
    private const int LongSentence = 12;
    private const int ItemsTogether = 3;

    private static readonly Lazy<ImmutableArray<PlainTerm>> Words = new(() =>
    {
        using var reader = new StringReader(SummaryRules.Text("summary-words.tsv"));
        return PlainTerms.Read(reader);
    });

    public string? Write(string sentence)
    {
        var bare = Bullet().Replace(sentence, "").Trim();
        bare = Label().Replace(bare, "");
        if (bare.Length == 0 || !bare.Any(char.IsLetterOrDigit))
            return null;
        var meant = KeptFacts.Of(sentence, vocabulary);
        foreach (var wording in Wordings(bare))
        {
            if (wording is not null && KeptFacts.Of(wording, vocabulary).Same(meant))
                return wording;
        }
        return null;
    }

    private IEnumerable<string?> Wordings(string bare)
    {
        var told = Told(bare);
        var easy = Replaced(Replaced(told, PlainTerms.All), Words.Value);
        yield return Finished(You(easy), apart: true);
        yield return Finished(You(easy), apart: false);
        yield return Finished(You(Replaced(told, PlainTerms.All)), apart: true);
        yield return Finished(You(told), apart: true);
        yield return Finished(You(bare), apart: false);
    }

    private string? You(string text) => toPatient ? ToYou.Write(text) : text;

    /// <summary>"reports that he", "denies fever": what was told, in the words of a talk.</summary>
    private string Told(string text)
    {
        if (!toPatient)
            return text;
        text = ToldThat().Replace(text, "told us that ");
        text = ToldHe().Replace(text, "told us ${who}");
        text = ToldAbout().Replace(text, "told us about ");
        text = Denies().Replace(text, "said no to ");
        text = LeadingDenies().Replace(text, "You said no to ");
        return LeadingReports().Replace(text, "You told us about ");
    }

    private static string Replaced(string text, ImmutableArray<PlainTerm> terms)
    {
        foreach (var term in terms)
        {
            if (text.Contains(term.Term, StringComparison.OrdinalIgnoreCase))
                text = PlainTerms.Replace(text, term.Term, term.Plain);
        }
        return text;
    }

    private static string? Finished(string? text, bool apart)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        text = Spaces().Replace(text.Trim(), " ").Replace("; ", ". ", StringComparison.Ordinal);
        var parts = apart ? Apart(text) : [text];
        return string.Join(' ', parts.SelectMany(p => p.Split(". ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(Ended));
    }

    /// <summary>
    /// Clauses with a subject of their own become sentences, reasons and lists too; long lists of what was denied become short ones.
    /// </summary>
    private static IEnumerable<string> Apart(string text)
    {
        text = Dash().Replace(text, ". ");
        if (text.Count(c => c == ' ') >= LongSentence)
            text = Because().Replace(Bracket().Replace(text, m => $"{m.Groups["end"].Value}. ({m.Groups["inside"].Value})"), ". This is because ");
        foreach (var clause in Joint().Split(text).SelectMany(c => c.Split(". ")).Where(c => !string.IsNullOrWhiteSpace(c)))
        {
            if (clause.Count(c => c == ' ') >= LongSentence && Listed().Match(clause.TrimEnd('.')) is { Success: true } named && !Denying().IsMatch(named.Groups["lead"].Value))
            {
                yield return named.Groups["lead"].Value.TrimEnd(' ', ',') + ":";
                foreach (var item in ListMark().Split(named.Groups["items"].Value).Select(i => i.Trim(' ', ',')).Where(i => i.Length > 0))
                    yield return item;
                continue;
            }
            var list = DeniedList().Match(clause.TrimEnd('.'));
            if (!list.Success || clause.Count(c => c == ' ') < LongSentence)
            {
                yield return clause;
                continue;
            }
            var items = ListMark().Split(list.Groups["items"].Value).Select(i => i.Trim(' ', ',')).Where(i => i.Length > 0).ToArray();
            foreach (var some in items.Chunk(ItemsTogether))
                yield return $"{list.Groups["lead"].Value} {(some.Length == 1 ? some[0] : string.Join(", ", some[..^1]) + (Denying().IsMatch(list.Groups["lead"].Value) ? " or " : " and ") + some[^1])}";
        }
    }

    private static string Ended(string sentence)
    {
        sentence = sentence.Trim(' ', ',', ';');
        if (sentence.Length == 0)
            return "";
        sentence = char.ToUpperInvariant(sentence[0]) + sentence[1..];
        return sentence[^1] is '.' or '!' or '?' or ':' ? sentence : sentence + ".";
    }

    [GeneratedRegex(@"^[\s•\-*–]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^(?:Medical Reasoning|Patient Agreements?|Patient Agreement and Consent|Follow[- ]?up|Instructions?|Labs?|Medications?|Neck|Chest|Heart|Lungs|Abdomen|Extremities|Vital Signs|Medical Treatment|Additional Testing|Patient Education and Counseling|Patient Education|Specialist Referrals?|Assessment|Plan|Impression|Treatment|Constitutional|Cardiovascular|Respiratory|Gastrointestinal|Genitourinary|Musculoskeletal|Neurological|Psychiatric|Endocrine|HEENT|Skin|General)\s*:\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(?:reports|states|notes|says|mentions|reported|stated|noted) that ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ToldThat();

    [GeneratedRegex(@"\b(?:reports|states|notes|says|mentions|reported|stated|noted) (?<who>he|she|they|his|her|their|the)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ToldHe();

    [GeneratedRegex(@"\b(?:reports|endorses|endorsed|reported) ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ToldAbout();

    [GeneratedRegex(@"\b(?:denies|denied) (?:any |having )?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Denies();

    [GeneratedRegex(@"^(?:Denies|Denied) (?:any |having )?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadingDenies();

    [GeneratedRegex(@"^(?:Reports|Endorses) ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadingReports();

    [GeneratedRegex(@",? (?:and|but|so) (?=(?:you|we|I|it|this|that|they|there) )|, (?=(?:but|which) )", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Joint();

    [GeneratedRegex(@"\s+[-–]\s+(?=\p{Lu})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Dash();

    [GeneratedRegex(@",? because (?!of\b)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Because();

    /// <summary>A remark in brackets at the end of a sentence.</summary>
    [GeneratedRegex(@" \((?<inside>[^()]{12,200})\)(?<end>)\.?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Bracket();

    /// <summary>"Signs include fever, chills and a rash": what opens a list of at least three.</summary>
    [GeneratedRegex(@"^(?<lead>[^,:]{3,120}?(?:\b(?:include|includes|included|including|such as|are|like)\b|:))\s*(?<items>[^,:]{2,80}(?:, [^,:]{2,80}){1,12},? (?:and|or) [^,:]{2,80})$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Listed();

    [GeneratedRegex(@"\b(?:no|not|without|never|neither|nor|cannot|said no to)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Denying();

    [GeneratedRegex(@"^(?<lead>[^,]*?\b(?:said no to|told us about)) (?<items>[^,]+(?:, [^,]+)+,? (?:and|or) [^,]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DeniedList();

    [GeneratedRegex(@", (?:and |or )?| (?:and|or) ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ListMark();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
