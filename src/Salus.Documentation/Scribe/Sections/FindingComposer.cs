using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Findings;
using Salus.Language.Medications;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>
/// The lists that follow from findings alone: review of systems, medical and family history, medication. Polarity, person and time are
/// those of the findings; a symptom both affirmed and denied is left to the history, where both stand in their words.
/// </summary>
internal sealed class FindingComposer(VisitReading reading)
{
    private static readonly ImmutableArray<(string Key, string Title)> Systems =
    [
        ("constitutional", "Constitutional"), ("general", "Constitutional"), ("eyes", "Eyes"), ("ent", "Ears, nose, mouth and throat"), ("cardiovascular", "Cardiovascular"), ("respiratory", "Respiratory"),
        ("gastrointestinal", "Gastrointestinal"), ("genitourinary", "Genitourinary"), ("reproductive", "Genitourinary"), ("musculoskeletal", "Musculoskeletal"), ("skin", "Skin"),
        ("neurological", "Neurological"), ("psychiatric", "Psychiatric"), ("endocrine", "Endocrine"), ("hematologic", "Hematologic and lymphatic"), ("allergic", "Allergic and immunologic"),
    ];

    public IEnumerable<Proposal> Compose() => [.. ReviewOfSystems(), .. MedicalHistory(), .. FamilyHistory(), .. Medication(), .. Allergies()];

    private IEnumerable<Proposal> ReviewOfSystems()
    {
        var symptoms = reading.Findings
            .Where(f => f.Concept.Kind is ConceptKind.Finding && f.Concept.Attributes.GetValueOrDefault("kind") is "symptom" && f.Concept.System is not "general" && Plainly(f) && reading.IsAboutPatient(f) && f.Experiencer.Kind is ExperiencerKind.Patient && f.Time.Frame is TimeFrame.Current && f.Speaker is not SpeakerRole.Clinician && !InPlan(f))
            .GroupBy(f => f.Concept)
            .Where(g => g.All(f => f.Polarity is Polarity.Negated ? !Regained(f) : Certain(f)))
            .Where(g => g.All(f => f.Polarity is Polarity.Affirmed) || g.All(f => f.Polarity is Polarity.Negated))
            .Select(g => (g.Key.System, Name: Sided(g), Present: g.First().Polarity is Polarity.Affirmed, From: reading.ClausesOf(g.First().Evidence)))
            .Where(s => !s.From.IsEmpty)
            .ToArray();
        foreach (var system in Systems.Select(s => s.Title).Distinct(StringComparer.Ordinal))
        {
            var own = symptoms.Where(s => Systems.Any(t => t.Title == system && t.Key == s.System)).ToArray();
            if (own.Length == 0)
                continue;
            var line = new GatheredLine(system, [.. own.Select(s => new GatheredItem(s.Name, s.Present, s.From))]);
            yield return new Proposal("ros", line.Text("ros"), line.From, 5) { Kind = ProposalKind.Listed, Fixed = true, Gathered = line };
        }
    }

    /// <summary>Long-standing disorders that are affirmed for the patient before the plan.</summary>
    private IEnumerable<Proposal> MedicalHistory() =>
        reading.Findings
            .Where(f => f.Concept.Kind is ConceptKind.Disorder && f.Polarity is Polarity.Affirmed && f.Experiencer.Kind is ExperiencerKind.Patient && (f.Concept.Has("chronic") || f.Time.Frame is TimeFrame.Past) && InHistory(f))
            .Where(f => Plainly(f) && reading.IsAboutPatient(f) && !Disowned(f))
            .DistinctBy(f => f.Concept)
            .Select(f => (f.Concept.Name, From: reading.ClausesOf(f.Evidence)))
            .Where(f => !f.From.IsEmpty)
            .ToArray() is var all ? all.Where(f => !all.Any(other => other.Name.Length > f.Name.Length && Within(f.Name, other.Name))).Select(f => new Proposal("pmh", f.Name, f.From, 4) { Kind = ProposalKind.Listed, Fixed = true, About = f.Name }) : [];

    private IEnumerable<Proposal> FamilyHistory() =>
        reading.Findings
            .Where(f => f.Concept.Kind is ConceptKind.Disorder && f.Experiencer is { Kind: ExperiencerKind.Family, Who: not null } && f.Polarity is Polarity.Affirmed && Plainly(f) && !InPlan(f) && !Disowned(f))
            .GroupBy(f => f.Experiencer.Who!, StringComparer.Ordinal)
            .Select(g => new GatheredLine(g.Key, [.. g.GroupBy(f => f.Concept.Name, StringComparer.Ordinal).Select(same => new GatheredItem(same.Key, Present: true, [.. same.SelectMany(f => reading.ClausesOf(f.Evidence)).DistinctBy(c => c.Index)]))]))
            .Where(line => !line.From.IsEmpty)
            .Select(line => new Proposal("fh", line.Text("fh"), line.From, 5) { Kind = ProposalKind.Listed, Fixed = true, Gathered = line });

    private IEnumerable<Proposal> Medication() =>
        reading.Medications
            .Where(m => m.Act is MedicationAct.Takes && m.Drug.Kind is ConceptKind.Drug && m.Experiencer.Kind is ExperiencerKind.Patient)
            .DistinctBy(m => m.Drug)
            .Select(m => (Drug: m.Drug.Name, Text: string.Join(' ', new[] { m.Drug.Name, Amount(m), m.Form, m.Frequency }.Where(part => !string.IsNullOrEmpty(part))), From: reading.ClausesOf(m.Evidence)))
            .Where(m => !m.From.IsEmpty)
            .Select(m => new Proposal("medications", m.Text, m.From, 5) { Kind = ProposalKind.Listed, Fixed = true, About = m.Drug });

    /// <summary>Nobody takes a percentage: that number was about something else.</summary>
    private string? Amount(MedicationSignature medication) => medication.Dose is { Text: var text } && !text.Contains('%', StringComparison.Ordinal) ? text : DoseSaid(medication);

    /// <summary>"on five hundred of metformin", "metoprolol, fifty": the number as said; a unit that nobody named is not added.</summary>
    private string? DoseSaid(MedicationSignature medication)
    {
        if (reading.ClausesOf([medication.Named]) is not [var clause, ..])
            return null;
        var name = Regex.Escape(reading.Turns[medication.Named.Utterance].Text.Substring(medication.Named.Start, medication.Named.Length).ToLowerInvariant());
        var written = SpokenForm.ToWritten(clause.Key).Text;
        var match = Regex.Match(written, $@"(?<![\d./])(?<dose>\d+(?:\.\d+)?) of (?:the |that |your |my )?{name}\b|\b{name},? (?:at )?(?<dose>\d+(?:\.\d+)?)(?= ?(?:$|,|\.|daily|once|twice|every|a day|two times|three times|in the|at night|currently|right now))", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
        return match.Success ? match.Groups["dose"].Value : null;
    }

    /// <summary>"Penicillin", "sulfa drugs": longer answers tell a story, which may be that the drug did no harm.</summary>
    private const int LongestBareName = 3;

    /// <summary>Drugs that are said to be what the patient is allergic to, and those that alone answer the question for allergies.</summary>
    private IEnumerable<Proposal> Allergies()
    {
        var said = reading.Medications
            .Where(m => m.Act is MedicationAct.Allergic && m.Experiencer.Kind is ExperiencerKind.Patient)
            .Select(m => (m.Drug, Text: reading.Turns[m.Named.Utterance].Text.Substring(m.Named.Start, m.Named.Length), From: reading.ClausesOf(m.Evidence)));
        var answered =
            from exchange in reading.Exchanges
            where exchange.Reply is not Reply.No && reading.CuesOf(exchange.Question).Has("allergies")
            from clause in exchange.Answer
            where clause.Length <= LongestBareName
            from mention in reading.Vocabulary.Matcher.Find(clause.Key)
            where mention.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass
            select (Drug: mention.Concept, Text: mention.Words, From: ImmutableArray.Create(exchange.Question, clause));
        return said.Concat(answered).Where(a => !a.From.IsEmpty && !a.From.Any(IsOfTheCompanion)).DistinctBy(a => a.Drug).Select(a => new Proposal("allergies", a.Text.ToLowerInvariant(), a.From, 6) { Kind = ProposalKind.Listed, Fixed = true, About = a.Drug.Name });
    }

    /// <summary>"I'm allergic to penicillin" said by the mother is about the mother.</summary>
    private static bool IsOfTheCompanion(Clause clause) =>
        clause.Speaker is Speaker.Companion && clause.Words.Any(w => w.Key is "i" or "i'm" or "i've" or "me" or "my");

    /// <summary>Nothing before the words hedges or denies them, and nobody else is spoken of: read again here because a list shows no context.</summary>
    private bool Certain(ClinicalFinding finding)
    {
        if (reading.ClausesOf([finding.Named]) is not [var clause, ..] || reading.CuesOf(clause).Has("other-people"))
            return false;
        // "pain in the back of my head" is no back pain.
        if (clause.Words.FirstOrDefault(w => w.Turn == finding.Named.Utterance && w.Start >= finding.Named.Span.End) is { Text: not null, Key: "of" })
            return false;
        return !clause.Words.TakeWhile(w => w.Turn != finding.Named.Utterance || w.Start < finding.Named.Start)
            .Any(w => w.Key is "no" or "not" or "don't" or "can't" or "didn't" or "haven't" or "never" or "without" or "if" or "maybe" or "might" or "denied" or "recall" or "used" or "when" or "worried" or "afraid" or "wouldn't" or "isn't" or "wasn't" or "hardly" or "neither");
    }

    /// <summary>"no fever, some chills": an amount between the "no" and the finding says that it is there.</summary>
    private bool Regained(ClinicalFinding finding)
    {
        if (reading.ClausesOf([finding.Named]) is not [var clause, ..])
            return false;
        Word[] before = [.. clause.Words.TakeWhile(w => w.Turn != finding.Named.Utterance || w.Start < finding.Named.Start)];
        return before.SkipWhile(w => w.Key is not ("no" or "not" or "without")).Any(w => w.Key is "some" or "just" or "but" or "little" or "bit")
            // "a little stuffy nose, not too bad": what is denied comes later.
            || !clause.IsQuestion && before.Any(w => w.Key is "have" or "had" or "i've" or "got" or "little" or "some") && !before.Any(w => Denies(w.Key));
    }

    private static bool Denies(string word) => word is "no" or "not" or "never" or "without" or "none" or "nor" or "neither" or "denies" or "denied" or "cannot" || word.EndsWith("n't", StringComparison.Ordinal);

    /// <summary>"it's not like my tiredness is depression", and a question that was answered with a no somewhere.</summary>
    private bool Disowned(ClinicalFinding finding)
    {
        if (reading.ClausesOf([finding.Named]) is not [var clause, ..])
            return false;
        if (clause.Words.TakeWhile(w => w.Turn != finding.Named.Utterance || w.Start < finding.Named.Start).TakeLast(6).Any(w => w.Key is "not" or "isn't" or "wasn't" or "no"))
            return true;
        return reading.Exchanges.Any(e => e.Question.Index == clause.Index && e.Answer.Any(a => a.Reply is Reply.No || a.Words.Any(w => w.Key is "no" or "don't")));
    }

    /// <summary>"diabetes mellitus" says nothing beside "type 2 diabetes mellitus".</summary>
    internal static bool Within(string name, string other) => name.Split(' ').All(word => other.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Sided(IEnumerable<ClinicalFinding> same) =>
        same.Select(f => f.Side).Distinct().ToArray() is [Side.Left or Side.Right] sides ? $"{sides[0].ToString().ToLowerInvariant()} {same.First().Concept.Name}" : same.First().Concept.Name;

    /// <summary>
    /// The words name the concept: they share a word stem with it, or are a set phrase of several words. A single everyday word
    /// ("heavy", "spot", "catch") is too little to put a diagnosis or symptom into a list.
    /// </summary>
    private bool Plainly(ClinicalFinding finding)
    {
        var said = reading.Turns[finding.Named.Utterance].Text.Substring(finding.Named.Start, finding.Named.Length).ToLowerInvariant().Split([' ', '-', ','], StringSplitOptions.RemoveEmptyEntries);
        var name = finding.Concept.Name.ToLowerInvariant().Split([' ', '-']);
        if (said.Any(word => word.Length > 4 && name.Any(own => own.Length > 3 && own.AsSpan(0, 4).SequenceEqual(word.AsSpan(0, 4)))))
            return true;
        if (finding.Concept.Kind is ConceptKind.Disorder)
            return Cues.Embedded.In(string.Join(' ', said))["history"] > 0;
        var cues = Cues.Embedded.In(string.Join(' ', said));
        return said.Length > 1 && cues["symptom"] + cues["anatomy"] > 0 || said[0].Length > 3 && finding.Concept.Terms.Contains(said[0]) && Cues.Embedded.In(said[0])["symptom"] > 0;
    }

    private bool InPlan(ClinicalFinding finding) => reading.ClausesOf([finding.Named]) is [var clause, ..] && reading.PhaseOf(clause) is Phase.Plan;

    private bool InHistory(ClinicalFinding finding) => reading.ClausesOf([finding.Named]) is [var clause, ..] && reading.PhaseOf(clause) is Phase.History;
}

/// <summary>Lists as English writes them.</summary>
internal static class EnglishList
{
    public static string Join(IReadOnlyList<string> items, string last) => items.Count switch
    {
        0 => "",
        1 => items[0],
        2 => $"{items[0]} {last} {items[1]}",
        _ => $"{string.Join(", ", items.Take(items.Count - 1))}, {last} {items[^1]}",
    };
}
