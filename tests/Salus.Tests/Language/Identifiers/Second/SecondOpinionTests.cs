using Salus.Language;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Second;

namespace Salus.Tests.Language.Identifiers.Second;

public sealed class SecondOpinionTests
{
    private readonly SecondOpinion second = new();

    [Theory]
    [InlineData("We spoke with Margherita Zielonka about the plan.", "Margherita Zielonka", IdentifierClass.Name)]
    [InlineData("Seen by Dr. Okonkwo this morning.", "Okonkwo", IdentifierClass.Name)]
    [InlineData("the number is 555-203-4481 at home", "555-203-4481", IdentifierClass.Phone)]
    [InlineData("the number is (555) 203-4481 at home", "555) 203-4481", IdentifierClass.Phone)]
    [InlineData("her number 531-48-7726 was given", "531-48-7726", IdentifierClass.SocialSecurity)]
    [InlineData("operated on 03/14/2019 without problems", "03/14/2019", IdentifierClass.Date)]
    [InlineData("operated on 14-Mar-2019 without problems", "14-Mar-2019", IdentifierClass.Date)]
    [InlineData("card 4111 1111 1111 1111 on file", "4111 1111 1111 1111", IdentifierClass.Account)]
    [InlineData("record 00482913 on file", "00482913", IdentifierClass.OtherId)]
    [InlineData("specimen GX77A9130 received", "GX77A9130", IdentifierClass.OtherId)]
    [InlineData("write to some.body@example.org soon", "some.body@example.org", IdentifierClass.Email)]
    public void Sees_what_a_careless_cleaning_left(string text, string expected, IdentifierClass kind)
    {
        var found = Assert.Single(second.Find(text));
        Assert.Equal((expected, kind), (found.Span.In(text), found.Class));
    }

    [Theory]
    [InlineData("Patient [name] was seen by Dr. [name 2] on [date]; record [medical-record], phone XXX-XXX-XXXX, number ####.")]
    [InlineData("BP 128/76, pulse 88, WBC 12400, platelets 250000 cells, heparin 5000 units, HbA1c 7.2 %, ejection fraction 55-60 %.")]
    [InlineData("The patient denies chest pain. She takes lisinopril 10mg daily and metformin 1000 mg twice daily. Follow up in 3 months.")]
    [InlineData("ASSESSMENT AND PLAN\nAcute bronchitis, likely viral. Supportive care was discussed.")]
    [InlineData("")]
    public void Passes_over_tags_masks_and_clinical_values(string text) => Assert.Empty(second.Find(text).Select(s => s.Span.In(text)));

    [Fact]
    public void Passes_over_the_surrogates_a_release_lists_and_nothing_beside_them()
    {
        const string text = "We spoke with Margherita Zielonka and later with Ottokar Vrabec.";
        var allowed = new TextSpan(text.IndexOf("Margherita", StringComparison.Ordinal), "Margherita Zielonka".Length);
        Assert.Equal("Ottokar Vrabec", Assert.Single(second.Find(text, allowed)).Span.In(text));
    }

    [Fact]
    public void Gives_places_in_the_text_as_it_was_given()
    {
        const string text = "We spoke with Zie\u200Blonka today.";
        Assert.Equal("Zie\u200Blonka", Assert.Single(second.Find(text)).Span.In(text));
    }

    [Fact]
    public void Reads_long_texts_without_breaks()
    {
        foreach (var unit in (string[])["a", "1", "1-", "a@", "[", "[name] "])
            _ = second.Find(string.Concat(Enumerable.Repeat(unit, 100_000)));
    }
}
