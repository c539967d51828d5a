using System.Collections;
using System.Reflection;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Resources;

namespace Salus.Tests.Fhir.Resources;

public sealed class ResourceViewTests
{
    private const int DeepEnough = 6;

    public static TheoryData<string> Views() =>
        [.. typeof(Patient).Assembly.GetExportedTypes().Where(t => t.IsValueType && t.GetProperty("ResourceType", BindingFlags.Static | BindingFlags.Public) is not null).Select(t => t.Name)];

    /// <summary>An instance that has every element of the definition, in every type of a choice, fills every property: none asks for a name that is not there.</summary>
    [Theory]
    [MemberData(nameof(Views))]
    public void Every_property_reads_an_element_of_the_definition(string type)
    {
        var node = FhirNode.Resource(type, [.. Everything(FhirDefinitions.R4.Shape(type), DeepEnough)]);
        var view = Activator.CreateInstance(typeof(Patient).Assembly.GetType("Salus.Fhir.Resources." + type)!, node)!;
        Filled(view, type, []);
    }

    [Fact]
    public void A_view_of_another_resource_is_refused()
    {
        var observation = FhirNode.Resource("Observation", ("status", "final"));
        Assert.Contains("type Observation, not a Patient", Assert.Throws<ArgumentException>(() => observation.As<Patient>()).Message, StringComparison.Ordinal);
        Assert.Contains("element 'status', not a Patient", Assert.Throws<ArgumentException>(() => new Patient(observation["status"]!)).Message, StringComparison.Ordinal);
        Assert.Null(observation.AsOrNull<Patient>());
        Assert.Equal("final", observation.AsOrNull<Observation>()?.Status);
    }

    [Fact]
    public void A_view_is_built_and_changed_like_its_node()
    {
        var patient = ResourceViews.New<Patient>(("gender", "female"), ("birthDate", "1961-03")).With("active", true);
        Assert.Equal("""{"resourceType":"Patient","gender":"female","birthDate":"1961-03","active":true}""", patient.Node.ToJson());
        Assert.Equal(FhirDatePrecision.Month, patient.BirthDate?.Precision);
        Assert.Equal(patient, FhirNode.Parse(patient.Node.ToJson()).As<Patient>());
    }

    [Fact]
    public void Names_and_concepts_are_shown_as_people_say_them()
    {
        Assert.Equal("Dr Ada Ngozi Okafor PhD", new HumanName(FhirNode.Object(("family", "Okafor"), ("given", FhirNode.List("Ada", "Ngozi")), ("prefix", FhirNode.List("Dr")), ("suffix", FhirNode.List("PhD")))).Display);
        Assert.Null(new HumanName(FhirNode.Object(("use", "official"))).Display);
        var concept = new CodeableConcept(FhirNode.Object(("coding", FhirNode.List(Datatypes.Coding("urn:a", "1"), Datatypes.Coding("urn:b", "2", "two")))));
        Assert.Equal(("1", "2", null, true), (concept.Display, concept.CodeOf("urn:b"), concept.CodeOf("urn:c"), concept.Has("urn:a", "1")));
    }

    [Fact]
    public void A_bundle_gives_its_resources_by_type_and_its_links_by_relation()
    {
        var bundle = FhirNode.Parse("""{"resourceType":"Bundle","link":[{"relation":"next","url":"https://fhir.example?page=2"}],"entry":[{"resource":{"resourceType":"Patient","id":"a"},"search":{"mode":"match","score":0.5}},{"resource":{"resourceType":"Organization","id":"o"},"search":{"mode":"include"}},{"response":{"status":"404","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}}}]}""").As<Bundle>();
        Assert.Equal(["a"], bundle.Resources<Patient>().Select(p => p.Id));
        Assert.Equal(("https://fhir.example?page=2", null), (bundle.LinkTo("next"), bundle.LinkTo("previous")));
        Assert.Equal(["match", "include", null], bundle.Entries.Select(e => e.SearchMode));
        Assert.Equal("not-found", bundle.Entries[2].Response?.Outcome?.Issues[0].Code);
    }

    [Theory]
    [InlineData("Patient/1", "Patient", "1")]
    [InlineData("https://fhir.example/r4/Observation/a-b/_history/3", "Observation", "a-b")]
    [InlineData("urn:uuid:0ed1f5bc-7c2a-4f6b-b6d3-2c5e7a1f0001", null, null)]
    [InlineData("#contained", null, null)]
    [InlineData("Patient", null, null)]
    public void A_reference_names_its_target(string to, string? type, string? id)
    {
        var target = new Reference(Datatypes.Reference(to)).Target;
        Assert.Equal((type, id), (target?.Type, target?.Id));
    }

    [Fact]
    public void Values_of_another_type_are_absent_and_stay_in_the_node()
    {
        var quantity = new Quantity(FhirNode.Parse("""{"resourceType":"X","value":1e999999999,"unit":"mg"}"""));
        Assert.Equal((null, "mg", "1e999999999"), (quantity.Value, quantity.Unit, quantity.Node.ValueAt("value")));
        Assert.Null(ResourceViews.New<Patient>(("birthDate", "yesterday")).BirthDate);
    }

    private static IEnumerable<(string, FhirElement)> Everything(FhirShape shape, int depth)
    {
        foreach (var (name, child) in shape.Children.Where(c => c.WrittenName is not ("extension" or "modifierExtension" or "contained")))
        {
            FhirElement one = child switch
            {
                { IsPrimitive: true, JsonKind: FhirValueKind.Boolean } => true,
                { IsPrimitive: true, JsonKind: FhirValueKind.Number } => 3,
                { TypeName: "date" or "dateTime" } => "2024-05-17",
                { TypeName: "instant" } => "2024-05-17T08:30:00Z",
                { IsPrimitive: true, ElementName: "reference" } => "Patient/1",
                { IsPrimitive: true } => "text",
                { IsAnyResource: true, ElementName: "outcome" } => FhirNode.Resource("OperationOutcome", [.. Everything(FhirDefinitions.R4.Shape("OperationOutcome"), depth - 1)]),
                { IsAnyResource: true } => FhirNode.Resource("Patient", ("id", "a")),
                _ when depth > 0 => FhirNode.Object([.. Everything(child, depth - 1)]),
                _ => default,
            };
            yield return (name, child.IsList ? FhirNode.List(one) : one);
        }
    }

    private static void Filled(object view, string path, HashSet<string> seen)
    {
        if (view.GetType().Namespace != typeof(Patient).Namespace || view is FhirDate or Enum || !seen.Add(view.GetType().FullName!))
            return;
        foreach (var property in view.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.Name != "Node"))
        {
            var value = property.GetValue(view);
            var here = $"{path}.{property.Name}";
            Assert.True(value is not null && (value is not ICollection items || items.Count > 0), $"{here} is empty");
            foreach (var item in value is IEnumerable list and not string ? list.Cast<object>() : [value])
                Filled(item, here, seen);
        }
    }
}
