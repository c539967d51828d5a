using System.Net;
using System.Net.Http.Json;
using Salus.Trust;

namespace Salus.Tests.Workbench;

public sealed class BreakGlassTests : IAsyncLifetime
{
    private const string Reason = "Found unconscious in the corridor.";

    private Workplace workplace = null!;

    public async ValueTask InitializeAsync() => workplace = await Workplace.OpenAsync();

    public ValueTask DisposeAsync() => workplace.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reason_opens_reading_for_an_hour_and_stands_in_the_trail()
    {
        var draft = await workplace.ProposeAsync();
        var root = await workplace.HireAsync("root", Role.Administrator);
        using var visitor = await workplace.SeatAsync(root);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync($"/api/drafts/{draft.Id}", "*/*")).StatusCode);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync("/break-glass", "/break-glass", ("reason", "because"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync($"/api/drafts/{draft.Id}", "*/*")).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync("/break-glass", "/break-glass", ("reason", Reason))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/api/drafts/{draft.Id}", "*/*")).StatusCode);
        var edit = await visitor.SendAsync(HttpMethod.Put, $"/api/drafts/{draft.Id}/statements/0", JsonContent.Create(new { revision = 1, text = "Changed." }));
        Assert.Equal(HttpStatusCode.Forbidden, edit.StatusCode);
        var entry = Assert.Single(await workplace.TrailAsync("break-glass"));
        Assert.Equal((root.Id, Reason, "done"), (entry.Person, entry.Detail, entry.Outcome));
        Assert.Contains(await workplace.TrailAsync("open-draft"), e => e.Person == root.Id && e.Draft == draft.Id);

        for (var i = 0; i < 3; i++)
        {
            workplace.Clock.Advance(TimeSpan.FromMinutes(20.1));
            await visitor.IsSignedInAsync();
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync($"/api/drafts/{draft.Id}", "*/*")).StatusCode);
    }

    [Fact]
    public async Task A_token_never_sees_through_broken_glass()
    {
        await workplace.ProposeAsync();
        var root = await workplace.HireAsync("root", Role.Administrator);
        using var program = await workplace.ConnectAsync(root, "drafts:read");
        await workplace.Get<BreakGlass>().OpenAsync(root, Reason, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/api/drafts", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Somebody_whose_role_does_not_include_it_is_refused_and_recorded()
    {
        var rita = await workplace.HireAsync("rita", Role.Researcher);
        await Assert.ThrowsAsync<BreakGlassRefusedException>(() => workplace.Get<BreakGlass>().OpenAsync(rita, Reason, Cancel));
        Assert.Equal("refused", Assert.Single(await workplace.TrailAsync("break-glass")).Outcome);
    }

    [Fact]
    public async Task A_restricted_patient_looks_like_nobody_until_the_glass_is_broken()
    {
        var draft = await workplace.ProposeAsync("vip-1");
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        var root = await workplace.HireAsync("root", Role.Administrator);
        using var visitor = await workplace.SeatAsync(ada);
        using var program = await workplace.ConnectAsync(ada, "drafts:read", "drafts:write", "record:read");
        await workplace.Get<RestrictedPatients>().RestrictAsync(new PatientId("vip-1"), root.Id, Cancel);

        var unknown = DraftId.New(workplace.Clock);
        foreach (var path in new[] { "", "/sources", "/history", "/text", "/markdown" })
        {
            var hidden = await visitor.GetAsync($"/api/drafts/{draft.Id}{path}", "*/*");
            var absent = await visitor.GetAsync($"/api/drafts/{unknown}{path}", "*/*");
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
            Assert.Equal(await TitleAsync(absent), await TitleAsync(hidden));
        }
        Assert.Equal("[]", await visitor.ReadAsync("/api/drafts"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.SendAsync(HttpMethod.Put, $"/api/drafts/{draft.Id}/statements/0", JsonContent.Create(new { revision = 1, text = "x" }))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.SendAsync(HttpMethod.Put, $"/api/drafts/{draft.Id}/statements/0", JsonContent.Create(new { revision = 9, text = "x" }))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.SendAsync(HttpMethod.Post, $"/api/drafts/{draft.Id}/signature", JsonContent.Create(new { revision = 1, password = Workplace.Password }))).StatusCode);

        await workplace.Get<BreakGlass>().OpenAsync(ada, Reason, Cancel);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/api/drafts/{draft.Id}", "*/*")).StatusCode);
        Assert.Contains("vip-1", await visitor.ReadAsync("/api/drafts"), StringComparison.Ordinal);
        var signed = await visitor.SendAsync(HttpMethod.Post, $"/api/drafts/{draft.Id}/signature", JsonContent.Create(new { revision = 1, password = Workplace.Password }));
        Assert.True(signed.IsSuccessStatusCode, await signed.Content.ReadAsStringAsync(Cancel));
        await workplace.Get<BreakGlass>().CloseAsync(ada.Id, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/notes/{draft.Id}", "*/*")).StatusCode);
        await workplace.Get<RestrictedPatients>().ReleaseAsync(new PatientId("vip-1"), root.Id, Cancel);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/api/notes/{draft.Id}", "*/*")).StatusCode);
    }

    private static async Task<string?> TitleAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancel)).GetProperty("title").GetString();
}
