using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Findings;
using Salus.Language.Medications;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Shortens a note to what a busy colleague needs. Red flags, allergies, what changes in the medication, abnormal findings and results,
/// plan and follow-up are never dropped; what is plainly normal, habits and the rest of the story are, the least telling first.
/// </summary>
internal static partial class Essentials
{
    /// <summary>Words of story that stay beside what must: the present illness, what else is known, reasoning about a problem.</summary>
    private static readonly ImmutableDictionary<string, int> Words = ImmutableDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, int>[]
    {
        new("hpi", 50), new("pmh", 30), new("psh", 15), new("assessment-plan", 50),
    });

    /// <summary>The part of the chosen proposals that stays, given how each ranks.</summary>
    public static HashSet<Proposal> Of(IEnumerable<Proposal> chosen, Func<Proposal, double> rank)
    {
        var all = chosen.ToArray();
        var kept = new HashSet<Proposal>(all.Where(MustStay), ReferenceEqualityComparer.Instance);
        foreach (var section in all.GroupBy(p => p.Section, StringComparer.Ordinal))
        {
            var left = Words.GetValueOrDefault(section.Key) - section.Where(p => kept.Contains(p) && section.Key is "hpi").Sum(p => p.WordCount);
            foreach (var proposal in section.Where(p => !kept.Contains(p)).OrderByDescending(p => p.Fixed).ThenByDescending(rank).ThenBy(p => p.Order))
            {
                if (left <= 0)
                    break;
                kept.Add(proposal);
                left -= proposal.WordCount;
            }
        }
        foreach (var leaning in all.Where(p => p.Leans && kept.Contains(p)).OrderByDescending(p => p.Order).ToArray())
        {
            // What makes no sense alone keeps what it leans on.
            if (all.Where(p => p.Section == leaning.Section && p.Order < leaning.Order && p.Order >= leaning.Order - 2).MaxBy(p => p.Order) is { } antecedent)
                kept.Add(antecedent);
        }
        return kept;
    }

    private static bool MustStay(Proposal proposal) => proposal.Section switch
    {
        "cc" or "allergies" or "medications" or "orders" or "instructions" or "followup" => true,
        "assessment-plan" when proposal.Label is not "reasoning" => true,
        "vitals" or "results" or "exam" => !PlainlyNormal(proposal.Text) || NamesAlarm(proposal.Text),
        _ => proposal.Section is "hpi" && proposal.Score >= 10 || NamesAlarm(proposal.Text) || ChangesMedication(proposal.Text),
    };

    /// <summary>A red flag, there or not: that chest pain was denied is as telling as that it was reported.</summary>
    private static bool NamesAlarm(string text) => Vocabulary.Embedded.Matcher.Find(text).Any(m => m.Concept.Has("redflag") || m.Concept.Has("anticoagulant"));

    private static bool ChangesMedication(string text) =>
        MedicationReader.Default.Extract([new Utterance(SpeakerRole.Note, text)])
            .Any(m => m.Act is MedicationAct.Start or MedicationAct.Stop or MedicationAct.Increase or MedicationAct.Decrease or MedicationAct.Allergic);

    /// <summary>Says that something is as it should be, or is not there, and nothing else.</summary>
    private static bool PlainlyNormal(string text) =>
        Normal().IsMatch(text) && !Abnormal().IsMatch(Painless().Replace(text, ""))
        && FindingExtractor.Default.Extract([new Utterance(SpeakerRole.Note, text)]).All(f => f.Polarity is Polarity.Negated || f.Concept.Attributes.GetValueOrDefault("polarity") is "normal" || f.Result is "normal" or "negative" or "unremarkable" || f.Concept.Kind is ConceptKind.Test);

    [GeneratedRegex(@"\b(?:non-? ?tender|no (?:[a-z]+ )?(?:pain|tenderness|swelling))\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Painless();

    [GeneratedRegex(@"^no\b|\b(?:normal|unremarkable|clear|intact|stable|negative|fine|good|within normal limits|regular|symmetric|supple|non-?tender|soft|benign|okay|equal|great|excellent)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Normal();

    [GeneratedRegex(@"\b(?:but|except|however|although|though|abnormal|elevated|high|low|increased|decreased|reduced|positive|pain|tender(?:ness)?|swelling|swollen|limited|slight(?:ly)?|mild(?:ly)?|moderate(?:ly)?|severe(?:ly)?|worse|not (?:normal|clear|intact|stable|good|within)|irregular|unstable|still|concern\w*)\b|\d", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Abnormal();
}
