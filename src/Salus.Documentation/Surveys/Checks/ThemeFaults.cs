using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>
/// What is wrong with a theme summary: every count is counted again from the rows it names, every answer is in exactly one theme or in none,
/// every quote stands in an answer of its theme, no shown count is below k, no held-back one can be worked out, and no quote names anybody.
/// </summary>
internal sealed partial class ThemeFaults
{
    private readonly Draft draft;
    private readonly ImmutableArray<string?> groups;
    private readonly ImmutableArray<string> answers;
    private readonly int k;
    private readonly Vocabulary vocabulary;

    public ThemeFaults(Draft draft, Sources sources, Vocabulary vocabulary)
    {
        (this.draft, this.vocabulary, k) = (draft, vocabulary, ThemeWriter.KOf(draft) ?? 0);
        var source = sources.Find(FreeAnswers.SourceId);
        (groups, answers) = source is null ? ([], []) : Read(source);
    }

    public IEnumerable<(Severity Severity, string Message, int? Statement)> All()
    {
        if (answers.IsEmpty || k < 2)
        {
            yield return (Severity.Blocking, "The answers, or the size below which groups are not shown, did not come with this summary, so no count can be checked.", null);
            yield break;
        }
        var themes = new Dictionary<string, ImmutableSortedSet<int>>(StringComparer.Ordinal);
        ImmutableSortedSet<int> ungrouped = [];
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            var statement = draft.Statements[index];
            if (statement.Section is not (ThemeWriter.ThemeSection or ThemeWriter.UngroupedSection) || statement.Text.StartsWith('“'))
                continue;
            var rows = statement.Evidence.IsDefaultOrEmpty ? null : RowList.Read(statement.Evidence[0], answers.Length);
            if (rows is null)
            {
                yield return (Severity.Blocking, "Nothing shows which answers this counts.", index);
                continue;
            }
            foreach (var message in WrongCounts(statement, rows))
                yield return (Severity.Blocking, message, index);
            if (statement.Section is ThemeWriter.UngroupedSection)
                ungrouped = rows;
            else if (statement.Group is null || !themes.TryAdd(statement.Group, rows))
                yield return (Severity.Blocking, "A theme is counted once, under its name.", index);
        }
        foreach (var found in Quotes(themes).Concat(Completeness(themes, ungrouped)).Concat(Groups(themes, ungrouped)))
            yield return found;
    }

    private IEnumerable<string> WrongCounts(Statement statement, ImmutableSortedSet<int> rows)
    {
        var numbers = Number().Matches(statement.Text).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray();
        if (numbers.Length < 2 || numbers[0] != rows.Count || numbers[1] != answers.Length)
            yield return string.Create(CultureInfo.InvariantCulture, $"Counted again it is {rows.Count} of {answers.Length} answers.");
        if (statement.Section is ThemeWriter.ThemeSection && rows.Count < k)
            yield return string.Create(CultureInfo.InvariantCulture, $"Fewer than {k} answers are not shown as a theme.");
        if (numbers.Length > 2 && (statement.Evidence.Length < 2 || RowList.Read(statement.Evidence[1], answers.Length) is not { } denied || denied.Count != numbers[2] || !denied.IsSubsetOf(rows)))
            yield return "Nothing shows which answers say that it was not so, or it is another number.";
        if (numbers.Length > 2 && (numbers[2] > rows.Count || numbers[2] < k || (rows.Count - numbers[2] is > 0 and var rest && rest < k)))
            yield return string.Create(CultureInfo.InvariantCulture, $"{numbers[2]} of {rows.Count}, or the rest of it, is fewer than {k} and not shown.");
    }

    private IEnumerable<(Severity, string, int?)> Quotes(Dictionary<string, ImmutableSortedSet<int>> themes)
    {
        var concealment = new Concealment([], answers, EverydayWords.In(vocabulary));
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            var statement = draft.Statements[index];
            if (!statement.Text.StartsWith('“'))
                continue;
            var quote = statement.Evidence.OfType<Quote>().FirstOrDefault();
            if (quote is null || quote.Source != FreeAnswers.SourceId || quote.Segment < 0 || quote.Segment >= answers.Length || statement.Text != $"“{quote.Text}”" || !answers[quote.Segment].Contains(quote.Text, StringComparison.Ordinal))
                yield return (Severity.Blocking, "The words between the quotation marks are not those of the answer.", index);
            else if (statement.Group is null || !themes.TryGetValue(statement.Group, out var rows) || !rows.Contains(quote.Segment))
                yield return (Severity.Blocking, "This answer is not in the theme it is quoted for.", index);
            else if (concealment.Conceal(quote.Text) != quote.Text)
                yield return (Severity.Blocking, "The quote may name somebody, or give a date, address or number of theirs. Reject it.", index);
        }
    }

    private IEnumerable<(Severity, string, int?)> Completeness(Dictionary<string, ImmutableSortedSet<int>> themes, ImmutableSortedSet<int> ungrouped)
    {
        var all = themes.Values.SelectMany(r => r).Concat(ungrouped).ToArray();
        if (all.Length != all.Distinct().Count())
            yield return (Severity.Blocking, "An answer is counted in more than one theme.", null);
        if (all.Distinct().Count() < answers.Length)
            yield return (Severity.Blocking, string.Create(CultureInfo.InvariantCulture, $"{answers.Length - all.Distinct().Count()} answers are in no theme and not listed as such."), null);
    }

    /// <summary>The table is made again from the rows, and what is shown of it is looked at as an outsider would.</summary>
    private IEnumerable<(Severity, string, int?)> Groups(Dictionary<string, ImmutableSortedSet<int>> themes, ImmutableSortedSet<int> ungrouped)
    {
        var lines = draft.Statements.Index().Where(s => s.Item.Section is ThemeWriter.GroupSection).ToArray();
        if (lines.Length == 0)
            yield break;
        var titles = themes.Keys.ToArray();
        var columns = lines.Select(l => (l.Index, l.Item, Rows: l.Item.Evidence.IsDefaultOrEmpty ? null : RowList.Read(l.Item.Evidence[0], answers.Length))).ToArray();
        foreach (var (index, statement, rows) in columns)
        {
            if (rows is null || !statement.Text.Contains(string.Create(CultureInfo.InvariantCulture, $": {rows.Count} answers"), StringComparison.Ordinal) || !IsGroup(statement.Text, rows))
                yield return (Severity.Blocking, "These are not the answers of this group.", index);
            else if (rows.Count < k)
                yield return (Severity.Blocking, string.Create(CultureInfo.InvariantCulture, $"The group has fewer than {k} answers and is not shown."), index);
        }
        if (columns.Any(c => c.Rows is null))
            yield break;
        var counts = new int[titles.Length + 1, columns.Length];
        var hidden = new bool[titles.Length + 1, columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            var (shown, held) = Parts(columns[c].Item.Text);
            for (var t = 0; t < titles.Length; t++)
            {
                counts[t, c] = themes[titles[t]].Count(columns[c].Rows!.Contains);
                hidden[t, c] = held.Contains(titles[t]);
                var said = shown.GetValueOrDefault(titles[t]);
                if (!hidden[t, c] && said != counts[t, c])
                    yield return (Severity.Blocking, string.Create(CultureInfo.InvariantCulture, $"Counted again, {titles[t]} is not {said} here."), columns[c].Index);
                if (!hidden[t, c] && counts[t, c] > 0 && counts[t, c] < k)
                    yield return (Severity.Blocking, string.Create(CultureInfo.InvariantCulture, $"{titles[t]} has fewer than {k} answers here and is not shown."), columns[c].Index);
            }
            // Answers in no theme are what is left of the group: known as soon as all others are.
            counts[titles.Length, c] = ungrouped.Count(columns[c].Rows!.Contains);
            hidden[titles.Length, c] = held.Count > 0;
        }
        if (CellSuppression.Leaks(counts, hidden).Count > 0)
            yield return (Severity.Blocking, "A count that is held back can be worked out from the others.", null);
    }

    private bool IsGroup(string text, ImmutableSortedSet<int> rows)
    {
        var name = text[..Math.Max(0, text.LastIndexOf(string.Create(CultureInfo.InvariantCulture, $": {rows.Count} answers"), StringComparison.Ordinal))];
        return name == ThemeWriter.SmallGroups
            || rows.SetEquals(Enumerable.Range(0, groups.Length).Where(r => string.Equals(groups[r] ?? "Group not given", name, StringComparison.OrdinalIgnoreCase)));
    }

    private static (Dictionary<string, int> Shown, HashSet<string> Held) Parts(string text)
    {
        var (shown, held) = (new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var part in text.TrimEnd('.').Split("; ").Skip(1))
        {
            const string Held = "held back: ";
            if (part.StartsWith(Held, StringComparison.Ordinal))
                held.UnionWith(part[Held.Length..].Split(", "));
            else
                foreach (var said in part.Split(", "))
                    shown[said[..Math.Max(0, said.LastIndexOf(' '))]] = int.TryParse(said[(said.LastIndexOf(' ') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1;
        }
        return (shown, held);
    }

    private static (ImmutableArray<string?>, ImmutableArray<string>) Read(Source source)
    {
        var (groups, answers) = (ImmutableArray.CreateBuilder<string?>(), ImmutableArray.CreateBuilder<string>());
        try
        {
            foreach (var line in Encoding.UTF8.GetString(source.Original.AsSpan()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var json = JsonDocument.Parse(line);
                groups.Add(json.RootElement.TryGetProperty("group", out var group) ? group.GetString() : null);
                answers.Add(json.RootElement.GetProperty("answer").GetString() ?? "");
            }
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ([], []);
        }
        return (groups.ToImmutable(), answers.ToImmutable());
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
