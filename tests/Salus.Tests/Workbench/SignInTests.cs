using System.Net;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Tests.Workbench;

public sealed class SignInTests : IAsyncLifetime
{
    private Workplace workplace = null!;

    public async ValueTask InitializeAsync() => workplace = await Workplace.OpenAsync();

    public ValueTask DisposeAsync() => workplace.DisposeAsync();

    [Fact]
    public async Task A_person_with_the_right_password_gets_in_and_out_again()
    {
        await workplace.HireAsync("ada", Role.Clinician);
        using var visitor = workplace.Visit();
        Assert.False(await visitor.IsSignedInAsync());
        var answer = await visitor.SignInAsync("ADA ");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("salus=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(await visitor.IsSignedInAsync());
        await visitor.PostAsync("/sign-out", "/account");
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task Behind_tls_cookies_insist_on_it_and_browsers_remember_to()
    {
        await using var secure = await Workplace.OpenAsync(change: o => o with { BehindProxy = true });
        await secure.HireAsync("ada", Role.Clinician);
        using var visitor = secure.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");
        var answer = await visitor.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-salus-form=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_look_the_same()
    {
        await workplace.HireAsync("ada", Role.Clinician);
        using var visitor = workplace.Visit();
        var wrong = await visitor.SignInAsync("ada", "not the password");
        var unknown = await visitor.SignInAsync("bob", "not the password");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(await BannerAsync(wrong), await BannerAsync(unknown));
    }

    [Fact]
    public async Task Five_failures_lock_the_account_for_fifteen_minutes_and_five_more_for_thirty()
    {
        await workplace.HireAsync("ada", Role.Clinician);
        var people = workplace.Get<People>();
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInRefusal.WrongPassword, (await people.SignInAsync("ada", "wrong", default)).Refusal);
        Assert.Equal(SignInRefusal.Locked, (await people.SignInAsync("ada", Workplace.Password, default)).Refusal);
        workplace.Clock.Advance(TimeSpan.FromMinutes(14.9));
        Assert.Equal(SignInRefusal.Locked, (await people.SignInAsync("ada", Workplace.Password, default)).Refusal);
        workplace.Clock.Advance(TimeSpan.FromMinutes(0.2));
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInRefusal.WrongPassword, (await people.SignInAsync("ada", "wrong", default)).Refusal);
        workplace.Clock.Advance(TimeSpan.FromMinutes(29.9));
        Assert.Equal(SignInRefusal.Locked, (await people.SignInAsync("ada", Workplace.Password, default)).Refusal);
        workplace.Clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.NotNull((await people.SignInAsync("ada", Workplace.Password, default)).Person);
        Assert.Equal(SignInRefusal.WrongPassword, (await people.SignInAsync("ada", "wrong", default)).Refusal);
        Assert.NotNull((await people.SignInAsync("ada", Workplace.Password, default)).Person);
    }

    [Fact]
    public async Task Parallel_guesses_get_no_more_attempts_than_guesses_in_a_row()
    {
        await workplace.HireAsync("ada", Role.Clinician);
        var people = workplace.Get<People>();
        var guesses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => people.SignInAsync("ada", "wrong", default)));
        Assert.Equal(5, guesses.Count(g => g.Refusal is SignInRefusal.WrongPassword));
        Assert.Equal(15, guesses.Count(g => g.Refusal is SignInRefusal.Locked));
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour_without_a_request()
    {
        using var visitor = await workplace.SeatAsync(Role.Clinician);
        for (var i = 0; i < 3; i++)
        {
            workplace.Clock.Advance(TimeSpan.FromMinutes(29));
            Assert.True(await visitor.IsSignedInAsync());
        }
        workplace.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours_in_any_case()
    {
        using var visitor = await workplace.SeatAsync(Role.Clinician);
        for (var minutes = 0; minutes < (12 * 60) - 20; minutes += 20)
        {
            workplace.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.True(await visitor.IsSignedInAsync());
        }
        workplace.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task Closing_an_account_ends_its_sessions_and_tokens_at_once()
    {
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        await workplace.HireAsync("root", Role.Administrator);
        using var visitor = await workplace.SeatAsync(ada);
        using var program = await workplace.ConnectAsync(ada, "drafts:read");
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/drafts", TestContext.Current.CancellationToken)).StatusCode);
        await workplace.Get<People>().DisableAsync(ada.Id, null, default);
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/drafts", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(SignInRefusal.Disabled, (await workplace.Get<People>().SignInAsync("ada", Workplace.Password, default)).Refusal);
        await workplace.Get<People>().EnableAsync(ada.Id, null, default);
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task The_last_administrator_can_neither_be_closed_nor_demoted()
    {
        var root = await workplace.HireAsync("root", Role.Administrator);
        await Assert.ThrowsAsync<AccountRefusedException>(() => workplace.Get<People>().DisableAsync(root.Id, null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => workplace.Get<People>().ChangeAsync(root.Id, "Root", [Role.Auditor], null, default));
        Assert.Equal([Role.Administrator], (await workplace.Get<People>().FindAsync(root.Id, default))!.Roles);
    }

    [Fact]
    public async Task The_first_run_link_makes_one_account_and_only_one()
    {
        var link = await workplace.Get<SignInLinks>().CreateAsync(null, TimeSpan.FromHours(1), default);
        using var visitor = workplace.Visit();
        var weak = await FirstAsync(visitor, link, "ada", "password1234");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await FirstAsync(visitor, link, "ada", Workplace.Password)).StatusCode);
        Assert.True(await visitor.IsSignedInAsync());
        var ada = await workplace.Get<People>().FindByNameAsync("ada", default);
        Assert.Equal([Role.Clinician, Role.Administrator], ada!.Roles);

        using var second = workplace.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await FirstAsync(second, link, "eve", Workplace.Password)).StatusCode);
        Assert.Single(await workplace.Get<People>().ListAsync(default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => workplace.Get<SignInLinks>().CreateAsync(null, TimeSpan.FromHours(1), default));
    }

    [Fact]
    public async Task Of_two_first_run_links_used_at_the_same_time_one_makes_an_account()
    {
        var links = workplace.Get<SignInLinks>();
        var secrets = new[] { await links.CreateAsync(null, TimeSpan.FromHours(1), default), await links.CreateAsync(null, TimeSpan.FromHours(1), default) };
        var made = await Task.WhenAll(secrets.Select((s, i) => links.RedeemFirstRunAsync(s, $"first{i}", "First", Workplace.Password, default)));
        Assert.Single(made, m => m is not null);
    }

    [Fact]
    public async Task A_sign_in_link_works_once_even_when_two_use_it_at_the_same_time()
    {
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        var links = workplace.Get<SignInLinks>();
        for (var round = 0; round < 10; round++)
        {
            var link = await links.CreateAsync(ada.Id, TimeSpan.FromHours(1), default);
            var entered = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => links.RedeemAsync(link, default))));
            Assert.Single(entered, e => e is not null);
        }
    }

    [Fact]
    public async Task Looking_at_a_link_does_not_use_it_up_and_time_does()
    {
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        var link = await workplace.Get<SignInLinks>().CreateAsync(ada.Id, TimeSpan.FromHours(1), default);
        using var visitor = workplace.Visit();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(SignInLinks.PathOf(link))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync("/enter", SignInLinks.PathOf(link), ("link", link))).StatusCode);
        Assert.True(await visitor.IsSignedInAsync());

        var late = await workplace.Get<SignInLinks>().CreateAsync(ada.Id, TimeSpan.FromHours(1), default);
        workplace.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await workplace.Get<SignInLinks>().RedeemAsync(late, default));
    }

    [Fact]
    public async Task A_new_password_ends_every_session_and_needs_the_old_one()
    {
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        using var here = await workplace.SeatAsync(ada);
        using var elsewhere = await workplace.SeatAsync(ada);
        var wrong = await here.PostAsync("/account/password", "/account", ("now", "not it"), ("password", "a new long phrase"), ("again", "a new long phrase"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var done = await here.PostAsync("/account/password", "/account", ("now", Workplace.Password), ("password", "a new long phrase"), ("again", "a new long phrase"));
        Assert.Equal("/sign-in?why=password", done.Headers.Location!.ToString());
        Assert.False(await here.IsSignedInAsync());
        Assert.False(await elsewhere.IsSignedInAsync());
        Assert.NotNull((await workplace.Get<People>().SignInAsync("ada", "a new long phrase", default)).Person);
    }

    [Fact]
    public async Task Signing_in_leads_back_to_a_page_of_ours_and_nowhere_else()
    {
        await workplace.HireAsync("ada", Role.Clinician);
        using var visitor = workplace.Visit();
        var asked = await visitor.GetAsync("/account");
        Assert.Equal("/sign-in?back=%2Faccount", asked.Headers.Location!.ToString());
        foreach (var (back, to) in new[] { ("/account", "/account"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"), ("/\t/evil.example", "/") })
        {
            var answer = await visitor.PostAsync("/sign-in", "/sign-in", ("userName", "ada"), ("password", Workplace.Password), ("back", back));
            Assert.Equal(to, answer.Headers.Location!.ToString());
        }
    }

    [Fact]
    public async Task Signing_in_makes_a_new_session_so_a_planted_one_is_worth_nothing()
    {
        var eve = await workplace.HireAsync("eve", Role.Clinician);
        await workplace.HireAsync("ada", Role.Clinician);
        using var visitor = await workplace.SeatAsync(eve);
        var answer = await visitor.PostAsync("/sign-in", "/account", ("userName", "ada"), ("password", Workplace.Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("Dr. ada", await visitor.ReadAsync("/account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guesses_are_limited_per_address_and_name()
    {
        await using var strict = await Workplace.OpenAsync(new WebLimits(SignInsPerMinute: 3));
        await strict.HireAsync("ada", Role.Clinician);
        using var visitor = strict.Visit();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.SignInAsync("ada", "wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await visitor.SignInAsync("Ada", Workplace.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.SignInAsync("bob", "wrong")).StatusCode);
    }

    [Theory]
    [InlineData("short", "12 characters")]
    [InlineData("ada lovelace knows", "user name")]
    [InlineData("aaaaaaaaaaaa", "repeated")]
    [InlineData("123456789012", "repeated")]
    [InlineData("abcdefghijkl", "repeated")]
    [InlineData("Password2026!", "first")]
    [InlineData("P@ssw0rd1234", "first")]
    [InlineData("qwertyuiop12", "first")]
    [InlineData("Hospital2026!!", "first")]
    public void A_guessable_password_is_refused_with_what_to_do(string password, string says) =>
        Assert.Contains(says, PasswordPolicy.WhyNot(password, "ada"), StringComparison.Ordinal);

    [Theory]
    [InlineData("lantern orbit gravel")]
    [InlineData("correct-horse-battery")]
    [InlineData("zwölf blaue Räder")]
    public void A_few_unrelated_words_are_a_good_password(string password) => Assert.Null(PasswordPolicy.WhyNot(password, "ada"));

    private static Task<HttpResponseMessage> FirstAsync(Visitor visitor, string link, string userName, string password) =>
        visitor.PostAsync("/enter/first", "/sign-in", ("link", link), ("userName", userName), ("displayName", "Dr. Ada Marsh"), ("password", password), ("again", password));

    private static async Task<string> BannerAsync(HttpResponseMessage answer)
    {
        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        return page.QuerySelector(".banner")!.TextContent.Trim();
    }
}
