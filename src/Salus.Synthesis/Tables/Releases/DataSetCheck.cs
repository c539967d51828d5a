using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Studio;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Releases;

/// <summary>
/// Holds a data set's draft against the report of the release gate: a lost attack forbids the release for good, and no sentence may say
/// anything else than the report does. It reads the report, never the model or the engine.
/// </summary>
public sealed class DataSetCheck : ICheck
{
    public string Name => "release-gate";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => [TablesCapability.CapabilityName];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        if (DataSetDraft.ReportOf(sources) is not { } report || DataSetDraft.SetOf(sources) is not { } set)
        {
            yield return Forbids("The report of the release gate, or the origin of the data set, did not come with this draft or cannot be read.");
            yield break;
        }
        foreach (var finding in Whole(draft, set, report).Concat(Sentences(draft, sources, report)))
        {
            cancel.ThrowIfCancellationRequested();
            yield return finding;
        }
    }

    private IEnumerable<Finding> Whole(Draft draft, DataSet set, GateReport report)
    {
        if (draft.Artifacts is not [var artifact] || artifact.Content != set.Content)
            yield return Forbids("The draft does not name exactly the one file that the report is about.");
        if (!set.FileName.Contains("synthetic", StringComparison.OrdinalIgnoreCase))
            yield return Forbids($"The name '{set.FileName}' does not say that the table is synthetic.");
        if (report.Quick)
            yield return Forbids("The report is a quick look with few attacks. Make a whole one: salus synth tables report.");
        // Of a very long table the gate looks at rows chosen by chance.
        if (report.SyntheticRows > set.Rows || report.SyntheticRows < Math.Min(set.Rows, TableStudio.MostJudgedRows / 2))
            yield return Forbids("The report is about another number of rows than the file holds.");
        if (!report.Measures.Any(m => m is { Section: GateSection.Privacy, Verdict: Verdict.Pass or Verdict.Fail }))
            yield return Forbids("No attack could be measured, so nothing shows that the table is safe to give away. Learn from more rows, or use the engine 'aim', which proves its privacy.");
        else if (set.About.Epsilon is null && report.Measures.Where(m => m is { Section: GateSection.Privacy, Verdict: Verdict.NotMeasurable }).Select(m => m.Title).ToArray() is [_, ..] unmeasured)
            yield return new Finding(Name, Severity.Blocking, $"Not measurable with these rows: {string.Join("; ", unmeasured)}. Overrule only with a reason why the table may go all the same.", null);
    }

    private IEnumerable<Finding> Sentences(Draft draft, Sources sources, GateReport report)
    {
        var told = new HashSet<int>();
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            var statement = draft.Statements[index];
            if (statement.Evidence is not [Quote quote])
                continue;
            if (!sources.TryRead(quote, out var words) || !string.Equals(words, statement.Text, StringComparison.Ordinal))
            {
                yield return new Finding(Name, Severity.Blocking, "The sentence says something else than the report. Take its words back, or write a sentence of your own beside it.", index) { Final = true };
                continue;
            }
            if (quote.Source is not DataSetDraft.ReportSource || quote.Segment >= report.Measures.Length)
                continue;
            told.Add(quote.Segment);
            var measure = report.Measures[quote.Segment];
            if (measure is { Section: GateSection.Privacy, Verdict: Verdict.Fail })
                yield return new Finding(Name, Severity.Blocking, $"{measure.Title}: the attack succeeds too often. This table is not released; learn again with more protection, or with the engine 'aim'.", index) { Final = true };
            else if (measure.Verdict is Verdict.Fail or Verdict.Warn)
                yield return new Finding(Name, Severity.Warning, $"{measure.Title}: beyond its limit. Whoever receives the table must know.", index);
        }
        foreach (var (place, measure) in report.Measures.Index().Where(m => !told.Contains(m.Index) && m.Item.Verdict is Verdict.Fail or Verdict.Warn or Verdict.NotMeasurable))
            yield return new Finding(Name, Severity.Blocking, $"The draft leaves out what the report says about: {measure.Title}.", null) { Final = measure is { Section: GateSection.Privacy, Verdict: Verdict.Fail } };
    }

    private Finding Forbids(string message) => new(Name, Severity.Blocking, message, null) { Final = true };
}
