using System.Text;
using Salus.Fhir;
using Salus.Trust;
using Salus.Workbench.Exchange;
using Salus.Workbench.Imports;

namespace Salus.Tests.Workbench.Exchange;

/// <summary>Tables with a mapping file: what rows become, and what is said of those that cannot.</summary>
public sealed class CsvFormatTests
{
    private const string Mapping = """
        {
          "timeZone": "Europe/Berlin",
          "resources": [
            { "type": "Patient", "id": ["mrn"], "set": {
                "identifier[0].system": "http://north.example/mrn", "identifier[0].value": { "column": "mrn" },
                "name[0].family": { "column": "last", "required": true }, "name[0].given[0]": { "column": "first" },
                "birthDate": { "column": "born", "date": "dd/MM/yyyy" },
                "gender": { "column": "sex", "codes": { "F": "female", "M": "male" } } } },
            { "type": "Observation", "id": ["mrn", "taken"], "when": "potassium", "set": {
                "status": "final", "code.coding[0].system": "http://loinc.org", "code.coding[0].code": "2823-3",
                "subject.reference": { "reference": "Patient" }, "effectiveDateTime": { "column": "taken", "date": "yyyy-MM-dd HH:mm" },
                "valueQuantity.value": { "column": "potassium", "decimalMark": "," }, "valueQuantity.unit": "mmol/L",
                "referenceRange[0].text": { "column": "range" } } }
          ]
        }
        """;

    private const string Header = "mrn;last;first;born;sex;taken;potassium;range\n";

    [Fact]
    public async Task A_row_becomes_its_resources()
    {
        var item = Assert.Single(await ReadAsync(Header + "4711;Berg;Ida;29/02/1980;F;2026-03-01 08:30;5,90;\"3,5; 5,1\"\n"));
        var resources = item.Resource!.All("entry").Select(e => e["resource"]!).ToArray();
        Assert.Equal(("Patient", "Berg", "1980-02-29", "female"), (resources[0].ResourceType, resources[0].ValueAt("Patient.name.family"), resources[0]["birthDate"]!.Value, resources[0]["gender"]!.Value));
        Assert.Equal(("5.90", "2026-03-01T08:30:00+01:00", $"Patient/{resources[0].Id}", "3,5; 5,1"),
            (resources[1].ValueAt("Observation.valueQuantity.value"), resources[1]["effectiveDateTime"]!.Value, resources[1].ValueAt("Observation.subject.reference"), resources[1].ValueAt("Observation.referenceRange.text")));
        Assert.Equal(FhirValueKind.Number, resources[1]["valueQuantity"]!["value"]!.Kind);
        Assert.True(resources[1]["referenceRange"]!.InList);
        Assert.Equal(item.Resource, (await ReadAsync(Header + "4711;Berg;Ida;29/02/1980;F;2026-03-01 08:30;5,90;\"3,5; 5,1\"\n"))[0].Resource);
    }

    [Fact]
    public async Task An_element_whose_columns_are_empty_is_left_out_with_its_constants()
    {
        var patient = (await ReadAsync(Header + "4711;Berg;;;;;;\n"))[0].Resource!.All("entry").Select(e => e["resource"]!).Single();
        Assert.Equal("{\"resourceType\":\"Patient\",\"id\":\"" + patient.Id + "\",\"identifier\":[{\"system\":\"http://north.example/mrn\",\"value\":\"4711\"}],\"name\":[{\"family\":\"Berg\"}]}", patient.ToJson());
    }

    [Theory]
    [InlineData("4711;;Ida;;;;;", "Column last")]
    [InlineData(";Berg;Ida;;;;;", "Column mrn")]
    [InlineData("4711;Berg;Ida;31/02/1980;;;;", "Column born")]
    [InlineData("4711;Berg;Ida;;X;;;", "Column sex")]
    [InlineData("4711;Berg;Ida;;;2026-03-01 08:30;high;", "Column potassium")]
    [InlineData("4711;Berg;Ida;;;2026-03-29 02:30;5;", "Column taken")]
    [InlineData("4711;Berg;Ida;;;;;;;;", "more fields")]
    [InlineData("4711;Be\"rg;Ida;;;;;", "CSV")]
    public async Task A_row_that_cannot_be_taken_is_named_and_the_next_one_read(string row, string reason)
    {
        var items = await ReadAsync($"{Header}{row}\n4712;Holm;Bo;;;;;\n");
        var refused = Assert.Single(items, i => i.Resource is null);
        Assert.Contains(reason, refused.Fault, StringComparison.Ordinal);
        Assert.Equal(2, refused.Position);
        Assert.DoesNotContain("high", refused.Fault, StringComparison.Ordinal);
        Assert.Single(items, i => i.Resource is not null);
    }

    [Theory]
    [InlineData("mrn,last\n1,B\n", null, "lacks columns")]
    [InlineData("", null, "no header")]
    [InlineData(Header, "{}", "mapping")]
    [InlineData(Header, "{\"resources\":[]}", "no resources")]
    [InlineData(Header, "{\"resources\":[{\"type\":\"Person7\",\"id\":[\"mrn\"],\"set\":{}}]}", "does not have")]
    [InlineData(Header, "{\"resources\":[{\"type\":\"Patient\",\"id\":[\"mrn\"],\"set\":{\"surname\":\"x\"}}]}", "no element")]
    [InlineData(Header, "{\"resources\":[{\"type\":\"Patient\",\"id\":[\"mrn\"],\"set\":{\"name[0]\":\"x\"}}]}", "elements of its own")]
    [InlineData(Header, "{\"resources\":[{\"type\":\"Patient\",\"id\":[\"mrn\"],\"set\":{\"gender[1]\":\"x\"}}]}", "no element")]
    [InlineData(Header, "{\"resources\":[{\"type\":\"Patient\",\"id\":[],\"set\":{}}]}", "'id'")]
    [InlineData(Header, "{\"resources\":[{\"type\":\"Observation\",\"id\":[\"mrn\"],\"set\":{\"subject.reference\":{\"reference\":\"Patient\"}}}]}", "not listed before")]
    [InlineData(Header, "{\"timeZone\":\"Moon\",\"resources\":[{\"type\":\"Patient\",\"id\":[\"mrn\"],\"set\":{}}]}", "time zone")]
    public async Task A_table_or_mapping_that_does_not_fit_is_refused(string table, string? mapping, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<ImportFormatException>(() => ReadAsync(table, mapping ?? Mapping))).Message, StringComparison.Ordinal);

    private static async Task<List<ImportItem>> ReadAsync(string table, string mapping = Mapping)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, mapping, TestContext.Current.CancellationToken);
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(table));
            return await new CsvFormat().ReadAsync(stream, new ImportedFile("table.csv", "north", file), CancellationToken.None).ToListAsync();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
