using Salus.Design.Components;
using Salus.Trust;

namespace Salus.Tests.Design;

public sealed class PatientActTests
{
    [Fact]
    public void Puts_the_patient_into_its_address_so_that_no_id_can_change_it()
    {
        var act = new PatientAct("Referral letter", "/letters/new?patient={patient}&kind=referral", Act.CreateDraft);

        Assert.Equal("/letters/new?patient=a%26kind%3Dother%2F..&kind=referral", act.For(new PatientId("a&kind=other/..")));
    }
}
