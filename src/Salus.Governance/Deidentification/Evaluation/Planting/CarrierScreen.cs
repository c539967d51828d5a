using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// What a carrier says of people, places and days of its own is nobody's truth here: it would count against whoever rightly finds it.
/// Sentences and turns that hold such a thing are left out before anything is planted, whatever a detector thinks of them. The signs are
/// plain and are not taken from any detector: a title before a word, the name of a month or holiday, a date in figures, a name
/// of an institution, a capitalised word that is no common one after "at", "in" and the like, a family member's name, the patient's given name with a family name that the collection does not tell, or a given name that either split knows.
/// The patient's own name stays where the collection tells it, to be replaced.
/// </summary>
public static partial class CarrierScreen
{
    private static readonly Lazy<FrozenSet<string>> givenNames = new(() => new[] { PlantingSplit.Development, PlantingSplit.HeldOut }
        .SelectMany(s => PlantingSet.Of(s).Given.SelectMany(g => g.Called.Prepend(g.Name)))
        .Where(n => n.Length > 2 && !CommonWords.ContainsAnyCase(n)).ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    public static IEnumerable<string> Sentences(Carrier carrier) => Pieces(carrier.Text).Where(s => !HoldsIdentifier(s, carrier));

    /// <summary>Sentences with the blanks after them; a turn of a dialogue is one piece.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        foreach (Match end in SentenceEnd().Matches(text))
        {
            yield return text[start..(end.Index + end.Length)];
            start = end.Index + end.Length;
        }
        if (start < text.Length)
            yield return text[start..];
    }

    private static bool HoldsIdentifier(string sentence, Carrier carrier)
    {
        foreach (var word in Word().EnumerateMatches(sentence))
        {
            var read = sentence.AsSpan(word.Index, word.Length);
            if (IsOf(read, carrier))
                continue;
            if (givenNames.Value.GetAlternateLookup<ReadOnlySpan<char>>().Contains(read))
                return true;
        }
        foreach (Match named in TwoNames().Matches(sentence))
        {
            if (named.Groups["given"].ValueSpan.Equals(carrier.PatientGiven, StringComparison.OrdinalIgnoreCase) && !IsOf(named.Groups["family"].ValueSpan, carrier))
                return true;
        }
        foreach (Match named in AfterTitle().Matches(sentence))
        {
            if (!IsOf(named.Groups["name"].ValueSpan, carrier) && (char.IsUpper(named.Groups["name"].ValueSpan[0]) || !CommonWords.ContainsAnyCase(named.Groups["name"].ValueSpan)))
                return true;
        }
        foreach (Match named in AfterPreposition().Matches(sentence))
        {
            if (!IsOf(named.Groups["name"].ValueSpan, carrier) && !CommonWords.ContainsAnyCase(named.Groups["name"].ValueSpan))
                return true;
        }
        return TimeOrInstitution().IsMatch(sentence);
    }

    private static bool IsOf(ReadOnlySpan<char> word, Carrier carrier) =>
        word.Equals(carrier.PatientGiven, StringComparison.OrdinalIgnoreCase) || word.Equals(carrier.PatientFamily, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"(?<=[.!?])(?<!\b(Dr|Mr|Mrs|Ms|Prof|St|vs|No)\.)[ \t]+(?=[A-Z])|\n+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b([Dd]r|[Dd]octor|[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Mm]ister|[Pp]rofessor)\b\.?,? (?<name>[A-Za-z]\w*)|\b([Nn]urse|[Ss]ister|[Bb]rother|[Ss]on|[Dd]aughter|[Ww]ife|[Hh]usband|[Mm]other|[Ff]ather),? (?<name>[A-Z]\w*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex AfterTitle();

    [GeneratedRegex(@"\b(?<given>[A-Z]\w+) (?<family>[A-Z]\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex TwoNames();

    [GeneratedRegex(@"\b(at|in|from|near|to|visited|called|named) (the )?(?<name>[A-Z][a-z]{2,})\b(?!')", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex AfterPreposition();

    [GeneratedRegex("""
        \b(January|February|March|April|June|July|August|September|October|November|December|(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s+\d+)\b
        | \b([Ii]n|[Ll]ast|[Ss]ince|[Oo]f|[Uu]ntil|[Bb]y|[Dd]uring|[Oo]n)\s+(May|may|march)\b | \bMay\s+\d | \bmay\s+\d | \bmarch\s+\d
        | \b(january|february|april|june|july|august|september|october|november|december)\b
        | \b\d{1,2}[/.-]\d{1,2}[/.-](\d\d){1,2}\b | \b\d{1,2}/(19|20)\d\d\b | \b(19|20)\d\d-\d\d-\d\d\b | \b(on|since|until|dated)\s+\d{1,2}[/-]\d{1,2}\b
        | \b(?i:christmas|thanksgiving|easter|halloween|(labor|memorial|independence)\s+day|new\s+year|fourth\s+of\s+july|valentine|hanukkah|ramadan|diwali)
        | \b(?i:spring|summer|fall|autumn|winter)\s+of\s+(19|20)\d\d\b | \b[Ii]n\s+(0\d|1[0-2])/\d\d\b | \bwww\. | ://
        | \b(9\d|10\d|11[0-5])[ -]?(years?|y/?o|yrs?)\b | \b(?i:age|aged|at|is|was|turn(s|ed)|to\s+be)\s+(9\d|10\d|11[0-5])\b(?!\s*[%/.]?\d) | \b(?i:ninety|nineties|one\s+hundred\s+(and\s+)?\w+\s+years)\b
        | \b[A-Z]\w+\s+([A-Z]\w+\s+)?(Hospital|Clinic|University|Airlines|College|Cent(er|re)|Medical|Orthop(a)?edics|Pharmacy|Institute|School|Church|Street|Avenue|Road|County|Store)\b
        | \bUniversity\s+of\s+[A-Z] | \b(?i:city\s+of)\s+[A-Z]
        | \b(ABCD?|XYZ|XXX+)\b | \d{3}-\d{4}
        """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 2000)]
    private static partial Regex TimeOrInstitution();
}
