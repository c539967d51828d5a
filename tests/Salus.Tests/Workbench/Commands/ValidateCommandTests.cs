namespace Salus.Tests.Workbench.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly Terminal salus = new();

    public void Dispose() => salus.Dispose();

    private async Task<string> FileAsync(string name, string content)
    {
        var file = salus.File(name);
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return file;
    }

    private Task<string> ProfileAsync() => FileAsync("profile.json", """
        {"resourceType":"StructureDefinition","url":"http://clinic.test/profile","name":"Test","status":"draft","kind":"resource","abstract":false,"type":"Patient",
        "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}}
        """);

    [Fact]
    public async Task Says_what_is_wrong_where_and_counts()
    {
        var file = await FileAsync("p.json", """{"resourceType":"Patient","gender":"f"}""");
        var call = await salus.RunAsync("validate", file);
        Assert.Equal(1, call.Code);
        Assert.Contains("p.json: error: Patient.gender (line 1, column", call.Out, StringComparison.Ordinal);
        Assert.Contains("1 resources, 1 errors", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_xml_and_every_line_of_ndjson()
    {
        var xml = await FileAsync("p.xml", """<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>""");
        var lines = await FileAsync("p.ndjson", "{\"resourceType\":\"Patient\",\"active\":true}\n\n{\"resourceType\":\"Patient\",\"active\":1}\n");
        Assert.Equal(0, (await salus.RunAsync("validate", xml)).Code);
        var call = await salus.RunAsync("validate", lines);
        Assert.Contains("p.ndjson:3: error: Patient.active", call.Out, StringComparison.Ordinal);
        Assert.Contains("2 resources, 1 errors", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demands_a_profile_that_the_caller_brings()
    {
        var file = await FileAsync("p.json", """{"resourceType":"Patient","active":true}""");
        var profile = await ProfileAsync();
        var call = await salus.RunAsync("validate", file, "--profile", "http://clinic.test/profile", "--package", profile, "--json");
        Assert.Equal(1, call.Code);
        Assert.Contains("\"resourceType\":\"OperationOutcome\"", call.Out, StringComparison.Ordinal);
        Assert.Contains("birthDate", call.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.json")]
    [InlineData("p.json --profile http://clinic.test/unknown")]
    [InlineData("p.json --package p.txt")]
    public async Task A_call_that_names_what_is_not_there_is_wrong(string arguments)
    {
        await FileAsync("p.json", """{"resourceType":"Patient","active":true}""");
        await FileAsync("p.txt", "no package");
        var args = arguments.Split(' ').Select(a => a.StartsWith("p.", StringComparison.Ordinal) ? salus.File(a) : a);
        var call = await salus.RunAsync(["validate", .. args]);
        Assert.Equal(2, call.Code);
        Assert.NotEmpty(call.Error);
    }

    [Fact]
    public async Task Scores_the_parts_whose_data_are_there_and_lists_the_others()
    {
        Directory.CreateDirectory(salus.File("data/validator/files"));
        Directory.CreateDirectory(salus.File("data/validator/outcomes/java"));
        await FileAsync("data/validator/manifest.json", """
            [{"name":"good","file":"good.json","version":"4.0","java":"java/good.json"},{"name":"bad","file":"bad.json","version":"4.0","java":"java/bad.json"},
            {"name":"strict","file":"good.json","version":"4.0","java":"java/bad.json"},{"name":"without","file":"good.json","version":"4.0","java":"java/none.json"}]
            """);
        await FileAsync("data/validator/files/good.json", """{"resourceType":"Patient","active":true}""");
        await FileAsync("data/validator/files/bad.json", """{"resourceType":"Patient","active":"yes"}""");
        await FileAsync("data/validator/outcomes/java/good.json", """{"resourceType":"OperationOutcome"}""");
        await FileAsync("data/validator/outcomes/java/bad.json", """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]}""");
        var call = await salus.RunAsync("evaluate", "fhir", "--data", salus.File("data"));
        Assert.Equal(1, call.Code);
        Assert.Contains("66.67", call.Out, StringComparison.Ordinal);
        Assert.Contains("strict: the reference finds an error, we do not", call.Out, StringComparison.Ordinal);
        Assert.Contains("FHIRPath: absent", call.Out, StringComparison.Ordinal);
    }
}
