using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Tests.Workbench;

public sealed partial class WebSecurityTests : IAsyncLifetime
{
    private const string Script = "<script>alert('x')</script><img src=x onerror=alert(1)>";

    private Workplace workplace = null!;

    public async ValueTask InitializeAsync() => workplace = await Workplace.OpenAsync();

    public ValueTask DisposeAsync() => workplace.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_another_site_could_have_sent_changes_nothing()
    {
        var draft = await workplace.ProposeAsync();
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var edit = await ada.Http.PutAsJsonAsync($"/api/drafts/{draft.Id}/statements/0", new { revision = 1, text = "Changed." }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, edit.StatusCode);
        var signOut = await ada.Http.PostAsync("/sign-out", new FormUrlEncodedContent([]), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        Assert.True(await ada.IsSignedInAsync());
        Assert.Equal(1, (await workplace.Get<Review>().OpenAsync(draft.Id, null, await workplace.HireAsync("ben", Role.Clinician), Cancel)).Draft.Revision);
    }

    [Fact]
    public async Task The_form_token_of_somebody_else_does_not_fit()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        using var eve = await workplace.SeatAsync(Role.Nurse);
        var token = Workplace.FormToken().Match(await eve.ReadAsync("/account")).Groups["token"].Value;
        await ada.ReadAsync("/account");
        var answer = await ada.Http.PostAsync("/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var ada = await workplace.SeatAsync(Enum.GetValues<Role>());
        var paths = workplace.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/').Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal)).Append("/nothing-here").Distinct();
        foreach (var path in paths)
        {
            using var answer = await ada.GetAsync(path);
            Assert.True(answer.Headers.Contains("Content-Security-Policy"), path);
            var headers = answer.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
            Assert.Equal("default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'", headers["Content-Security-Policy"]);
            Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
            Assert.Equal("no-referrer", headers["Referrer-Policy"]);
            Assert.Contains("microphone=()", headers["Permissions-Policy"], StringComparison.Ordinal);
            Assert.Contains("no-store", headers["Cache-Control"], StringComparison.Ordinal);
            Assert.False(headers.ContainsKey("Server"));
        }
    }

    [Fact]
    public async Task Pages_hold_no_script_or_style_that_the_policy_would_stop()
    {
        using var ada = await workplace.SeatAsync(Enum.GetValues<Role>());
        foreach (var path in new[] { "/sign-in", "/enter?link=x", "/account", "/people", "/audit", "/break-glass", "/nothing-here" })
        {
            var page = await ada.ReadAsync(path);
            Assert.DoesNotMatch(InlineCode(), page);
        }
    }

    [Fact]
    public async Task Names_are_shown_as_text_and_never_run()
    {
        var people = workplace.Get<People>();
        await people.AddAsync("mallory", Script, [Role.Nurse], null, null, Cancel);
        var admin = await people.AddAsync("root", Script + "root", [Role.Administrator, Role.Auditor], Workplace.Password, null, Cancel);
        await workplace.Get<RestrictedPatients>().RestrictAsync(new PatientId(Script), admin.Id, Cancel);
        using var visitor = await workplace.SeatAsync(admin);
        foreach (var path in new[] { "/people", "/account", "/audit", $"/sign-in?back={Uri.EscapeDataString("/" + Script)}", $"/enter?link={Uri.EscapeDataString(Script)}" })
        {
            var page = await visitor.ReadAsync(path);
            Assert.DoesNotContain("<script>alert", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains("&lt;script&gt;alert", await visitor.ReadAsync("/people"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_name_for_this_machine_is_not_answered()
    {
        using var visitor = workplace.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Http.SendAsync(request, Cancel)).StatusCode);
        using var local = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { Host = "localhost" } };
        Assert.Equal(HttpStatusCode.OK, (await visitor.Http.SendAsync(local, Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", "in the clear")]
    [InlineData("http://192.168.1.4:5080", "in the clear")]
    [InlineData("http://[::]:5080", "in the clear")]
    [InlineData("https://0.0.0.0:5080", "--certificate")]
    [InlineData("https://127.0.0.1:5080", "--certificate")]
    [InlineData("http://salus.example:5080", "--host-name")]
    [InlineData("ftp://127.0.0.1", "not an http")]
    public void An_address_that_would_expose_patients_is_refused_with_what_to_do(string url, string says)
    {
        var options = new WebOptions { Urls = [new Uri(url)] };
        var refused = Assert.Throws<UnsafeAddressException>(() => Salus.Workbench.Web.WebHost.Build(options, new TrustOptions("sqlite:x", new DirectoryInfo("x")), []));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_fails_says_so_with_a_reference_and_no_details()
    {
        using var visitor = await workplace.SeatAsync(Role.Nurse);
        var answer = await visitor.GetAsync("/people");
        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("You may not do this", page, StringComparison.Ordinal);
        Assert.Contains("Reference", page, StringComparison.Ordinal);
        var refusal = Assert.Single(await workplace.TrailAsync("refused-request"));
        Assert.Equal("AdministerPeople", refusal.Detail);
    }

    [Fact]
    public async Task The_log_of_a_whole_journey_names_no_patient_and_quotes_nothing()
    {
        var draft = await workplace.ProposeAsync("patient-4711");
        await workplace.HireAsync("ada", Role.Clinician, Role.Administrator, Role.Auditor);
        using var ada = workplace.Visit();
        await ada.SignInAsync("ada");
        await ada.GetAsync("/?text=Ines");
        await ada.GetAsync("/api/drafts?text=Ines%20M%C3%B8ller", "*/*");
        await ada.GetAsync($"/drafts/{draft.Id}");
        await ada.GetAsync($"/api/drafts/{draft.Id}/sources", "*/*");
        await ada.GetAsync($"/api/drafts/{draft.Id}/Ines-Moller", "*/*");
        await ada.SendAsync(HttpMethod.Put, "/api/restricted-patients/patient-4711");
        await ada.SendAsync(HttpMethod.Delete, "/api/restricted-patients/patient-4711");
        await ada.SendAsync(HttpMethod.Put, $"/api/drafts/{draft.Id}/statements/0", JsonContent.Create(new { revision = 1, text = "Ines has knee pain." }));
        await ada.SendAsync(HttpMethod.Put, $"/api/drafts/{draft.Id}/statements/0", new StringContent("{\"Ines\":", System.Text.Encoding.UTF8, "application/json"));
        await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{draft.Id}/signature", JsonContent.Create(new { revision = 2, password = "Ines" }));
        var signed = await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{draft.Id}/signature", JsonContent.Create(new { revision = 2, password = Workplace.Password }));
        Assert.True(signed.IsSuccessStatusCode, await signed.Content.ReadAsStringAsync(Cancel));
        await ada.GetAsync($"/api/notes/{draft.Id}", "*/*");
        await ada.GetAsync("/audit?patient=patient-4711");

        Assert.True(workplace.Log.Count > 10);
        foreach (var word in new[] { "Ines", "Møller", "patient-4711", "knee", "ibuprofen", Workplace.Password, draft.Id.ToString() })
            Assert.DoesNotContain(workplace.Log, line => line.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_unforeseen_failure_logs_its_kind_and_not_its_message()
    {
        await using var broken = await Workplace.OpenAsync();
        var ada = await broken.HireAsync("ada", Role.Clinician);
        using var visitor = await broken.SeatAsync(ada);
        await broken.Get<Database>().WriteAsync(t => t.ExecuteAsync("drop table broken_glass"), Cancel);
        var answer = await visitor.GetAsync("/api/me", "*/*");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("broken_glass", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains(broken.Log, line => line.Contains("SqliteException", StringComparison.Ordinal));
        Assert.DoesNotContain(broken.Log, line => line.Contains("no such table", StringComparison.Ordinal));
    }

    [GeneratedRegex("""<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineCode();
}
