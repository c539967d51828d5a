using System.Net;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Workbench;

/// <summary>
/// Every route of the real workbench, and who gets past its door. Written by hand and not from <see cref="Access"/>, so that a change
/// of the one table shows here; a route that is missing here fails the test.
/// </summary>
public sealed class RouteMatrixTests : IAsyncLifetime
{
    private static readonly Role[] anybodySignedIn = Enum.GetValues<Role>();
    private static readonly Role[] draftReaders = [Role.Clinician, Role.Nurse, Role.Trainee];
    private static readonly Role[] deskReaders = [.. draftReaders, Role.Researcher, Role.DataSteward];
    private static readonly Role[] deskEditors = [.. draftReaders, Role.DataSteward];
    private static readonly Role[] signers = [Role.Clinician, Role.DataSteward];
    private static readonly Role[] noteReaders = [Role.Clinician, Role.Nurse, Role.Trainee, Role.Coder, Role.Researcher, Role.DataSteward];
    private static readonly Role[] chartChangers = [Role.Clinician, Role.Nurse];
    private static readonly Role[] chartExporters = [Role.Clinician];
    private static readonly Role[] administrators = [Role.Administrator];
    private static readonly Role[] auditors = [Role.Auditor];
    private static readonly Role[] glassBreakers = [Role.Clinician, Role.Nurse, Role.Coder, Role.Administrator];
    private static readonly Role[] chartReaders = [Role.Clinician, Role.Nurse, Role.Trainee, Role.Coder];
    private static readonly Role[] dataReaders = [Role.Researcher, Role.DataSteward];
    private static readonly Role[] researchers = [Role.Researcher];
    private static readonly Role[] stewards = [Role.DataSteward];
    private static readonly Role[] nobody = [];

    /// <summary>Null: open without signing in.</summary>
    private static readonly Dictionary<string, Role[]?> matrix = new(StringComparer.Ordinal)
    {
        ["GET /health"] = null,
        ["GET /api/version"] = null,
        ["GET /api/{documentName}.json"] = null,
        ["GET /assets/{version}/{name}"] = null,
        ["POST /theme"] = null,
        ["GET /sign-in"] = null,
        ["POST /sign-in"] = null,
        ["GET /enter"] = null,
        ["POST /enter"] = null,
        ["POST /enter/first"] = null,
        ["GET /_framework/opaque-redirect"] = nobody,

        ["POST /sign-out"] = anybodySignedIn,
        ["GET /account/"] = anybodySignedIn,
        ["POST /account/password"] = anybodySignedIn,
        ["POST /account/tokens"] = anybodySignedIn,
        ["POST /account/tokens/{token:long}/revoke"] = anybodySignedIn,
        ["GET /api/me"] = anybodySignedIn,
        ["GET /api/tokens/"] = anybodySignedIn,
        ["POST /api/tokens/"] = anybodySignedIn,
        ["DELETE /api/tokens/{token:long}"] = anybodySignedIn,

        ["POST /api/scribe/visits"] = draftReaders,
        ["GET /api/scribe/live/"] = draftReaders,
        ["POST /api/scribe/live/"] = draftReaders,
        ["POST /api/scribe/live/{id:guid}/turns"] = draftReaders,
        ["GET /api/scribe/live/{id:guid}/events"] = draftReaders,
        ["POST /api/scribe/live/{id:guid}/finish"] = draftReaders,
        ["DELETE /api/scribe/live/{id:guid}"] = draftReaders,
        ["POST /api/scribe/writings/"] = draftReaders,
        ["GET /api/scribe/writings/{id:guid}/events"] = draftReaders,
        ["DELETE /api/scribe/writings/{id:guid}"] = draftReaders,
        ["GET /api/drafts/"] = deskReaders,
        ["GET /api/drafts/{id}"] = deskReaders,
        ["GET /api/drafts/{id}/sources"] = deskReaders,
        ["GET /api/drafts/{id}/history"] = deskReaders,
        ["GET /api/drafts/{id}/inputs"] = deskReaders,
        ["POST /api/drafts/{id}/replay"] = draftReaders,
        ["GET /api/drafts/{id}/text"] = deskReaders,
        ["GET /api/drafts/{id}/markdown"] = deskReaders,
        ["PUT /api/drafts/{id}/statements/{statement:int}"] = deskEditors,
        ["POST /api/drafts/{id}/statements"] = deskEditors,
        ["POST /api/drafts/{id}/decisions"] = deskEditors,
        ["POST /api/drafts/{id}/send-back"] = deskEditors,
        ["POST /api/drafts/{id}/signature"] = signers,
        ["GET /api/notes/{id}"] = noteReaders,

        ["GET /"] = anybodySignedIn,
        ["POST /"] = anybodySignedIn,
        ["GET /design"] = null,
        ["POST /design"] = null,
        ["GET /drafts/{id:guid}"] = deskReaders,
        ["POST /drafts/{id:guid}"] = deskReaders,
        ["GET /drafts/{id:guid}/history"] = deskReaders,
        ["POST /drafts/{id:guid}/history"] = deskReaders,
        ["GET /drafts/{id:guid}/inputs"] = deskReaders,
        ["POST /drafts/{id:guid}/inputs"] = deskReaders,
        ["GET /data-sets"] = dataReaders,
        ["POST /data-sets"] = dataReaders,
        ["GET /data-sets/{id:guid}"] = dataReaders,
        ["POST /data-sets/{id:guid}"] = dataReaders,
        ["GET /data-sets/drafts/{id:guid}"] = dataReaders,
        ["POST /data-sets/drafts/{id:guid}"] = dataReaders,
        ["GET /api/data-sets/"] = dataReaders,
        ["POST /api/data-sets/"] = researchers,
        ["GET /api/data-sets/{id:guid}"] = dataReaders,
        ["DELETE /api/data-sets/{id:guid}"] = researchers,
        ["POST /api/data-sets/{id:guid}/start"] = researchers,
        ["POST /api/data-sets/{id:guid}/cancel"] = researchers,
        ["POST /api/data-sets/{id:guid}/propose"] = researchers,
        ["GET /api/data-sets/{id:guid}/report.html"] = dataReaders,
        ["GET /api/data-sets/{id:guid}/report.json"] = dataReaders,
        ["GET /api/data-sets/released/{draft}/{part}"] = dataReaders,

        ["GET /releases"] = dataReaders,
        ["POST /releases"] = dataReaders,
        ["GET /releases/{id:guid}"] = dataReaders,
        ["POST /releases/{id:guid}"] = dataReaders,
        ["GET /releases/{id:guid}/sample"] = stewards,
        ["POST /releases/{id:guid}/sample"] = stewards,
        ["GET /releases/drafts/{id:guid}"] = dataReaders,
        ["POST /releases/drafts/{id:guid}"] = dataReaders,
        ["GET /api/releases/"] = dataReaders,
        ["POST /api/releases/"] = researchers,
        ["GET /api/releases/{id:guid}"] = dataReaders,
        ["DELETE /api/releases/{id:guid}"] = researchers,
        ["POST /api/releases/{id:guid}/again"] = researchers,
        ["POST /api/releases/{id:guid}/cancel"] = researchers,
        ["POST /api/releases/{id:guid}/propose"] = researchers,
        ["GET /api/releases/{id:guid}/report.json"] = dataReaders,
        ["GET /api/releases/{id:guid}/statement.html"] = dataReaders,
        ["GET /api/releases/released/{draft}/{part}"] = dataReaders,
        ["GET /surveys"] = draftReaders,
        ["POST /surveys"] = draftReaders,
        ["POST /api/surveys/questionnaires"] = draftReaders,
        ["GET /api/surveys/questionnaires/{id}"] = deskReaders,
        ["POST /api/surveys/themes"] = draftReaders,
        ["GET /registries"] = draftReaders,
        ["POST /registries"] = draftReaders,
        ["GET /api/registries/"] = draftReaders,
        ["POST /api/registries/forms"] = draftReaders,
        ["GET /api/registries/forms"] = noteReaders,
        ["POST /api/letters"] = draftReaders,
        ["GET /letters/new"] = draftReaders,
        ["POST /letters/new"] = draftReaders,
        ["POST /api/summaries"] = draftReaders,
        ["GET /summaries/new"] = draftReaders,
        ["POST /summaries/new"] = draftReaders,
        ["POST /api/ask"] = chartReaders,
        ["GET /ask"] = chartReaders,
        ["POST /ask"] = chartReaders,
        ["GET /ask/{corpus}/{number:int}"] = chartReaders,
        ["POST /ask/{corpus}/{number:int}"] = chartReaders,
        ["GET /api/messages"] = chartReaders,
        ["POST /api/messages"] = chartChangers,
        ["POST /api/messages/triage"] = chartReaders,
        ["POST /api/messages/{id}/draft"] = draftReaders,
        ["GET /messages"] = chartReaders,
        ["POST /messages"] = chartReaders,
        ["GET /messages/{id}"] = chartReaders,
        ["POST /messages/{id}"] = chartReaders,
        ["POST /api/visit-summaries"] = draftReaders,
        ["GET /visit-summary"] = draftReaders,
        ["POST /visit-summary"] = draftReaders,
        ["GET /figures"] = deskReaders,
        ["POST /figures"] = deskReaders,
        ["GET /visits/new"] = draftReaders,
        ["POST /visits/new"] = draftReaders,
        ["GET /visits/writing/{id:guid}"] = draftReaders,
        ["POST /visits/writing/{id:guid}"] = draftReaders,
        ["GET /visits/live"] = draftReaders,
        ["POST /visits/live"] = draftReaders,
        ["GET /visits/live/{id:guid}"] = draftReaders,
        ["POST /visits/live/{id:guid}"] = draftReaders,
        ["POST /drafts/{id:guid}/decide"] = deskEditors,
        ["POST /drafts/{id:guid}/edit"] = deskEditors,
        ["POST /drafts/{id:guid}/add"] = deskEditors,
        ["POST /drafts/{id:guid}/send-back"] = deskEditors,
        ["POST /drafts/{id:guid}/sign"] = signers,
        ["GET /drafts/{id:guid}/signed"] = noteReaders,
        ["POST /drafts/{id:guid}/signed"] = noteReaders,
        ["GET /drafts/{id:guid}/note.txt"] = noteReaders,
        ["GET /drafts/{id:guid}/note.md"] = noteReaders,
        ["GET /drafts/{id:guid}/note.pdf"] = noteReaders,
        ["GET /drafts/{id:guid}/note.fhir.json"] = noteReaders,

        ["GET /patients"] = chartReaders,
        ["POST /patients"] = chartReaders,
        ["GET /patients/{id}"] = chartReaders,
        ["POST /patients/{id}"] = chartReaders,
        ["GET /patients/{id}/results"] = chartReaders,
        ["POST /patients/{id}/results"] = chartReaders,
        ["GET /patients/{id}/timeline"] = chartReaders,
        ["POST /patients/{id}/timeline"] = chartReaders,
        ["GET /patients/{id}/history"] = chartReaders,
        ["POST /patients/{id}/history"] = chartReaders,
        ["GET /evidence/{type}/{resource}"] = chartReaders,
        ["POST /evidence/{type}/{resource}"] = chartReaders,
        ["GET /patients/look-alikes/"] = chartChangers,
        ["POST /patients/look-alikes/"] = chartChangers,
        ["GET /import/"] = chartChangers,
        ["POST /import/"] = chartChangers,
        ["GET /import/{id:guid}"] = chartChangers,
        ["POST /import/{id:guid}/start"] = chartChangers,
        ["POST /import/{id:guid}/cancel"] = chartChangers,
        ["POST /import/{id:guid}/discard"] = chartChangers,
        ["GET /import/{id:guid}/errors.csv"] = chartChangers,

        ["GET /break-glass/"] = glassBreakers,
        ["POST /break-glass/"] = glassBreakers,
        ["POST /break-glass/close"] = glassBreakers,
        ["POST /api/break-glass"] = glassBreakers,

        ["GET /models/"] = administrators,
        ["POST /models/{name}/test"] = administrators,
        ["GET /people/"] = administrators,
        ["POST /people/"] = administrators,
        ["POST /people/{person:guid}/change"] = administrators,
        ["POST /people/{person:guid}/disable"] = administrators,
        ["POST /people/{person:guid}/enable"] = administrators,
        ["POST /people/{person:guid}/link"] = administrators,
        ["POST /people/restricted/"] = administrators,
        ["POST /people/restricted/release"] = administrators,
        ["GET /api/people/"] = administrators,
        ["POST /api/people/"] = administrators,
        ["PUT /api/people/{person:guid}"] = administrators,
        ["POST /api/people/{person:guid}/link"] = administrators,
        ["POST /api/people/{person:guid}/disable"] = administrators,
        ["POST /api/people/{person:guid}/enable"] = administrators,
        ["GET /api/restricted-patients/"] = administrators,
        ["PUT /api/restricted-patients/{patient}"] = administrators,
        ["DELETE /api/restricted-patients/{patient}"] = administrators,

        ["GET /fhir/metadata"] = null,
        ["GET /fhir/.well-known/smart-configuration"] = null,
        ["GET /.well-known/smart-configuration"] = null,
        ["GET /.well-known/jwks.json"] = null,
        ["POST /auth/token"] = null,
        ["GET /smart/launch"] = null,
        ["GET /smart/start"] = null,
        ["GET /smart/callback"] = null,
        ["GET /fhir/{type}/{id}"] = chartReaders,
        ["GET /fhir/{type}/{id}/_history/{version}"] = chartReaders,
        ["GET /fhir/{type}/{id}/_history"] = chartReaders,
        ["GET /fhir/{type}/_history"] = chartReaders,
        ["GET /fhir/_history"] = chartReaders,
        ["GET /fhir/$export"] = chartExporters,
        ["POST /fhir/$export"] = chartExporters,
        ["GET /fhir/Patient/$export"] = chartExporters,
        ["POST /fhir/Patient/$export"] = chartExporters,
        ["GET /fhir/Group/{id}/$export"] = chartExporters,
        ["POST /fhir/Group/{id}/$export"] = chartExporters,
        ["GET /fhir/jobs/{job}"] = chartExporters,
        ["DELETE /fhir/jobs/{job}"] = chartExporters,
        ["GET /fhir/jobs/{job}/{file}"] = chartExporters,
        ["POST /fhir/"] = chartReaders,
        ["GET /fhir/{type}"] = chartReaders,
        ["POST /fhir/{type}/_search"] = chartReaders,
        ["GET /fhir/Patient/{id}/$everything"] = chartReaders,
        ["PUT /fhir/{type}"] = chartChangers,
        ["DELETE /fhir/{type}"] = chartChangers,
        ["POST /fhir/{type}/$validate"] = chartReaders,
        ["POST /fhir/{type}/{id}/$validate"] = chartReaders,
        ["GET /fhir/{type}/{id}/$validate"] = chartReaders,
        ["POST /fhir/{type}"] = chartChangers,
        ["PUT /fhir/{type}/{id}"] = chartChangers,
        ["PATCH /fhir/{type}/{id}"] = chartChangers,
        ["DELETE /fhir/{type}/{id}"] = chartChangers,

        ["GET /audit"] = auditors,
        ["GET /api/audit"] = auditors,
        ["GET /api/audit/export"] = auditors,
        ["GET /api/ledger/checkpoint"] = auditors,
        ["GET /api/ledger/export"] = auditors,
    };

    private Workplace workplace = null!;

    public async ValueTask InitializeAsync() => workplace = await Workplace.OpenAsync();

    public ValueTask DisposeAsync() => workplace.DisposeAsync();

    [Fact]
    public void Every_route_is_in_the_matrix_and_every_line_is_a_route()
    {
        var routes = Routes().Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Equal("", string.Join('\n', routes.Except(matrix.Keys).Select(r => $"not in the matrix: {r}").Concat(matrix.Keys.Except(routes).Select(r => $"no such route: {r}")).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_gets_past_a_door()
    {
        using var visitor = workplace.Visit();
        foreach (var (key, method, path) in Routes().Where(r => matrix[r.Key] is not null))
        {
            using var answer = await visitor.Http.SendAsync(new HttpRequestMessage(method, path), TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized, $"{key} answered {answer.StatusCode} to nobody.");
        }
    }

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Nurse)]
    [InlineData(Role.Coder)]
    [InlineData(Role.Researcher)]
    [InlineData(Role.Trainee)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.DataSteward)]
    public async Task A_role_gets_past_its_own_doors_and_no_other(Role role)
    {
        var person = await workplace.HireAsync("somebody", role);
        var wrong = new List<string>();
        foreach (var (key, method, path) in Routes())
        {
            // a new session each time: some routes end it
            using var visitor = await workplace.SeatAsync(person);
            using var answer = method == HttpMethod.Get ? await visitor.GetAsync(path, "*/*") : await visitor.SendAsync(method, path);
            var expired = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("form has expired", StringComparison.Ordinal);
            Assert.False(expired, $"{key}: the test's own form token was refused.");
            var passed = answer.StatusCode is not HttpStatusCode.Forbidden and not HttpStatusCode.Unauthorized || key is "POST /sign-in";
            if (passed != (matrix[key]?.Contains(role) ?? true))
                wrong.Add($"{key} answered {answer.StatusCode}");
        }
        Assert.Empty(wrong);
    }

    private IEnumerable<(string Key, HttpMethod Method, string Path)> Routes() =>
        from endpoint in workplace.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
        from method in methods
        where method is not "HEAD" and not "OPTIONS"
        let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        select ($"{method} {pattern}", method is "*" ? HttpMethod.Get : new HttpMethod(method), Fill(endpoint));

    /// <summary>An address of the route, about something that does not exist.</summary>
    private static string Fill(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "id" or "person" } => "01976d5a-0000-7000-8000-000000000000",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "documentName" } => "openapi",
        _ => "7",
    }))));
}
