using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Salus.Tests.Trust;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Tests.Workbench;

/// <summary>The real workbench on a free loopback port over a fresh SQLite home, with a clock that moves only when told and a log that can be read.</summary>
public sealed partial class Workplace : IAsyncDisposable
{
    public const string Password = "lantern orbit gravel";

    private readonly DirectoryInfo home;
    private readonly WebApplication app;

    private Workplace(DirectoryInfo home, WebApplication app, ManualClock clock, ConcurrentQueue<string> log)
    {
        (this.home, this.app, Clock, Log) = (home, app, clock, log);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public static async Task<Workplace> OpenAsync(WebLimits? limits = null, Func<WebOptions, WebOptions>? change = null, Action<IServiceCollection>? services = null)
    {
        var folder = Directory.CreateTempSubdirectory("salus-workplace-");
        var clock = new ManualClock();
        var log = new ConcurrentQueue<string>();
        var options = new WebOptions { Urls = [new Uri("http://127.0.0.1:0")], Limits = limits ?? new WebLimits(SignInsPerMinute: 100_000, RequestsPerMinute: 1_000_000) };
        var web = Salus.Workbench.Web.WebHost.Build(
            change?.Invoke(options) ?? options,
            new TrustOptions($"sqlite:{Path.Combine(folder.FullName, "salus.db")}", folder),
            Salus.Workbench.Capabilities.All,
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                builder.Services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
                builder.Services.AddSingleton<ICheck, NumbersCheck>();
                builder.Logging.ClearProviders();
                builder.Logging.AddProvider(new Capture(log));
                builder.Logging.SetMinimumLevel(LogLevel.Trace);
                services?.Invoke(builder.Services);
            });
        await web.StartAsync(TestContext.Current.CancellationToken);
        return new Workplace(folder, web, clock, log);
    }

    public Uri Address { get; }

    public ManualClock Clock { get; }

    /// <summary>Every line logged, at every level.</summary>
    public ConcurrentQueue<string> Log { get; }

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>An account with <see cref="Password"/>.</summary>
    public Task<Person> HireAsync(string userName, params Role[] roles) => Get<People>().AddAsync(userName, $"Dr. {userName}", roles, Password, by: null, CancellationToken.None);

    /// <summary>Somebody at a browser, not signed in.</summary>
    public Visitor Visit() => new(this, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address });

    /// <summary>Somebody at a browser whose session has begun, without the form.</summary>
    public async Task<Visitor> SeatAsync(Person person)
    {
        var secret = await Get<Sessions>().StartAsync(person.Id, CancellationToken.None);
        var cookies = new CookieContainer();
        cookies.Add(new Cookie("salus", secret, "/", Address.Host));
        return new Visitor(this, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = Address });
    }

    /// <summary>A new person with this role, seated.</summary>
    public async Task<Visitor> SeatAsync(params Role[] roles) => await SeatAsync(await HireAsync(string.Join('.', roles).ToLowerInvariant(), roles));

    /// <summary>A program with a token.</summary>
    public async Task<HttpClient> ConnectAsync(Person person, params string[] scopes)
    {
        var token = await Get<ApiTokens>().CreateAsync(person.Id, "test", scopes, TimeSpan.FromDays(30), CancellationToken.None);
        return Program(token.Secret);
    }

    public HttpClient Program(string token)
    {
        var program = new HttpClient { BaseAddress = Address };
        program.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return program;
    }

    /// <summary>A draft in the work list: see <see cref="Desk.Visit"/>.</summary>
    public async Task<Draft> ProposeAsync(string patient = "p-1", params Statement[] statements)
    {
        var draft = new Draft(DraftId.New(Clock), 1, "test-notes", new PatientId(patient), statements.Length > 0 ? [.. statements] : [Desk.Knee, Desk.Ibuprofen], [],
            new Provenance("embedded-scribe", "1", Clock.GetUtcNow(), [.. Desk.Visit.Select(s => s.Reference)], ImmutableSortedDictionary<string, string>.Empty))
        {
            Outline = [new DraftSection("cc", "CHIEF COMPLAINT", SectionLayout.Paragraph), new DraftSection("assessment-plan", "ASSESSMENT AND PLAN", SectionLayout.List)],
        };
        return (await Get<Review>().SubmitAsync(draft, Desk.Visit, by: null, CancellationToken.None)).Draft;
    }

    /// <summary>The trail, newest first.</summary>
    public async Task<List<AuditEntry>> TrailAsync(string act)
    {
        var auditor = new Person(default, "auditor", "Auditor", [Role.Auditor]);
        var entries = new List<AuditEntry>();
        await foreach (var line in Get<AuditTrail>().ReadAsync(new AuditQuery(Act: act), auditor, CancellationToken.None))
            entries.Add(line.Entry);
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        home.Delete(recursive: true);
    }

    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]* value="(?<token>[^"]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex FormToken();
}

/// <summary>A browser with cookies, as far as requests go.</summary>
public sealed class Visitor(Workplace workplace, HttpClient http) : IDisposable
{
    private string? token;

    public HttpClient Http => http;

    public Task<HttpResponseMessage> GetAsync(string path, string accept = "text/html")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", accept);
        return http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<string> ReadAsync(string path) => await (await GetAsync(path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>Fills in a form and sends it, with the form token of <paramref name="from"/>.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string from, params (string Name, string Value)[] fields)
    {
        var hidden = Workplace.FormToken().Match(await ReadAsync(from)).Groups["token"].Value;
        return await http.PostAsync(path, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", hidden)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))), TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SignInAsync(string userName, string password = Workplace.Password) =>
        PostAsync("/sign-in", "/sign-in", ("userName", userName), ("password", password));

    /// <summary>A request of the kind that scripts on our pages send: with the form token in the header.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        token ??= Workplace.FormToken().Match(await ReadAsync("/account")).Groups["token"].Value;
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-Form-Token", token);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<bool> IsSignedInAsync() => (await GetAsync("/account")).StatusCode == HttpStatusCode.OK;

    public Workplace Workplace => workplace;

    public void Dispose() => http.Dispose();
}
