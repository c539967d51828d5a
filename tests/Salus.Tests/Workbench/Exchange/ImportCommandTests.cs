using System.Text.Json.Nodes;
using Salus.Fhir;
using Salus.Tests.Workbench.Commands;

namespace Salus.Tests.Workbench.Exchange;

/// <summary><c>salus import</c> on files of every kind, as a script calls it.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Admission =
        "MSH|^~\\&|REG|NORTH|||20260301101500+0100||ADT^A01|adt-1|P|2.5.1\rEVN|A01|20260301101400\rPID|1||4711^^^NORTH^MR||Berg^Ida||19800229|F\rPV1|1|I|||||||||||||||||V-1^^^NORTH^VN\r";

    private const string Order =
        "MSH|^~\\&|EHR|NORTH|||20260301113000+0100||OML^O21|oml-1|P|2.5.1\rPID|1||4711^^^NORTH^MR||Berg\rPV1|1|I|||||||||||||||||V-1^^^NORTH^VN\rORC|NW|P-5^NORTH\rOBR|1|P-5^NORTH||718-7^Haemoglobin^LN\r";

    private readonly Terminal salus = new();

    public void Dispose() => salus.Dispose();

    [Fact]
    public async Task Messages_come_in_once_however_often_they_are_imported()
    {
        await HireAsync();
        var file = await WriteAsync("feed.hl7", Admission + Order);
        var first = await ImportAsync(file);
        Assert.Equal(0, first.Code);
        Assert.True((long)first.Json["added"]! > 5);
        var second = await ImportAsync(file);
        Assert.Equal((0L, 0L), ((long)second.Json["added"]!, (long)second.Json["changed"]!));
    }

    [Fact]
    public async Task An_order_leaves_the_patient_as_the_admission_told()
    {
        await HireAsync();
        await ImportAsync(await WriteAsync("adt.hl7", Admission));
        var order = await ImportAsync(await WriteAsync("oml.hl7", Order));
        Assert.Equal(0L, (long)order.Json["changed"]!);
    }

    [Fact]
    public async Task A_bad_message_is_written_to_the_error_file_and_the_others_come_in()
    {
        await HireAsync();
        var file = await WriteAsync("feed.hl7", Admission + "MSH|^~\\&|A|B|||2026||ADT^A01|adt-2|P|2.5\rPID|1||||Berg\r" + Order);
        var import = await ImportAsync(file, "--errors", salus.File("errors.ndjson"));
        Assert.Equal(1, import.Code);
        Assert.Equal(1L, (long)import.Json["errors"]!);
        Assert.True((long)import.Json["added"]! > 5);
        var lines = await File.ReadAllLinesAsync(salus.File("errors.ndjson"), TestContext.Current.CancellationToken);
        var outcomes = lines.Select(l => FhirNode.Parse(l)).ToList();
        var error = Assert.Single(outcomes, o => o.ValueAt("OperationOutcome.issue.severity") == "error");
        Assert.Equal("feed.hl7, line 5", error.ValueAt("OperationOutcome.issue.diagnostics"));
        Assert.Contains("no identifier", error.ValueAt("OperationOutcome.issue.details.text"), StringComparison.Ordinal);
        Assert.DoesNotContain("Berg", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_shows_resources_and_stores_nothing()
    {
        await HireAsync();
        var file = await WriteAsync("adt.hl7", Admission);
        var preview = await salus.RunAsync("import", file, "--source", "north", "--preview", "--json");
        Assert.Equal(0, preview.Code);
        Assert.Equal("Bundle", FhirNode.Parse(preview.Out.Trim()).ResourceType);
        Assert.True((long)(await ImportAsync(file)).Json["added"]! > 3);
    }

    [Fact]
    public async Task Resources_and_lines_of_resources_come_in()
    {
        await HireAsync();
        var import = await ImportAsync(await WriteAsync("patients.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"a\"}\nnot json\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n"));
        Assert.Equal((2L, 1L), ((long)import.Json["added"]!, (long)import.Json["errors"]!));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("just words", "begins like nothing")]
    public async Task A_file_that_nobody_reads_is_refused(string content, string reason)
    {
        await HireAsync();
        var call = await salus.RunAsync("import", await WriteAsync("file.txt", content), "--source", "north");
        Assert.Equal(1, call.Code);
        Assert.Contains(reason, call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_may_change_charts_imports()
    {
        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "ann", "--name", "Ann Lee", "--role", "auditor", "--password-stdin"]);
        Assert.Equal(1, (await salus.RunAsync("import", await WriteAsync("adt.hl7", Admission), "--source", "north", "--as", "ann")).Code);
    }

    private async Task<(int Code, JsonNode Json)> ImportAsync(string file, params string[] more)
    {
        var call = await salus.RunAsync(["import", file, "--source", "north", "--json", .. more]);
        Assert.True(call.Out.Length > 0, call.Error);
        return (call.Code, JsonNode.Parse(call.Out)!);
    }

    private async Task HireAsync() =>
        Assert.Equal(0, (await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "ada", "--name", "Dr. Ada Marsh", "--role", "clinician", "--role", "administrator", "--password-stdin"])).Code);

    private async Task<string> WriteAsync(string name, string content)
    {
        await File.WriteAllTextAsync(salus.File(name), content, TestContext.Current.CancellationToken);
        return salus.File(name);
    }
}
