using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Resources;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Messages;

/// <param name="Source">The version of the resource that says it.</param>
internal sealed record ReplyFact(string Text, ImmutableArray<Evidence> Evidence, Source Source);

/// <summary>
/// What the chart says about what a message asks: the medicine with its dose, the newest result with its range, the next visit. Only what is
/// named in the message is looked up, and nothing is interpreted.
/// </summary>
internal static class ReplyFacts
{
    private const int MostOfAKind = 2;
    private static readonly string[] NoNames = ["test", "blood", "level", "total", "mass", "volume", "serum", "plasma", "what", "last", "from", "with", "rate", "panel", "count", "high", "normal"];

    public static ImmutableArray<ReplyFact> Of(PatientMessage message, TriagedMessage triaged, Chart chart, ImmutableArray<RecordVersion> appointments, Vocabulary vocabulary, DateTimeOffset now)
    {
        var facts = ImmutableArray.CreateBuilder<ReplyFact>();
        if (triaged.Classes.Contains(MessageClass.Refill) || triaged.Classes.Contains(MessageClass.SideEffect))
            facts.AddRange(chart.Medications.Where(m => m.Standing is not MedicationStanding.Stopped && IsNamed(m.Name, message.Text, vocabulary)).SelectMany(m => Medicine(m, chart)).Take(MostOfAKind));
        if (triaged.Classes.Contains(MessageClass.Result))
            facts.AddRange(chart.Results.Where(c => IsNamed(c.Name, message.Text, vocabulary)).SelectMany(c => Result(c, chart)).Take(MostOfAKind));
        if (triaged.Classes.Contains(MessageClass.Appointment) && Next(appointments, now) is { } next)
            facts.Add(next);
        return facts.ToImmutable();
    }

    /// <summary>A concept of the name is in the message, or a word that only this name has.</summary>
    private static bool IsNamed(string name, string text, Vocabulary vocabulary)
    {
        var asked = vocabulary.Matcher.Find(text).Select(m => m.Concept).ToHashSet();
        if (vocabulary.Matcher.Find(name).Any(m => m.Concept.Kind is not ConceptKind.Anatomy && asked.Contains(m.Concept)))
            return true;
        var words = Words(text);
        return Words(name).Any(w => w.Length >= 3 && w.Any(char.IsLetter) && !NoNames.Contains(w) && !CommonWords.Contains(w) && words.Contains(w));
    }

    private static HashSet<string> Words(string text) => [.. Tokenizer.Tokenize(text).Where(t => t.IsWord).Select(t => t.Norm)];

    private static IEnumerable<ReplyFact> Medicine(ChartMedication medication, Chart chart)
    {
        // Where sources differ nobody here decides: each account stands with its own words.
        foreach (var said in medication.Standing is MedicationStanding.Conflict ? medication.Accounts.Where(a => a.Current) : [medication.Shown])
        {
            var name = Elements(said.Version, said.Path + ".text", said.Path + ".coding[0].display");
            if (name.IsEmpty || chart.SourceOf(name[0]) is not { } source)
                continue;
            var dose = ChartSentences.DoseOf(said);
            var evidence = dose.Length == 0 ? name : name.AddRange(DoseEvidence(said, dose));
            yield return new ReplyFact($"Our records list {said.Name}{(dose.Length > 0 ? ": " + dose : "")}.", evidence, source);
        }
    }

    private static IEnumerable<Evidence> DoseEvidence(MedicationSaying said, string dose)
    {
        var field = said.Version.Name.Type is "MedicationRequest" ? "MedicationRequest.dosageInstruction" : "MedicationStatement.dosage";
        for (var i = 0; i < said.Dosages.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]");
            foreach (var path in new[] { at + ".text", at + ".patientInstruction", at + ".doseAndRate[0].dose.value", at + ".doseAndRate[0].dose.unit", at + ".timing.repeat.frequency", at + ".timing.repeat.period", at + ".timing.code.text" })
                foreach (var element in Elements(said.Version, path).OfType<Element>().Where(e => dose.Contains(e.Value, StringComparison.OrdinalIgnoreCase)))
                    yield return element;
        }
    }

    private static IEnumerable<ReplyFact> Result(ResultCourse course, Chart chart)
    {
        var at = course.Newest.At;
        foreach (var point in course.Points.Where(p => p.At == at))
        {
            var evidence = ImmutableArray.Create<Evidence>(point.Evidence());
            if (chart.SourceOf(evidence[0]) is not { } source)
                continue;
            var part = point.Part.Length > 0 ? " " + point.Part.ToLowerInvariant() : "";
            var range = (point.Low, point.High) switch
            {
                ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $" The lab's range is {low} to {high}."),
                (null, { } high) => string.Create(CultureInfo.InvariantCulture, $" The lab's range goes up to {high}."),
                ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $" The lab's range starts at {low}."),
                _ => "",
            };
            var bounds = Elements(point.Fact.Version, "Observation.referenceRange[0].low.value").AddRange(Elements(point.Fact.Version, "Observation.referenceRange[0].high.value"));
            // A range is told only where its own numbers can be shown.
            if (range.Length > 0 && bounds.IsEmpty)
                range = "";
            var when = Elements(point.Fact.Version, "Observation.effective").AddRange(Elements(point.Fact.Version, "Observation.issued")).Take(1);
            yield return new ReplyFact(string.Create(CultureInfo.InvariantCulture, $"Your last {course.Name}{part} was {course.AmountOf(point)} on {point.At:MMMM d, yyyy}.{range}"), [.. evidence, .. when, .. range.Length > 0 ? bounds : []], source);
        }
    }

    private static ReplyFact? Next(ImmutableArray<RecordVersion> appointments, DateTimeOffset now)
    {
        var next = appointments.Where(a => a.Stored is not null).Select(a => (Version: a, Appointment: new Appointment(a.Stored!)))
            .Where(a => a.Appointment.Status is "booked" or "pending" or "arrived" && a.Appointment.Start?.Start > now)
            .OrderBy(a => a.Appointment.Start!.Value.Start).Select(a => ((RecordVersion, Appointment)?)a).FirstOrDefault();
        if (next is not ({ } version, var appointment))
            return null;
        var evidence = Elements(version, "Appointment.start");
        var start = DateTimeOffset.Parse(((Element)evidence[0]).Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new ReplyFact(string.Create(CultureInfo.InvariantCulture, $"Our records show your next visit on {start:MMMM d, yyyy} at {start:h:mm tt}."), evidence, version.ToSource($"Appointment from {version.SourceSystem}"));
    }

    private static ImmutableArray<Evidence> Elements(RecordVersion version, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            try
            {
                return [ChartEvidence.Of(version, path)];
            }
            catch (ArgumentException)
            {
                // The next way of saying it.
            }
        }
        return [];
    }
}
