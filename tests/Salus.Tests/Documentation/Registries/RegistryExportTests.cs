using System.Text.Json;
using Salus.Documentation.Registries;
using Salus.Fhir.Validation;
using Salus.Language.Vocabularies;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Documentation.Registries;

public sealed class RegistryExportTests
{
    [Fact]
    public async Task Only_what_a_person_signed_leaves_and_in_the_signed_words()
    {
        await using var desk = Desk.OnSqlite(new RegistryCheck(Vocabulary.Embedded), new EvidenceCheck());
        await desk.EnrolAsync(Desk.Ada);
        var cancel = TestContext.Current.CancellationToken;
        var form = RegistryCharts.Fill(RegistryCharts.A1c("o1", "2026-03-02", "7.1"), RegistryCharts.Letter("d1", "2026-05-01", "He smokes."));
        var submitted = await desk.Review.SubmitAsync(form.Draft, form.Sources, by: null, cancel);
        Assert.Empty(submitted.OpenBlocking);
        var export = new RegistryExport(desk.Record, desk.Review);
        Assert.Empty(await export.AllAsync(null, Desk.Ada, cancel).ToListAsync(cancel));

        var added = await desk.Review.AddAsync(form.Draft.Id, 1, "all", null, "HbA1c near the diagnosis: 9 %", Desk.Ada, cancel);
        var rejected = await desk.Review.DecideAsync(form.Draft.Id, added.Draft.Revision, DecisionKind.Reject, added.Draft.Statements.Single(s => s.Text.StartsWith("Smokes", StringComparison.Ordinal)).Key, null, Desk.Ada, cancel);
        await desk.Review.SignAsync(form.Draft.Id, rejected.Draft.Revision, Desk.Ada, Desk.Password, cancel);

        var signed = Assert.Single(await export.AllAsync("small", Desk.Ada, cancel).ToListAsync(cancel));
        Assert.Equal([("born", "1960-05-17", false), ("a1c", "7.1", false), ("near", "9", true), ("smokes", null, false)], signed.Answers.Select(a => (a.Field.Name, a.Value?.Value, a.ByHand)));
        Assert.Contains("rejected", signed.Answers[3].Open, StringComparison.Ordinal);
        Assert.Empty(await export.AllAsync("other", Desk.Ada, cancel).ToListAsync(cancel));

        Assert.Contains(RegistryForms.Csv(signed), l => l.Contains(",a1c,HbA1c,answered,7.1,%,7.1 %,2026-03-02,chart,", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(RegistryForms.Json(signed));
        Assert.Equal(1, json.RootElement.GetProperty("open").GetArrayLength());
        var response = RegistryForms.Response(signed);
        Assert.Equal("7.1", response.ValueAt("QuestionnaireResponse.item[0].item[1].answer[0].valueQuantity.value"));
    }

    [Fact]
    public void The_form_and_its_responses_are_valid_R4()
    {
        var mapping = MappingReader.Read(RegistryCharts.Mapping);
        var fields = mapping.Fields.ToArray();
        var signed = new SignedForm(mapping, DraftId.New(new ManualClock()), new PatientId("p1"), "2026-06-30", "Dr. Ada Marsh", new ManualClock().GetUtcNow(),
            [new SignedAnswer(fields[0], new FieldValue("1960-05-17", null), null, false, null), new SignedAnswer(fields[1], new FieldValue("7.1", "%"), "2026-03-02", false, null), new SignedAnswer(fields[2], null, null, false, "No data"), new SignedAnswer(fields[3], new FieldValue("true", null), null, false, null)]);
        foreach (var resource in new[] { RegistryForms.Questionnaire(mapping), RegistryForms.Response(signed) })
        {
            Assert.DoesNotContain(Validator.R4.Validate(resource), i => i.IsError);
        }
    }

    [Fact]
    public void Words_that_a_spreadsheet_would_calculate_are_disarmed()
    {
        var mapping = MappingReader.Read("salusRegistry: 1\nname: t\nversion: '1'\ntitle: T\nsections: [{ name: s, title: S, fields: [{ name: f, label: F, type: text }] }]");
        var form = new SignedForm(mapping, default, null, "2026-06-30", "A", default, [new SignedAnswer(mapping.Fields.First(), new FieldValue("=1+1", null), null, false, null)]);
        Assert.Contains(",'=1+1,", RegistryForms.Csv(form).Single(), StringComparison.Ordinal);
    }
}
