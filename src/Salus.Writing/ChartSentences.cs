using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Resources;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Pdf;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>What a sentence of a chart is about.</summary>
public enum ChartSentenceKind
{
    Person,
    Problem,
    Allergy,
    Medication,
    Result,
    Procedure,
    Immunisation,
    Encounter,
    Report,
    Document,
    SignedNote,
}

/// <summary>A fact of a chart as people read it and as claims are held against it, with the words or elements that say it.</summary>
/// <param name="Text">Short, as it stands in a list: <c>Asthma, active since 2014-03-01.</c></param>
/// <param name="Sentence">The same as a sentence about the patient, for comparison: <c>The patient has Asthma since March 1, 2014.</c></param>
/// <param name="Evidence">At least one.</param>
/// <param name="Place">How a reader finds it: <c>Condition/c1/1</c>.</param>
public sealed record ChartSentence(ChartSentenceKind Kind, string Text, string Sentence, ImmutableArray<Evidence> Evidence, string Place)
{
    /// <summary>The system that said so.</summary>
    public string? SourceSystem { get; init; }

    /// <summary>When it was so: begin, measurement, act; null when the source does not say.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The document its quotes point at; null for what is addressed by element.</summary>
    public Source? Document { get; init; }

    /// <summary>What holds now: active problems and allergies, current medication. True for what has no such state.</summary>
    public bool Current { get; init; } = true;

    /// <summary>Where the workbench shows it.</summary>
    public string? Page { get; init; }

    /// <summary>For a writer to build on.</summary>
    public Material ToMaterial() => new(Document is null ? MaterialKind.Fact : MaterialKind.Paragraph, new Passage(SpeakerRole.Note, Document is null ? Sentence : Text), Evidence)
    {
        About = Kind is ChartSentenceKind.SignedNote ? "signed note" : Kind.ToString().ToLowerInvariant(),
    };
}

/// <summary>
/// A chart as sentences, each no more than its elements say: who the patient is, problems, allergies, medication with doses, results with
/// units, flags and dates, procedures, immunisations, encounters, reports, documents in plain text and notes signed here. What a source
/// says is over is said to be over.
/// </summary>
public static class ChartSentences
{
    private const int MostDocumentBytes = 1 << 20;
    private const int MostPdfBytes = 8 << 20;

    /// <summary>A chart is read while somebody waits.</summary>
    private static readonly PdfLimits Pdf = new(MostPdfBytes, Pages: 200, Unpacked: 32L << 20, Work: 4_000_000);

    /// <param name="at">Ages are those of this day; null leaves them out.</param>
    /// <param name="newest">Of each course of results, so many of the newest: a course may hold thousands.</param>
    public static ImmutableArray<ChartSentence> Of(Chart chart, DateTimeOffset? at, int newest = 10)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return
        [
            .. chart.Identities.SelectMany(i => Person(i, at)),
            .. chart.Problems.SelectMany(Problem),
            .. chart.Allergies.All.SelectMany(Allergy),
            .. chart.Allergies.NoneKnownBy is { } none ? Said(ChartSentenceKind.Allergy, $"{none.Resource.Code?.Display}.", "The patient has no known allergies.", none.Version, "AllergyIntolerance.code", null) : [],
            .. chart.Medications.SelectMany(m => m.Accounts).SelectMany(Medication),
            .. chart.Results.SelectMany(c => c.Points.TakeLast(newest).Reverse().Select(p => Result(c, p))),
            .. chart.Procedures.Where(p => p.Resource.Code?.Display is not null).SelectMany(p => Said(ChartSentenceKind.Procedure, $"{p.Resource.Code!.Value.Display}{On(p.Resource.Performed)}.", $"The patient had {p.Resource.Code!.Value.Display}{OnDay(p.Resource.Performed)}.", p.Version, "Procedure.code", p.Resource.Performed)),
            .. chart.Immunisations.Where(i => i.Resource.VaccineCode?.Display is not null).SelectMany(i => Said(ChartSentenceKind.Immunisation, $"{i.Resource.VaccineCode!.Value.Display}{On(i.Resource.Occurrence)}.", $"The patient was given {i.Resource.VaccineCode!.Value.Display}{OnDay(i.Resource.Occurrence)}.", i.Version, "Immunization.vaccineCode", i.Resource.Occurrence)),
            .. chart.Encounters.SelectMany(Encounter),
            .. chart.Reports.Where(r => r.Resource.Conclusion is not null).SelectMany(Report),
            .. chart.Documents.SelectMany(Document),
            .. chart.SignedTexts.SelectMany(SignedNote),
        ];
    }

    /// <summary>The sources that the evidence of these sentences points at.</summary>
    public static IEnumerable<Source> SourcesOf(Chart chart, IEnumerable<Evidence> evidence, IEnumerable<ChartSentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var documents = sentences.Select(s => s.Document).OfType<Source>().DistinctBy(s => s.Id, StringComparer.Ordinal).ToDictionary(s => s.Id, StringComparer.Ordinal);
        return evidence.Select(e => documents.TryGetValue(e.Source, out var document) ? document : chart.SourceOf(e)).OfType<Source>().DistinctBy(s => s.Id, StringComparer.Ordinal);
    }

    private static IEnumerable<ChartSentence> Person(ChartFact<Patient> identity, DateTimeOffset? at)
    {
        var resource = identity.Version.Stored!;
        var person = PersonSentences.Of(resource, at);
        var evidence = Try(identity.Version, "Patient.gender") ?? (person.AgePath is { } path ? Try(identity.Version, path) : null) ?? (person.NamePath is { } named ? Try(identity.Version, named) : null);
        if (evidence is not null)
            foreach (var passage in person.Passages())
                yield return new ChartSentence(ChartSentenceKind.Person, passage.Text, passage.Text, [passage.Text.StartsWith(ClaimChecker.NameFact, StringComparison.Ordinal) && person.NamePath is { } name ? Try(identity.Version, name) ?? evidence : evidence], identity.Version.Place) { SourceSystem = identity.SourceSystem, Page = PageOf(identity.Version, evidence.Path) };
    }

    private static IEnumerable<ChartSentence> Problem(ChartProblem problem) => Said(ChartSentenceKind.Problem,
        $"{problem.Name}, {(problem.Active ? "active" : "no longer active")}{Since(problem.Since)}.",
        problem.Active ? $"The patient has {problem.Name}{SinceDay(problem.Since)}." : $"The patient had {problem.Name} in the past; it is resolved.",
        problem.Shown.Version, "Condition.code", problem.Since, problem.Active);

    private static IEnumerable<ChartSentence> Allergy(ChartAllergy allergy)
    {
        var reactions = allergy.Reactions.IsEmpty ? "" : string.Join(" and ", allergy.Reactions);
        return Said(ChartSentenceKind.Allergy,
            $"Allergy to {allergy.Substance}{(reactions.Length > 0 ? ": " + reactions : "")}{(allergy.Active ? "" : ", no longer active")}.",
            allergy.Active ? $"The patient is allergic to {allergy.Substance}{(reactions.Length > 0 ? "; it causes " + reactions : "")}." : $"An allergy to {allergy.Substance} was recorded and is no longer active.",
            allergy.Shown.Version, "AllergyIntolerance.code", null, allergy.Active);
    }

    private static IEnumerable<ChartSentence> Medication(MedicationSaying saying)
    {
        var dose = DoseOf(saying);
        return Said(ChartSentenceKind.Medication,
            $"{saying.Name}{(dose.Length > 0 ? ", " + dose : "")}, {saying.Status}{Since(saying.From)}.",
            $"The patient {(saying.Current ? "takes" : "took, and has stopped,")} {saying.Name}{(dose.Length > 0 ? " " + dose : "")}{SinceDay(saying.From)}{(saying.Reason is { } reason ? $", for {reason}" : "")}.",
            saying.Version, saying.Path, saying.From, saying.Current);
    }

    /// <summary>How much and how often, in the words of the source where it has words; empty when it says nothing.</summary>
    public static string DoseOf(MedicationSaying saying)
    {
        ArgumentNullException.ThrowIfNull(saying);
        return string.Join("; ", saying.Dosages.Select(DoseOf).Where(d => d.Length > 0));
    }

    private static string DoseOf(Dosage dosage)
    {
        if ((dosage.Text ?? dosage.PatientInstruction) is { Length: > 0 } text)
            return text;
        var amount = string.Join(" and ", dosage.Doses.Select(d => d.Dose).OfType<Quantity>().Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.Value} {q.Unit ?? q.Code}").TrimEnd()));
        var every = dosage.Timing?.Repeat is { Frequency: { } times, PeriodUnit: { } unit } repeat ? HowOften(times, repeat.Period ?? 1, unit) : dosage.Timing?.Code?.Display ?? "";
        return amount.Length > 0 && every.Length > 0 ? $"{amount}{(char.IsAsciiDigit(amount[^1]) ? "," : "")} {every}" : amount + every;
    }

    private static ChartSentence Result(ResultCourse course, ResultPoint point)
    {
        var name = $"{course.Name}{(point.Part.Length > 0 ? " " + point.Part.ToLowerInvariant() : "")}";
        var evidence = point.Evidence();
        return new ChartSentence(ChartSentenceKind.Result,
            $"{name}: {AmountOf(course, point)}{Flag(point.Flag)} on {point.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{(ResultLines.Range(course, point) is { Length: > 0 } range ? ", " + range : "")}.",
            string.Create(CultureInfo.InvariantCulture, $"{name} was {AmountOf(course, point)} on {point.At:MMMM d, yyyy}."),
            [evidence], point.Fact.Version.Place) { SourceSystem = point.Fact.SourceSystem, At = point.At, Page = PageOf(point.Fact.Version, evidence.Path) };
    }

    /// <summary>The value as its source has it, with the unit as people write it.</summary>
    private static string AmountOf(ResultCourse course, ResultPoint point) => point.Number is null || course.Unit.Length == 0 ? course.AmountOf(point)
        : $"{course.AmountOf(point)[..^course.Unit.Length]}{ChartWords.Unit(course.Unit)}".TrimEnd();

    private static IEnumerable<ChartSentence> Encounter(ChartFact<Encounter> fact)
    {
        var kind = fact.Resource.Types.Select(t => t.Display).FirstOrDefault(d => d is not null) ?? "Encounter";
        var reasons = string.Concat(fact.Resource.Reasons.Select(r => r.Display).OfType<string>().Select(r => ", " + r));
        return Said(ChartSentenceKind.Encounter, $"{kind}{reasons}{On(fact.Resource.Period?.Start)}.", $"The patient had an encounter: {kind}{reasons}{OnDay(fact.Resource.Period?.Start)}.", fact.Version, "Encounter.type[0]", fact.Resource.Period?.Start);
    }

    private static IEnumerable<ChartSentence> Report(ChartFact<DiagnosticReport> fact)
    {
        var text = $"{fact.Resource.Code?.Display ?? "Report"}{On(fact.Resource.Effective)}: {fact.Resource.Conclusion}";
        if (Try(fact.Version, "DiagnosticReport.conclusion") is { } evidence)
            yield return new ChartSentence(ChartSentenceKind.Report, text, text, [evidence], fact.Version.Place) { SourceSystem = fact.SourceSystem, At = fact.Resource.Effective?.Start, Page = PageOf(fact.Version, evidence.Path) };
    }

    /// <summary>The paragraphs of a document in plain text or PDF.</summary>
    private static IEnumerable<ChartSentence> Document(ChartFact<DocumentReference> fact)
    {
        if (fact.Resource.Contents.Select(c => c.Attachment).FirstOrDefault() is not { } attachment || PlainText(attachment) is not { } text)
            return [];
        var source = Paragraphs.ToSource(fact.Version.Place + "/text", fact.Resource.Type?.Display ?? fact.Resource.Description ?? "Document", text);
        return Quoted(ChartSentenceKind.Document, source, fact.Version.Place, PageOf(fact.Version, "DocumentReference.content[0].attachment")).Select(s => s with { SourceSystem = fact.SourceSystem, At = fact.Resource.Date?.Start });
    }

    private static IEnumerable<ChartSentence> SignedNote(SignedText note) =>
        Quoted(ChartSentenceKind.SignedNote, note.Source, note.Source.Id, $"/drafts/{note.Mention.Id}").Select(s => s with { SourceSystem = "Salus", At = note.Mention.SignedAt });

    private static IEnumerable<ChartSentence> Quoted(ChartSentenceKind kind, Source source, string place, string page) =>
        source.Segments.Select((segment, index) => new ChartSentence(kind, segment.Text, segment.Text, [new Quote(source.Id, index, 0, segment.Text.Length, segment.Text)], place) { Document = source, Page = page });

    /// <summary>The words of a document in plain text or PDF; null for what holds none that can be read.</summary>
    private static string? PlainText(Attachment attachment)
    {
        var isPdf = attachment.ContentType?.StartsWith("application/pdf", StringComparison.OrdinalIgnoreCase) is true;
        if (!isPdf && attachment.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) is not true)
            return null;
        if (attachment.Data is not { Length: > 0 } data || data.Length > (isPdf ? MostPdfBytes : MostDocumentBytes))
            return null;
        var bytes = new byte[data.Length];
        if (!Convert.TryFromBase64String(data, bytes, out var length))
            return null;
        if (!isPdf)
            return System.Text.Encoding.UTF8.GetString(bytes, 0, length);
        try
        {
            return PdfText.Read(bytes.AsMemory(0, length), Pdf).Whole;
        }
        catch (PdfException)
        {
            return null;
        }
    }

    /// <summary>Nothing when the concept has no words that could be shown as evidence.</summary>
    private static IEnumerable<ChartSentence> Said(ChartSentenceKind kind, string text, string sentence, RecordVersion version, string concept, FhirDate? at, bool current = true) =>
        (Try(version, concept + ".text") ?? Try(version, concept + ".coding[0].display")) is { } evidence
            ? [new ChartSentence(kind, text, sentence, [evidence], version.Place) { SourceSystem = version.SourceSystem, At = at?.Start, Current = current, Page = PageOf(version, evidence.Path) }]
            : [];

    private static Element? Try(RecordVersion version, string path)
    {
        try
        {
            return ChartEvidence.Of(version, path);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string PageOf(RecordVersion version, string path) =>
        string.Create(CultureInfo.InvariantCulture, $"/evidence/{version.Name.Type}/{version.Name.Id}?version={version.Version}&path={Uri.EscapeDataString(path)}#cited");

    private static string Since(FhirDate? date) => date is { } known ? " since " + known.Text : "";

    private static string On(FhirDate? date) => date is { } known ? " on " + known.Text : "";

    private static string SinceDay(FhirDate? date) => date is { } known ? " since " + Day(known) : "";

    private static string OnDay(FhirDate? date) => date is { } known ? " on " + Day(known) : "";

    private static string Day(FhirDate date) => date.Start.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>twice daily</c>, <c>every 8 hours</c>, <c>3 times every 2 weeks</c>.</summary>
    private static string HowOften(int times, decimal period, string ucum)
    {
        var count = times switch { 1 => "once", 2 => "twice", _ => string.Create(CultureInfo.InvariantCulture, $"{times} times") };
        var unit = ucum switch { "s" => "second", "min" => "minute", "h" => "hour", "d" => "day", "wk" => "week", "mo" => "month", "a" => "year", _ => ucum };
        return period == 1 ? count + (unit is "day" ? " daily" : $" every {unit}")
            : string.Create(CultureInfo.InvariantCulture, $"{(times == 1 ? "" : count + " ")}every {period} {unit}s");
    }

    private static string Flag(RangeFlag flag) => flag switch
    {
        RangeFlag.Low => " (low)",
        RangeFlag.High => " (high)",
        RangeFlag.CriticalLow => " (critically low)",
        RangeFlag.CriticalHigh => " (critically high)",
        RangeFlag.Abnormal => " (abnormal)",
        _ => "",
    };
}
