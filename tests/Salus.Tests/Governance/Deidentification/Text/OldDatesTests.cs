using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;
using Salus.Tests.Workbench.Commands;

namespace Salus.Tests.Governance.Deidentification.Text;

/// <summary>Nothing that is written in the place of a date tells that somebody is older than 89.</summary>
public sealed class OldDatesTests
{
    private static readonly Subject ann = new("ann");

    private static readonly TimeProvider clock = new Fixed(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Clean(string text, string profile = "safe-harbor", string? born = null, params (string, IdentifierClass)[] words)
    {
        var replacer = new Replacer(DeidentificationPolicy.Profile(profile), ReleaseKey.FromSeed(5));
        var people = new KnownPeople();
        people.Born(ann, born);
        replacer.Know(people);
        return new TextDeidentifier(new IdentifierFinder([new TextDeidentifierTests.Words(words)]), replacer, new Tally(), clock).Clean(text, ann).Text;
    }

    [Theory]
    [InlineData("Born 02/11/1931, seen on 2024-03-12.", "02/11/1931")]
    [InlineData("DOB: 1931-02-11.", "1931-02-11")]
    [InlineData("She was born on 11 February 1931 in Ely.", "11 February 1931")]
    [InlineData("The family fled on May 3, 1934.", "May 3, 1934")]
    [InlineData("D.O.B. 2/11/31 Sex F", "2/11/31")]
    [InlineData("dob 19310211|F", "19310211")]
    [InlineData("(*11.02.1931)", "11.02.1931")]
    [InlineData("Date of birth 02111931", "02111931")]
    public void A_day_of_more_than_89_years_ago_goes_whole(string text, string date) =>
        Assert.Equal(text.Replace(date, "[over 89 years ago]", StringComparison.Ordinal).Replace("2024-03-12", "", StringComparison.Ordinal),
            Clean(text, words: [(date, IdentifierClass.Date)]).Replace("2024-03-12", "", StringComparison.Ordinal));

    [Fact]
    public void So_does_a_year_that_would_stay_otherwise()
    {
        Assert.Equal("born in [over 89 years ago], married in 1955", Clean("born in 1931, married in 1955", words: [("1931", IdentifierClass.Year), ("1955", IdentifierClass.Year)]));
        Assert.Equal("[over 89 years ago]", Clean("1936", words: ("1936", IdentifierClass.Year)));
        Assert.Equal("1937", Clean("1937", words: ("1937", IdentifierClass.Year)));
    }

    [Fact]
    public void Others_move_as_ever()
    {
        Assert.Matches(@"^Born \d+/\d+/19(49|50)\.$", Clean("Born 02/11/1950.", words: ("02/11/1950", IdentifierClass.Date)));
        Assert.Matches(@"^Seen \d+/\d+/2[45], back on \d+/\d+/2[89]$", Clean("Seen 3/4/25, back on 6/1/29", words: [("3/4/25", IdentifierClass.Date), ("6/1/29", IdentifierClass.Date)]));
    }

    [Fact]
    public void Two_digits_of_a_year_are_the_last_century_where_the_text_or_the_record_says_so()
    {
        Assert.Contains("[over 89 years ago]", Clean("A 101-year-old, born 3/4/24.", words: [("101", IdentifierClass.OldAge), ("3/4/24", IdentifierClass.Date)]), StringComparison.Ordinal);
        Assert.DoesNotContain("[over", Clean("A child, born 3/4/24.", words: ("3/4/24", IdentifierClass.Date)), StringComparison.Ordinal);
        Assert.Equal("Birthday party, [over 89 years ago]", Clean("Birthday party, 3/4/24", born: "1924-03-04", words: ("3/4/24", IdentifierClass.Date)));
    }

    [Fact]
    public void Who_was_old_when_the_text_was_written_is_old()
    {
        Assert.Equal("Born [over 89 years ago]", Clean("Born 1950-01-02, seen 2110-03-04", words: [("1950-01-02", IdentifierClass.Date), ("2110-03-04", IdentifierClass.Date)]).Split(',')[0]);
    }

    [Fact]
    public void A_policy_that_keeps_dates_or_ages_keeps_them_here() =>
        Assert.Equal("Born 02/11/1931.", Clean("Born 02/11/1931.", "limited-data-set", words: ("02/11/1931", IdentifierClass.Date)));

    [Fact]
    public async Task The_same_holds_in_every_format()
    {
        using var salus = new Terminal();
        var folder = Directory.CreateDirectory(salus.File("in"));
        async Task WriteAsync(string name, string text) => await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, Cancel);
        const string Note = "Seen 2024-03-12. She was born on February 11, 1931 (DOB 2/11/31), and her brother in 1929.";
        await WriteAsync("a.txt", Note);
        await WriteAsync("b.html", $"<html><body><p>{Note}</p><table><tr><td>DOB</td><td>02/11/1931</td></tr></table></body></html>");
        await WriteAsync("c.csv", $"patient_id,dob,note\n77120,02/11/1931,\"{Note}\"\n");
        await WriteAsync("d.hl7", $"MSH|^~\\&|LAB|NORTH|||20240312101500||ORU^R01|m1|P|2.5.1\rPID|1||77120^^^NORTH^MR||Holm^Asta||19310211|F\rOBR|1|||718-7^Haemoglobin^LN|||20240312\rOBX|1|FT|8251-1^Comment^LN||{Note}||||||F\r");
        await WriteAsync("e.json", $$$$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"77120","birthDate":"1931-02-11","name":[{"family":"Holm","given":["Asta"]}]}},{"resource":{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"Note"},"subject":{"reference":"Patient/77120"},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><table><tr><td>DOB</td><td>2/11/1931</td></tr></table><p>{{{{Note}}}}</p></div>"},"note":[{"text":"{{{{Note}}}}"}]}}]}""");
        await WriteAsync("f.xml", $"""<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id root="1.2.3"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="20240312"/><recordTarget><patientRole><id root="1.2.9" extension="77120"/><patient><name><given>Asta</given><family>Holm</family></name><birthTime value="19310211"/></patient></patientRole></recordTarget><component><structuredBody><component><section><title>History</title><text><paragraph>{Note}</paragraph></text></section></component></structuredBody></component></ClinicalDocument>""");
        await WriteAsync("g.rtf", $"{{\\rtf1 {Note}}}");

        var written = await salus.RunAsync("deidentify", "files", folder.FullName, salus.File("out"), "--unreviewed");
        Assert.True(written.Code == 0, written.Error);
        var files = Directory.GetFiles(salus.File("out"));
        Assert.Equal(7, files.Length);
        Assert.All(files, file => Assert.DoesNotMatch(@"\b19(?:31|29)|/(?:19)?31\b|1931-?02", File.ReadAllText(file)));
        Assert.All(files, file => Assert.Contains("over 89 years ago", File.ReadAllText(file), StringComparison.Ordinal));
    }

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
