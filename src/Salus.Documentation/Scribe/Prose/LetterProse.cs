using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// The body of a letter to a colleague: what is asked first, lists as sentences, the patient as "she" or "he" where nobody else is
/// spoken of. Says only what the chosen statements say.
/// </summary>
internal sealed partial class LetterProse(NoteStyle style, VisitReading reading, Finish finish)
{
    private readonly ReadBack readBack = new(reading.Vocabulary);

    /// <summary>One statement by itself, without opening and lists.</summary>
    public StyledSentence One(Proposal proposal) => new(SectionOf(proposal), Under(proposal), Sentence(proposal).Text, [proposal]);

    public IEnumerable<StyledSentence> Write(ImmutableArray<Proposal> chosen)
    {
        var letter = new List<StyledSentence>();
        var used = new HashSet<Proposal>(ReferenceEqualityComparer.Instance);
        foreach (var proposal in chosen)
        {
            if (!used.Add(proposal))
                continue;
            var section = SectionOf(proposal);
            var (text, said) = proposal.Section switch
            {
                "cc" => Opening(proposal, chosen),
                "pmh" or "medications" or "allergies" or "fh" when IsItem(proposal) => Listed(proposal, [.. chosen.Where(p => p.Section == proposal.Section && IsItem(p) && (ReferenceEquals(p, proposal) || !used.Contains(p)))]),
                "vitals" or "exam" => Findings(proposal, [.. chosen.Where(p => p.Section == proposal.Section && p.Group == proposal.Group && (ReferenceEquals(p, proposal) || !used.Contains(p)))]),
                _ => Sentence(proposal),
            };
            used.UnionWith(said);
            var under = Under(proposal);
            // What was told and asked for is said once where both lists flow into one.
            var twice = letter.FindIndex(s => s.Section == section && s.Group == under && s.Text == text);
            if (twice >= 0)
                letter[twice] = letter[twice] with { From = letter[twice].From.AddRange(said) };
            else
                letter.Add(new StyledSentence(section, under, text, said));
        }
        return letter.OrderBy(s => s.Section is "cc" ? 0 : 1).ToArray() is var sentences ? sentences.Select((s, i) => i > 0 && sentences[i - 1] is var before && before.Section == s.Section && before.Group == s.Group ? s with { Text = Pronoun(s.Text, before.Text) } : s) : [];
    }

    /// <summary>What is asked of the colleague stands first.</summary>
    private string SectionOf(Proposal proposal) => proposal.Label is "referral" ? "cc" : style.SectionOf(proposal.Section);

    private string? Under(Proposal proposal) => proposal.Section is "assessment-plan" && proposal.Label is not "referral" && proposal.Group is { } group ? finish.Title(group) : null;

    /// <summary>"Thank you for seeing this 54-year-old woman with knee pain": age and sex only where the record gives them.</summary>
    private (string, ImmutableArray<Proposal>) Opening(Proposal complaint, ImmutableArray<Proposal> chosen)
    {
        if (chosen.FirstOrDefault(p => p.Section is "hpi" && Introduced().IsMatch(finish.Sentence(p))) is { } introduction)
        {
            var match = Introduced().Match(finish.Sentence(introduction));
            var sex = match.Groups["sex"].Value switch { "female" when Grown().IsMatch(match.Groups["age"].Value) => "woman", "male" when Grown().IsMatch(match.Groups["age"].Value) => "man", var other => other };
            var opening = $"Thank you for seeing {match.Groups["name"].Value}, {match.Groups["age"].Value} {sex}{match.Groups["rest"].Value}";
            if (Keeps(opening, complaint, introduction))
                return (opening, [complaint, introduction]);
        }
        var reason = finish.Phrase(complaint);
        var symptom = reading.Vocabulary.Matcher.Find(reason).Any(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder);
        var thanks = $"Thank you for seeing this patient {(symptom ? "with" : "who came for")} {reason}.";
        return Keeps(thanks, complaint) ? (thanks, [complaint]) : Sentence(complaint);
    }

    /// <summary>The items of a list as one sentence; apart where something else would be read from it.</summary>
    private (string, ImmutableArray<Proposal>) Listed(Proposal first, ImmutableArray<Proposal> items)
    {
        var owner = reading.Patient.Plural ? "The patient's" : Capital(reading.Patient.Possessive);
        var names = items.Select(finish.Phrase).ToArray();
        var text = first.Section switch
        {
            "pmh" => $"{owner} past history includes {EnglishList.Join(names, "and")}.",
            "medications" => $"{owner} current {(names.Length == 1 ? "medicine is" : "medicines are")} {EnglishList.Join(names, "and")}.",
            "allergies" => $"{(reading.Patient.Plural ? "The patient" : Capital(reading.Patient.Subject))} is allergic to {EnglishList.Join(names, "and")}.",
            _ => $"{owner} family history: {string.Join("; ", names)}.",
        };
        return Keeps(text, [.. items]) ? (text, items) : Sentence(first);
    }

    /// <summary>What was found in one part of the body, in one sentence.</summary>
    private (string, ImmutableArray<Proposal>) Findings(Proposal first, ImmutableArray<Proposal> items)
    {
        var text = ReportedSpeech.Sentence((first.Group is { } group ? finish.Title(group) + ": " : "") + string.Join("; ", items.Select(finish.Phrase)));
        if (Keeps(text, [.. items]))
            return (text, items);
        text = ReportedSpeech.Sentence(string.Join("; ", items.Select(finish.Phrase)));
        return Keeps(text, [.. items]) ? (text, items) : Sentence(first);
    }

    private (string Text, ImmutableArray<Proposal> From) Sentence(Proposal proposal)
    {
        var sentence = finish.Sentence(proposal);
        var written = SystemLine().Match(sentence) is { Success: true } line ? Told(line.Groups["says"].Value) : style.Write(sentence, wording => readBack.Keeps(sentence, wording));
        return (readBack.Keeps(sentence, written) ? written : sentence, [proposal]);
    }

    private string Told(string says)
    {
        var who = reading.Patient.Plural ? "The patient" : Capital(reading.Patient.Subject);
        return says.Replace("Reports ", $"{who} reports ", StringComparison.Ordinal).Replace("Denies ", $"{who} denies ", StringComparison.Ordinal);
    }

    private bool Keeps(string text, params ReadOnlySpan<Proposal> said)
    {
        var apart = ImmutableSortedSet<string>.Empty;
        foreach (var proposal in said)
            apart = apart.Union(readBack.Of(finish.Sentence(proposal)));
        return readBack.Of(text).SetEquals(apart);
    }

    /// <summary>"The patient" becomes "she" behind a sentence in which nobody else appears.</summary>
    private string Pronoun(string text, string before)
    {
        if (reading.Patient.Plural || !text.StartsWith("The patient", StringComparison.Ordinal) || reading.Vocabulary.Matcher.Find(before).Any(m => m.Concept.Kind is ConceptKind.Kin or ConceptKind.Specialty) || Others().IsMatch(before))
            return text;
        var said = text.StartsWith("The patient's ", StringComparison.Ordinal) ? Capital(reading.Patient.Possessive) + text["The patient's".Length..]
            : text.StartsWith("The patient ", StringComparison.Ordinal) ? Capital(reading.Patient.Subject) + text["The patient".Length..] : text;
        return readBack.Keeps(text, said) ? said : text;
    }

    /// <summary>A name on a list, not a sentence.</summary>
    private static bool IsItem(Proposal proposal) => proposal.Fixed && !proposal.Text.Split(' ').Any(w => Verbs.IsFinite(w.ToLowerInvariant())) && !proposal.Text.Contains("patient", StringComparison.OrdinalIgnoreCase);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    [GeneratedRegex(@"^(?<name>(?:\p{Lu}[\p{L}'.-]* ){0,3}\p{Lu}[\p{L}'.-]*) is (?<age>an? [\w ]*\d+[- ](?:year|month|week|day)s?[- ]old) (?<sex>\w+)(?<rest>.*)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Introduced();

    [GeneratedRegex(@"\b(?:1[89]|[2-9]\d|1\d\d)[- ]year", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Grown();

    [GeneratedRegex(@"^(?:[A-Z][a-z, ]+): (?<says>(?:Reports|Denies) .+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SystemLine();

    [GeneratedRegex(@"\b(?:mother|father|wife|husband|son|daughter|brother|sister|friend|nurse|doctor|companion)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Others();
}
