using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Salus.Design;
using Salus.Fhir;
using Salus.Language.Text;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>
/// Scores letters on FHIR bundles of one patient each (<c>*.json</c>): evidence, findings of the checks, reading grade of instructions, and whether notes to
/// employers hold anything of the record's diagnoses and drugs, looked up in the raw JSON.
/// </summary>
public sealed partial class LettersEvaluation(LetterComposer writer) : IEvaluation
{
    private const string Reason = "Please see this patient for an opinion.\n\nIs further treatment needed?";
    private const string Visit = "Off work until 2 March. No heavy lifting for two weeks. Follow-up in the clinic in two weeks. Call us if the pain gets worse.";
    private const string Denial = "The request was denied. Documentation of an ejection fraction is required. A trial of hydrochlorothiazide must be shown. Evidence of zanubrutinib treatment is required.";
    private const int MostShown = 20;

    private static readonly string[] concepts = ["code", "medicationCodeableConcept"];

    public string Name => "letters";

    public string Description => "Letters about patients: evidence, findings of the checks, reading grade of instructions, and notes for work that hold nothing of the record.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var files = data.GetFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
            throw new LetterCallException($"{data.FullName} holds no FHIR bundles (*.json).");
        var (letters, statements, withEvidence, notes, writing) = (0, 0, 0, 0, 0.0);
        var failed = new SortedDictionary<string, List<string>>(StringComparer.Ordinal) { ["blocking findings"] = [], ["warnings"] = [], ["notes that tell of health"] = [] };
        var grades = new List<double>();
        foreach (var (number, file) in files.Index())
        {
            progress.Report(new EvaluationProgress(number, files.Length, file.Name));
            var (chart, names, at) = Read(await File.ReadAllTextAsync(file.FullName, cancel), file.Name);
            var alive = chart.Identities.All(i => i.Version.Stored!["deceased"] is null && i.Version.Stored!.ValueAt("Patient.deceasedDateTime") is null);
            foreach (var kind in LetterKinds.All.Where(k => (!k.IsOfStay() || HospitalStay.Of(chart, at) is not null) && (alive || k is LetterKind.Discharge or LetterKind.Appeal)))
            {
                var begin = Stopwatch.GetTimestamp();
                var written = writer.Write(new LetterRequest(kind, chart, at) { To = "The practice, 1 Mill Lane", From = "The clinic", Reason = kind.IsNote() ? null : Reason, Text = Visit, Denial = Denial });
                writing += Stopwatch.GetElapsedTime(begin).TotalSeconds;
                var reviewed = await Inspection.RunAsync(written.Draft, written.Sources, [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new LetterCheck()], cancel);
                letters++;
                statements += written.Draft.Statements.Length;
                withEvidence += written.Draft.Statements.Count(s => !s.Evidence.IsDefaultOrEmpty);
                foreach (var finding in reviewed.Findings.Where(f => f.Severity is not Severity.Note))
                    failed[finding.Severity is Severity.Blocking ? "blocking findings" : "warnings"].Add($"{file.Name}, {kind.Name()}: {finding.Check}: {finding.Message} {(finding.Statement is { } place ? "| " + written.Draft.Statements[place].Text : "")}");
                if (kind is LetterKind.DischargeInstructions)
                    grades.Add(LetterCheck.Grade(written.Draft, SourceChart.Of(written.Draft, written.Sources)));
                if (kind.IsNote())
                {
                    notes++;
                    var text = string.Join('\n', written.Draft.Statements.Select(s => s.Text));
                    failed["notes that tell of health"].AddRange(names.Where(n => text.Contains(n, StringComparison.OrdinalIgnoreCase)).Select(n => $"{file.Name}, {kind.Name()}: {n}"));
                }
            }
        }
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(LettersEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", files.Length, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0),
        [
            new Metric("letters", letters, ""),
            new Metric("statements", statements, ""),
            new Metric("statements with evidence", 100.0 * withEvidence / Math.Max(1, statements), "%", AtLeast: 100),
            new Metric("blocking findings", failed["blocking findings"].Count, ""),
            new Metric("warnings per 100 statements", 100.0 * failed["warnings"].Count / Math.Max(1, statements), ""),
            new Metric($"notes for work and school without a name of the record ({notes})", 100.0 * (notes - failed["notes that tell of health"].Count) / Math.Max(1, notes), "%", AtLeast: 100),
            new Metric($"reading grade of instructions, highest of {grades.Count}", grades.Count == 0 ? 0 : grades.Max(), "grade", AtMost: LetterCheck.HighestGrade),
            new Metric("writing, all kinds, per chart", writing / files.Length, "s"),
        ])
        {
            Failed = failed.ToDictionary(f => f.Key, f => (IReadOnlyList<string>)[.. f.Value.Take(MostShown)], StringComparer.Ordinal),
        };
    }

    /// <summary>The chart, the names of its diagnoses and drugs, and the day after its last entry.</summary>
    private static (Chart Chart, ImmutableArray<string> Names, DateTimeOffset At) Read(string text, string file)
    {
        using var json = JsonDocument.Parse(text);
        var entries = json.RootElement.GetProperty("entry").EnumerateArray().Where(e => e.GetProperty("resource").TryGetProperty("id", out _)).ToArray();
        var urls = entries.Where(e => e.TryGetProperty("fullUrl", out _)).DistinctBy(e => e.GetProperty("fullUrl").GetString(), StringComparer.Ordinal)
            .ToDictionary(e => e.GetProperty("fullUrl").GetString()!, e => $"{e.GetProperty("resource").GetProperty("resourceType").GetString()}/{e.GetProperty("resource").GetProperty("id").GetString()}", StringComparer.Ordinal);
        var nodes = entries.Select(e => FhirNode.Parse(Uuid().Replace(e.GetProperty("resource").GetRawText(), m => urls.GetValueOrDefault(m.Value, m.Value)))).ToArray();
        var patient = Array.Find(nodes, n => n.ResourceType is "Patient") ?? throw new LetterCallException($"{file} holds no patient.");
        var names = entries.Select(e => e.GetProperty("resource")).SelectMany(r => concepts.Where(c => r.GetProperty("resourceType").GetString() is "Condition" or "MedicationRequest" && r.TryGetProperty(c, out _)).Select(c => r.GetProperty(c).GetProperty("text").GetString()!)).Distinct(StringComparer.Ordinal);
        var chart = Chart.Of(new PatientId(patient.Id!), nodes.Select(n => new RecordVersion(new ResourceName(n.ResourceType!, n.Id!), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, "evaluation", Sha256.Of(n.ToUtf8()), null, n)));
        var last = chart.Encounters.Select(e => (e.Resource.Period?.End ?? e.Resource.Period?.Start)?.Start).OfType<DateTimeOffset>().DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();
        return (chart, [.. names], last.AddDays(1));
    }

    [GeneratedRegex("urn:uuid:[0-9a-fA-F-]{36}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Uuid();
}
