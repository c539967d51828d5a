using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Views;

namespace Salus.Tests.Fhir.Views;

public sealed class ViewDefinitionTests
{
    private static readonly FhirNode Form = FhirNode.Parse("""
        {"resourceType":"QuestionnaireResponse","id":"q1","status":"completed","subject":{"reference":"Patient/p7"},
         "item":[{"linkId":"1","answer":[{"valueInteger":4}],"item":[{"linkId":"1.1"},{"linkId":"1.2","item":[{"linkId":"1.2.1"}]}]},{"linkId":"2","answer":[{"valueDecimal":1.50}]}]}
        """);

    private static string Run(string view) => string.Join(" ; ", ViewDefinition.Parse(view).Rows(Form).Select(row => string.Join(",", row.Select(Text))));

    private static string Text(object? value) => value switch
    {
        null => "-",
        ImmutableArray<object?> list => $"[{string.Join(" ", list.Select(Text))}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    [Fact]
    public void Rows_multiply_within_a_select_and_add_up_in_a_union() => Assert.Equal(
        "q1,1,a ; q1,2,a ; q1,1,b ; q1,2,b".Split(" ; ").Order(StringComparer.Ordinal),
        Run("""
            {"resource":"QuestionnaireResponse","select":[
              {"column":[{"name":"id","path":"getResourceKey().replace('QuestionnaireResponse/','')"}]},
              {"forEach":"item","column":[{"name":"link","path":"linkId","type":"string"}],
               "unionAll":[{"column":[{"name":"side","path":"'a'"}]},{"column":[{"name":"side","path":"'b'"}]}]}]}
            """).Split(" ; ").Order(StringComparer.Ordinal));

    [Fact]
    public void Repeat_walks_items_of_items_in_the_order_of_the_form() => Assert.Equal(
        "1,0 ; 1.1,1 ; 1.2,2 ; 1.2.1,3 ; 2,4",
        Run("""{"resource":"QuestionnaireResponse","select":[{"repeat":["item"],"column":[{"name":"link","path":"linkId","type":"string"},{"name":"n","path":"%rowIndex","type":"integer"}]}]}"""));

    [Fact]
    public void Values_have_the_type_of_their_column_and_lists_stay_lists() => Assert.Equal(
        "4,1.50,[1 2],Patient/p7,-",
        Run("""
            {"resource":"QuestionnaireResponse","constant":[{"name":"first","valueString":"1"}],"select":[{"column":[
              {"name":"a","path":"item.where(linkId = %first).answer.value.ofType(integer)","type":"integer"},
              {"name":"b","path":"item.answer.value.ofType(decimal)","type":"decimal"},
              {"name":"c","path":"item.linkId","collection":true},
              {"name":"d","path":"subject.getReferenceKey(Patient)","type":"string"},
              {"name":"e","path":"authored","type":"dateTime"}]}]}
            """));

    [Fact]
    public void An_element_that_only_says_why_it_is_absent_is_null()
    {
        var patient = FhirNode.Parse("""{"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}""");
        Assert.Equal([null], ViewDefinition.Parse("""{"resource":"Patient","select":[{"column":[{"name":"born","path":"birthDate","type":"date"}]}]}""").Rows(patient).Single());
    }

    [Fact]
    public void Resources_of_another_type_give_no_rows() =>
        Assert.Empty(ViewDefinition.Parse("""{"resource":"Patient","select":[{"column":[{"name":"id","path":"id"}]}]}""").Rows(Form));

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("{\"resource\":\"\\ud800\"}", "")]
    [InlineData("""{"select":[{"column":[{"name":"id","path":"id"}]}]}""", "resource")]
    [InlineData("""{"resource":"Pateint","select":[{"column":[{"name":"id","path":"id"}]}]}""", "resource")]
    [InlineData("""{"resource":"Patient"}""", "select")]
    [InlineData("""{"resource":"Patient","select":[{}]}""", "select[0]")]
    [InlineData("""{"resource":"Patient","select":[{"column":[{"name":"id","path":"id..x"}]}]}""", "select[0].column[0].path")]
    [InlineData("""{"resource":"Patient","select":[{"column":[{"name":"1d","path":"id"}]}]}""", "select[0].column[0].name")]
    [InlineData("""{"resource":"Patient","select":[{"column":[{"name":"a","path":"id"},{"name":"a","path":"id"}]}]}""", "select")]
    [InlineData("""{"resource":"Patient","select":[{"column":[{"name":"a","path":"%nowhere"}]}]}""", "select[0].column[0].path")]
    [InlineData("""{"resource":"Patient","constant":[{"name":"a"}],"select":[{"column":[{"name":"a","path":"id"}]}]}""", "constant[0]")]
    [InlineData("""{"resource":"Patient","constant":[{"name":"a","valueDate":"soon"}],"select":[{"column":[{"name":"a","path":"id"}]}]}""", "constant[0].valueDate")]
    [InlineData("""{"resource":"Patient","select":[{"forEach":"name","forEachOrNull":"name","column":[{"name":"a","path":"id"}]}]}""", "select[0]")]
    [InlineData("""{"resource":"Patient","select":[{"unionAll":[{"column":[{"name":"a","path":"id"}]},{"column":[{"name":"b","path":"id"}]}]}]}""", "select[0].unionAll[1]")]
    public void Refuses_a_view_that_cannot_run_and_names_the_element(string view, string place) =>
        Assert.Equal(place, Assert.Throws<ViewException>(() => ViewDefinition.Parse(view)).Place);

    [Theory]
    [InlineData("item.linkId", "string", "collection")]
    [InlineData("item.first()", "string", "no single value")]
    [InlineData("status", "integer", "is of type integer")]
    public void Refuses_a_value_that_does_not_fit_its_column(string path, string type, string why)
    {
        var view = ViewDefinition.Parse($$"""{"resource":"QuestionnaireResponse","select":[{"column":[{"name":"a","path":"{{path}}","type":"{{type}}"}]}]}""");
        Assert.Contains(why, Assert.Throws<ViewException>(() => view.Rows(Form).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_over_a_stream_of_resources()
    {
        var view = ViewDefinition.Parse("""{"resource":"QuestionnaireResponse","where":[{"path":"status = 'completed'"}],"select":[{"column":[{"name":"id","path":"id","type":"id"}]}]}""");
        var rows = new List<ImmutableArray<object?>>();
        await foreach (var row in view.RowsAsync(new[] { Form, FhirNode.Resource("Patient"), Form }.ToAsyncEnumerable(), TestContext.Current.CancellationToken))
            rows.Add(row);
        Assert.Equal(2, rows.Count);
    }
}
