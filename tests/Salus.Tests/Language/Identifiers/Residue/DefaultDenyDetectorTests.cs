using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Residue;

namespace Salus.Tests.Language.Identifiers.Residue;

public sealed class DefaultDenyDetectorTests
{
    private readonly DefaultDenyDetector detector = new();

    [Theory]
    [InlineData("Reviewed with Kwabena Osei-Tutu about results", "Kwabena Osei-Tutu")]
    [InlineData("the pt zbigniewska was seen", "zbigniewska")]
    [InlineData("Moved from Tamarisk Thornquay recently", "Tamarisk Thornquay")]
    [InlineData("Vanterpool's wound is clean", "Vanterpool")]
    public void Reports_words_nobody_knows_to_be_harmless(string text, string expected)
    {
        var found = Assert.Single(Find(text));
        Assert.Equal(expected, found.Span.In(text));
        Assert.Equal(IdentifierClass.Name, found.Class);
        Assert.Equal("default-deny", found.Detector);
    }

    [Theory]
    [InlineData("sample GX77A91 received", "GX77A91")]
    [InlineData("code 555-203-4481 noted", "555-203-4481")]
    [InlineData("number 4471920 noted", "4471920")]
    [InlineData("on 03/14/2019 noted", "03/14/2019")]
    public void Reports_codes_and_long_runs_of_digits(string text, string expected)
    {
        var found = Assert.Single(Find(text));
        Assert.Equal(expected, found.Span.In(text));
        Assert.Equal(IdentifierClass.OtherId, found.Class);
    }

    [Theory]
    [InlineData("Patient is a 54-year-old woman with type 2 diabetes mellitus, hypertension and hyperlipidemia, on metformin 500 mg twice daily and lisinopril 10mg.")]
    [InlineData("BP 128/76, HR 88, SpO2 97% on room air, BMI 31.4, HbA1c 7.2 %, WBC 12,400/uL, platelets 250,000 cells.")]
    [InlineData("MRI of the lumbar spine: L4-L5 disc herniation without myelopathy; EGD with biopsies showed oesophagitis.")]
    [InlineData("She wasn't sleeping well and couldn't stop worrying; we discussed it carefully and agreed on counselling.")]
    [InlineData("ASSESSMENT AND PLAN\n1. Acute bronchitis. Supportive care, albuterol inhaler 2 puffs q4h prn.\n2. Follow up in 3 weeks.")]
    [InlineData("Heparin 5000 units subcutaneously, 150000 units of streptokinase, 1.25 mcg.")]
    [InlineData("Wilson disease with low ceruloplasmin; Hoehn and Yahr stage III; Babinski and Ortolani negative.")]
    [InlineData("")]
    public void Keeps_the_words_and_values_of_a_note(string text) => Assert.Empty(Find(text).Select(s => s.Span.In(text)));

    [Fact]
    public void Reads_long_texts_without_breaks_in_time_that_grows_with_their_length()
    {
        foreach (var unit in (string[])["a", "1", "a1", "1-", "Zx ", "'"])
            _ = Find(string.Concat(Enumerable.Repeat(unit, 200_000)));
    }

    private List<IdentifierSpan> Find(string text)
    {
        var found = new List<IdentifierSpan>();
        detector.Find(IdentifierText.Of(text), found);
        return found;
    }
}
