using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Text;

public sealed class TextDeidentifierTests
{
    private static readonly Subject ann = new("ann");

    private static TextDeidentifier Deidentifier(string more = "", params IIdentifierDetector[] detectors) => new(new IdentifierFinder(detectors),
        new Replacer(DeidentificationPolicy.Read($"name: ours\nversion: \"1\"\nbased-on: safe-harbor\n{more}", "ours.yaml"), ReleaseKey.FromSeed(5)), new Tally());

    /// <summary>Finds given words.</summary>
    internal sealed class Words(params (string Word, IdentifierClass Class)[] words) : IIdentifierDetector
    {
        public string Name => "words";

        public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
        {
            foreach (var (word, kind) in words)
                for (var at = text.Plain.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.Plain.IndexOf(word, at + word.Length, StringComparison.Ordinal))
                    found.Add(new(new TextSpan(at, word.Length), kind, Name, 1));
        }
    }

    [Fact]
    public void Treats_each_class_as_the_policy_says_and_tells_where()
    {
        const string text = "Ms. Whitfield (age 44, tel 212-867-5309) of Texas was seen on March 5, 2024.";
        var deidentifier = Deidentifier("text: {phone: tag}", new Words(("Whitfield", IdentifierClass.Name), ("44", IdentifierClass.Age), ("212-867-5309", IdentifierClass.Phone), ("Texas", IdentifierClass.Region), ("March 5, 2024", IdentifierClass.Date)));
        var cleaned = deidentifier.Clean(text, ann);
        Assert.Matches(@"^Ms\. [A-Z][a-z]+ \(age 44, tel \[phone\]\) of Texas was seen on [A-Z][a-z]+ \d+, 202[34]\.$", cleaned.Text);
        Assert.Equal(["Whitfield", "212-867-5309", "March 5, 2024"], cleaned.Replaced.Select(r => r.Original));
        Assert.All(cleaned.Replaced, r => Assert.DoesNotContain(r.Original, r.Output.In(cleaned.Text), StringComparison.Ordinal));
        Assert.Equal("[phone]", cleaned.Replaced[1].Output.In(cleaned.Text));
    }

    [Fact]
    public void Takes_the_year_of_the_text_for_a_date_that_says_none()
    {
        var deidentifier = Deidentifier("", new Words(("2024-02-27", IdentifierClass.Date), ("March 2", IdentifierClass.Date)));
        var days = deidentifier.Replacer.DaysOf(ann);
        Assert.EndsWith(new DateOnly(2024, 3, 2).AddDays(days).ToString("MMMM d", System.Globalization.CultureInfo.InvariantCulture), deidentifier.Clean("From 2024-02-27 to March 2", ann).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_initials_and_single_words_the_stand_in_of_the_whole_name_in_the_text()
    {
        var deidentifier = Deidentifier("", new Words(("Zqenna Grabowitz", IdentifierClass.Name), ("Z. Grabowitz", IdentifierClass.Name)));
        var words = deidentifier.Clean("Zqenna Grabowitz, Z. Grabowitz, Zqenna", ann).Text.Split(", ");
        var alone = new TextDeidentifier(new IdentifierFinder([new Words(("Zqenna Grabowitz", IdentifierClass.Name), ("Zqenna", IdentifierClass.Name), ("Z. Grabowitz", IdentifierClass.Name))]), deidentifier.Replacer, new Tally())
            .Clean("Zqenna Grabowitz, Z. Grabowitz, Zqenna", ann).Text.Split(", ");
        var (given, family) = words[0].Split(' ') is [var g, var f] ? (g, f) : default;
        Assert.Equal($"{given[0]}. {family}", words[1]);
        Assert.Equal(given, alone[2]);
    }

    [Fact]
    public void Writes_the_oldest_as_ninety_and_over_once()
    {
        var deidentifier = Deidentifier("", new Words(("93", IdentifierClass.OldAge), ("90", IdentifierClass.OldAge)));
        Assert.Equal("A 90+-year-old, 90+.", deidentifier.Clean("A 93-year-old, 93.", ann).Text);
        Assert.Equal("A 90+-year-old, 90+.", deidentifier.Clean("A 90+-year-old, 90+.", ann).Text);
    }

    [Fact]
    public void Leaves_its_own_encrypted_values_alone()
    {
        var deidentifier = Deidentifier("text: {name: encrypt}", new Words(("Whitfield", IdentifierClass.Name), ("salus", IdentifierClass.Name)));
        var once = deidentifier.Clean("Ms. Whitfield came.", ann).Text;
        Assert.Contains("{{salus:", once, StringComparison.Ordinal);
        Assert.Equal(once, deidentifier.Clean(once, ann).Text);
        Assert.NotEqual("{{salus:AAAA}}", deidentifier.Clean("{{salus:AAAA}}", ann).Text);
    }

    [Fact]
    public void Leaves_no_original_and_loses_nothing_else()
    {
        var deidentifier = Deidentifier("", new Words(("Q7", IdentifierClass.OtherId), ("Zed", IdentifierClass.Name)));
        Prop.ForAll(Gen.Elements("Q7", "Zed", " ", "x", "\n", "é", "\u200B").ListOf().ToArbitrary(), parts =>
        {
            var cleaned = deidentifier.Clean(string.Concat(parts), ann);
            var outside = cleaned.Text;
            foreach (var replaced in cleaned.Replaced.Reverse())
                outside = outside.Remove(replaced.Output.Start, replaced.Output.Length);
            return !outside.Contains("Q7", StringComparison.Ordinal) && !outside.Contains("Zed", StringComparison.Ordinal)
                && outside.Replace("\u200B", "", StringComparison.Ordinal) == string.Concat(parts.Where(p => p is not ("Q7" or "Zed" or "\u200B")));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reads_a_narrative_across_its_tags_and_drops_attributes_that_may_name_people()
    {
        var deidentifier = Deidentifier("text: {name: tag}", new Words(("Ann Whitfield", IdentifierClass.Name)));
        Assert.Equal("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p class=\"a\">Patient [name]<b></b> is &lt; 50.</p><p>Ann</p><p>Whitfield</p><img/></div>",
            deidentifier.CleanXhtml("<div xmlns=\"http://www.w3.org/1999/xhtml\"><!-- Ann --><p class=\"a\" title=\"Ann\">Patient Ann <b>Whitfield</b> is &lt; 50.</p><p>Ann</p><p>Whitfield</p><img src=\"x.jpg\" alt=\"Ann\"/></div>", ann));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><div>&b;</div>")]
    [InlineData("<div>&nbsp;</div>")]
    [InlineData("a < b")]
    public void Refuses_a_narrative_that_is_not_well_formed(string xhtml) => Assert.Throws<DeidentificationException>(() => Deidentifier().CleanXhtml(xhtml, ann));

    [Fact]
    public async Task Cleans_a_file_in_windows_as_if_it_were_read_at_once()
    {
        var deidentifier = Deidentifier("text: {name: tag}", new Words(("Ann Whitfield", IdentifierClass.Name)));
        foreach (var between in new[] { " ", "\n", "-" })
        {
            var text = string.Join(between, Enumerable.Range(0, 130_000).Select(i => i % 7 == 0 ? "Ann Whitfield" : $"word{i}"));
            Assert.Equal(text.Replace("Ann Whitfield", "[name]", StringComparison.Ordinal), await CleanedAsync(deidentifier, Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public async Task Reads_utf_16_with_its_mark_and_refuses_other_bytes()
    {
        var deidentifier = Deidentifier("text: {name: tag}", new Words(("Änne", IdentifierClass.Name)));
        Assert.Equal("a [name] b", await CleanedAsync(deidentifier, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a Änne b")]));
        Assert.Equal("a [name] b", await CleanedAsync(deidentifier, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("a Änne b")]));
        Assert.Contains("iconv", (await Assert.ThrowsAsync<DeidentificationException>(() => CleanedAsync(deidentifier, Encoding.Latin1.GetBytes("a Änne b")))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DeidentificationException>(() => CleanedAsync(deidentifier, [1, 0, 2]));
    }

    [Fact]
    public async Task Knows_whose_text_it_is_by_the_one_whole_name_in_it()
    {
        var people = new KnownPeople();
        people.Add(ann, new(IdentifierClass.Name, "Annelore Grabowitz", KnownPeople.Patient));
        people.Add(new("bob"), new(IdentifierClass.Name, "Torvald Inchbald", KnownPeople.Patient));
        var deidentifier = Deidentifier("", new Words(("2024-02-27", IdentifierClass.Date)));
        deidentifier.Replacer.Know(people);
        var text = await CleanedAsync(deidentifier, Encoding.UTF8.GetBytes("Annelore Grabowitz came on 2024-02-27. Grabowitz left."), people);
        Assert.Contains(deidentifier.Replacer.Shift("2024-02-27", ann)!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Grabowitz", text, StringComparison.Ordinal);
        Assert.Contains(deidentifier.Replacer.ReplaceName(NamePart.Family, "Grabowitz", ann) + " left.", text, StringComparison.Ordinal);
    }

    private static async Task<string> CleanedAsync(TextDeidentifier deidentifier, byte[] bytes, KnownPeople? people = null)
    {
        using var output = new MemoryStream();
        await new TextFileDeidentifier().CleanAsync(new MemoryStream(bytes), output, new Cleaning(deidentifier.Replacer.Policy, deidentifier.Replacer, deidentifier, people ?? new(), new Tally()), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
