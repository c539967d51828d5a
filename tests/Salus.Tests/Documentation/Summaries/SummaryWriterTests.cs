using Salus.Documentation.Summaries;
using Salus.Trust;
using static Salus.Tests.Documentation.Summaries.WrittenChart;

namespace Salus.Tests.Documentation.Summaries;

public sealed class SummaryWriterTests
{
    [Theory]
    [InlineData(SummaryKind.Overview)]
    [InlineData(SummaryKind.PreOperative)]
    [InlineData(SummaryKind.Handover)]
    [InlineData(SummaryKind.HospitalCourse)]
    public async Task Every_kind_passes_the_checks_that_read_it(SummaryKind kind)
    {
        var written = Write(kind, Of(Warfarin, Penicillin, Latex, Stay, Potassium("k1", "2026-01-01", 4.4m), Potassium("k2", "2026-02-03", 5.9m), Drug("s1", "Amlodipine 5 mg tablet", "active", "2026-02-04")));

        Assert.NotEmpty(written.Draft.Statements);
        Assert.All(written.Draft.Statements, s => Assert.NotEmpty(s.Evidence));
        Assert.Empty((await CheckAsync(written.Draft, written.Sources)).Where(f => f.Severity is not Severity.Note).Select(f => $"{f.Message} | {(f.Statement is { } at ? written.Draft.Statements[at].Text : "")}"));
    }

    [Fact]
    public void Known_none_known_and_not_recorded_allergies_are_three_different_sentences()
    {
        Assert.Equal(["Allergy to Penicillin, severe, reaction: rash."], Write(SummaryKind.Overview, Of(Penicillin)).In("allergies"));
        Assert.Equal(["No known allergies, as north recorded on 2025-02-03."], Write(SummaryKind.Overview, Of(NoneKnown)).In("allergies"));
        Assert.Equal(["Allergies are not recorded: no source says whether there are any."], Write(SummaryKind.Overview, Of()).In("allergies"));
        Assert.StartsWith("The sources differ", Write(SummaryKind.Overview, Of(NoneKnown, Latex)).In("allergies").First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_that_differ_about_a_drug_stand_side_by_side()
    {
        var chart = OfSources(("north", Warfarin), ("south", Drug("s1", "Warfarin 5 mg tablet", "stopped", "2024-01-05", "2025-06-01")));

        var line = Assert.Single(Write(SummaryKind.Overview, chart).In("medication"));

        Assert.Contains("the sources differ in whether it is taken", line, StringComparison.Ordinal);
        Assert.Contains("north: ", line, StringComparison.Ordinal);
        Assert.Contains("south: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_has_its_unit_day_range_and_the_difference_from_the_one_before()
    {
        var line = Assert.Single(Write(SummaryKind.Overview, Of(Potassium("k1", "2026-01-01", 4.4m), Potassium("k2", "2026-02-03", 5.9m))).Draft.Statements, s => s.Section == "results");

        Assert.Equal("Potassium 5.9 mmol/L on 2026-02-03 (range 3.5 to 5.1 mmol/L), above its range; up by 1.5 mmol/L from 4.4 mmol/L on 2026-01-01.", line.Text);
        Assert.Contains(line.Evidence.OfType<Calculation>(), c => c is { Value: 1.5m, Unit: "mmol/L" });
    }

    [Fact]
    public void The_three_things_say_why_and_come_in_the_same_order_again()
    {
        var chart = Of(Warfarin, Penicillin, Stay, Potassium("k1", "2026-01-01", 4.4m), Potassium("k2", "2026-02-03", 7.1m));

        var first = Write(SummaryKind.Overview, chart).In("attention").ToArray();

        Assert.Equal(3, first.Length);
        Assert.All(first, f => Assert.Contains(" Why: ", f, StringComparison.Ordinal));
        Assert.StartsWith("Potassium 7.1", first[0], StringComparison.Ordinal);
        Assert.Contains("no INR is recorded", first[1], StringComparison.Ordinal);
        Assert.Equal(first, Write(SummaryKind.Overview, chart).In("attention"));
    }

    [Fact]
    public void A_drug_of_the_name_of_an_allergy_comes_before_all_else() =>
        Assert.StartsWith("Amoxicillin", Write(SummaryKind.Overview, Of(Warfarin, Penicillin, Drug("s1", "Amoxicillin 500 mg capsule", "active", "2026-02-20"))).In("attention").First(), StringComparison.Ordinal);

    [Fact]
    public void Illness_severity_is_never_guessed()
    {
        var silent = Write(SummaryKind.Handover, Of(Potassium("k2", "2026-02-28", 7.1m)));
        var said = Write(SummaryKind.Handover, Of(), "Mrs Okafor is a watcher tonight.\n\nRepeat potassium at 22:00. If potassium is above 6.5 mmol/L, call the registrar.");

        Assert.Empty(silent.In("illness"));
        Assert.Contains(silent.Draft.Omitted, o => o.Text == "Illness severity");
        Assert.Equal(["Mrs Okafor is a watcher tonight."], said.In("illness"));
        Assert.Equal(["Repeat potassium at 22:00."], said.In("actions"));
        Assert.Contains("If potassium is above 6.5 mmol/L, call the registrar.", said.In("situation"));
        Assert.Empty(said.In("synthesis"));
    }

    [Fact]
    public void A_pre_operative_brief_lists_what_is_missing_and_gives_no_advice()
    {
        var written = Write(SummaryKind.PreOperative, Of(Warfarin, Latex, Potassium("k2", "2026-02-03", 4.1m)));

        Assert.Contains(written.In("medication"), t => t.StartsWith("Warfarin", StringComparison.Ordinal));
        Assert.Contains(written.In("missing"), t => t.Contains("INR", StringComparison.Ordinal) && t.Contains("ECG", StringComparison.Ordinal) && !t.Contains("Potassium", StringComparison.Ordinal));
        Assert.Contains(written.In("results"), t => t.EndsWith("26 days old.", StringComparison.Ordinal));
        Assert.DoesNotContain(written.Draft.Statements, s => s.Text.Contains("should", StringComparison.OrdinalIgnoreCase) || s.Text.Contains("recommend", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_hospital_course_counts_the_days_and_tells_medication_before_from_after()
    {
        var written = Write(SummaryKind.HospitalCourse, Of(Warfarin, Stay, Drug("s1", "Amlodipine 5 mg tablet", "active", "2026-02-04"), Drug("s2", "Ibuprofen 400 mg tablet", "stopped", "2025-01-01", "2026-02-03")));

        Assert.Equal(["Admission to medical ward: admitted on 2026-02-02, discharged on 2026-02-06, 4 days."], written.In("stay"));
        Assert.Equal(["Discharged to: Home."], written.In("discharge"));
        string? Group(string drug) => written.Draft.Statements.First(s => s.Section == "medication" && s.Text.StartsWith(drug, StringComparison.Ordinal)).Group;
        Assert.Equal(("Started", "Stopped", "Unchanged"), (Group("Amlodipine"), Group("Ibuprofen"), Group("Warfarin")));
    }

    [Fact]
    public void Without_a_stay_there_is_no_course_and_the_message_says_so() =>
        Assert.Contains("No admission", Assert.Throws<SummaryCallException>(() => Write(SummaryKind.HospitalCourse, Of(Warfarin))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_came_after_the_day_is_left_out() =>
        Assert.DoesNotContain(Write(SummaryKind.Overview, Of(Potassium("k1", "2026-01-01", 4.4m), Potassium("k9", "2026-03-20", 9.9m))).Draft.Statements, s => s.Text.Contains("9.9", StringComparison.Ordinal));
}
