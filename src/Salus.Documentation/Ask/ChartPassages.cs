using System.Collections.Immutable;
using System.Globalization;
using Salus.Language;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Ask;

/// <summary>A fact of a chart that can be found, with the elements or words that say it.</summary>
/// <param name="Page">Where the workbench shows it.</param>
/// <param name="Text">A written document's text, which its quotes point at; null for what is addressed by element.</param>
internal sealed record ChartPassage(CorpusPassage Passage, ImmutableArray<Evidence> Evidence, string Page, Source? Text = null)
{
    public Source? SourceIn(Chart chart) => Text ?? chart.SourceOf(Evidence[0]);

    /// <summary>A fact is cited whole; of a written document, the words that are meant.</summary>
    public CitablePassage ToCitable(Chart chart) => new(Passage.Title, Passage.Text, new TextSpan(0, Passage.Text.Length),
        span => new QuotedSentence(Text is null ? Passage.Text : span.In(Passage.Text), Evidence[0].Source, Passage.Title, null, Passage.Id, Passage.Publisher, null, Page),
        span => Text is not null && Evidence[0] is Quote paragraph ? [paragraph with { Start = span.Start, Length = span.Length, Text = span.In(Passage.Text) }] : Evidence,
        SourceIn(chart));
}

/// <summary>The sentences of a chart as passages to search.</summary>
internal static class ChartPassages
{
    private const int NewestOfCourse = 3;

    public static ImmutableArray<ChartPassage> Of(Chart chart) =>
        [.. ChartSentences.Of(chart, at: null, NewestOfCourse).Where(s => s.Kind is not ChartSentenceKind.Person).Select((s, index) => new ChartPassage(
            new CorpusPassage((index + 1).ToString(CultureInfo.InvariantCulture), s.Place, Title(s.Kind), s.Text) { Names = KindNames(s.Kind), Publisher = s.SourceSystem },
            s.Evidence, s.Page ?? "", s.Document))];

    private static string Title(ChartSentenceKind kind) => kind is ChartSentenceKind.SignedNote ? "Signed note" : kind.ToString();

    /// <summary>What people call this kind of fact, so that "what is she allergic to" finds it.</summary>
    private static ImmutableArray<string> KindNames(ChartSentenceKind kind) => kind switch
    {
        ChartSentenceKind.Problem => ["problem", "diagnosis", "condition"],
        ChartSentenceKind.Allergy => ["allergy", "intolerance", "allergic"],
        ChartSentenceKind.Medication => ["medication", "medicine", "drug", "prescription"],
        ChartSentenceKind.Result => ["result", "test", "measurement"],
        ChartSentenceKind.Procedure => ["procedure", "operation", "surgery"],
        ChartSentenceKind.Immunisation => ["immunisation", "vaccination", "vaccine", "immunization"],
        ChartSentenceKind.Encounter => ["encounter", "visit", "admission"],
        ChartSentenceKind.SignedNote => ["note"],
        _ => [kind.ToString().ToLowerInvariant()],
    };
}
