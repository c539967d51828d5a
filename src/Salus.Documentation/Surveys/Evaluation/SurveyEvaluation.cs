using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Salus.Design;
using Salus.Language.Vocabularies;
using Salus.Learning;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>
/// Scores surveys. Answers labelled by theme (<c>*.jsonl</c> or <c>*.csv</c> with answer and theme; "none" for those about nothing in particular):
/// agreement of the themes, quotes and counts by the check, and what could be worked out from tables with made-up groups. Goals
/// (<c>goals*.jsonl</c> with goal, purposes and topic): whether the questionnaire asks for what the goal asks, and what the check says of it.
/// </summary>
public sealed class SurveyEvaluation(SurveyWriter surveys, ThemeWriter themes, SurveyCheck check, Vocabulary vocabulary) : IEvaluation
{
    private const string NoTheme = "none";
    private const int Tables = 100;
    private const int MostShown = 20;

    public string Name => "surveys";

    public string Description => "Surveys: themes of labelled answers (V-measure, adjusted Rand index, purity), suppression of small counts, and questionnaires from goals.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var cases = 0;
        foreach (var file in data.EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.Extension is ".jsonl" or ".csv").OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            progress.Report(new EvaluationProgress(cases, cases, file.Name));
            cases += file.Name.StartsWith("goals", StringComparison.Ordinal)
                ? await GoalsAsync(file, metrics, failed, cancel)
                : await ThemesAsync(file, options, metrics, failed, cancel);
        }
        if (cases == 0)
            throw new SurveyCallException($"{data.FullName} holds neither labelled answers (*.jsonl or *.csv with answer and theme) nor goals (goals*.jsonl).");
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(SurveyEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable()) { Failed = failed };
    }

    private async Task<int> ThemesAsync(FileInfo file, EvaluationOptions options, ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, CancellationToken cancel)
    {
        FreeAnswers answers;
        await using (var stream = file.OpenRead())
            answers = await FreeAnswers.ReadAsync(stream, file.Name, null, null, vocabulary, cancel);
        if (answers.All.All(a => a.Label is null))
            return 0;
        var name = Path.GetFileNameWithoutExtension(file.Name);
        var seed = unchecked((ulong)options.Seed);
        var begin = Stopwatch.GetTimestamp();
        var written = themes.Write(answers, seed: seed);
        var milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        var given = new string[answers.All.Length];
        Array.Fill(given, NoTheme);
        foreach (var (theme, rows) in written.Summary.Themes.Zip(written.Rows))
            foreach (var row in rows)
                given[row] = theme.Title;
        var labels = answers.All.Select(a => a.Label ?? NoTheme).ToArray();
        var score = ClusterScore.Of(labels, given);
        var grouped = Enumerable.Range(0, given.Length).Where(i => given[i] != NoTheme && labels[i] != NoTheme).ToArray();
        var inThemes = Enumerable.Range(0, given.Length).Where(i => given[i] != NoTheme).ToArray();
        var grouping = inThemes.Length == 0 ? 0 : ClusterScore.Of([.. inThemes.Select(i => labels[i])], [.. inThemes.Select(i => given[i])]).Purity;
        var findings = await Inspection.RunAsync(written.Draft, written.Sources, [check, new EvidenceCheck()], cancel);
        var again = themes.Write(answers, seed: seed);
        metrics.AddRange(
            new Metric($"{name}: answers", answers.All.Length, ""),
            new Metric($"{name}: themes found", written.Summary.Themes.Length, ""),
            new Metric($"{name}: V-measure", Math.Round(score.VMeasure, 3), "", AtLeast: 0.6),
            new Metric($"{name}: homogeneity", Math.Round(score.Homogeneity, 3), ""),
            new Metric($"{name}: completeness", Math.Round(score.Completeness, 3), ""),
            new Metric($"{name}: adjusted Rand index", Math.Round(score.AdjustedRand, 3), "", AtLeast: 0.5),
            new Metric($"{name}: purity", Math.Round(score.Purity, 3), "", AtLeast: 0.75),
            new Metric($"{name}: purity of the themes alone", Math.Round(grouping, 3), "", AtLeast: 0.75),
            new Metric($"{name}: answers with a theme that got one", Math.Round(100.0 * grouped.Length / Math.Max(1, labels.Count(l => l != NoTheme)), 1), "%"),
            new Metric($"{name}: blocking findings (counts, quotes, k, identifiers)", findings.OpenBlocking.Length, "", AtMost: 0),
            new Metric($"{name}: same seed, same themes", written.Draft.Statements.Select(s => s.Text).SequenceEqual(again.Draft.Statements.Select(s => s.Text), StringComparer.Ordinal) ? 1 : 0, "", AtLeast: 1),
            new Metric($"{name}: summary written", Math.Round(milliseconds, 1), "ms"));
        await SuppressionAsync(name, answers, seed, metrics, failed, cancel);
        failed[$"{name}: most frequent mistakes"] = [.. Enumerable.Range(0, given.Length).Where(i => given[i] != NoTheme || labels[i] != NoTheme).GroupBy(i => (labels[i], given[i])).Where(g => g.Key.Item2 != Usual(labels, given, g.Key.Item1)).OrderByDescending(g => g.Count()).Take(MostShown).Select(g => $"{g.Key.Item1} in {g.Key.Item2}: {g.Count()}")];
        return answers.All.Length;
    }

    private static string Usual(string[] labels, string[] given, string label) =>
        Enumerable.Range(0, labels.Length).Where(i => labels[i] == label).GroupBy(i => given[i], StringComparer.Ordinal).OrderByDescending(g => g.Count()).First().Key;

    /// <summary>The same answers under made-up groups of very different sizes: nothing held back may be worked out, and nothing small is shown.</summary>
    private async Task SuppressionAsync(string name, FreeAnswers answers, ulong seed, ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, CancellationToken cancel)
    {
        var random = new SeededRandom(seed + 1);
        var (leaks, small, shown, held, made) = (0, 0, 0, 0, 0);
        var wrong = new List<string>();
        for (var table = 0; table < Tables; table++)
        {
            var count = 2 + random.NextInt(7);
            var summary = themes.Write(answers with { All = [.. answers.All.Select(a => a with { Group = string.Create(CultureInfo.InvariantCulture, $"Ward {Math.Min(random.NextInt(count), random.NextInt(count)) + 1}") })] }, ThemeWriter.DefaultK, seed);
            if (summary.Summary.Cells is not { } cells)
                continue;
            made++;
            shown += cells.Sum(r => r.Count(c => c is not null));
            held += cells.Sum(r => r.Count(c => c is null));
            small += cells.Sum(r => r.Count(c => c is > 0 and < ThemeWriter.DefaultK));
            var (counts, hidden) = Again(summary, cells);
            leaks += CellSuppression.Leaks(counts, hidden).Count;
            var reviewed = await Inspection.RunAsync(summary.Draft, summary.Sources, [check], cancel);
            wrong.AddRange(reviewed.OpenBlocking.Select(f => f.Message));
        }
        metrics.AddRange(
            new Metric($"{name}: tables by group", made, ""),
            new Metric($"{name}: cells that can be worked out", leaks, "", AtMost: 0),
            new Metric($"{name}: counts under k shown", small, "", AtMost: 0),
            new Metric($"{name}: blocking findings on tables", wrong.Count, "", AtMost: 0),
            new Metric($"{name}: cells shown", shown + held == 0 ? 0 : Math.Round(100.0 * shown / (shown + held), 1), "%"));
        if (wrong.Count > 0)
            failed[$"{name}: tables"] = [.. wrong.Distinct(StringComparer.Ordinal).Take(MostShown)];
    }

    /// <summary>The true table, made from the draft's rows and not from what the writer says of it.</summary>
    private static (int[,] Counts, bool[,] Hidden) Again(DraftedThemes written, ImmutableArray<ImmutableArray<int?>> cells)
    {
        var columns = written.Draft.Statements.Where(s => s.Section is ThemeWriter.GroupSection).Select(s => RowList.Read(s.Evidence[0], written.Summary.Answers)!).ToArray();
        var rows = written.Rows.Append([.. Enumerable.Range(0, written.Summary.Answers).Where(r => !written.Rows.Any(t => t.Contains(r)))]).ToArray();
        var (counts, hidden) = (new int[rows.Length, columns.Length], new bool[rows.Length, columns.Length]);
        for (var r = 0; r < rows.Length; r++)
            for (var c = 0; c < columns.Length; c++)
                (counts[r, c], hidden[r, c]) = (rows[r].Count(columns[c].Contains), cells[r][c] is null);
        return (counts, hidden);
    }

    private async Task<int> GoalsAsync(FileInfo file, ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, CancellationToken cancel)
    {
        var (goals, purposes, topics, withTopic, blocking, warnings, invalid) = (0, 0, 0, 0, 0, 0, 0);
        var (grades, minutes) = (new List<double>(), new List<double>());
        var wrong = new List<string>();
        await foreach (var line in File.ReadLinesAsync(file.FullName, cancel))
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var goal = JsonSerializer.Deserialize<LabelledGoal>(line, TrustJson.Canonical) ?? throw new SurveyCallException($"{file.Name}: write goal, purposes and topic.");
            goals++;
            var survey = surveys.Write(goal.Goal);
            var reviewed = await Inspection.RunAsync(survey.Draft, survey.Sources, [check, new EvidenceCheck()], cancel);
            var form = SurveyForm.Of(survey.Draft, survey.Draft.Statements);
            var asked = survey.Draft.Outline.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
            var hit = goal.Purposes.All(asked.Contains);
            purposes += hit ? 1 : 0;
            var topic = survey.Draft.Origin.Parameters["topic"];
            if (goal.Topic is not null)
            {
                withTopic++;
                topics += string.Equals(goal.Topic, topic, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            }
            if (!hit || (goal.Topic is not null && !string.Equals(goal.Topic, topic, StringComparison.OrdinalIgnoreCase)))
                wrong.Add($"{goal.Goal} → {string.Join(", ", asked)}; {topic}");
            blocking += reviewed.OpenBlocking.Length;
            warnings += reviewed.Findings.Count(f => f.Severity is Severity.Warning);
            invalid += Salus.Fhir.Validation.Validator.R4.Validate(form.ToQuestionnaire(survey.Draft.Id, isSigned: false)).Any(i => i.IsError) ? 1 : 0;
            grades.Add(form.Grade);
            minutes.Add(form.Minutes);
        }
        if (goals == 0)
            return 0;
        metrics.AddRange(
            new Metric("goals", goals, ""),
            new Metric("goals: purposes all asked for", Math.Round(100.0 * purposes / goals, 1), "%", AtLeast: 90),
            new Metric("goals: topic as by hand", Math.Round(100.0 * topics / Math.Max(1, withTopic), 1), "%"),
            new Metric("goals: blocking findings", blocking, "", AtMost: 0),
            new Metric("goals: warnings", warnings, ""),
            new Metric("goals: questionnaires that are not valid R4", invalid, "", AtMost: 0),
            new Metric("goals: school grade of the questions, highest", grades.Max(), "", AtMost: 6),
            new Metric("goals: minutes, longest estimate for 5", minutes.Max(), "", AtMost: 5));
        if (wrong.Count > 0)
            failed["goals"] = [.. wrong.Take(MostShown)];
        return goals;
    }

    private sealed record LabelledGoal(string Goal, ImmutableArray<string> Purposes, string? Topic);
}
