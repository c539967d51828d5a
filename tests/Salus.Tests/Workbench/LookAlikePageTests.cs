using System.Net;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Workbench;

/// <summary>Two records of one person, from two systems, on the page where somebody decides.</summary>
public sealed class LookAlikePageTests : IAsyncLifetime
{
    private const string Page = "/patients/look-alikes";

    private Workplace workplace = null!;
    private Visitor nurse = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        workplace = await Workplace.OpenAsync();
        nurse = await workplace.SeatAsync(Role.Nurse);
        await ImportAsync("north", "n1", "Okoro");
        await ImportAsync("south", "s1", "Okorro");
    }

    public async ValueTask DisposeAsync()
    {
        nurse.Dispose();
        await workplace.DisposeAsync();
    }

    [Fact]
    public async Task Both_records_stand_side_by_side_with_what_was_compared()
    {
        var page = await nurse.ReadAsync(Page);
        Assert.Contains("Okoro", page, StringComparison.Ordinal);
        Assert.Contains("Okorro", page, StringComparison.Ordinal);
        Assert.Contains("birth date: same", page, StringComparison.Ordinal);
        Assert.Contains("may be about the same person", await nurse.ReadAsync("/patients/n1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_needs_a_reason_and_joins_the_charts_until_it_is_undone()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await DecideAsync("same", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await DecideAsync("same", "Asked the patient.")).StatusCode);
        Assert.Contains("Nothing to decide", await nurse.ReadAsync(Page), StringComparison.Ordinal);
        Assert.Equal(2, (await PersonAsync()).Length);
        Assert.Equal(HttpStatusCode.Redirect, (await DecideAsync("undo", "It was her sister.")).StatusCode);
        Assert.Single(await PersonAsync());
        Assert.Single(await workplace.TrailAsync("link-patients"));
        Assert.Single(await workplace.TrailAsync("undo-patient-link"));
    }

    [Fact]
    public async Task Two_people_are_not_asked_about_again()
    {
        await DecideAsync("different", "Both were here today.");
        Assert.Contains("Nothing to decide", await nurse.ReadAsync(Page), StringComparison.Ordinal);
        Assert.Contains("Two different people", await nurse.ReadAsync(Page + "?patient=n1"), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> DecideAsync(string decision, string reason) =>
        nurse.PostAsync(Page, Page + "?patient=n1", ("left", "n1"), ("right", "s1"), ("decision", decision), ("reason", reason));

    private async Task<PatientId[]> PersonAsync() => [.. await workplace.Get<PatientMatching>().PersonOfAsync(new PatientId("n1"), Cancel)];

    private async Task ImportAsync(string system, string id, string family)
    {
        var patient = FhirNode.Parse($$"""{"resourceType":"Patient","id":"{{id}}","gender":"female","birthDate":"1971-06-04","name":[{"family":"{{family}}","given":["Ngozi"]}]}""");
        await workplace.Get<Record>().ImportAsync(new[] { patient }.ToAsyncEnumerable(), system, Cancel);
    }
}
