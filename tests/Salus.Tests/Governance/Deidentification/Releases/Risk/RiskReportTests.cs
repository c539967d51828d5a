using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification.Releases.Risk;

namespace Salus.Tests.Governance.Deidentification.Releases.Risk;

public sealed class RiskReportTests
{
    [Fact]
    public void Groups_of_people_who_are_alike_are_counted_and_rare_values_are_not_shown()
    {
        var people = new PeopleTable();
        for (var i = 0; i < 20; i++)
        {
            people.Add($"p{i}", QuasiIdentifier.Sex, i < 12 ? "female" : "male");
            people.Add($"p{i}", QuasiIdentifier.BirthYear, i == 19 ? "1931" : "1960");
        }

        var report = RiskReport.Of(people)!;

        Assert.Equal((20, 1, 1, 8), (report.People, report.SmallestK, report.BelowFive, report.BelowEleven));
        Assert.Equal((1.0, 3.0 / 20), (report.HighestRisk, report.AverageRisk));
        Assert.Equal(20, report.Groups.Sum(g => g.People));
        var year = report.Columns.Single(c => c.Column is QuasiIdentifier.BirthYear);
        Assert.Equal((2, 1, 1, 0), (year.Levels, year.RareLevels, year.RarePeople, year.BelowFiveWithout));
        Assert.DoesNotContain(report.Columns.SelectMany(c => c.Common), l => l.Value is "1931" or "male");
    }

    [Fact]
    public void Diagnoses_tell_how_diverse_groups_are()
    {
        var people = new PeopleTable();
        for (var i = 0; i < 24; i++)
        {
            people.Add($"p{i}", QuasiIdentifier.Sex, i < 12 ? "female" : "male");
            people.Add($"p{i}", QuasiIdentifier.Diagnosis, i < 12 ? "I10" : i < 23 ? "J45" : "E83.0");
        }

        var report = RiskReport.Of(people)!;

        Assert.Equal((1, 12, 1), (report.SmallestL, report.OneDiagnosis, report.RareDiagnoses));
    }

    [Fact]
    public void The_first_visit_counts_and_a_later_fact_does_not_change_an_earlier()
    {
        var people = new PeopleTable();
        people.Add("p", QuasiIdentifier.AdmissionYear, "2020");
        people.Add("p", QuasiIdentifier.AdmissionYear, "2015");
        people.Add("p", QuasiIdentifier.Sex, "female");
        people.Add("p", QuasiIdentifier.Sex, "male");
        for (var i = 0; i < 11; i++)
        {
            people.Add($"q{i}", QuasiIdentifier.AdmissionYear, "2015");
            people.Add($"q{i}", QuasiIdentifier.Sex, "female");
        }

        Assert.Equal(12, RiskReport.Of(people)!.SmallestK);
    }

    [Fact]
    public void Nobody_is_compared_where_the_files_tell_nothing() => Assert.Null(RiskReport.Of(new PeopleTable()));

    [Fact]
    public void Smaller_shares_are_part_of_larger_ones_and_leaving_a_column_out_never_makes_more_people_stand_out() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var people = new PeopleTable();
            foreach (var (i, b) in bytes.Index())
            {
                people.Add($"p{i}", QuasiIdentifier.Sex, (b & 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
                people.Add($"p{i}", QuasiIdentifier.State, (b >> 1 & 3).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            if (RiskReport.Of(people) is not { } report)
                return bytes.Length == 0;
            return report.BelowFive <= report.BelowEleven && report.BelowEleven <= report.People && report.Groups.Sum(g => g.People) == report.People
                && report.Columns.All(c => c.BelowFiveWithout <= report.BelowFive) && report.AverageRisk <= report.HighestRisk;
        }).QuickCheckThrowOnFailure();
}
