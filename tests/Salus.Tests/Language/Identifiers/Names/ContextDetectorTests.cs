using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Names;

namespace Salus.Tests.Language.Identifiers.Names;

public sealed class ContextDetectorTests
{
    private static readonly IdentifierFinder Finder = new(new ContextDetector());

    private static string Found(string text) => string.Join("; ", Finder.Find(text).Select(s => $"{s.Class}={s.Span.In(text)}"));

    [Theory]
    [InlineData("The patient was seen by Dr. Okonjo-Bright today.", "Name=Okonjo-Bright")]
    [InlineData("My name is Zyrella and I have a cough.", "Name=Zyrella")]
    [InlineData("She came with her daughter Marisol.", "Name=Marisol")]
    [InlineData("Attending: Tabitha R. Quillfeather, MD", "Name=Tabitha R. Quillfeather")]
    [InlineData("follow up with dominic harrington in two weeks.", "Name=dominic harrington")]
    [InlineData("The founders were Kovács, Brandtner and Salgado.", "Name=Kovács; Name=Brandtner; Name=Salgado")]
    [InlineData("Mr. Ludwig van der Velde denies chest pain.", "Name=Ludwig van der Velde")]
    [InlineData("Ms. Femke van 't Hof was seen by Dr. 't Hooft.", "Name=Femke van 't Hof; Name='t Hooft")]
    public void Finds_people_by_lists_and_by_what_stands_around_them(string text, string expected) => Assert.Equal(expected, Found(text));

    [Theory]
    [InlineData("efrén")]
    [InlineData("efren")]
    [InlineData("efre\u0301n")]
    [InlineData("EFREN")]
    public void Finds_a_listed_name_with_and_without_its_accent(string name) =>
        Assert.Equal($"Name={name}", Found($"back for a check and {name} was here with his niece, no new complaints."));

    [Theory]
    [InlineData("He has Parkinson's disease and Crohn's disease.")]
    [InlineData("A Foley catheter was placed; Babinski sign negative.")]
    [InlineData("Glasgow Coma Scale 15, Apgar scores 8 and 9.")]
    [InlineData("Seen in the Emergency Department on May 3 with a Kelly clamp.")]
    [InlineData("Patient: Yes, I will. Doctor: Okay, no problem.")]
    public void Leaves_the_names_of_medicine_alone(string text) => Assert.Equal("", Found(text));

    [Theory]
    [InlineData("Patient: AL-RASHIDI, Noura\nDOB on file", "Name=AL-RASHIDI, Noura")]
    [InlineData("Reviewed by: K.W.\n", "Name=K.W")]
    [InlineData("Yours sincerely,\n\nHope Merriweather", "Name=Hope Merriweather")]
    [InlineData("Rose has a cough.", "Name=Rose")]
    [InlineData("April came with her sister in April 2019.", "Name=April")]
    [InlineData("Discussed with Amadou Sissoko of Birch Hollow Nursing Home.", "Name=Amadou Sissoko; Organization=Birch Hollow Nursing Home")]
    [InlineData("Notes on 王小明 and his wife.", "Name=王小明")]
    public void Finds_labelled_signed_and_everyday_names(string text, string expected) => Assert.Equal(expected, Found(text));

    [Theory]
    [InlineData("Los Angeles grade B esophagitis, Child-Pugh B, Ann Arbor stage II.")]
    [InlineData("Grace period applies. Gene testing was done in June 2020.")]
    [InlineData("She takes Zandovil 5 mg and is allergic to Nuvigra cream.")]
    public void Leaves_scores_drugs_and_ordinary_words_alone(string text) => Assert.Equal("", Found(text));

    [Theory]
    [InlineData("Maria ")]
    [InlineData("Qworvath ")]
    [InlineData("Hospital ")]
    [InlineData("van ")]
    [InlineData("A. ")]
    [InlineData("Maria, ")]
    public void Reads_a_long_row_of_one_word_in_time_that_grows_with_it(string word)
    {
        var row = string.Concat(Enumerable.Repeat(word, 60_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Finder.Find(row);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Fact]
    public void Takes_no_longer_for_each_word_of_a_longer_text()
    {
        var line = string.Concat(Enumerable.Repeat("Seen by Dr. Ekaterina Volkova of Lakeshore Hospital on May 3, walking well. ", 4000));
        Assert.Equal(8000, Finder.Find(line).Count(s => s.Class is IdentifierClass.Name or IdentifierClass.Organization));
    }

    [Fact]
    public void Tells_a_doctor_from_a_month() => Assert.Equal("Name=May", Found("Seen by Dr. May, on May 3, for a rash."));

    [Fact]
    public void Takes_a_titled_owner_of_an_eponym_for_a_person() => Assert.Equal("Name=Wilson", Found("Mr. Wilson's disease is stable."));

    [Fact]
    public void Finds_a_name_again_where_it_stands_alone() =>
        Assert.Equal("Name=Henrietta Blackwood; Name=Blackwood; Name=Henrietta", Found("Mrs. Henrietta Blackwood is well. BLACKWOOD was told so. We called Henrietta's home.").Replace("BLACKWOOD", "Blackwood", StringComparison.Ordinal));

    [Theory]
    [InlineData("Transferred from Saint Ambrose Hospital yesterday.", "Organization=Saint Ambrose Hospital")]
    [InlineData("I work for Old Bertram Inc", "Organization=Old Bertram Inc")]
    [InlineData("LAKEMOOR COUNTY HOSPITAL\nDischarge Summary", "Organization=LAKEMOOR COUNTY HOSPITAL")]
    [InlineData("my insurance is silver birch indemnity, the number is on the card", "Organization=silver birch indemnity")]
    [InlineData("She works at Dunmore, Petrie and Vance now.", "Organization=Dunmore, Petrie and Vance")]
    [InlineData("They moved here from Burton-upon-Sedge last year.", "Place=Burton-upon-Sedge")]
    [InlineData("Fallowfield, OH 44121", "Place=Fallowfield; Region=OH")]
    [InlineData("He lives in Milwaukee, Wisconsin.", "Place=Milwaukee; Region=Wisconsin")]
    public void Finds_organisations_and_places(string text, string expected) => Assert.Equal(expected, Found(text));
}
