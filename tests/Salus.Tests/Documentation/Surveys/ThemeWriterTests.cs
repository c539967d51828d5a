using System.Text;
using Salus.Documentation.Surveys;
using Salus.Language.Vocabularies;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Documentation.Surveys;

public sealed class ThemeWriterTests
{
    private static readonly ThemeWriter writer = new(Vocabulary.Embedded, new ManualClock());
    private static readonly SurveyCheck check = new(Vocabulary.Embedded);

    private static readonly string answers = string.Join('\n',
        Enumerable.Range(1, 12).Select(i => $$"""{"answer":"We waited {{i}} hours in the waiting room.","ward":"{{(i <= 8 ? "A" : "B")}}"}""")
        .Concat(Enumerable.Range(1, 9).Select(i => $$"""{"answer":"The food on day {{i}} was cold.","ward":"{{(i <= 3 ? "A" : "B")}}"}"""))
        .Concat(Enumerable.Range(1, 6).Select(i => $$"""{"answer":"No long wait for me, visit {{i}}.","ward":"B"}"""))
        .Concat(["""{"answer":"The wait with Mr. Quillfeather on 2026-03-04 was long, call 555-201-3344.","ward":"C"}""", """{"answer":"Mauve hippopotamus.","ward":"A"}""", """{"answer":"","ward":"A"}"""]));

    [Fact]
    public async Task Every_answer_is_in_one_theme_or_listed_and_every_count_holds()
    {
        var written = writer.Write(await ReadAsync(answers, "ward"));
        Assert.Equal(29, written.Summary.Answers);
        Assert.Equal(1, written.Summary.Blank);
        Assert.Equal(29, written.Rows.Sum(r => r.Length) + written.Summary.Ungrouped);
        Assert.Equal("Waiting", written.Summary.Themes[0].Title);
        Assert.Empty((await ReviewAsync(written.Draft, written.Sources)).OpenBlocking);
    }

    [Fact]
    public async Task What_is_said_not_to_be_so_is_counted_as_that()
    {
        var waiting = writer.Write(await ReadAsync(answers, null)).Summary.Themes.Single(t => t.Title == "Waiting");
        Assert.Equal((19, 6), (waiting.Answers, waiting.Denied));
    }

    [Fact]
    public async Task No_identifier_reaches_the_draft()
    {
        var written = writer.Write(await ReadAsync(answers, null));
        var everything = string.Concat(written.Sources.SelectMany(s => s.Segments).Select(s => s.Text)) + Encoding.UTF8.GetString(written.Sources.Single().Original.AsSpan());
        Assert.DoesNotContain("Quillfeather", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("2026-03-04", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("555-201-3344", everything, StringComparison.Ordinal);
        Assert.True(written.Summary.Concealed >= 3);
    }

    [Fact]
    public async Task A_verb_behind_a_title_is_no_name_and_a_name_is()
    {
        var read = await ReadAsync("""{"answer":"The doctor explained it and nurse Quillfeather listened."}""", null);
        Assert.Equal("The doctor explained it and nurse [NAME-1] listened.", read.All[0].Text);
    }

    [Fact]
    public async Task Groups_under_k_are_put_together_and_never_named()
    {
        var written = writer.Write(await ReadAsync(answers, "ward"));
        Assert.DoesNotContain(written.Summary.Groups, g => g.Name == "C");
        Assert.All(written.Summary.Groups, g => Assert.True(g.Answers >= 5));
        Assert.DoesNotContain(written.Draft.Statements, s => s.Text.StartsWith("C:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Equal_seeds_give_equal_summaries_and_quotes_are_the_answers_words()
    {
        var read = await ReadAsync(answers, "ward");
        Assert.Equal(writer.Write(read, seed: 7).Draft.Statements.Select(s => s.Text), writer.Write(read, seed: 7).Draft.Statements.Select(s => s.Text));
        Assert.All(writer.Write(read).Summary.Themes.SelectMany(t => t.Quotes), q => Assert.Contains(read.All, a => a.Text.Contains(q, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("19 of 29", "18 of 29")]
    [InlineData("19 of 29", "19 of 30")]
    [InlineData("6 of them say", "7 of them say")]
    [InlineData("“", "“I was told: ")]
    [InlineData(": 1", ": 9")]
    public async Task Every_lie_about_counts_and_words_is_stopped(string right, string wrong)
    {
        var written = writer.Write(await ReadAsync(answers, "ward"));
        var at = written.Draft.Statements.ToList().FindIndex(s => s.Text.Contains(right, StringComparison.Ordinal));
        Assert.True(at >= 0, string.Join('\n', written.Draft.Statements.Select(s => s.Text)));
        var lie = written.Draft with { Statements = written.Draft.Statements.SetItem(at, written.Draft.Statements[at] with { Text = written.Draft.Statements[at].Text.Replace(right, wrong, StringComparison.Ordinal) }) };
        var reviewed = await ReviewAsync(lie, written.Sources);
        Assert.NotEmpty(reviewed.OpenBlocking);
    }

    [Fact]
    public async Task A_quote_of_another_theme_and_a_lost_answer_are_stopped()
    {
        var written = writer.Write(await ReadAsync(answers, null));
        var quote = written.Draft.Statements.First(s => s.Group == "Waiting" && s.Text.StartsWith('“'));
        var swapped = written.Draft with { Statements = [.. written.Draft.Statements.Select(s => s == quote ? s with { Group = "Food and drink" } : s)] };
        Assert.Contains((await ReviewAsync(swapped, written.Sources)).OpenBlocking, f => f.Message.Contains("not in the theme", StringComparison.Ordinal));
        var lost = written.Draft with { Statements = [.. written.Draft.Statements.Where(s => s.Section != ThemeWriter.UngroupedSection)] };
        Assert.Contains((await ReviewAsync(lost, written.Sources)).OpenBlocking, f => f.Message.Contains("in no theme", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("answer,ward\n\"unclosed", "line")]
    [InlineData("note,ward\nhello there,3", "no column")]
    [InlineData("answer\n1\n", "no answers")]
    public async Task A_file_that_cannot_be_used_is_refused_with_the_place(string csv, string said) =>
        Assert.Contains(said, (await Assert.ThrowsAsync<SurveyCallException>(() => ReadAsync(csv, null, "a.csv"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_line_that_is_no_object_is_refused_with_its_number() =>
        Assert.Contains("line 2", (await Assert.ThrowsAsync<SurveyCallException>(() => ReadAsync("{\"answer\":\"fine thanks\"}\nnope", null))).Message, StringComparison.Ordinal);

    private static async Task<FreeAnswers> ReadAsync(string text, string? group, string name = "answers.jsonl")
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await FreeAnswers.ReadAsync(stream, name, null, group, Vocabulary.Embedded, TestContext.Current.CancellationToken);
    }

    private static Task<ReviewedDraft> ReviewAsync(Draft draft, Sources sources) => Inspection.RunAsync(draft, sources, [check, new EvidenceCheck()], TestContext.Current.CancellationToken);
}
