using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Checks;

/// <summary>What a statement's section, the rest of the note and the visit's date decide.</summary>
public sealed class NoteContextTests
{
    private static readonly CheckedVisit Visit = new("""
        [doctor] any allergies to medications ?
        [patient] just penicillin .
        [doctor] okay .
        [doctor] and how is the cough ?
        [patient] when i'm not coughing i feel fine .
        [doctor] what do you take ?
        [patient] i take lisinopril .
        """);

    [Fact]
    public async Task A_drug_among_the_allergies_must_be_spoken_of_as_one()
    {
        Assert.DoesNotContain(await Visit.InspectAsync("allergies", "Penicillin.", 1), f => f.Check is "medications");
        Assert.Contains(await Visit.InspectAsync("allergies", "Lisinopril.", 6), f => f.Check is "medications" && f.Severity is Severity.Blocking);
        Assert.DoesNotContain(await Visit.InspectAsync("medications", "Lisinopril.", 6), f => f.Check is "medications");
    }

    [Fact]
    public async Task When_it_is_absent_for_a_while_it_is_not_denied()
    {
        Assert.DoesNotContain(await Visit.InspectAsync(Visit.Says("hpi", "Cough.", 3), Visit.Says("hpi", "When the patient is not coughing it is fine.", 4)), f => f.Check is "consistency");
        Assert.Contains(await Visit.InspectAsync(Visit.Says("hpi", "Cough.", 3), Visit.Says("ros", "Denies cough.", 4)), f => f.Check is "consistency");
    }

    [Theory]
    [InlineData("2024-05-01T09:00:00Z", "The patient is a 43-year-old.", false)]
    [InlineData("2024-05-01T09:00:00Z", "The patient is a 44-year-old.", true)]
    [InlineData("2024-07-01", "The patient is a 44-year-old.", false)]
    public async Task The_age_is_that_on_the_day_of_the_visit(string start, string text, bool isWrong)
    {
        var visit = new CheckedVisit("[doctor] hello", """{"resourceType":"Patient","birthDate":"1980-06-15"}""", $$$"""{"resourceType":"Encounter","status":"finished","period":{"start":"{{{start}}}"}}""");
        var findings = await visit.InspectAsync(new Statement("hpi", text, [new Element("patient", "Patient.birthDate", "1980-06-15")]));
        Assert.Equal(isWrong, findings.Any(f => f.Check is "numbers"));
    }
}
