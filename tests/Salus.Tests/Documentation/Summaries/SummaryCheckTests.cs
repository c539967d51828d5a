using System.Collections.Immutable;
using Salus.Documentation.Summaries;
using Salus.Trust;
using Salus.Writing;
using static Salus.Tests.Documentation.Summaries.WrittenChart;

namespace Salus.Tests.Documentation.Summaries;

/// <summary>Lies by omission and lies about absence, put into drafts that were right.</summary>
public sealed class SummaryCheckTests
{
    private static readonly Written right = Write(SummaryKind.Overview, Of(Warfarin, Penicillin, Potassium("k1", "2026-01-01", 4.4m), Potassium("k2", "2026-02-03", 7.1m)));

    [Theory]
    [InlineData("Penicillin", "active allergy")]
    [InlineData("Warfarin", "anticoagulant")]
    [InlineData("Potassium", "critical")]
    public async Task What_must_not_be_missing_blocks_when_it_is(string word, string message)
    {
        var without = right.Draft with { Statements = [.. right.Draft.Statements.Where(s => !s.Text.Contains(word, StringComparison.OrdinalIgnoreCase))] };

        Assert.Contains(await CheckAsync(without, right.Sources), f => f.Check == "summary" && f.Severity is Severity.Blocking && f.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Allergies are not recorded: no source says whether there are any.", "holds an entry about them")]
    [InlineData("No known allergies.", "names at least one")]
    [InlineData("Not recorded: INR, Potassium.", "Potassium is not recorded")]
    [InlineData("Not recorded: current medication.", "holds at least one")]
    public async Task What_is_said_to_be_absent_and_is_not_blocks(string lie, string message)
    {
        var index = right.Draft.Statements.Length;
        var lying = right.Draft with { Statements = right.Draft.Statements.Add(new Statement("missing", lie, [ChartIndex.In(right.Sources)!.Quote(ChartIndex.Results)])) };

        Assert.Contains(await CheckAsync(lying, right.Sources), f => f.Check == "summary" && f.Statement == index && f.Severity is Severity.Blocking && f.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("up by 2.7", "down by 2.7", "it went up")]
    [InlineData("up by 2.7", "up by 3.7", "it is 2.7")]
    public async Task A_trend_is_counted_again(string said, string lie, string message)
    {
        var lying = Changed(right.Draft, said, lie);

        Assert.Contains(await CheckAsync(lying, right.Sources), f => f.Check == "summary" && f.Severity is Severity.Blocking && f.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Days_of_a_stay_are_counted_again()
    {
        var course = Write(SummaryKind.HospitalCourse, Of(Stay));

        Assert.Contains(await CheckAsync(Changed(course.Draft, ", 4 days", ", 5 days"), course.Sources), f => f.Check == "summary" && f.Message.Contains("there are 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_conflict_that_is_decided_is_pointed_out()
    {
        var written = Write(SummaryKind.Overview, OfSources(("north", Warfarin), ("south", Drug("s1", "Warfarin 5 mg tablet", "stopped", "2024-01-05", "2025-06-01"))));
        var decided = written.Draft with { Statements = [.. written.Draft.Statements.Select(s => s.Section == "medication" ? s with { Text = "Warfarin 5 mg tablet, one tablet daily, active since 2024-01-05." } : s)] };

        Assert.Contains(await CheckAsync(decided, written.Sources), f => f.Check == "summary" && f.Message.Contains("sources differ", StringComparison.Ordinal));
    }

    private static Draft Changed(Draft draft, string said, string lie)
    {
        ImmutableArray<Statement> statements = [.. draft.Statements.Select(s => s with { Text = s.Text.Replace(said, lie, StringComparison.Ordinal) })];
        Assert.Contains(statements, s => s.Text.Contains(lie, StringComparison.Ordinal));
        return draft with { Statements = statements };
    }
}
