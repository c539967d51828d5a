using System.Collections.Immutable;
using System.Globalization;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Learning;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>A theme summary as a draft, with its figures and what it was made from.</summary>
/// <param name="Rows">Zero-based rows of the answers of each theme, in the order of the summary.</param>
public sealed record DraftedThemes(Draft Draft, Sources Sources, ThemeSummary Summary, ImmutableArray<ImmutableArray<int>> Rows);

/// <summary>Summarises free answers by theme, in plain words and numbers, with quotes.</summary>
public sealed class ThemeWriter(Vocabulary vocabulary, TimeProvider clock)
{
    public const string Kind = "themes";
    public const int DefaultK = 5;
    public const string ThemeSection = "themes";
    public const string GroupSection = "groups";
    public const string UngroupedSection = "not-grouped";
    public const string SmallGroups = "Smaller groups together";

    private const string KParameter = "k";
    private const int MostQuotes = 3;
    private const int LongestQuote = 220;
    private const int ShortestQuote = 12;
    private const int MostGroups = 60;

    private readonly FindingExtractor assertions = new(vocabulary);

    /// <param name="k">Groups, themes and cells with fewer answers are not shown; from 2 on.</param>
    /// <exception cref="SurveyCallException">k is too small, or there are fewer answers than k.</exception>
    public DraftedThemes Write(FreeAnswers answers, int k = DefaultK, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (k is < 2 or > 1000)
            throw new SurveyCallException("k is from 2 to 1000: groups with fewer answers are not shown.");
        if (answers.All.Length < k)
            throw new SurveyCallException(string.Create(CultureInfo.InvariantCulture, $"There are {answers.All.Length} answers, fewer than the {k} that a group needs to be shown."));
        var grouped = ThemeGrouping.Of([.. answers.All.Select(a => a.Text)], k, seed);
        var source = answers.ToSource();
        var (statements, summary) = (ImmutableArray.CreateBuilder<Statement>(), ImmutableArray.CreateBuilder<ThemeCount>());
        var random = new SeededRandom(seed);
        foreach (var theme in grouped.Themes)
        {
            var deniedRows = Denied(theme, answers);
            var denied = Shown(deniedRows.Length, theme.Rows.Length, k);
            statements.Add(new Statement(ThemeSection, InWords(theme.Rows.Length, answers.All.Length, denied), denied is > 0 ? [RowList.Of(theme.Rows), RowList.Of(deniedRows)] : [RowList.Of(theme.Rows)]) { Group = theme.Title });
            var quotes = Quotes(theme, answers, random);
            statements.AddRange(quotes.Select(q => new Statement(ThemeSection, $"“{q.Text}”", [new Row(source.Id, q.Segment, "answer"), q]) { Group = theme.Title }));
            summary.Add(new ThemeCount(theme.Title, theme.Rows.Length, denied, [.. quotes.Select(q => q.Text)]));
        }
        if (grouped.Ungrouped.Length > 0)
            statements.Add(new Statement(UngroupedSection, string.Create(CultureInfo.InvariantCulture, $"{grouped.Ungrouped.Length} of {answers.All.Length} answers are in no theme."), [RowList.Of(grouped.Ungrouped)]));
        var (groups, cells) = Table(answers, grouped, k, statements);
        var sources = Sources.Of(source);
        var parameters = ImmutableSortedDictionary<string, string>.Empty.Add(SurveyWriter.KindParameter, Kind).Add(KParameter, k.ToString(CultureInfo.InvariantCulture)).Add("seed", seed.ToString(CultureInfo.InvariantCulture)).Add("library", SurveyData.Version)
            .Add("identifiers concealed", answers.Concealed.ToString(CultureInfo.InvariantCulture)).Add(DraftTitle.Parameter, string.Create(CultureInfo.InvariantCulture, $"Themes of {answers.All.Length} free answers"));
        var origin = new Provenance("embedded-themes", typeof(ThemeWriter).Assembly.GetName().Version?.ToString(3) ?? "0", clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], parameters);
        var draft = new Draft(DraftId.New(clock), 1, SurveysCapability.CapabilityName, null, statements.ToImmutable(), [], origin)
        {
            Outline = [new DraftSection(ThemeSection, "Themes", SectionLayout.List), new DraftSection(GroupSection, "By group", SectionLayout.List), new DraftSection(UngroupedSection, "In no theme", SectionLayout.List)],
        };
        return new DraftedThemes(draft, sources, new ThemeSummary(answers.All.Length, answers.Blank, answers.Concealed, k, summary.ToImmutable(), grouped.Ungrouped.Length, groups, cells), [.. grouped.Themes.Select(t => t.Rows)]);
    }

    /// <summary>k that a draft was made with.</summary>
    public static int? KOf(Draft draft) => int.TryParse(draft.Origin.Parameters.GetValueOrDefault(KParameter), NumberStyles.None, CultureInfo.InvariantCulture, out var k) ? k : null;

    public static string InWords(int count, int all, int? denied) => string.Create(CultureInfo.InvariantCulture, $"{count} of {all} answers{(denied is > 0 ? $"; {denied} of them say that it was not so" : "")}.");

    /// <summary>Neither the count nor the rest may be small.</summary>
    private static int? Shown(int part, int all, int k) => part == 0 || (part >= k && (all == part || all - part >= k)) ? part : null;

    /// <summary>Answers that name the theme only to say it was not there: "no long wait", "never noisy".</summary>
    private int[] Denied(Theme theme, FreeAnswers answers) => [.. theme.Cues.Where(c => c.Value.All(words => IsDenied(answers.All[c.Key].Text, words))).Select(c => c.Key).Order()];

    private bool IsDenied(string text, TextSpan words)
    {
        var sentence = SentenceSplitter.Spoken(text).FirstOrDefault(s => s.Overlaps(words), new TextSpan(0, text.Length));
        return words.Start >= sentence.Start && words.End <= sentence.End && assertions.Assess(sentence.In(text), new TextSpan(words.Start - sentence.Start, words.Length)).Polarity is Polarity.Negated;
    }

    /// <summary>Whole answers where they are short, else the sentence that names the theme; chosen by the seed among those of a good length.</summary>
    private static ImmutableArray<Quote> Quotes(Theme theme, FreeAnswers answers, SeededRandom random)
    {
        var quotes = theme.Rows.Select(r => Best(r, answers.All[r].Text, theme.Cues.GetValueOrDefault(r))).OfType<Quote>().DistinctBy(q => q.Text, StringComparer.OrdinalIgnoreCase).ToList();
        var chosen = new List<Quote>();
        while (chosen.Count < MostQuotes && quotes.Count > 0)
        {
            var pick = random.NextInt(quotes.Count);
            chosen.Add(quotes[pick]);
            quotes.RemoveAt(pick);
        }
        return [.. chosen.OrderBy(q => q.Segment)];
    }

    private static Quote? Best(int row, string text, ImmutableArray<TextSpan> cues)
    {
        var span = text.Length <= LongestQuote ? new TextSpan(0, text.Length)
            : SentenceSplitter.Spoken(text).Where(s => s.Length <= LongestQuote && (cues.IsDefaultOrEmpty || cues.Any(c => c.Overlaps(s)))).Cast<TextSpan?>().FirstOrDefault();
        return span is { Length: >= ShortestQuote } known ? new Quote(FreeAnswers.SourceId, row, known.Start, known.Length, known.In(text)) : null;
    }

    private static (ImmutableArray<GroupCount>, ImmutableArray<ImmutableArray<int?>>?) Table(FreeAnswers answers, GroupedAnswers grouped, int k, ImmutableArray<Statement>.Builder statements)
    {
        var columns = GroupColumns.Of([.. answers.All.Select(a => a.Group)], k, MostGroups);
        if (columns.Length < 2)
            return ([], null);
        var rows = grouped.Themes.Select(t => t.Rows).Append(grouped.Ungrouped).ToArray();
        var counts = GroupColumns.Counts(rows, columns);
        var hidden = CellSuppression.Of(counts, k);
        if (CellSuppression.Leaks(counts, hidden).Count > 0)
            return ([.. columns.Select(c => new GroupCount(c.Name, c.Rows.Count))], null);
        for (var c = 0; c < columns.Length; c++)
        {
            var (shown, held) = (new List<string>(), new List<string>());
            for (var t = 0; t < grouped.Themes.Length; t++)
            {
                if (hidden[t, c])
                    held.Add(grouped.Themes[t].Title);
                else if (counts[t, c] > 0)
                    shown.Add(string.Create(CultureInfo.InvariantCulture, $"{grouped.Themes[t].Title} {counts[t, c]}"));
            }
            statements.Add(new Statement(GroupSection, GroupColumns.InWords(columns[c].Name, columns[c].Rows.Count, shown, held), [RowList.Of(columns[c].Rows)]));
        }
        return ([.. columns.Select(c => new GroupCount(c.Name, c.Rows.Count))], [.. Enumerable.Range(0, rows.Length).Select(t => (ImmutableArray<int?>)[.. Enumerable.Range(0, columns.Length).Select(c => hidden[t, c] ? (int?)null : counts[t, c])])]);
    }
}
