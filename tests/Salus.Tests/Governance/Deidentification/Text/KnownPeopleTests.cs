using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Text;

public sealed class KnownPeopleTests
{
    [Fact]
    public void Takes_subjects_with_one_number_and_one_birthday_for_one_person()
    {
        var people = new KnownPeople();
        people.Same(new("v2-77"), "MR-00123", "19610503");
        people.Same(new("fhir-9"), "mr00123", "1961-05-03");
        people.Same(new("fhir-9"), "123-45-6789", "1961-05-03");
        people.Same(new("row-4"), "123456789", "5/3/1961");
        people.Same(new("other"), "MR-00123", "1961-05-04");
        people.Same(new("unborn"), "MR-00123", null);
        people.Add(new("row-4"), new(IdentifierClass.Name, "Annelore Grabowitz", KnownPeople.Patient));
        Assert.All(["v2-77", "fhir-9", "row-4"], id => Assert.Equal(new Subject("fhir-9"), people.Canonical(new(id))));
        Assert.Equal(new Subject("other"), people.Canonical(new("other")));
        Assert.Equal(new Subject("unborn"), people.Canonical(new("unborn")));
        Assert.Equal(Subject.Nobody, people.Canonical(Subject.Nobody));
        var found = new List<IdentifierSpan>();
        people.DetectorOf(new("v2-77")).Find(IdentifierText.Of("Seen: Grabowitz"), found);
        Assert.Single(found);
        var replacer = new Replacer(DeidentificationPolicy.Profile("safe-harbor"), ReleaseKey.FromSeed(1));
        replacer.Know(people);
        Assert.Equal(replacer.DaysOf(new("v2-77")), replacer.DaysOf(new("row-4")));
        Assert.Equal(replacer.ReplaceName(NamePart.Family, "Grabowitz", new("fhir-9")), replacer.Replace(Treatment.Surrogate, IdentifierClass.Name, "Grabowitz", new("row-4")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("000000")]
    [InlineData("UNKNOWN")]
    public void Links_nobody_by_a_number_that_is_none(string identifier)
    {
        var people = new KnownPeople();
        people.Same(new("a"), identifier, "1961-05-03");
        people.Same(new("b"), identifier, "1961-05-03");
        Assert.Equal(new Subject("b"), people.Canonical(new("b")));
    }

    [Fact]
    public void Links_alike_in_any_order()
    {
        (string Subject, string Number)[] said = [("a", "n10"), ("b", "n10"), ("b", "n20"), ("c", "n20"), ("d", "n30"), ("e", "n30"), ("e", "n40"), ("a", "n40"), ("f", "n50")];
        Prop.ForAll(Gen.Shuffle(said).ToArbitrary(), order =>
        {
            var people = new KnownPeople();
            foreach (var (subject, number) in order)
                people.Same(new(subject), number, "1961-05-03");
            return new[] { "a", "b", "c", "d", "e" }.All(s => people.Canonical(new(s)).Id == "a") && people.Canonical(new("f")).Id == "f";
        }).QuickCheckThrowOnFailure();
    }
}
