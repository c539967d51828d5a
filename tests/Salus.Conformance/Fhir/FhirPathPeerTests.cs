using System.Globalization;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Paths;

namespace Salus.Conformance.Fhir;

/// <summary>
/// The same expressions by the npm package <c>fhirpath</c>: a second reading of the specification.
/// Left out is what that package does not have (precision, %loinc, resolve without waiting) and where it departs: it minds the order in
/// <c>(1 | 2) ~ (2 | 1)</c>, and arithmetic loses the offset of a dateTime.
/// </summary>
public sealed class FhirPathPeerTests(ITestOutputHelper output)
{
    private const string Resource = """
        {"resourceType":"Observation","id":"o1","status":"final",
         "contained":[{"resourceType":"Patient","id":"kim","name":[{"family":"Adeyemi","given":["Kim"]}]}],
         "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}],
         "code":{"coding":[{"system":"http://loinc.org","code":"8480-6"},{"system":"urn:local","code":"SYS"}],"text":"Systolic pressure"},
         "subject":{"reference":"#kim"},"effectiveDateTime":"2026-02-03T08:30:00+01:00","issued":"2026-02-03T09:00:00.000Z",
         "valueQuantity":{"value":128.5,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"},
         "referenceRange":[{"low":{"value":90,"system":"http://unitsofmeasure.org","code":"mm[Hg]"},"high":{"value":140,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},{"text":"by age"}],
         "component":[{"code":{"text":"first"},"valueInteger":3},{"code":{"text":"second"},"valueString":"abc"},{"code":{"text":"third"},"valueBoolean":true}],
         "note":[{"text":"sitting"},{"text":"left arm"}]}
        """;

    private static readonly string[] Expressions =
    [
        "status", "Observation.code.coding.code", "code.coding.where(system = 'http://loinc.org').code", "code.coding[1].system", "value.value", "value.unit",
        "Observation.value is Quantity", "component.value is Quantity", "component.value.ofType(integer)", "component.value.ofType(string).length()", "component.where(value is boolean).code.text",
        "component.count()", "component.code.text.first()", "component.code.text.last()", "component.code.text.tail()", "component.skip(1).take(1).code.text",
        "component.exists(code.text = 'second')", "component.all(code.exists())", "component.select(code.text & '!')", "component.code.text.join('+')",
        "note.text.combine(component.code.text).count()", "note.text | note.text", "note.text.intersect('sitting' | 'x')", "note.text.exclude('sitting')", "note.text.isDistinct()",
        "contained.name.given", "contained.type().name", "descendants().ofType(Coding).code", "children().count() > 5", "repeat(component).count()",
        "referenceRange.where(low.exists()).low.value", "referenceRange.low.value < value.value", "value > 100 'mm[Hg]'", "value = 128.5 'mm[Hg]'", "value < 20 'kPa'",
        "effective < @2026-02-03T08:00:00Z", "effective = @2026-02-03T07:30:00Z", "issued > effective", "effective.is(dateTime)", "issued.is(instant)", "@2026-01-31 + 1 month", "@2024-02-29 + 1 year",
        "@2026-02-03T10:00:00Z + 90 minutes = @2026-02-03T11:30:00Z", "@T10:30 < @T11:00", "@2026-01 = @2026", "@2026 < @2027-01", "today() >= @2020-01-01",
        "1 + 2 * 3", "7 div 2", "7 mod 2", "7 / 2", "2.5 + 1", "10 'mg' + 5 'mg' = 15 'mg'", "1 'g' = 1000 'mg'", "2 hours = 120 minutes", "(-5).abs()", "2.power(10)", "9.sqrt()", "1.7.round(0)", "(-1.5).truncate()", "1.2.ceiling()",
        "'abc'.upper()", "'abc'.substring(1)", "'abc'.indexOf('c')", "'abc'.startsWith('ab')", "'a,b,c'.split(',')", "'abc'.toChars()", "'abc'.matches('b')", "'abc'.replaceMatches('[ab]', 'x')", "'abc'.replace('b', '')", "' x '.trim()", "'ab'.encode('hex')", "'YWI='.decode('base64')",
        "true and {}", "false and {}", "true or {}", "true xor false", "{} implies true", "true.not()", "{}.not()", "iif(status = 'final', 'yes', 'no')", "(1 | 2 | 3).aggregate($this + $total, 0)", "(3 | 1 | 2).where($this > 1)",
        "'1'.toInteger()", "'x'.toInteger()", "'1.50'.toDecimal()", "1.toString()", "'true'.toBoolean()", "'2026-02-03'.toDate()", "'4 days'.toQuantity() = 4 days", "1.convertsToDecimal()", "'a'.convertsToInteger()",
        "1 in (1 | 2)", "(1 | 2) contains 3", "'A  b' ~ 'a B'", "1.10 ~ 1.1", "(1 | 2) = (2 | 1)", "1 = {}", "code.coding.code.subsetOf(code.coding.code)", "defineVariable('s', status).select(%s)",
        "%ucum", "%resource.id", "%context.id", "trace('t').id", "1.587.lowBoundary()", "1.587.highBoundary()", "component[0].code.text.hasValue()",
    ];

    [Fact]
    public async Task A_second_implementation_gives_the_same_values()
    {
        var file = Path.GetTempFileName();
        string[] theirs;
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { resource = JsonSerializer.Deserialize<JsonElement>(Resource), expressions = Expressions }), TestContext.Current.CancellationToken);
            theirs = await Peers.RunAsync("fhirpath.mjs", "values", file);
        }
        finally
        {
            File.Delete(file);
        }
        var node = FhirNode.Parse(Resource);
        var differences = new List<string>();
        foreach (var (expression, line) in Expressions.Zip(theirs))
        {
            var ours = Ours(expression, node);
            using var their = JsonDocument.Parse(line);
            var foreign = their.RootElement.ValueKind is JsonValueKind.Array
                ? their.RootElement.EnumerateArray().Select(v => Plain(v.GetString()!)).ToArray()
                : ["error"];
            if (!ours.SequenceEqual(foreign))
                differences.Add($"{expression}: ours {string.Join(" ", ours)}; theirs {string.Join(" ", foreign)} {(their.RootElement.ValueKind is JsonValueKind.Object ? line : "")}");
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Expressions.Length - differences.Count} of {Expressions.Length} expressions alike"));
        foreach (var difference in differences)
            output.WriteLine(difference);
        Assert.Equal(Expressions.Length, theirs.Length);
        Assert.Empty(differences);
    }

    private static string[] Ours(string expression, FhirNode node)
    {
        try
        {
            return [.. FhirPath.Parse(expression).Evaluate(node).Select(v => Plain(v.Text ?? "{}"))];
        }
        catch (FhirPathException)
        {
            return ["error"];
        }
    }

    /// <summary>JavaScript has no digits after the last that counts.</summary>
    private static string Plain(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("0.############", CultureInfo.InvariantCulture) : text;
}
