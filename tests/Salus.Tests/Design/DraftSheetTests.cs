using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Salus.Design.Components;
using Salus.Trust;

namespace Salus.Tests.Design;

public sealed class DraftSheetTests
{
    private const string Said = "No chest pain, but my left knee hurts since Monday.";

    [Fact]
    public async Task Fragments_joined_are_the_turn_and_name_everybody_who_cites_them()
    {
        var sheet = await SheetAsync([(3, 10), (8, 5), (22, 9)]);
        var fragments = sheet.Turn(sheet.Reviewed.Sources.First(), 0).ToArray();
        Assert.Equal(Said, string.Concat(fragments.Select(f => f.Text)));
        Assert.Equal([("No ", ""), ("chest", "s0"), (" pain", "s0 s1"), (", but my ", ""), ("left knee", "s2"), (" hurts since Monday.", "")], fragments.Select(f => (f.Text, f.CitedBy)).Select(f => (f.Text, f.CitedBy)));
    }

    [Fact]
    public void No_quote_however_wrong_loses_a_letter() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Start, int Length)[]>(),
        quotes =>
        {
            var sheet = SheetAsync(quotes).GetAwaiter().GetResult();
            Assert.Equal(Said, string.Concat(sheet.Turn(sheet.Reviewed.Sources.First(), 0).Select(f => f.Text)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task An_edit_shows_what_the_statement_said_before()
    {
        var first = await SheetAsync([(3, 10), (23, 9)]);
        var statements = first.Draft.Statements.SetItem(1, first.Draft.Statements[1] with { Text = "Right knee." });
        var reviewed = await Inspection.RunAsync(first.Draft with { Revision = 2, Statements = statements }, first.Reviewed.Sources, [], CancellationToken.None);
        var sheet = new DraftSheet(reviewed, first.Draft);
        Assert.Null(sheet.WordingBefore(statements[0]));
        Assert.Equal(first.Draft.Statements[1].Text, sheet.WordingBefore(statements[1]));
    }

    private static async Task<DraftSheet> SheetAsync(IEnumerable<(int Start, int Length)> quotes)
    {
        var draft = new Draft(new DraftId(new Guid(1, 2, 3, new byte[8])), 1, "scribe", null,
            [.. quotes.Select((q, i) => new Statement("hpi", $"Statement {i}.", [new Quote("transcript", 0, q.Start, q.Length, "")]))], [],
            new Provenance("test", "1", DateTimeOffset.UnixEpoch, [], ImmutableSortedDictionary<string, string>.Empty));
        var sources = Sources.Of(new Source("transcript", "Transcript", "text/plain", [], [new Segment("patient", Said)]));
        return new DraftSheet(await Inspection.RunAsync(draft, sources, [], CancellationToken.None));
    }
}
