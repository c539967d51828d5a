using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Replacing;

public sealed class ReplacerTests
{
    private static readonly Subject ann = new("ann");
    private static readonly Subject bob = new("bob");

    private static Replacer Replacer(string more = "", ulong seed = 7) =>
        new(DeidentificationPolicy.Read($"name: ours\nversion: \"1\"\nbased-on: safe-harbor\n{more}", "ours.yaml"), ReleaseKey.FromSeed(seed));

    [Fact]
    public void Writes_an_invented_name_as_the_real_one_is_written()
    {
        var replacer = Replacer();
        string Name(string name) => replacer.Replace(Treatment.Surrogate, IdentifierClass.Name, name, ann);
        var (given, family) = Name("Katherine Whitfield").Split(' ') is [var g, var f] ? (g, f) : default;
        Assert.NotEqual("Katherine", given);
        Assert.NotEqual("Whitfield", family);
        Assert.Equal($"{family.ToUpperInvariant()}, {given.ToUpperInvariant()}", Name("WHITFIELD, KATHERINE"));
        Assert.Equal($"Dr. {family}", Name("Dr. Whitfield"));
        Assert.Equal($"{family}'s", Name("Whitfield's"));
        Assert.Equal(given.ToLowerInvariant(), Name("katherine"));
        Assert.Matches($"^{given} [A-Z]\\. {family} Jr\\.$", Name("Katherine Q. Whitfield Jr."));
        Assert.Equal($"{given}\n{family}", Name("Katherine\nWhitfield"));
    }

    [Theory]
    [InlineData("王秀英")]
    [InlineData("Владимир Иванов")]
    [InlineData("محمد علي")]
    [InlineData("Ng")]
    [InlineData("O’Brien-McAllister")]
    [InlineData("X Æ A-12")]
    [InlineData("de la Cruz")]
    [InlineData("JS")]
    [InlineData("Dr.")]
    [InlineData("12345")]
    public void Leaves_no_word_of_a_name_in_any_script(string name)
    {
        var replaced = Replacer().Replace(Treatment.Surrogate, IdentifierClass.Name, name, ann);
        Assert.DoesNotContain(name.Split(' ', '-').Where(w => w.Length > 1 && w is not ("de" or "la")), w => replaced.Contains(w, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(replaced, char.IsLetter);
    }

    [Fact]
    public void Gives_each_subject_other_names_and_the_same_ones_under_the_same_key()
    {
        string Of(ulong seed, Subject subject) => Replacer(seed: seed).Replace(Treatment.Surrogate, IdentifierClass.Name, "Katherine Whitfield", subject);
        Assert.Equal(Of(1, ann), Of(1, ann));
        Assert.True(Enumerable.Range(0, 10).Count(i => Of(1, new($"{i}")) != Of(1, ann)) >= 9);
        Assert.True(Enumerable.Range(2, 10).Count(i => Of((ulong)i, ann) != Of(1, ann)) >= 9);
    }

    [Fact]
    public void Never_invents_a_name_of_the_source()
    {
        var replacer = Replacer();
        var source = Enumerable.Range(0, 400).Select(i => replacer.Replace(Treatment.Surrogate, IdentifierClass.Name, "Katherine Whitfield", new($"{i}"))).ToList();
        var careful = Replacer();
        careful.Avoid(source);
        var words = source.SelectMany(s => s.Split(' ')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < 400; i++)
            Assert.DoesNotContain(careful.Replace(Treatment.Surrogate, IdentifierClass.Name, "Katherine Whitfield", new($"{i}")).Split(' '), words.Contains);
    }

    [Fact]
    public void Knows_a_misspelling_and_an_initial_of_a_known_person()
    {
        var people = new KnownPeople();
        people.Add(ann, new(IdentifierClass.Name, "Annelore Grabowitz", "patient"));
        people.AddShared(new(IdentifierClass.Name, "Petronella Okwuosa", "clinician-1"));
        var replacer = Replacer();
        replacer.Know(people);
        string Name(string name, Subject subject, string? owner = null) => replacer.Replace(Treatment.Surrogate, IdentifierClass.Name, name, subject, owner);
        var (given, family) = Name("Annelore Grabowitz", ann).Split(' ') is [var g, var f] ? (g, f) : default;
        Assert.Equal($"{given} {family}", Name("Anelore Grabovitz", ann));
        Assert.Equal($"{given[0]}. {family}", Name("A. Grabowitz", ann));
        Assert.Equal(Name("Petronella Okwuosa", ann), Name("Petronella Okwuosa", bob));
        Assert.Equal(Name("Petronella Okwuosa", ann), Name("Petronella Okwuosa", Subject.Nobody, "clinician-1"));
        Assert.Equal(Name("Petronella Okwuosa", ann).Split(' ')[1], Name("Okwuosa", bob));
        Assert.Equal(given, replacer.ReplaceName(NamePart.Given, "Annelore", ann));
        Assert.Equal(family, replacer.ReplaceName(NamePart.Family, "Grabowitz", ann));
    }

    [Theory]
    [InlineData(IdentifierClass.Phone, "(212) 867-5309", @"^\([2-9]\d\d\) 555-01\d\d$")]
    [InlineData(IdentifierClass.Phone, "+1 212.867.5309 x12", @"^\+1 [2-9]\d\d\.555\.01\d\d x\d\d$")]
    [InlineData(IdentifierClass.Email, "kw@mercy-hospital.org", @"^person\d{6}@example\.org$")]
    [InlineData(IdentifierClass.Url, "https://mercy.org/kw?id=3", @"^https://example\.org/\d{6}$")]
    [InlineData(IdentifierClass.IpAddress, "10.1.22.3", @"^192\.0\.2\.\d{1,3}$")]
    [InlineData(IdentifierClass.IpAddress, "fe80::1:2", @"^2001:db8::[0-9a-f]{1,4}$")]
    [InlineData(IdentifierClass.SocialSecurity, "123-45-6789", @"^9\d\d-00-\d{4}$")]
    [InlineData(IdentifierClass.MedicalRecord, "MR-0012345", @"^[A-Z]{2}-\d{7}$")]
    [InlineData(IdentifierClass.Address, "12 Harrow Lane Apt 4B", @"^\d\d [A-Z][a-z]+ Lane Apt \d[A-Za-z]$")]
    [InlineData(IdentifierClass.Address, "P.O. Box 7781", @"^P\.O\. Box \d{4}$")]
    [InlineData(IdentifierClass.Place, "SPRINGWATER", @"^[A-Z]+$")]
    [InlineData(IdentifierClass.Organization, "Saint Barnaby Memorial Hospital", @"^[A-Z][a-z]+ Memorial Hospital$")]
    [InlineData(IdentifierClass.Photo, "face.jpg", @"^\[photo\]$")]
    public void Keeps_the_shape_of_what_it_invents(IdentifierClass kind, string original, string shape)
    {
        var replacer = Replacer();
        var replaced = replacer.Replace(Treatment.Surrogate, kind, original, ann);
        Assert.Matches(shape, replaced);
        Assert.NotEqual(original, replaced);
        Assert.Equal(replaced, replacer.Replace(Treatment.Surrogate, kind, original, bob));
    }

    [Theory]
    [InlineData("02139", "021")]
    [InlineData("02139-4307", "021")]
    [InlineData("03601", "000")]
    [InlineData("89301-0001", "000")]
    [InlineData("SW1A 1AA", "XXXXXXXX")]
    public void Generalises_postal_codes_by_how_many_people_they_hold(string code, string coarse) =>
        Assert.Equal(coarse, Replacer().Replace(Treatment.Generalize, IdentifierClass.PostalCode, code, ann));

    [Theory]
    [InlineData("93", "90")]
    [InlineData("93-year-old", "90+-year-old")]
    [InlineData("ninety-three", "over 89")]
    [InlineData("89", "89")]
    public void Puts_the_oldest_together(string age, string coarse) => Assert.Equal(coarse, Replacer().Replace(Treatment.Generalize, IdentifierClass.OldAge, age, ann));

    [Fact]
    public void Writes_bands_of_ages_where_the_policy_asks_for_them() =>
        Assert.Equal("40-44", Replacer("ages: {band: 5}").Replace(Treatment.Generalize, IdentifierClass.Age, "43", ann));

    [Fact]
    public void Replaces_alike_in_any_order()
    {
        (IdentifierClass Class, string Value, Subject Subject)[] values =
        [
            (IdentifierClass.Name, "Katherine Whitfield", ann), (IdentifierClass.Name, "Whitfield", bob), (IdentifierClass.Name, "K. Whitfield", ann), (IdentifierClass.Place, "Springwater", ann),
            (IdentifierClass.Organization, "Saint Barnaby Hospital", bob), (IdentifierClass.Phone, "212-867-5309", ann), (IdentifierClass.Address, "12 Harrow Lane", bob), (IdentifierClass.Date, "March 3", ann),
        ];
        string[] All(Replacer replacer, IEnumerable<int> order) => [.. order.Select(i => (i, replacer.Replace(Treatment.Surrogate, values[i].Class, values[i].Value, values[i].Subject))).OrderBy(r => r.i).Select(r => r.Item2)];
        var forwards = All(Replacer(), Enumerable.Range(0, values.Length));
        Prop.ForAll(Gen.Shuffle(Enumerable.Range(0, values.Length).ToArray()).ToArbitrary(), order => forwards.SequenceEqual(All(Replacer(), order))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Keeps_uuids_uuids_and_ids_ids()
    {
        Assert.True(Guid.TryParseExact(Replacer().PseudonymUuid("0f8fad5b-d9cb-469f-a165-70867728950e"), "D", out _));
        Assert.Equal(Replacer().PseudonymUuid("0f8fad5b-d9cb-469f-a165-70867728950e"), Replacer().PseudonymUuid("0F8FAD5B-D9CB-469F-A165-70867728950E"));
        Assert.Matches("^[a-z0-9.-]{1,64}$", Replacer().Pseudonym("Patient", "Katherine Whitfield #1"));
        Assert.NotEqual(Replacer().Pseudonym("Patient", "1"), Replacer().Pseudonym("mrn", "1"));
    }

    [Fact]
    public void Masks_and_tags_without_a_letter_of_the_value()
    {
        Assert.Equal("XXXXXXXXXXXX", Replacer().Replace(Treatment.Mask, IdentifierClass.Name, "Whitfield K", ann));
        Assert.Equal("000000000000", Replacer().Replace(Treatment.Remove, IdentifierClass.MedicalRecord, "123456789", ann));
        Assert.Equal("[medical-record]", Replacer().Replace(Treatment.Tag, IdentifierClass.MedicalRecord, "123456789", ann));
    }

    [Fact]
    public void Tells_no_date_of_birth_of_the_oldest()
    {
        Assert.Null(Replacer().ShiftBirth("1925-03-01", ann, new(2020, 1, 1)));
        Assert.NotNull(Replacer().ShiftBirth("1960-03-01", ann, new(2020, 1, 1)));
    }
}
