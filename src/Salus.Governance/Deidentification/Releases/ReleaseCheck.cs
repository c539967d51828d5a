using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Governance.Deidentification.Releases.SecondReading;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>
/// Holds the draft of a release against its report: whether it names exactly the archive that was made, whether the second opinion found
/// nothing, whether groups of people are as large as was demanded, and whether a person looked at documents. Reads the report, never the files.
/// </summary>
public sealed class ReleaseCheck : ICheck
{
    public string Name => "de-identification";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => [ReleaseDraft.Capability];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        ArgumentNullException.ThrowIfNull(draft);
        if (ReleaseDraft.ReportOf(sources) is not { } report || ReleaseDraft.FiguresOf(sources) is not { } figures)
        {
            yield return Forbids("The report of the run, or the figures of the review, did not come with this draft or cannot be read.");
            yield break;
        }
        foreach (var finding in Whole(draft, report).Concat(Review(report, figures)).Concat(Sentences(draft, sources)))
        {
            cancel.ThrowIfCancellationRequested();
            yield return finding;
        }
    }

    private IEnumerable<Finding> Whole(Draft draft, ReleaseReport report)
    {
        if (draft.Artifacts is not [var artifact] || artifact.Content != report.Content || draft.Id.Value != report.Id)
            yield return Forbids("The draft does not name exactly the one archive that the report is about.");
        if (report.Second is not { } second)
            yield return Forbids("No second opinion read the output. Make the release again with one.");
        else if (second.Total > 0)
            yield return Blocks(string.Create(CultureInfo.InvariantCulture, $"The second opinion takes {second.Total:#,0} {(second.Total == 1 ? "place" : "places")} in the output for identifiers. Look at them on the page of the release; overrule only with the reason why they are none."));
        if (report.LeastK > 1 && report.Risk is null)
            yield return Blocks(string.Create(CultureInfo.InvariantCulture, $"Groups of at least {report.LeastK} people were demanded, and the files tell of nobody who could be compared. Overrule only with a reason why people cannot stand out."));
        if (report.Risk is { } risk && risk.SmallestK < report.LeastK)
            yield return Forbids(string.Create(CultureInfo.InvariantCulture, $"The smallest group of people who are alike has {risk.SmallestK}, and at least {report.LeastK} were demanded. Make columns coarser in the policy, or leave some out, and make the release again."));
        else if (report.Risk is { BelowFive: > 0, SmallestK: var k })
            yield return new Finding(Name, Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"Some people are in groups of fewer than 5 who are alike (k = {k}). Whoever receives the release must know."), null);
        if (!SafeHarborStatement.Of(report).IsSafeHarbor)
            yield return new Finding(Name, Severity.Warning, "Safe Harbor alone does not carry this release. Sign only with an expert's determination or a data use agreement at hand.", null);
    }

    private IEnumerable<Finding> Review(ReleaseReport report, SampleFigures figures)
    {
        if (figures.Drawn != report.Sampled)
            yield return Forbids("The figures of the review are about another sample than the report.");
        if (figures.Missed > 0)
            yield return Forbids(string.Create(CultureInfo.InvariantCulture, $"Reviewers found {figures.Missed} {(figures.Missed == 1 ? "identifier" : "identifiers")} that still stand in the output. Repeat the run: it searches for them in every file."));
        if (figures.Drawn == 0)
            yield return Blocks("No document could be drawn for review. Look at the files of the release yourself, and overrule only with a reason why they are fine.");
        else if (figures.Reviewed == 0)
            yield return Forbids("Nobody has reviewed a document of this release. Look at the sample on the page of the release.");
        else if (figures.Reviewed < figures.Drawn)
            yield return Blocks(string.Create(CultureInfo.InvariantCulture, $"{figures.Drawn - figures.Reviewed} of {figures.Drawn} documents drawn for review were not looked at. Look at them, or overrule with a reason why the others are enough."));
    }

    private IEnumerable<Finding> Sentences(Draft draft, Sources sources)
    {
        var told = new HashSet<(string, int)>();
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            if (draft.Statements[index] is not { Evidence: [Quote quote] } statement)
                continue;
            if (sources.TryRead(quote, out var words) && string.Equals(words, statement.Text, StringComparison.Ordinal))
                told.Add((quote.Source, quote.Segment));
            else
                yield return new Finding(Name, Severity.Blocking, "The sentence says something else than the report. Take its words back, or write a sentence of your own beside it.", index) { Final = true };
        }
        if (sources.Any(s => Enumerable.Range(0, s.Segments.Length).Any(i => !told.Contains((s.Id, i)))))
            yield return Forbids("The draft leaves out a part of what the report, the statement or the review says.");
    }

    private Finding Blocks(string message) => new(Name, Severity.Blocking, message, null);

    private Finding Forbids(string message) => new(Name, Severity.Blocking, message, null) { Final = true };
}
