using System.Security.Claims;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Salus.Governance.Deidentification.Releases;
using Salus.Governance.Deidentification.Releases.Risk;
using Salus.Governance.Deidentification.Releases.Studio;
using Salus.Language.Identifiers;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Governance.Deidentification.Releases.Studio;

public sealed class ReleasePagesTests : IDisposable
{
    private static readonly Guid id = Guid.Parse("01980000-0000-7000-8000-000000000001");

    private readonly Clinic clinic = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => clinic.Dispose();

    [Fact]
    public async Task A_document_shows_what_was_replaced_with_number_class_and_what_stood_there()
    {
        await using var desk = Desk.OnSqlite(new ReleaseCheck());
        clinic.Put("a.txt", "Mrs Okonkwo has <b>pain</b>.");
        var studio = Studio(desk);
        await studio.MakeAsync(id, clinic.Request, null, Cancel);

        var page = await RenderAsync<SamplePage>(services => services.AddSingleton(studio), new() { [nameof(SamplePage.Id)] = id });

        var mark = page.QuerySelector(".sample-text mark")!;
        Assert.Equal("id-people", mark.ClassName);
        Assert.Contains("Okonkwo", mark.GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal("#stood-1", mark.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("Okonkwo", page.QuerySelector("#stood-1 td")!.TextContent);
        Assert.Contains("Mrs [name]1 has <b>pain</b>.", page.QuerySelector(".sample-text")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(5, page.QuerySelectorAll(".id-legend li span").Length);
        Assert.All(page.QuerySelectorAll("input:not([type=hidden]), select"), field => Assert.NotNull(page.QuerySelector($"label[for={field.Id}]")));
    }

    [Fact]
    public async Task The_report_shows_all_classes_and_how_people_stand_out_and_no_small_count()
    {
        var people = new PeopleTable();
        for (var i = 0; i < 30; i++)
            people.Add($"p{i}", QuasiIdentifier.Sex, i < 27 ? "female" : "male");
        var report = ReleaseCheckTests.Report(null, (IdentifierClass.Name, Salus.Governance.Deidentification.Treatment.Surrogate, 40)) with { Risk = RiskReport.Of(people) };

        var page = await RenderAsync<ReleaseReportView>(_ => { }, new() { [nameof(ReleaseReportView.Report)] = report, [nameof(ReleaseReportView.Figures)] = new SampleFigures(5, 5, 5, 0, "Stella Vik") });

        Assert.Equal(18, page.QuerySelectorAll(".release-classes tbody tr").Length);
        Assert.All(page.QuerySelectorAll("svg.picture"), svg => Assert.False(string.IsNullOrWhiteSpace(svg.GetAttribute("aria-label"))));
        Assert.Contains("invented", page.QuerySelector(".release-classes rect")!.ClassName, StringComparison.Ordinal);
        Assert.Contains("female (27)", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("male (3)", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[style]"));
    }

    [Fact]
    public async Task Where_there_is_no_release_the_documents_say_so()
    {
        await using var desk = Desk.OnSqlite(new ReleaseCheck());
        var http = new DefaultHttpContext();

        var page = await RenderAsync<SamplePage>(services => services.AddSingleton(Studio(desk)), new() { [nameof(SamplePage.Id)] = id }, http);

        Assert.Equal(404, http.Response.StatusCode);
        Assert.Contains("no documents to look at", page.Body!.TextContent, StringComparison.Ordinal);
    }

    private ReleaseStudio Studio(Desk desk) => new(clinic.Run(), clinic.Works, new ReleaseStore(clinic.Home, desk.Clock), desk.Review, desk.Clock);

    private static async Task<IHtmlDocument> RenderAsync<TComponent>(Action<IServiceCollection> add, Dictionary<string, object?> parameters, HttpContext? http = null) where TComponent : IComponent
    {
        http ??= new DefaultHttpContext();
        http.User = new ClaimsPrincipal(Clinic.Stella.ToIdentity("test", scopes: null, glassUntil: null));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<NavigationManager>(new Nowhere());
        services.AddSingleton<AntiforgeryStateProvider>(new NoToken());
        services.AddCascadingValue(_ => http);
        add(services);
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        return await new HtmlParser().ParseDocumentAsync(html, Cancel);
    }

    private sealed class Nowhere : NavigationManager
    {
        public Nowhere() => Initialize("http://localhost/", "http://localhost/releases");
    }

    private sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
