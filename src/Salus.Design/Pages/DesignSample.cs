using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Salus.Design.Components;

namespace Salus.Design.Pages;

/// <summary>An invented visit that shows every state a statement and a finding can be in. Nobody in it exists.</summary>
internal static class DesignSample
{
    private static readonly PersonId reviewer = new(new Guid("00000000-0000-7000-8000-000000000001"));
    private static readonly DateTimeOffset visit = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    public static async Task<DraftSheet> SheetAsync(CancellationToken cancel)
    {
        var sources = Sources.Of(
            new Source("transcript", "Transcript", "text/plain", [], [.. Said.Select((turn, i) => new Segment(turn.Speaker, turn.Text, TimeSpan.FromSeconds(11 * i), null) { SpeakerGuessed = i == 7 })]),
            new Source("patient", "Patient record", "application/fhir+json", [.. Encoding.UTF8.GetBytes("""{"resourceType":"Patient","name":[{"text":"Ruth Adeyemi"}],"gender":"female"}""")], []));
        var first = Draft(1, "She takes lisinopril 10 mg twice a day.");
        var second = Draft(2, "She takes lisinopril 20 mg once a day.");
        var reviewed = await Inspection.RunAsync(second, sources, [new Remarks()], cancel);
        ImmutableArray<Decision> decisions =
        [
            Decide(DecisionKind.Accept, second.Statements[0].Key),
            Decide(DecisionKind.Reject, second.Statements[5].Key),
            Decide(DecisionKind.Overrule, reviewed.Findings.First(f => f.Statement == 6).KeyIn(second), "Confirmed with the pharmacy by telephone."),
        ];
        return new DraftSheet(reviewed, first, decisions);
    }

    private static readonly (string Speaker, string Text)[] Said =
    [
        ("doctor", "Good morning, Ruth. What brings you in today?"),
        ("patient", "I've had this headache for about four days, mostly on the left side."),
        ("doctor", "Any nausea or trouble with your eyesight?"),
        ("patient", "A bit of nausea, yes. My eyes are fine."),
        ("doctor", "And you still take the lisinopril, twenty milligrams once a day?"),
        ("patient", "Every morning. And my sister has migraines, if that matters."),
        ("doctor", "It may. Your blood pressure is one thirty eight over eighty four."),
        ("husband", "She slept badly all week, the neighbours are building."),
        ("doctor", "Let's try sumatriptan fifty milligrams when it starts, and see you in two weeks."),
    ];

    private static Draft Draft(int revision, string medication) => new(new DraftId(new Guid("01900000-0000-7000-8000-000000000000")), revision, "scribe", new PatientId("R-20417"),
    [
        new Statement("cc", "Headache.", [Quote(1, "headache")]),
        new Statement("hpi", "Ruth Adeyemi is a 54-year-old female who presents with a left-sided headache of four days.",
            [new Element("patient", "Patient.name", "Ruth Adeyemi"), new Element("patient", "Patient.gender", "female"), Quote(1, "headache for about four days"), Quote(1, "left side")]),
        new Statement("hpi", "She reports nausea and denies visual disturbance.", [Quote(2, "nausea or trouble with your eyesight"), Quote(3, "A bit of nausea, yes. My eyes are fine.")]),
        new Statement("medications", medication, [Quote(4, "lisinopril, twenty milligrams once a day"), Quote(5, "Every morning.")]),
        new Statement("fh", "She has a history of migraine.", [Quote(5, "my sister has migraines")]),
        new Statement("vitals", "Blood pressure 138/84 mmHg, pulse 72.", [Quote(6, "one thirty eight over eighty four")]),
        new Statement("assessment-plan", "Start sumatriptan 50 mg at onset.", [Quote(8, "sumatriptan fifty milligrams when it starts")]) { Group = "Migraine" },
        new Statement("assessment-plan", "No over-the-counter painkillers for more than two days a week.", [Attestation.By(reviewer)]) { Group = "Migraine" },
        new Statement("followup", "Return in three weeks.", []),
    ],
    [],
    new Provenance("embedded-scribe", "0.1.0", visit, [], ImmutableSortedDictionary<string, string>.Empty.Add("style", "us-visit")) { Editor = revision > 1 ? reviewer : null })
    {
        Outline =
        [
            new("cc", "CHIEF COMPLAINT", SectionLayout.Paragraph), new("hpi", "HISTORY OF PRESENT ILLNESS", SectionLayout.Paragraph), new("medications", "MEDICATIONS", SectionLayout.List),
            new("allergies", "ALLERGIES", SectionLayout.List), new("fh", "FAMILY HISTORY", SectionLayout.Paragraph), new("vitals", "VITALS", SectionLayout.Paragraph),
            new("assessment-plan", "ASSESSMENT AND PLAN", SectionLayout.List), new("followup", "FOLLOW-UP", SectionLayout.Paragraph),
        ],
        Omitted = [new Omission("Slept badly all week", "Said by somebody with the patient, not confirmed by the patient", [Quote(7, "She slept badly all week")])],
    };

    private static Quote Quote(int turn, string words) => new("transcript", turn, Said[turn].Text.IndexOf(words, StringComparison.Ordinal), words.Length, words);

    private static Decision Decide(DecisionKind kind, string target, string? reason = null) => new(kind, target, reviewer, visit, reason);

    /// <summary>Says about the sample what the real checks would.</summary>
    private sealed class Remarks : ICheck
    {
        public string Name => "sample";

        public string Version => "1";

        public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.CompletedTask;
            yield return new Finding("experiencer", Severity.Blocking, "“migraines” is said of the sister, not of the patient.", 4) { Evidence = [Quote(5, "my sister has migraines")], Start = 21, Length = 8 };
            yield return new Finding("evidence", Severity.Blocking, "Nothing in the conversation supports this: no source is given.", 8);
            yield return new Finding("omissions", Severity.Warning, "Allergies were not asked about in this visit.", null);
            yield return new Finding("numbers", Severity.Blocking, "Pulse “72” is not said where the statement points.", 5) { Start = 31, Length = 2 };
            yield return new Finding("drugs", Severity.Warning, "Sumatriptan and raised blood pressure: check before prescribing.", 6) { Start = 6, Length = 11 };
            yield return new Finding("times", Severity.Note, "“four days” counted from the day of the visit.", 1) { Start = 81, Length = 9 };
        }
    }
}
