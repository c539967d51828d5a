using System.Text;
using Salus.Fhir;

namespace Salus.Tests.Fhir;

public sealed class FhirReadingTests
{
    [Fact]
    public void All_problems_of_the_form_are_collected_and_the_rest_is_read()
    {
        var reading = FhirReading.Json(Encoding.UTF8.GetBytes("""
            {
              "resourceType": "Patient", // who
              "id": "a",
              "id": "b",
              "active": null,
              "name": [ { "family": "Okafor", "given": ["Ada", ["x"], {"y": 1}, null] }, ],
              "telecom": [],
              "_gender": 7,
              "birthDate": "1961-03-04",
              "_birthDate": [ { "id": "x" } ],
              "contained": [ { "resourceType": 5 } ]
            }
            """));
        Assert.Equal("""{"resourceType":"Patient","id":"a","name":[{"family":"Okafor","given":["Ada"]}],"birthDate":"1961-03-04","contained":[{}]}""", reading.Node!.ToJson());
        Assert.Equal(
            [
                "Comment 2:30 resourceType", "DuplicateProperty 4:3 id", "Null 5:13 active", "NestedArray 6:52 name[0].given[1]", "MixedArray 6:59 name[0].given[2]",
                "Null 6:69 name[0].given", "TrailingComma 6:76 name[0]", "EmptyArray 7:14 telecom", "Twin 8:14 _gender", "ResourceType 11:36 contained[0].resourceType", "Twin 10:17 _birthDate",
            ],
            reading.Problems.Select(p => $"{p.Kind} {p.Position.Line}:{p.Position.Column} {p.Path}"));
    }

    [Fact]
    public void What_cannot_be_read_on_is_the_last_problem()
    {
        var reading = FhirReading.Json("{\"resourceType\":\"Patient\",\"id\":null,\"x\":tru}"u8);
        Assert.Null(reading.Node);
        Assert.Equal([FhirReadProblemKind.Null, FhirReadProblemKind.Unreadable], reading.Problems.Select(p => p.Kind));
    }

    [Fact]
    public void An_object_without_resource_type_is_a_problem() =>
        Assert.Equal((FhirReadProblemKind.ResourceType, new FhirPosition(1, 2)), FhirReading.Json(" {\"id\":\"a\"}"u8).Problems.Select(p => (p.Kind, p.Position)).Single());

    [Fact]
    public void Problems_are_bounded()
    {
        var reading = FhirReading.Json(Encoding.UTF8.GetBytes("{\"resourceType\":\"P\"" + string.Concat(Enumerable.Repeat(",\"x\":1", 5000)) + "}"));
        Assert.Equal(FhirReading.MostProblems, reading.Problems.Length);
        Assert.Equal(FhirReadProblemKind.Unreadable, reading.Problems[^1].Kind);
    }

    [Fact]
    public void A_good_resource_has_no_problems() => Assert.Empty(FhirReading.Json("{\"resourceType\":\"P\",\"x\":[1,2]}"u8).Problems);
}
