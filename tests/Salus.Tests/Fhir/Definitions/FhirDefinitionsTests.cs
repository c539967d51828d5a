using Salus.Writing;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Tests.Fhir.Definitions;

public sealed class FhirDefinitionsTests
{
    private static readonly FhirDefinitions R4 = FhirDefinitions.R4;

    [Fact]
    public void Tells_resource_types_data_types_and_primitives_apart()
    {
        Assert.Equal(147, R4.ResourceTypes.Count);
        Assert.DoesNotContain("DomainResource", R4.ResourceTypes);
        Assert.True(R4.IsResource("Patient"));
        Assert.False(R4.IsResource("HumanName"));
        Assert.True(R4.IsPrimitive("positiveInt"));
        Assert.False(R4.IsPrimitive("Quantity"));
    }

    [Fact]
    public void Every_type_has_a_shape_whose_elements_can_be_walked()
    {
        foreach (var type in R4.ResourceTypes)
            Assert.All(R4.Shape(type).Children, c => Assert.False(string.IsNullOrEmpty(c.Shape.TypeName), $"{type}.{c.WrittenName}"));
    }

    [Theory]
    [InlineData("Age", "Quantity", true)]
    [InlineData("Patient", "Resource", true)]
    [InlineData("id", "string", true)]
    [InlineData("Patient", "Observation", false)]
    [InlineData("Bundle", "DomainResource", false)]
    public void Derivation_of_types_is_followed(string type, string ancestor, bool expected) => Assert.Equal(expected, R4.IsSubtype(type, ancestor));

    [Fact]
    public void A_choice_is_found_by_the_name_that_json_writes()
    {
        var observation = R4.Shape("Observation");
        var quantity = observation.Child("valueQuantity");
        Assert.NotNull(quantity);
        Assert.Equal(("Quantity", "value"), (quantity.TypeName, quantity.ElementName));
        Assert.Equal(FhirValueKind.Number, quantity.Child("value")!.JsonKind);
        Assert.Contains("valueDateTime", observation.Written("value"));
        Assert.Equal(["status"], observation.Written("status"));
        Assert.Null(observation.Child("value"));
        Assert.Null(observation.Child("valueAttachment"));
    }

    [Fact]
    public void Content_that_refers_to_another_element_is_walked_without_end()
    {
        var item = R4.Shape("Questionnaire").Child("item")!;
        for (var depth = 0; depth < 20; depth++)
            item = item.Child("item")!;
        Assert.NotNull(item.Child("linkId"));
        Assert.True(item.IsList);
    }

    [Fact]
    public void Asking_twice_gives_the_same_shape() =>
        Assert.Same(R4.Shape("Patient").Child("name"), R4.With([]).Shape("Patient").Child("name"));

    [Fact]
    public void Primitives_carry_an_id_and_extensions()
    {
        var birthDate = R4.Shape("Patient").Child("birthDate")!;
        Assert.True(birthDate.IsPrimitive);
        Assert.Equal(["id", "extension"], birthDate.Children.Select(c => c.WrittenName));
        Assert.Equal("id", R4.Shape("Patient").Child("id")!.TypeName);
    }

    [Fact]
    public void An_element_that_holds_any_resource_says_so()
    {
        Assert.True(R4.Shape("Bundle").Child("entry")!.Child("resource")!.IsAnyResource);
        Assert.True(R4.Shape("Patient").Child("contained")!.IsAnyResource);
        Assert.False(R4.Shape("Patient").IsAnyResource);
    }

    [Fact]
    public void Rules_bindings_and_targets_of_an_element_are_there()
    {
        var root = R4.Structure("Observation")!.Root;
        Assert.Contains(root.Constraints, c => c is { Key: "obs-6", Severity: "error", Expression.Length: > 0 });
        Assert.Equal("required", root.Child("status")!.Binding!.Strength);
        Assert.Equal("http://hl7.org/fhir/ValueSet/observation-status|4.0.1", root.Child("status")!.Binding!.ValueSet);
        Assert.Contains("http://hl7.org/fhir/StructureDefinition/Patient", root.Child("subject")!.Types[0].TargetProfiles);
        Assert.True(root.Child("status")!.IsModifier);
        Assert.Equal((1, 1), (root.Child("status")!.Min, root.Child("status")!.Max));
    }

    [Fact]
    public void Slices_of_a_profile_stand_under_the_element_they_slice()
    {
        var category = R4.Structure("http://hl7.org/fhir/StructureDefinition/vitalsigns")!.Root.Child("category")!;
        var slice = Assert.Single(category.Slices);
        Assert.Equal("VSCat", slice.SliceName);
        Assert.NotNull(slice.Child("coding")!.Child("code")!.Fixed);
        Assert.NotEmpty(category.Slicing!.Discriminators);
    }

    [Fact]
    public void Search_parameters_of_a_type_include_those_of_every_resource()
    {
        var codes = R4.SearchParameters("Patient").Select(p => p.Code).ToList();
        Assert.Contains("birthdate", codes);
        Assert.Contains("_id", codes);
        Assert.Contains("_text", codes);
        Assert.DoesNotContain("code-value-quantity", codes);
        Assert.Equal(2, R4.SearchParameters("Observation").Single(p => p.Code == "code-value-quantity").Components.Length);
    }

    [Fact]
    public void Codes_are_there_except_those_whose_licence_forbids_it()
    {
        Assert.Contains(R4.CodeSystem("http://hl7.org/fhir/administrative-gender")!.All("concept"), c => c["code"]?.Value == "unknown");
        Assert.NotNull(R4.ValueSet("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1"));
        Assert.Null(R4.ValueSet("http://hl7.org/fhir/ValueSet/administrative-gender|9.9"));
        Assert.Null(R4.ValueSet("http://hl7.org/fhir/administrative-gender"));
        Assert.All(R4.ValueSet("http://hl7.org/fhir/ValueSet/administration-method-codes")!.Select("ValueSet.compose.include"), i => Assert.Null(i["concept"]));
    }

    [Fact]
    public void What_a_user_adds_comes_first_and_newest()
    {
        static FhirNode Set(string version) => FhirNode.Resource("ValueSet", ("url", "http://example.org/vs"), ("version", version));
        var more = R4.With([Set("1.9.0"), Set("1.10.0")]);
        Assert.Equal("1.10.0", more.ValueSet("http://example.org/vs")!["version"]!.Value);
        Assert.Equal("1.9.0", more.ValueSet("http://example.org/vs|1.9")!["version"]!.Value);
        Assert.Null(R4.ValueSet("http://example.org/vs"));
        Assert.NotNull(more.Structure("Patient"));
    }
}
