using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Learned;

namespace Salus.Tests.Language.Identifiers.Learned;

public sealed class LearnedDetectorTests
{
    private static readonly string[] pieces = ["Joe's", " ", "\n", "St. ", "works at ", "o'", "\u200b", "Ü", "ab12", "12:", "#7", "'s", " of the ", "AND ", "-", "🙂", "مريض", "Reading", ", ", "&"];

    [Theory]
    [InlineData("[doctor] so where are you working these days ?\n[patient] i'm still at copper kettle bakery , mostly the early shift .\n[doctor] and the knee pain ?", "copper kettle bakery")]
    [InlineData("[doctor] who looks after your asthma ?\n[patient] i go to brindlewood clinic , they have been good .\n[doctor] okay , any wheezing ?", "brindlewood clinic")]
    [InlineData("Social History: Lives in Thistlecombe with his wife. Denies tobacco. Hypertension and diabetes are stable on metformin.", "Thistlecombe")]
    [InlineData("Hypertension, stable on lisinopril. The wound was dressed by Oyelarananda, who will call the family. No fever or cough.", "Oyelarananda")]
    [InlineData("She went shopping with Jordan and bought lisinopril. Hypertension is stable.", "Jordan")]
    [InlineData("The witness was A.B. and the consent was signed. Diabetes is stable on metformin.", "A.B.")]
    public void Finds_what_only_the_sentence_tells(string text, string identifier)
    {
        var at = text.IndexOf(identifier, StringComparison.Ordinal);
        var flagged = new bool[text.Length];
        foreach (var found in IdentifierFinders.Embedded.Find(text))
            flagged.AsSpan(found.Span.Start, found.Span.Length).Fill(true);
        Assert.DoesNotContain(false, Enumerable.Range(at, identifier.Length).Where(i => char.IsLetter(text[i])).Select(i => flagged[i]));
    }

    [Fact]
    public void Leaves_a_region_what_the_rules_took_it_for() =>
        Assert.Equal([IdentifierClass.Region, IdentifierClass.Region], IdentifierFinders.Embedded.Find("He lives in Georgia and works in Virginia. Hypertension is stable on lisinopril.").Select(f => f.Class));

    [Theory]
    [InlineData("The patient has Parkinson disease. Babinski sign is absent. Blood pressure 132/78, heart rate 72. Continue carbidopa-levodopa 25/100 three times a day.")]
    [InlineData("[doctor] how have you been ?\n[patient] not so great , my stomach's been off since i got back from the gym .\n[doctor] are you taking anything ?\n[patient] just tums .")]
    [InlineData("Past Surgical History: Aneurysm at the Circle of Willis, clipped. Referred to Physical Therapy. Tysabri and Opdivo were stopped; saturation 95, glucose 120-140.")]
    [InlineData("ASSESSMENT AND PLAN: Community-acquired pneumonia. Start amoxicillin 1 g three times daily. Follow up in one week.")]
    public void Leaves_clinical_text_without_identifiers_alone(string text) => Assert.Empty(IdentifierFinders.Embedded.Find(text));

    [Fact]
    public void Finds_stretches_of_the_text_whatever_it_is() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600).WithReplay(20261121, 7), Prop.ForAll(Texts().ToArbitrary(), text =>
            new IdentifierFinder(LearnedDetector.Embedded).Find(text).All(found => found.Span.Start >= 0 && found.Span.Length > 0 && found.Span.End <= text.Length)));

    [Fact]
    public void Takes_time_in_proportion_to_the_text()
    {
        var line = string.Join(' ', Enumerable.Repeat("works at copper kettle bakery and goes by Oyelarananda now", 2000));
        var finder = new IdentifierFinder(LearnedDetector.Embedded);
        finder.Find(line);
        var one = Seconds(() => finder.Find(line));
        var eight = Seconds(() => finder.Find(string.Join(' ', Enumerable.Repeat(line, 8))));
        Assert.True(eight < 40 * one, $"{eight:F3} s for eight times what took {one:F3} s");
    }

    private static Gen<string> Texts() => Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
        Gen.Elements(pieces).ArrayOf().Select(string.Concat));

    private static double Seconds(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
