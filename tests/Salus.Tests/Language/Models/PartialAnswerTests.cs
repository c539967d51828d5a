using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Salus.Language.Models;

namespace Salus.Tests.Language.Models;

public sealed class PartialAnswerTests
{
    [Fact]
    public void The_words_of_an_item_are_there_while_it_is_being_said()
    {
        var answer = new PartialAnswer("statements");
        Assert.Equal(("hpi", ""), Assert.Single(answer.Add("""Here you are: {"statements": [{"section": "hpi", "group": null, "text": """)) is var begun ? (begun["section"], begun["text"]) : default);
        var first = Assert.Single(answer.Add("\"Left kn"));
        Assert.Equal((0, "hpi", "Left kn", false), (first.Index, first["section"], first["text"], first.Complete));
        Assert.Equal("", first["group"]);
        var second = Assert.Single(answer.Add("ee pain.\", \"turns\": [2, \"3\"]}, "));
        Assert.Equal(("Left knee pain.", true), (second["text"], second.Complete));
        var third = Assert.Single(answer.Add("""{"section": "plan", "text": "Ice."}]}"""));
        Assert.Equal((1, "Ice.", true), (third.Index, third["text"], third.Complete));
    }

    [Fact]
    public void However_an_answer_is_cut_its_items_are_those_of_the_whole() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260101, 7), Prop.ForAll<string[], byte>((texts, size) =>
    {
        var statements = texts.Select(t => new { section = "hpi", text = new string([.. (t ?? "").Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]), turns = new[] { 1, 2 } }).ToArray();
        var json = JsonSerializer.Serialize(new { thoughts = new[] { "none" }, statements });
        var heard = new SortedDictionary<int, PartialItem>();
        var answer = new PartialAnswer("statements");
        foreach (var piece in json.Chunk(1 + (size % 17)))
            foreach (var item in answer.Add(new string(piece)))
            {
                // What was shown is never taken back: later words only follow.
                if (heard.TryGetValue(item.Index, out var before) && !item["text"].StartsWith(before["text"], StringComparison.Ordinal))
                    return false;
                heard[item.Index] = item;
            }
        return heard.Count == statements.Length && heard.Values.All(h => h.Complete) && heard.Values.Select(h => h["text"]).SequenceEqual(statements.Select(s => s.text));
    }));

    [Theory]
    [InlineData("I am sorry, I cannot help with that.")]
    [InlineData("[1, 2, 3]")]
    [InlineData("""{"statements": "none"}""")]
    [InlineData("""{"other": [{"text": "no"}]}""")]
    [InlineData("}}]]\"\\u12")]
    public void What_is_not_such_an_answer_shows_nothing(string answer) => Assert.Empty(new PartialAnswer("statements").Add(answer));

    [Fact]
    public void Anything_may_come() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20260101, 7), Prop.ForAll<string[]>(pieces =>
    {
        var answer = new PartialAnswer("statements");
        return pieces.All(p => answer.Add("{\"statements\": [{\"text\": \"" + (p ?? "")).All(i => i.Index >= 0));
    }));
}
