using System.Collections.Immutable;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Rules;

namespace Salus.Tests.Synthesis.Tables.Rules;

public sealed class ConditionTests
{
    private static readonly ImmutableArray<Column> Columns =
    [
        new() { Name = "sex", Kind = ColumnKind.Category, Levels = ["F", "M"] },
        new() { Name = "age band", Kind = ColumnKind.Ordinal, Levels = ["[0-10)", "[10-20)", "[20-30)"] },
        new() { Name = "bmi", Kind = ColumnKind.Number, Decimals = 1 },
        new() { Name = "seen", Kind = ColumnKind.Date, DateFormat = "dd.MM.yyyy" },
        new() { Name = "diag", Kind = ColumnKind.Code, Levels = ["C61", "N40", "N41", "O10"] },
    ];

    private static readonly Table Rows = new(Columns, [[0, 1, 1, double.NaN], [0, 1, 2, 2], [20.5, 31, double.NaN, 18], [18_000, 18_100, 18_200, double.NaN], [3, 0, 1, 2]]);

    [Theory]
    [InlineData("sex = M", "1 2")]
    [InlineData("sex != M", "0")]
    [InlineData("sex = M and bmi >= 25", "1")]
    [InlineData("sex = F or bmi < 20", "0 3")]
    [InlineData("sex = F or sex = M and bmi > 40", "0")]
    [InlineData("(sex = F or sex = M) and bmi > 30", "1")]
    [InlineData("`age band` >= '[10-20)'", "1 2 3")]
    [InlineData("diag = N4*", "2 3")]
    [InlineData("diag in (C61, 'O*')", "0 1")]
    [InlineData("diag not in (C61, O10)", "2 3")]
    [InlineData("bmi is missing", "2")]
    [InlineData("sex is not missing and seen > 01.06.2019", "1 2")]
    [InlineData("seen < 2019-04-15", "0")]
    public void Rows_are_chosen(string condition, string rows) =>
        Assert.Equal(rows, string.Join(' ', Enumerable.Range(0, 4).Where(r => Condition.Parse(condition, Columns).Holds(Rows, r))));

    [Fact]
    public void Plain_equalities_can_be_given_to_engines()
    {
        var condition = Condition.Parse("sex = M and diag = C61 and bmi > 20", Columns);
        Assert.Equal([(0, 1.0), (4, 0.0)], condition.Given);
        Assert.False(condition.IsGivenOnly);
        Assert.True(Condition.Parse("sex = M", Columns).IsGivenOnly);
        Assert.Empty(Condition.Parse("sex = M or diag = C61", Columns).Given);
    }

    [Theory]
    [InlineData("", "character 1: the name of a column")]
    [InlineData("sex", "a comparison is expected")]
    [InlineData("height > 3", "character 1: there is no learned column 'height'")]
    [InlineData("sex = X", "no level 'X'")]
    [InlineData("sex < F", "cannot be compared")]
    [InlineData("bmi > fat", "'fat' is no number")]
    [InlineData("sex = M and", "the name of a column")]
    [InlineData("(sex = M", "')' is expected")]
    [InlineData("sex = 'M", "not closed")]
    [InlineData("sex = M bmi > 3", "'and', 'or' or the end")]
    public void What_is_no_condition_is_refused_with_its_place(string condition, string says) =>
        Assert.Contains(says, Assert.Throws<SynthesisException>(() => Condition.Parse(condition, Columns)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parentheses_nest_only_so_deep() =>
        Assert.Contains("too deep", Assert.Throws<SynthesisException>(() => Condition.Parse(new string('(', 5000) + "sex = M", Columns)).Message, StringComparison.Ordinal);
}
