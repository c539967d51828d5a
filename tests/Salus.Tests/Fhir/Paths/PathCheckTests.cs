using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Tests.Fhir.Paths;

public sealed class PathCheckTests
{
    [Theory]
    [InlineData("name.given1", "HumanName has no element 'given1'")]
    [InlineData("Encounter.id", "Patient has no element 'Encounter'")]
    [InlineData("deceasedBoolean", "write deceased.ofType(boolean)")]
    [InlineData("name.where(gvien.exists())", "'gvien'")]
    [InlineData("identifier.endsWith('x')", "works on a text, not on Identifier")]
    [InlineData("birthDate + 7", "takes a duration")]
    [InlineData("iif('a', 1, 2)", "is a boolean, not String")]
    [InlineData("name.ofType(HumanNme)", "no type 'HumanNme'")]
    [InlineData("(deceased as boolean).start", "boolean has no element 'start'")]
    [InlineData("contact.select(name.famly)", "'famly'")]
    public void Reports_what_can_never_work(string expression, string why)
    {
        var problem = Assert.Single(FhirPath.Parse(expression).Check("Patient"));
        Assert.Contains(why, problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Patient.name.given.first().substring(1)")]
    [InlineData("DomainResource.contained.name.anything")]
    [InlineData("managingOrganization.resolve().name")]
    [InlineData("deceased.ofType(dateTime) > today()")]
    [InlineData("extension.value.code")]
    [InlineData("repeat(contact).foo")]
    [InlineData("descendants().where($this is Coding).code")]
    [InlineData("name.given.type().name")]
    [InlineData("children().first()")]
    public void Says_nothing_where_a_type_is_open_or_fits(string expression) => Assert.Empty(FhirPath.Parse(expression).Check("Patient"));

    [Fact]
    public void Strictly_children_have_no_order() =>
        Assert.Single(FhirPath.Parse("children().skip(1)").Check("Patient", isStrict: true));

    /// <summary>R4 itself speaks of a name that ChargeItemDefinition does not have; nothing else is found.</summary>
    [Fact]
    public void The_invariants_of_R4_are_clean_but_for_the_one_that_is_wrong()
    {
        var all = FhirDefinitions.R4.ResourceTypes.SelectMany(type => FhirDefinitions.R4.Structure(type)!.Root.Constraints.Select(c => (Type: type, c.Key, c.Expression))).Where(c => c.Expression is not null).ToList();
        var wrong = all.Where(c => !FhirPath.Parse(c.Expression!).Check(c.Type).IsEmpty).Select(c => $"{c.Type} {c.Key}").ToList();
        Assert.True(all.Count > 500, $"{all.Count}");
        Assert.Equal(["ChargeItemDefinition cid-0"], wrong);
    }

    [Fact]
    public void Every_search_expression_of_R4_can_be_read()
    {
        foreach (var parameter in FhirDefinitions.R4.ResourceTypes.SelectMany(FhirDefinitions.R4.SearchParameters).Where(p => p.Expression is { Length: > 0 }))
            Assert.NotNull(FhirPath.Parse(parameter.Expression!));
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_its_position() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("name", ".", "(", ")", "[", "]", "1", "1.5", "'a'", "@2026-01", "T10:00", "@T", " and ", "=", "~", "|", "where", "given", "-", "{", "}", "%x", "$this", "is", "`", "'", "\\", "/*", "//", "day", ",", "iif", "é", "\u0000")).ToArbitrary(),
            parts =>
            {
                var text = string.Concat(parts);
                try
                {
                    FhirPath.Parse(text).Evaluate(PathSamples.Patient);
                }
                catch (FhirPathSyntaxException e)
                {
                    Assert.InRange(e.Position, 0, text.Length);
                }
                catch (FhirPathException e)
                {
                    Assert.NotEmpty(e.Reason);
                }
            }));
}
