using System.Text.Json.Nodes;
using Salus.Tests.Workbench.Commands;

namespace Salus.Tests.Workbench.Smart;

public sealed class PullCommandTests
{
    [Fact]
    public async Task Pulls_a_bulk_export_through_the_import_door_twice_to_the_same_state()
    {
        await using var ehr = await Ehr.OpenAsync();
        using var salus = new Terminal();
        string[] call = ["fhir", "pull", ehr.Address.AbsoluteUri, "--source", "ehr", "--client-id", "salus", "--json"];
        var first = await salus.RunAsync(call);
        Assert.True(first.Code == 0, first.Error);
        Assert.Equal(2, JsonNode.Parse(first.Out)!["summary"]!["added"]!.GetValue<int>());
        Assert.Equal("client_credentials", ehr.Form["grant_type"]);
        var second = await salus.RunAsync(call);
        Assert.Equal(2, JsonNode.Parse(second.Out)!["summary"]!["unchanged"]!.GetValue<int>());
    }

    [Fact]
    public async Task Registers_programs_and_EHRs_and_says_what_is_wrong_with_a_call()
    {
        using var salus = new Terminal();
        await salus.RunAsync("users", "add", "ada", "--name", "Dr. Ada Marsh", "--role", "clinician");
        var keys = Path.Combine(salus.Home.FullName, "jwks.json");
        await File.WriteAllTextAsync(keys, (await salus.RunAsync("fhir", "keys")).Out, TestContext.Current.CancellationToken);
        var id = (await salus.RunAsync("fhir", "client", "warehouse", "--account", "ada", "--scope", "system/*.rs", "--keys", keys)).Out.Trim();
        Assert.Contains(id, (await salus.RunAsync("fhir", "clients")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await salus.RunAsync("fhir", "close-client", id)).Code);
        Assert.Equal(1, (await salus.RunAsync("fhir", "close-client", id)).Code);
        Assert.Equal(0, (await salus.RunAsync("fhir", "connect", "https://ehr.example/r4", "--source", "ehr", "--client-id", "salus")).Code);
        Assert.Equal(0, (await salus.RunAsync("fhir", "user", "https://ehr.example/r4/", "Practitioner/7", "ada")).Code);
        Assert.Contains("https://ehr.example/r4", (await salus.RunAsync("fhir", "connections")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await salus.RunAsync("fhir", "disconnect", "https://ehr.example/r4")).Code);
        Assert.Equal(2, (await salus.RunAsync("fhir", "connect", "nonsense", "--source", "ehr", "--client-id", "salus")).Code);
        Assert.Equal(2, (await salus.RunAsync("fhir", "client", "x", "--account", "nobody", "--scope", "system/*.rs", "--keys", keys)).Code);
        Assert.Equal(2, (await salus.RunAsync("fhir", "client", "x", "--account", "ada", "--scope", "dragon", "--keys", keys)).Code);
    }
}
