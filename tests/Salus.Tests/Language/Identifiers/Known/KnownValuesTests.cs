using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Tests.Language.Identifiers.Known;

public sealed class KnownValuesTests
{
    private static readonly KnownIdentifiers Record = KnownIdentifiers.Of(
    [
        new(IdentifierClass.Date, "1962-05-03", "patient"),
        new(IdentifierClass.Phone, "+1 (555) 203-4481", "patient"),
        new(IdentifierClass.SocialSecurity, "531-48-7726", "patient"),
        new(IdentifierClass.MedicalRecord, "MRN-0048213", "patient"),
        new(IdentifierClass.HealthPlan, "HXQ 771 20 993", "patient"),
        new(IdentifierClass.Address, "418 Lindenmoor Avenue, Apt 4B, Graystone, OR 97431-2210", "patient"),
        new(IdentifierClass.Address, "Kastanienstraße 12", "kin-1"),
        new(IdentifierClass.PostalCode, "1042", "kin-1"),
        new(IdentifierClass.Organization, "Saint Brigid Regional Medical Center", "organization-1"),
        new(IdentifierClass.Place, "Reading", "kin-2"),
        new(IdentifierClass.Phone, "610-656-3324 ext. 443", "kin-2"),
        new(IdentifierClass.Place, "Long Field", "kin-2"),
        new(IdentifierClass.Place, "Hope", "kin-2"),
        new(IdentifierClass.Place, "Orange", "kin-2"),
        new(IdentifierClass.OldAge, "93", "kin-2"),
        new(IdentifierClass.IpAddress, "203.0.113.77", "patient"),
        new(IdentifierClass.Email, "night.owl62@example.net", "patient"),
        new(IdentifierClass.Name, "王小明", "kin-3"),
    ]);

    [Theory]
    [InlineData("born 1962-05-03 in town", "1962-05-03")]
    [InlineData("born 5/3/62 in town", "5/3/62")]
    [InlineData("born 03.05.1962 in town", "03.05.1962")]
    [InlineData("born May 3rd, 1962.", "May 3rd, 1962")]
    [InlineData("on the 3rd of May 1962.", "3rd of May 1962")]
    [InlineData("on the third of May he", "third of May")]
    [InlineData("DOB 19620503 M", "19620503")]
    [InlineData("DOB 03MAY1962 M", "03MAY1962")]
    [InlineData("DOB 03-May-62", "03-May-62")]
    [InlineData("born May 3,\n1962", "May 3,\n1962")]
    [InlineData("nació el 3 de mayo de 1962", "3 de mayo de 1962")]
    [InlineData("1962-05-03T08:15:00Z", "1962-05-03")]
    [InlineData("birthday on 5/3 this week", "5/3")]
    [InlineData("call 555.203.4481 now", "555.203.4481")]
    [InlineData("call 15552034481 now", "15552034481")]
    [InlineData("call (555)\n203 44 81 now", "555)\n203 44 81")]
    [InlineData("call 203-4481 now", "203-4481")]
    [InlineData("ssn 531 48 7726.", "531 48 7726")]
    [InlineData("ssn 5 3 1 4 8 7 7 2 6.", "5 3 1 4 8 7 7 2 6")]
    [InlineData("ssn ending in 7726.", "7726")]
    [InlineData("ssn XXX-XX-7726.", "7726")]
    [InlineData("mrn0048213.pdf", "mrn0048213")]
    [InlineData("plan hxq77120993", "hxq77120993")]
    [InlineData("at 418 Lindenmoor Ave. since", "418 Lindenmoor Ave")]
    [InlineData("at 418 LINDENMOOR AVENUE APT 4B since", "418 LINDENMOOR AVENUE APT 4B")]
    [InlineData("at 418 Lindenmor since", "418 Lindenmor")]
    [InlineData("zip 97431 noted", "97431")]
    [InlineData("zip 97431-2210 noted", "97431-2210")]
    [InlineData("moved to Graystone then", "Graystone")]
    [InlineData("wohnt Kastanienstr. 12 seit", "Kastanienstr. 12")]
    [InlineData("wohnt KASTANIENSTRASSE 12 seit", "KASTANIENSTRASSE 12")]
    [InlineData("post 1042 Wien", "1042")]
    [InlineData("mail goes to 1042.", "1042")]
    [InlineData("from St. Brigid Regional Medical Center today", "St. Brigid Regional Medical Center")]
    [InlineData("from Saint Brigid today", "Saint Brigid")]
    [InlineData("lives in Reading with", "Reading")]
    [InlineData("lakeshore drive in hope?", "hope")]
    [InlineData("apt 44j in long field?", "long field")]
    [InlineData("Apt 59V, Orange 72181", "Orange")]
    [InlineData("call 610-656-3324 ext. 443 now", "610-656-3324 ext. 443")]
    [InlineData("call 610-656-3324 EXT 443 now", "610-656-3324 EXT 443")]
    [InlineData("call 6106563324 now", "6106563324")]
    [InlineData("mother, aged 93, is well", "93")]
    [InlineData("93-year-old", "93")]
    [InlineData("from 203.0.113.77 at", "203.0.113.77")]
    [InlineData("user nightowl62 at", "nightowl62")]
    [InlineData("患者王小明来院", "王小明")]
    [InlineData("ssn 531\u200B-48-77\u200B26.", "531\u200B-48-77\u200B26")]
    public void Finds_a_known_value_in_any_writing(string text, string expected)
    {
        var read = IdentifierText.Of(text);
        var match = Assert.Single(Record.Matches(read));
        Assert.Equal(expected, read.ToOriginal(match.Span).In(text));
    }

    [Theory]
    [InlineData("reading glasses; BP 120/80, pulse 93, room 1042B3, dose 1,042 and 1042-5 of 3 1042%, strength 5/3")]
    [InlineData("in the hope that orange urine clears; in hope of cure; Orange juice")]
    [InlineData("code 7726 of the list, 5314877261, 15314")]
    [InlineData("saint and regional center")]
    public void Leaves_numbers_and_words_that_only_look_alike(string text) => Assert.Empty(Record.Matches(IdentifierText.Of(text)));

    [Fact]
    public void Takes_values_without_letters_or_digits_as_nothing() =>
        Assert.Empty(KnownIdentifiers.Of([new(IdentifierClass.Name, " - ", "patient"), new(IdentifierClass.Phone, "", "patient")]).Matches(IdentifierText.Of("a - b")));
}
