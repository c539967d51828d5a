using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Fhir.Resources;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>A fact of a chart as a sentence that can be found, with the elements that say it.</summary>
/// <param name="Page">Where the workbench shows the element.</param>
/// <param name="Text">A written document's text, which its quotes point at; null for what is addressed by element.</param>
internal sealed record ChartPassage(CorpusPassage Passage, ImmutableArray<Evidence> Evidence, string Page, Source? Text = null);

/// <summary>Everything of a chart as sentences. Each says no more than its elements do.</summary>
internal static class ChartPassages
{
    private const int MostDocumentBytes = 1 << 20;
    private const int NewestOfCourse = 3;

    public static ImmutableArray<ChartPassage> Of(Chart chart)
    {
        var all = new List<ChartPassage>();
        void Add(string kind, string text, RecordVersion version, IEnumerable<Element> evidence)
        {
            if (evidence.FirstOrDefault() is { } element)
                all.Add(new ChartPassage(Passage(all.Count, kind, text, version), [element], PageOf(version, element.Path)));
        }

        foreach (var problem in chart.Problems)
            Add("Problem", $"{problem.Name}, {(problem.Active ? "active" : "no longer active")}{Since(problem.Since)}.", problem.Shown.Version, Display(problem.Shown.Version, "Condition.code"));
        foreach (var allergy in chart.Allergies.All)
            Add("Allergy", $"Allergy to {allergy.Substance}{(allergy.Active ? "" : ", no longer active")}.", allergy.Shown.Version, Display(allergy.Shown.Version, "AllergyIntolerance.code"));
        if (chart.Allergies.NoneKnownBy is { } none)
            Add("Allergy", $"{none.Resource.Code?.Display}.", none.Version, Display(none.Version, "AllergyIntolerance.code"));
        foreach (var said in chart.Medications.SelectMany(m => m.Accounts))
            Add("Medication", $"{said.Name}{Dose(said)}, {said.Status}{Since(said.From)}.", said.Version, Display(said.Version, said.Path));
        foreach (var course in chart.Results)
            foreach (var point in course.Points.TakeLast(NewestOfCourse).Reverse())
                Add("Result", $"{course.Name}{(point.Part.Length > 0 ? " " + point.Part.ToLowerInvariant() : "")}: {Amount(point, course.Unit)}{Flag(point.Flag)} on {point.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.", point.Fact.Version, [point.Evidence()]);
        foreach (var fact in chart.Procedures.Where(p => p.Resource.Code?.Display is not null))
            Add("Procedure", $"{fact.Resource.Code!.Value.Display}{On(fact.Resource.Performed)}.", fact.Version, Display(fact.Version, "Procedure.code"));
        foreach (var fact in chart.Immunisations.Where(i => i.Resource.VaccineCode?.Display is not null))
            Add("Immunisation", $"{fact.Resource.VaccineCode!.Value.Display}{On(fact.Resource.Occurrence)}.", fact.Version, Display(fact.Version, "Immunization.vaccineCode"));
        foreach (var fact in chart.Encounters)
            Add("Encounter", $"{fact.Resource.Types.Select(t => t.Display).FirstOrDefault(d => d is not null) ?? "Encounter"}{string.Concat(fact.Resource.Reasons.Select(r => r.Display).OfType<string>().Select(r => ", " + r))}{On(fact.Resource.Period?.Start)}.", fact.Version, Display(fact.Version, "Encounter.type[0]"));
        foreach (var fact in chart.Reports.Where(r => r.Resource.Conclusion is not null))
            Add("Report", $"{fact.Resource.Code?.Display ?? "Report"}{On(fact.Resource.Effective)}: {fact.Resource.Conclusion}", fact.Version, Try(fact.Version, "DiagnosticReport.conclusion"));
        foreach (var fact in chart.Documents)
        {
            var paragraphs = Written(fact).ToImmutableArray();
            var source = new Source(fact.Version.Place + "/text", fact.Resource.Type?.Display ?? fact.Resource.Description ?? "Document", "text/plain", [.. Encoding.UTF8.GetBytes(string.Join("\n\n", paragraphs))], [.. paragraphs.Select(p => new Segment(null, p))]);
            foreach (var (order, text) in paragraphs.Index())
                all.Add(new ChartPassage(Passage(all.Count, "Document", text, fact.Version), [new Quote(source.Id, order, 0, text.Length, text)], PageOf(fact.Version, "DocumentReference.content[0].attachment"), source));
        }
        return [.. all];
    }

    private static CorpusPassage Passage(int count, string kind, string text, RecordVersion version) =>
        new((count + 1).ToString(CultureInfo.InvariantCulture), version.Place, kind, text) { Names = KindNames(kind), Publisher = version.SourceSystem };

    private static string PageOf(RecordVersion version, string path) =>
        string.Create(CultureInfo.InvariantCulture, $"/evidence/{version.Name.Type}/{version.Name.Id}?version={version.Version}&path={Uri.EscapeDataString(path)}#cited");

    /// <summary>What people call this kind of fact, so that "what is she allergic to" finds it.</summary>
    private static ImmutableArray<string> KindNames(string kind) => kind switch
    {
        "Problem" => ["problem", "diagnosis", "condition"],
        "Allergy" => ["allergy", "intolerance", "allergic"],
        "Medication" => ["medication", "medicine", "drug", "prescription"],
        "Result" => ["result", "test", "measurement"],
        "Procedure" => ["procedure", "operation", "surgery"],
        "Immunisation" => ["immunisation", "vaccination", "vaccine", "immunization"],
        "Encounter" => ["encounter", "visit", "admission"],
        _ => [kind.ToLowerInvariant()],
    };

    /// <summary>The paragraphs of a document that is plain text.</summary>
    private static IEnumerable<string> Written(ChartFact<DocumentReference> fact)
    {
        foreach (var attachment in fact.Resource.Contents.Take(1).Select(c => c.Attachment).OfType<Attachment>())
        {
            if (attachment.Data is not { Length: > 0 and < MostDocumentBytes } data || attachment.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) is not true)
                continue;
            var bytes = new byte[data.Length];
            if (!Convert.TryFromBase64String(data, bytes, out var length))
                continue;
            foreach (var passage in CorpusReader.Document(Encoding.UTF8.GetString(bytes, 0, length), "document", ".txt"))
                yield return passage.Text;
        }
    }

    private static ImmutableArray<Element> Display(RecordVersion version, string concept) => Try(version, concept + ".text") is { IsEmpty: false } text ? text : Try(version, concept + ".coding[0].display");

    private static ImmutableArray<Element> Try(RecordVersion version, string path)
    {
        try
        {
            return [ChartEvidence.Of(version, path)];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Never a number without its unit: the source's own digits where they are of the course's unit, else the converted ones.</summary>
    private static string Amount(ResultPoint point, string unit)
    {
        if (point.Number is not { } number)
            return point.Text;
        var written = decimal.TryParse(point.Text, NumberStyles.Number, CultureInfo.InvariantCulture, out var own) && own == number ? point.Text : number.ToString("0.####", CultureInfo.InvariantCulture);
        return $"{point.Comparator}{written}{(unit.Length > 0 ? " " + unit : "")}";
    }

    private static string Dose(MedicationSaying said) => said.Dosages.Select(d => d.Text ?? d.PatientInstruction).FirstOrDefault(d => d is not null) is { } text ? ", " + text : "";

    private static string Since(FhirDate? date) => date is { } known ? " since " + known.Text : "";

    private static string On(FhirDate? date) => date is { } known ? " on " + known.Text : "";

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
