using System.Collections.Immutable;

namespace Salus.Documentation.Surveys;

/// <summary>What may be shown of free answers: themes with counts and quotes, and a table by group without what could be worked out.</summary>
/// <param name="Groups">Groups with at least k answers; smaller ones are put together.</param>
/// <param name="Cells">[theme, group]; null where the count is held back. The last row is for answers in no theme. Null when there are fewer than two groups.</param>
public sealed record ThemeSummary(int Answers, int Blank, int Concealed, int K, ImmutableArray<ThemeCount> Themes, int Ungrouped, ImmutableArray<GroupCount> Groups, ImmutableArray<ImmutableArray<int?>>? Cells);

/// <param name="Denied">How many of them say that it was not so; null when that count, or the rest, is too small to show.</param>
public sealed record ThemeCount(string Title, int Answers, int? Denied, ImmutableArray<string> Quotes);

public sealed record GroupCount(string Name, int Answers);
