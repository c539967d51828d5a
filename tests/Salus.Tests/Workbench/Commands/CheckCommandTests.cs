using System.Text.Json;

namespace Salus.Tests.Workbench.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private const string Visit = "Doctor: What brings you in?\nPatient: My left knee has hurt for three weeks. I take lisinopril twenty milligrams a day.\nDoctor: Any fever?\nPatient: No.\n";
    private const string Letter = "Dear colleague,\n\nMr. Okafor was seen on March 3, 2025. The MRI of the left knee shows a small effusion.\n";
    private const string Chart = """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"Patient","id":"p1","gender":"male","birthDate":"1960-05-01","name":[{"text":"Ben Okafor"}]}},
        {"resource":{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Gout"},"onsetDateTime":"2015-06-01"}},
        {"resource":{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"code":{"text":"Penicillin"}}},
        {"resource":{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"Metformin"},"dosageInstruction":[{"text":"500 mg twice daily"}]}},
        {"resource":{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},"code":{"text":"Creatinine"},"effectiveDateTime":"2025-02-20","valueQuantity":{"value":1.1,"unit":"mg/dL"}}}
        ]}
        """;

    private readonly Terminal salus = new();

    public void Dispose() => salus.Dispose();

    [Theory]
    [InlineData("Left knee pain for 3 weeks.", "supported")]
    [InlineData("He takes metformin 500 mg twice daily and lisinopril 20 mg daily.", "supported")]
    [InlineData("He is allergic to penicillin.", "supported")]
    [InlineData("Creatinine was 1.1 mg/dL on February 20, 2025.", "supported")]
    [InlineData("MRI of the left knee shows a small effusion.", "supported")]
    [InlineData("He is a 64-year-old male with gout.", "supported")]
    [InlineData("Right knee pain for 3 weeks.", "contradicted")]
    [InlineData("He takes metformin 850 mg twice daily.", "contradicted")]
    [InlineData("He reports fever.", "contradicted")]
    [InlineData("Creatinine was 2.4 mg/dL.", "contradicted")]
    [InlineData("Creatinine was 1.1 g/dL.", "contradicted")]
    [InlineData("He is allergic to sulfa.", "not-found")]
    [InlineData("He takes warfarin.", "not-found")]
    public async Task Holds_a_claim_against_conversation_letter_and_chart_together(string claim, string verdict)
    {
        var result = await salus.RunAsync("check", await FileAsync("note.txt", claim), "--source", await FileAsync("visit.txt", Visit), await FileAsync("letter.txt", Letter), await FileAsync("chart.json", Chart), "--at", "2025-03-10", "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal(verdict, Assert.Single(json.RootElement.GetProperty("claims").EnumerateArray()).GetProperty("verdict").GetString());
        Assert.Equal(verdict is not "supported", json.RootElement.GetProperty("flagged").GetBoolean());
    }

    [Fact]
    public async Task Shows_the_place_and_the_element_that_speak_of_a_claim()
    {
        var (note, visit, letter, chart) = (await FileAsync("note.txt", "Creatinine was 1.1 mg/dL. MRI of the left knee shows a small effusion. Left knee pain for 3 weeks."), await FileAsync("visit.txt", Visit), await FileAsync("letter.txt", Letter), await FileAsync("chart.json", Chart));
        var shown = (await salus.RunAsync("check", note, "--source", visit, "--source", letter, "--source", chart)).Out;
        Assert.Contains("Observation/o1 Observation.value.value", shown, StringComparison.Ordinal);
        Assert.Contains("letter.txt, line 2", shown, StringComparison.Ordinal);
        Assert.Contains("visit.txt, turn 2", shown, StringComparison.Ordinal);
        Assert.Contains("3 claims: 3 supported, 0 contradicted, 0 not found.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_source()
    {
        var note = await FileAsync("note.txt", "Knee pain.");
        Assert.Contains("--source", (await salus.RunAsync("check", note)).Error, StringComparison.Ordinal);
        Assert.Contains("no such file", (await salus.RunAsync("check", note, "--source", salus.File("none.json"))).Error, StringComparison.Ordinal);
        var two = await FileAsync("two.json", "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n");
        Assert.Contains("2 patients", (await salus.RunAsync("check", note, "--source", two)).Error, StringComparison.Ordinal);
        var broken = await FileAsync("broken.json", "{\"resourceType\":\"Patient\"}\n{\"resourceType\":\n");
        Assert.Contains("line 2", (await salus.RunAsync("check", note, "--source", broken)).Error, StringComparison.Ordinal);
    }

    private async Task<string> FileAsync(string name, string content)
    {
        var file = salus.File(name);
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return file;
    }
}
