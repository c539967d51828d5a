using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Salus.Fhir;
using Salus.Fhir.Client;
using Salus.Tests.Trust;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Conformance.Fhir;

/// <summary>Our FHIR client against a foreign server, and foreign clients against ours.</summary>
public sealed class FhirRestPeerTests
{
    [Fact]
    public async Task Our_client_reads_searches_transacts_and_writes_a_signed_note_back()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var server = Peers.Start("fhir-server.mjs");
        try
        {
            var address = await server.StandardOutput.ReadLineAsync(cancel);
            Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal);
            using var client = new FhirClient(new Uri(address!));
            var created = await client.CreateAsync(FhirNode.Parse("""{"resourceType":"Patient","name":[{"family":"Roe"}],"identifier":[{"system":"http://a.example","value":"1"}]}"""), cancel: cancel);
            Assert.Equal("Roe", (await client.ReadAsync("Patient", created.Id!, cancel)).ValueAt("name.family"));
            Assert.Equal(created.Id, Assert.Single(await client.SearchAsync("Patient", "identifier=http://a.example|1", cancel).ToListAsync(cancel)).ValueAt("resource.id"));
            await Assert.ThrowsAsync<FhirNotFoundException>(() => client.ReadAsync("Patient", "01976d5a-0000-4000-8000-000000000000", cancel));
            await client.PatchAsync("Patient", created.Id!, new JsonArray(new JsonObject { ["op"] = "add", ["path"] = "/active", ["value"] = true }), cancel: cancel);
            Assert.Equal("true", (await client.ReadAsync("Patient", created.Id!, cancel)).ValueAt("active"));

            var document = await SignedAsync(cancel);
            var answer = await client.TransactAsync(AsTransaction(document), cancel);
            Assert.All(answer.All("entry"), e => Assert.StartsWith("201", e.ValueAt("response.status"), StringComparison.Ordinal));
            var note = Assert.Single(await client.SearchAsync("DocumentReference", "status=current", cancel).ToListAsync(cancel))["resource"]!;
            var patient = note.ValueAt("subject.reference")!.Split('/');
            Assert.Equal("Patient", (await client.ReadAsync(patient[0], patient[1], cancel)).ResourceType);
            Assert.NotNull(note.ValueAt("content.attachment.data"));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Foreign_clients_use_our_server()
    {
        var folder = Directory.CreateTempSubdirectory("salus-peer-");
        await using var app = WebHost.Build(new WebOptions { Urls = [new Uri("http://127.0.0.1:0")] }, new TrustOptions($"sqlite:{Path.Combine(folder.FullName, "salus.db")}", folder), Salus.Workbench.Capabilities.All, builder => builder.Logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        var person = await app.Services.GetRequiredService<People>().AddAsync("ada", "Dr. Ada Marsh", [Role.Clinician], password: null, by: null, TestContext.Current.CancellationToken);
        var token = await app.Services.GetRequiredService<ApiTokens>().CreateAsync(person.Id, "peer", ["user/*.cruds"], TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var said = await Peers.RunAsync("fhir-clients.mjs", $"{address}/fhir", token.Secret);
        Assert.Equal(
        [
            "kit metadata 4.0.1", "kit create Kit", "kit update true 2", "kit patch false", "kit search 1", "kit history 3", "kit transaction 201 Created 201 Created", "kit delete 410",
            "smart search 1", "smart resolve Kat",
        ], said);
        await app.StopAsync(TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);
    }

    private static async Task<FhirNode> SignedAsync(CancellationToken cancel)
    {
        await using var desk = Desk.OnSqlite();
        var draft = (await desk.SubmitAsync()).Draft;
        return SignedBundle.From(await desk.Review.SignAsync(draft.Id, draft.Revision, Desk.Ada, Desk.Password, cancel), "Northgate Surgery");
    }

    /// <summary>A document as the requests that store its parts.</summary>
    private static FhirNode AsTransaction(FhirNode document) => FhirNode.Resource("Bundle",
        ("type", "transaction"),
        ("entry", FhirNode.List(document.All("entry").Select(e => (FhirElement)FhirNode.Object(
            ("fullUrl", e["fullUrl"]!.Value), ("resource", e["resource"]), ("request", FhirNode.Object(("method", "POST"), ("url", e["resource"]!.ResourceType))))))));
}
