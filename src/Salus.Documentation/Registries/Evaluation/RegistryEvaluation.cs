using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Scores filled-in forms against abstraction by hand, field by field: see <see cref="Abstraction"/> for the format.</summary>
public sealed class RegistryEvaluation(RegistryWriter writer, RegistryCheck check) : IEvaluation
{
    private const int MostShown = 20;

    public string Name => "registries";

    public string Description => "Registry forms against abstraction by hand: agreement field by field, wrong answers, evidence, and what the check says (NAME.expected.csv beside NAME.yaml).";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var absent = new List<string>();
        var cases = 0;
        foreach (var file in Abstraction.In(data))
        {
            var set = await Abstraction.ReadAsync(file, cancel);
            if (!Path.Exists(set.Patients))
            {
                absent.Add($"{set.Name}: {set.Patients}");
                continue;
            }
            var score = new Score();
            var forms = options.Outputs is { } outputs ? await OthersAsync(outputs, cancel) : null;
            await foreach (var chart in PatientFiles.ReadAsync(set.Patients, cancel))
            {
                var expected = set.Fields.Where(f => f.Patient == chart.Patient.Value).ToArray();
                if (expected.Length == 0)
                    continue;
                var begin = Stopwatch.GetTimestamp();
                var form = writer.Write(set.Mapping, chart, set.Report);
                score.Milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                var reviewed = await Inspection.RunAsync(form.Draft, form.Sources, [check, new EvidenceCheck()], cancel);
                score.Add(expected, forms?.GetValueOrDefault(chart.Patient.Value) ?? FormLine.Of(set.Mapping, form, reviewed, submitted: false), set.Mapping);
                progress.Report(new EvaluationProgress(score.Forms, set.Fields.Select(f => f.Patient).Distinct(StringComparer.Ordinal).Count(), set.Name));
            }
            cases += score.Fields;
            metrics.AddRange(score.Metrics(set.Name));
            if (score.Wrong.Count > 0)
                failed[set.Name] = [.. score.Wrong.Take(MostShown)];
        }
        if (cases == 0)
            throw new RegistryCallException(absent.Count > 0 ? $"The charts are not here: {string.Join("; ", absent)}. Say with SALUS_DATA where public data lie." : $"{data.FullName} holds no abstraction (NAME.expected.csv beside NAME.yaml).");
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(RegistryEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable()) { Failed = failed, Absent = absent };
    }

    /// <summary>Another system's forms, as JSON Lines in the shape of <see cref="FormLine"/>, by patient.</summary>
    private static async Task<Dictionary<string, FormLine>> OthersAsync(FileInfo outputs, CancellationToken cancel)
    {
        var forms = new Dictionary<string, FormLine>(StringComparer.Ordinal);
        await foreach (var line in File.ReadLinesAsync(outputs.FullName, cancel))
        {
            if (!string.IsNullOrWhiteSpace(line) && JsonSerializer.Deserialize<FormLine>(line, TrustJson.Canonical) is { Patient: { } patient } form)
                forms[patient] = form;
        }
        return forms;
    }

    private sealed class Score
    {
        private int agreed, answered, expectedAnswers, found, mistaken, withEvidence, blocking;

        public int Forms { get; private set; }

        public int Fields { get; private set; }

        public List<double> Milliseconds { get; } = [];

        public List<string> Wrong { get; } = [];

        public void Add(AbstractedField[] expected, FormLine form, RegistryMapping mapping)
        {
            Forms++;
            blocking += form.Blocking.IsDefault ? 0 : form.Blocking.Length;
            foreach (var field in expected)
            {
                Fields++;
                var given = form.Fields.FirstOrDefault(f => f.Field == field.Field);
                var isAnswer = given is { Status: "answered" };
                var right = given is not null && given.Status == field.Status && (!isAnswer || (Same(given.Value, field.Value) && (field.Unit is null || field.Unit == given.Unit) && (field.Date is null || given.Date?.StartsWith(field.Date, StringComparison.Ordinal) is true || mapping.Fields.First(f => f.Name == field.Field).Type is FieldType.Date)));
                agreed += right ? 1 : 0;
                expectedAnswers += field.Status is "answered" ? 1 : 0;
                found += right && isAnswer ? 1 : 0;
                answered += isAnswer ? 1 : 0;
                mistaken += isAnswer && !right ? 1 : 0;
                withEvidence += isAnswer && given!.Evidence is { IsDefaultOrEmpty: false } ? 1 : 0;
                if (!right)
                    Wrong.Add($"{field.Field}: by hand {field.Status} {field.Value} {field.Date}, here {given?.Status} {given?.Value} {given?.Date}");
            }
        }

        public IEnumerable<Metric> Metrics(string set)
        {
            yield return new Metric($"{set}: forms", Forms, "");
            yield return new Metric($"{set}: fields", Fields, "");
            yield return new Metric($"{set}: agreement with abstraction by hand", Share(agreed, Fields), "%", AtLeast: 95);
            yield return new Metric($"{set}: answers by hand that were found", Share(found, expectedAnswers), "%", AtLeast: 95);
            yield return new Metric($"{set}: answers that are wrong", Share(mistaken, answered), "%", AtMost: 0);
            yield return new Metric($"{set}: answers with evidence", Share(withEvidence, answered), "%", AtLeast: 100);
            yield return new Metric($"{set}: blocking findings on engine drafts", blocking, "", AtMost: 0);
            yield return new Metric($"{set}: form filled in, median", Milliseconds.Count == 0 ? 0 : Math.Round(Milliseconds.Order().ElementAt(Milliseconds.Count / 2), 2), "ms");
        }

        private static double Share(int part, int all) => all == 0 ? 0 : Math.Round(100.0 * part / all, 2);

        private static bool Same(string? given, string? expected) =>
            string.Equals(given, expected, StringComparison.OrdinalIgnoreCase)
            || (decimal.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var mine) && decimal.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var theirs) && mine == theirs);
    }
}
