using System.Collections.Immutable;
using Salus.Documentation.Registries;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Tests.Documentation.Registries;

public sealed class RegistryCheckTests
{
    private static readonly FilledForm form = RegistryCharts.Fill(
        RegistryCharts.Diagnosis("2020-05-10"), RegistryCharts.A1c("o1", "2020-05-12", "9.1"), RegistryCharts.A1c("o2", "2025-09-01", "8.4"), RegistryCharts.A1c("o3", "2026-03-02", "53", "mmol/mol"), RegistryCharts.Letter("d1", "2026-05-01", "He does not smoke cigarettes."));

    [Fact]
    public async Task What_the_engine_writes_holds()
    {
        Assert.Equal(["Born: 1960-05-17", "HbA1c: 7.0 % (2026-03-02)", "HbA1c near the diagnosis: 9.1 % (2020-05-12)", "Smokes: no (2026-05-01)"], form.Draft.Statements.Select(s => s.Text));
        Assert.Empty(await FindingsAsync(form.Draft, form.Sources));
    }

    [Theory]
    [InlineData("Born: 1960-05-18")]
    [InlineData("HbA1c: 7.1 % (2026-03-02)")]
    [InlineData("HbA1c: 53 % (2026-03-02)")]
    [InlineData("HbA1c: 7.0 mmol/mol (2026-03-02)")]
    [InlineData("HbA1c: 7.0 % (2026-03-03)")]
    [InlineData("HbA1c: about seven")]
    [InlineData("HbA1c:")]
    [InlineData("HbA1c near the diagnosis: 9.2 % (2020-05-12)")]
    [InlineData("Smokes: yes (2026-05-01)")]
    [InlineData("Smokes: never")]
    [InlineData("Blood group: A")]
    [InlineData("Nothing of the kind")]
    public async Task Every_other_answer_is_stopped(string text)
    {
        var index = form.Draft.Statements.ToList().FindIndex(s => text.StartsWith(s.Text.Split(':')[0] + ":", StringComparison.Ordinal));
        var at = Math.Max(0, index);
        var lie = form.Draft with { Statements = form.Draft.Statements.SetItem(at, form.Draft.Statements[at] with { Text = text }) };
        Assert.Contains(await FindingsAsync(lie, form.Sources), f => f.Severity is Severity.Blocking && f.Statement == at);
    }

    [Fact]
    public async Task An_older_value_than_the_newest_is_stopped()
    {
        var older = new Statement("all", "HbA1c: 8.4 % (2025-09-01)", [new Element("Observation/o2/1", "Observation.value.value", "8.4"), new Element("Observation/o2/1", "Observation.value.code", "%"), new Element("Observation/o2/1", "Observation.effective", "2025-09-01")]);
        var findings = await FindingsAsync(form.Draft with { Statements = [older] }, form.Sources);
        Assert.Contains(findings, f => f.Message.Contains("newer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_from_outside_the_window_is_stopped()
    {
        var old = new Statement("all", "HbA1c: 9.1 % (2020-05-12)", [new Element("Observation/o1/1", "Observation.value.value", "9.1"), new Element("Observation/o1/1", "Observation.value.code", "%")]);
        Assert.Contains(await FindingsAsync(form.Draft with { Statements = [old] }, form.Sources), f => f.Message.Contains("outside the time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_source_than_the_mapping_names_bears_out_nothing()
    {
        var strange = form.Draft.Statements[1] with { Evidence = form.Draft.Statements[0].Evidence };
        Assert.NotEmpty(await FindingsAsync(form.Draft with { Statements = [strange] }, form.Sources));
    }

    [Fact]
    public async Task The_same_field_twice_is_stopped() =>
        Assert.Contains(await FindingsAsync(form.Draft with { Statements = [.. form.Draft.Statements, form.Draft.Statements[1]] }, form.Sources), f => f.Message.Contains("answered again", StringComparison.Ordinal));

    [Fact]
    public async Task Without_its_mapping_nothing_passes() =>
        Assert.Contains(await FindingsAsync(form.Draft, Sources.Of(form.Sources.Where(s => s.Id != RegistryMapping.SourceId))), f => f.Statement is null);

    [Theory]
    [InlineData("HbA1c: 7.4 %", true)]
    [InlineData("HbA1c: 74 %", false)]
    public async Task What_a_person_knows_is_held_to_the_form_alone(string text, bool passes)
    {
        var added = form.Draft with { Statements = [new Statement("all", text, [Attestation.By(new PersonId(Guid.Empty))])] };
        Assert.Equal(passes, (await FindingsAsync(added, form.Sources)).IsEmpty);
    }

    private static async Task<ImmutableArray<Finding>> FindingsAsync(Draft draft, Sources sources) =>
        [.. await new RegistryCheck(Vocabulary.Embedded).InspectAsync(draft, sources, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)];
}
