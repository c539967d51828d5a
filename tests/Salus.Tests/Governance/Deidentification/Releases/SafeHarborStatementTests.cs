using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Releases;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Releases;

public sealed class SafeHarborStatementTests
{
    [Fact]
    public void Every_class_of_identifiers_belongs_to_exactly_one_letter_of_the_rule()
    {
        Assert.Equal("ABCDEFGHIJKLMNOPQR", string.Concat(SafeHarborClass.All.Select(c => c.Letter)));
        Assert.Equal(Enum.GetValues<IdentifierClass>().Order(), SafeHarborClass.All.SelectMany(c => c.Holds).Order());
    }

    [Fact]
    public void Names_replaced_and_dates_written_as_years_rest_on_the_rule_alone()
    {
        var statement = SafeHarborStatement.Of(ReleaseCheckTests.Report(null, (IdentifierClass.Name, Treatment.Tag, 1234), (IdentifierClass.Date, Treatment.Shift, 5)));

        Assert.True(statement.IsSafeHarbor);
        Assert.Equal("(A) Names: 1,234 × name replaced by a tag.", statement.Lines[0].Text);
        Assert.Equal((SafeHarborStanding.Removed, SafeHarborStanding.NothingFound, SafeHarborStanding.Allowed), (statement.Lines[0].Standing, statement.Lines[1].Standing, statement.Lines[2].Standing));
        Assert.Contains("5 × date written as its year.", statement.Lines[2].Text, StringComparison.Ordinal);
        Assert.Contains("All eighteen classes", statement.Basis, StringComparison.Ordinal);
    }

    [Fact]
    public void Shifted_dates_are_said_to_rest_on_an_expert()
    {
        var statement = SafeHarborStatement.Of(ReleaseCheckTests.Report(DeidentificationPolicy.Profile("safe-harbor"), (IdentifierClass.Date, Treatment.Shift, 40)));

        Assert.False(statement.IsSafeHarbor);
        Assert.Equal(SafeHarborStanding.Expert, statement.Lines[2].Standing);
        Assert.Contains("40 × date moved in time", statement.Lines[2].Text, StringComparison.Ordinal);
        Assert.Contains("expert's determination", statement.Basis, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_left_as_it_is_counts_even_where_the_policy_of_text_would_remove_it()
    {
        var statement = SafeHarborStatement.Of(ReleaseCheckTests.Report(null, (IdentifierClass.Place, Treatment.Keep, 3)));

        Assert.Equal(SafeHarborStanding.Expert, statement.Lines[1].Standing);
        Assert.Contains("Place stays as it is", statement.Lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_keeps_dates_says_so_too()
    {
        var statement = SafeHarborStatement.Of(ReleaseCheckTests.Report(DeidentificationPolicy.Profile("limited-data-set")));

        Assert.Equal("BC", string.Concat(statement.Lines.Where(l => l.Standing is SafeHarborStanding.Expert).Select(l => l.Class.Letter)));
        Assert.Contains("classes B, C rest on", statement.Basis, StringComparison.Ordinal);
    }

    [Fact]
    public void As_a_page_it_loads_nothing_and_runs_nothing_and_says_when_nobody_signed()
    {
        var page = StatementPage.Of(ReleaseCheckTests.Report() with { Title = "<script>alert(1)</script>" }, new SampleFigures(5, 0, 0, 0, ""), signature: null);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Unreviewed", page, StringComparison.Ordinal);
    }
}
