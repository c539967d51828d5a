using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Fhir;

public sealed class OrganizationNameTests
{
    [Theory]
    [InlineData("NORTH VALE DEACONESS HOSPITAL-LARKSPUR INC")]
    [InlineData("Hospital of Larkspur")]
    [InlineData("University Hospital Larkspur")]
    [InlineData("Larkspur General Hospital, Larkspur campus")]
    public void The_place_behind_the_word_for_the_house_goes_too(string name)
    {
        var made = new Replacer(Cleaned.SafeHarbor, ReleaseKey.FromSeed(1)).Replace(Treatment.Surrogate, IdentifierClass.Organization, name, Subject.Nobody);
        Assert.DoesNotContain("Larkspur", made, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Hospital", made, StringComparison.OrdinalIgnoreCase);
    }
}
