using System.Net.Http.Json;
using System.Text.Json;
using Salus.Fhir;
using Salus.Tests.Workbench;
using Salus.Trust;

namespace Salus.Tests.Documentation.VisitSummaries;

/// <summary>A note that a clinician signed becomes the summary for the patient, over the API.</summary>
public sealed class SignedVisitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_signed_visit_note_is_told_and_nothing_else_that_was_signed()
    {
        await using var house = await Workplace.OpenAsync();
        var ada = await house.HireAsync("ada", Role.Clinician);
        await house.Get<Record>().ImportAsync(new[] { FhirNode.Parse("""{"resourceType":"Patient","id":"p1","name":[{"family":"Okafor"}],"gender":"female"}""") }.ToAsyncEnumerable(), "north", Cancel);
        var patient = (await house.Get<Record>().FindAsync("north", "Patient", "p1", ada, Cancel))!.Name.Id;
        using var http = await house.ConnectAsync(ada, "drafts:write", "chart:read");

        using var none = await http.PostAsJsonAsync("api/visit-summaries", new { patient }, Cancel);
        Assert.Equal(422, (int)none.StatusCode);
        Assert.Contains("No such visit note", await none.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var drafted = await http.PostAsJsonAsync("api/scribe/visits", new
        {
            transcript = "[doctor] What brings you in?\n[patient] My left knee has hurt for two weeks.\n[doctor] Any fever?\n[patient] No fever.\n[doctor] I will order an x-ray of the left knee. Take ibuprofen 400 milligrams twice a day.",
            patient = new { resourceType = "Patient", id = patient, gender = "female" },
        }, Cancel);
        var id = DraftId.Parse((await drafted.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!, provider: null);
        var review = house.Get<Review>();
        var open = await review.OpenAsync(id, revision: null, ada, Cancel);
        Assert.Equal(patient, open.Draft.Subject?.Value);
        foreach (var finding in open.OpenBlocking)
            open = await review.DecideAsync(id, open.Draft.Revision, DecisionKind.Overrule, finding.KeyIn(open.Draft), "Heard so.", ada, Cancel);
        await review.SignAsync(id, open.Draft.Revision, ada, Workplace.Password, Cancel);

        using var told = await http.PostAsJsonAsync("api/visit-summaries", new { patient }, Cancel);
        var summary = await told.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.True(told.IsSuccessStatusCode, summary.ToString());
        var written = await review.OpenAsync(DraftId.Parse(summary.GetProperty("id").GetString()!, provider: null), revision: null, ada, Cancel);
        Assert.Contains(written.Draft.Statements, s => s.Text.Contains("2 weeks", StringComparison.Ordinal));
        Assert.Equal([$"note/{id}", "summary-rules"], written.Draft.Statements.SelectMany(s => s.Evidence).Select(e => e.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("api/visit-summaries", """{"patient":"ID"}""", 422)]
    [InlineData("api/summaries", """{"patient":"ID","kind":"overview"}""", 404)]
    [InlineData("api/letters", """{"patient":"ID","kind":"referral"}""", 404)]
    public async Task A_token_to_which_charts_are_closed_gets_nothing_drafted_from_one(string path, string body, int expected)
    {
        await using var house = await Workplace.OpenAsync();
        var ada = await house.HireAsync("ada", Role.Clinician);
        await house.Get<Record>().ImportAsync(new[] { FhirNode.Parse("""{"resourceType":"Patient","id":"p1","name":[{"family":"Okafor"}],"gender":"female"}""") }.ToAsyncEnumerable(), "north", Cancel);
        var patient = (await house.Get<Record>().FindAsync("north", "Patient", "p1", ada, Cancel))!.Name.Id;
        using var http = await house.ConnectAsync(ada, "drafts:write");

        using var answer = await http.PostAsync(path, new StringContent(body.Replace("ID", patient, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.DoesNotContain("Okafor", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }
}
