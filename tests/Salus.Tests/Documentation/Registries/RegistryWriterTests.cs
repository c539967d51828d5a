using Salus.Documentation.Registries;
using Salus.Trust;

namespace Salus.Tests.Documentation.Registries;

public sealed class RegistryWriterTests
{
    [Fact]
    public void The_newest_value_answers_with_its_elements()
    {
        var form = RegistryCharts.Fill(RegistryCharts.A1c("o1", "2025-09-01", "8.4"), RegistryCharts.A1c("o2", "2026-03-02", "7.10"));
        Assert.Contains(form.Draft.Statements, s => s.Text == "HbA1c: 7.10 % (2026-03-02)");
        Assert.Equal([("Observation/o2/1", "Observation.value.value", "7.10"), ("Observation/o2/1", "Observation.value.code", "%"), ("Observation/o2/1", "Observation.effective", "2026-03-02")],
            form.Of("a1c").Evidence.Cast<Element>().Select(e => (e.Source, e.Path, e.Value)));
        Assert.NotNull(form.Sources.Find("Observation/o1/1"));
    }

    [Fact]
    public void A_unit_that_UCUM_cannot_convert_follows_the_formula_of_the_mapping()
    {
        var form = RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", "53", "mmol/mol"));
        Assert.Equal(("7.0", "%"), (form.Of("a1c").Value!.Value, form.Of("a1c").Value!.Unit));
        Assert.Contains(form.Of("a1c").Evidence, e => e is Calculation { Value: 7.0m, Unit: "%" });
    }

    [Theory]
    [InlineData("mg/dL", "7.1", OpenReason.NotConvertible)]
    [InlineData("%", "71", OpenReason.OutOfRange)]
    public void What_cannot_be_an_answer_stays_open(string unit, string value, OpenReason reason)
    {
        var form = RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", value, unit), RegistryCharts.A1c("o2", "2025-12-01", "7.1"));
        Assert.Equal(reason, form.Of("a1c").Open);
        Assert.DoesNotContain(form.Draft.Statements, s => s.Text.StartsWith("HbA1c:", StringComparison.Ordinal));
        Assert.Contains(form.Draft.Omitted, o => o.Text == "HbA1c" && o.Evidence.Length > 0);
    }

    [Fact]
    public void Two_values_of_one_time_are_both_shown_and_neither_is_taken()
    {
        var form = RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", "7.1"), RegistryCharts.A1c("o2", "2026-03-02", "9.4"));
        Assert.Equal(OpenReason.Conflicting, form.Of("a1c").Open);
        Assert.Contains("7.1 % (2026-03-02); 9.4 % (2026-03-02)", form.Of("a1c").Says, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_and_a_time_of_that_day_cannot_be_told_apart() =>
        Assert.Equal(OpenReason.Conflicting, RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", "7.1"), RegistryCharts.A1c("o2", "2026-03-02T08:00:00Z", "9.4")).Of("a1c").Open);

    [Fact]
    public void The_same_amount_twice_is_no_conflict() =>
        Assert.Equal("7.1", RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", "7.1"), RegistryCharts.A1c("o2", "2026-03-02", "7.10")).Of("a1c").Value!.Value);

    [Theory]
    [InlineData("2025-06-30", null)]
    [InlineData("2025-06-29", OpenReason.OutsideWindow)]
    [InlineData("2026-07-01", OpenReason.OutsideWindow)]
    [InlineData("2026", OpenReason.NotCertain)]
    [InlineData("2026-02", null)]
    public void Only_what_is_surely_inside_the_window_counts(string at, OpenReason? open) =>
        Assert.Equal(open, RegistryCharts.Fill(RegistryCharts.A1c("o1", at, "7.1")).Of("a1c").Open);

    [Fact]
    public void The_value_nearest_to_the_event_shows_the_event_too()
    {
        var form = RegistryCharts.Fill(RegistryCharts.Diagnosis("2020-05-10"), RegistryCharts.A1c("o1", "2020-05-01", "9.9"), RegistryCharts.A1c("o2", "2020-05-12", "9.1"));
        Assert.Equal("9.1", form.Of("near").Value!.Value);
        Assert.Equal("Condition.onset", Assert.IsType<Element>(form.Of("near").Evidence[^1]).Path);
    }

    [Fact]
    public void Without_the_event_there_is_no_window()
    {
        var form = RegistryCharts.Fill(RegistryCharts.A1c("o1", "2020-05-01", "9.9"));
        Assert.Contains("no diagnosis", form.Of("near").Says, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_entered_in_error_is_not_read() =>
        Assert.Equal(OpenReason.NoData, RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", "7.1").Replace("final", "entered-in-error", StringComparison.Ordinal)).Of("a1c").Open);

    [Theory]
    [InlineData("He smokes ten cigarettes a day.", "true")]
    [InlineData("She does not smoke and never was a smoker.", "false")]
    [InlineData("His mother is a heavy smoker.", null)]
    [InlineData("Possibly a smoker, to be asked.", null)]
    [InlineData("Nothing of note.", null)]
    public void Words_answer_with_polarity_and_person(string text, string? answer)
    {
        var form = RegistryCharts.Fill(RegistryCharts.Letter("d1", "2026-05-01", text));
        Assert.Equal(answer, form.Of("smokes").Value?.Value);
        if (answer is not null)
            Assert.True(form.Sources.TryRead(Assert.IsType<Quote>(form.Of("smokes").Evidence[0]), out var quoted) && text.Contains(quoted, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_field_is_answered_or_open_and_never_both()
    {
        var form = RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", "7.1"));
        Assert.Equal(4, form.Draft.Statements.Length + form.Draft.Omitted.Length);
        Assert.All(form.Draft.Statements, s => Assert.NotEmpty(s.Evidence));
        Assert.All(form.Draft.Omitted, o => Assert.NotEmpty(o.Reason));
    }
}
