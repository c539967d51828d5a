using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Marginals;

namespace Salus.Tests.Synthesis.Tables.Engines.Marginals;

public sealed class BayesNetEngineTests
{
    private static readonly Table Real = InventedTable.Of(4000, 1);

    private static readonly Lazy<BayesNetModel> Fitted = new(() => Fit(Real, new FitOptions { Target = "outcome" }));

    private static BayesNetModel Fit(Table table, FitOptions options) => (BayesNetModel)new BayesNetEngine().Fit(table.AsSource(), options with { Threads = 1 }, null, CancellationToken.None);

    [Fact]
    public void Drawn_rows_keep_margins_pairs_and_what_is_missing_where()
    {
        var drawn = Fitted.Value.Sample(8000, new SeededRandom(2), CancellationToken.None);
        foreach (var old in new[] { true, false })
        {
            Assert.Equal(old ? 0.8 : 0.1, InventedTable.Share(drawn, r => drawn[5][r] == 1, r => drawn[0][r] > 60 == old), 0.08);
            Assert.Equal(old ? 0.4 : 0.05, InventedTable.Share(drawn, r => double.IsNaN(drawn[3][r]), r => drawn[0][r] > 60 == old), 0.08);
        }
        foreach (var share in new[] { 0.1, 0.5, 0.9 })
            Assert.Equal(Quantile(Real[3], share), Quantile(drawn[3], share), 1.5);
        Assert.Equal(Real[0].Min(), drawn[0].Min());
        Assert.All(drawn[3].Where(v => !double.IsNaN(v)), v => Assert.Equal(Math.Round(v, 1), v));
    }

    [Fact]
    public void Protection_leaves_out_what_few_rows_have()
    {
        var model = Fit(Real, new FitOptions { Protection = 3 });
        var drawn = model.Sample(20_000, new SeededRandom(2), CancellationToken.None);
        Assert.DoesNotContain(3.0, drawn[2]);
        var coding = model.Codings[3];
        for (var i = 0; i + 1 < coding.Edges.Length; i++)
            Assert.True(Real[3].Count(v => !double.IsNaN(v) && coding.Fine(v) == i) >= 10);
    }

    [Fact]
    public void Rows_are_completed_by_what_depends_on_what()
    {
        const int Rows = 600;
        var cells = Real.Columns.Select(_ => Enumerable.Repeat(double.NaN, Rows).ToArray()).ToArray();
        for (var row = 0; row < Rows; row++)
            cells[5][row] = row % 2;
        var given = new Table(Real.Columns, [.. cells]);
        var completed = Fitted.Value.Complete(given, new SeededRandom(4), CancellationToken.None);
        Assert.Equal(cells[5], completed[5]);
        foreach (var outcome in new[] { 0.0, 1.0 })
            Assert.Equal(InventedTable.Share(Real, r => Real[0][r] > 60, r => Real[5][r] == outcome), InventedTable.Share(completed, r => completed[0][r] > 60, r => completed[5][r] == outcome), 0.1);
    }

    [Fact]
    public void Likelihood_weighting_agrees_with_the_junction_tree()
    {
        var network = Fitted.Value.Network;
        var random = new SeededRandom(3);
        var (tree, tables) = network.ToTree(1e9)!.Value;
        var (weights, sum) = (new double[network.Sizes[0]], 0.0);
        for (var i = 0; i < 40_000; i++)
        {
            int[] codes = [-1, -1, -1, -1, -1, 1];
            var weight = network.Draw(codes, random);
            weights[codes[0]] += weight;
            sum += weight;
        }
        var pair = tree.PairsWith(5, tables)[0];
        var chance = Enumerable.Range(0, weights.Length).Sum(c => pair[weights.Length + c]);
        for (var c = 0; c < weights.Length; c++)
            Assert.Equal(pair[weights.Length + c] / chance, weights[c] / sum, 0.02);
    }

    [Fact]
    public void Written_and_read_a_model_draws_the_same_rows_whatever_the_threads()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            new BayesNetEngine().Fit(Real.AsSource(), new FitOptions { Target = "outcome", Threads = 3 }, null, CancellationToken.None).Write(new ModelFileWriter(archive));
        stream.Position = 0;
        using var reading = new ZipArchive(stream, ZipArchiveMode.Read);
        var read = new BayesNetEngine().Read(Real.Columns, new ModelFileReader(reading));
        AssertSame(Fitted.Value.Sample(200, new SeededRandom(9), CancellationToken.None), read.Sample(200, new SeededRandom(9), CancellationToken.None));
        Assert.Throws<SynthesisException>(() => new BayesNetEngine().Read(Real.Columns.RemoveAt(2), new ModelFileReader(reading)));
    }

    [Fact]
    public void A_network_written_and_read_is_the_same_network()
    {
        var read = NetworkText.Read(Fitted.Value, Stream(Text()));
        Assert.Equal(Fitted.Value.Network.Parents.Select(p => string.Join(' ', p)), read.Network.Parents.Select(p => string.Join(' ', p)));
        for (var v = 0; v < read.Columns.Length; v++)
            for (var i = 0; i < read.Network.Table(v).Length; i++)
                Assert.Equal(Fitted.Value.Network.Table(v)[i], read.Network.Table(v)[i], 1e-5);
    }

    [Fact]
    public void An_expert_can_change_parents_and_chances()
    {
        var edited = Edit(json =>
        {
            var sex = json["columns"]![1]!;
            sex["parents"] = new JsonArray("outcome");
            var female = (string?)sex["values"]![0] == "f";
            sex["chances"] = JsonNode.Parse(female ? """[{"when":{"outcome":"yes"},"of":[0.9,0.1]},{"when":{},"of":[0.25,0.75]}]""" : """[{"when":{"outcome":"yes"},"of":[0.1,0.9]},{"when":{},"of":[0.75,0.25]}]""");
            foreach (var column in json["columns"]!.AsArray().Where(c => (string?)c!["name"] == "outcome"))
            {
                column!["parents"] = new JsonArray();
                column["chances"] = JsonNode.Parse("""[{"when":{},"of":[0.5,0.5]}]""");
            }
            foreach (var other in json["columns"]!.AsArray().Where(c => (string?)c!["name"] is not ("sex" or "outcome")))
            {
                var count = other!["values"]!.AsArray().Count;
                other["parents"] = new JsonArray();
                other["chances"] = new JsonArray(new JsonObject { ["when"] = new JsonObject(), ["of"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => (JsonNode)(1.0 / count))]) });
            }
        });
        var drawn = NetworkText.Read(Fitted.Value, Stream(edited)).Sample(6000, new SeededRandom(1), CancellationToken.None);
        Assert.Equal(0.9, InventedTable.Share(drawn, r => drawn[1][r] == 0, r => drawn[5][r] == 1), 0.03);
        Assert.Equal(0.25, InventedTable.Share(drawn, r => drawn[1][r] == 0, r => drawn[5][r] == 0), 0.03);
    }

    [Fact]
    public void Says_what_is_wrong_with_an_edited_network()
    {
        Refused("circle", j => { Column(j, "sex")["parents"] = new JsonArray("ward"); Column(j, "sex")["chances"] = Flat(2); Column(j, "ward")["parents"] = new JsonArray("sex"); Column(j, "ward")["chances"] = Flat(Column(j, "ward")["values"]!.AsArray().Count); });
        Refused("'sex' when nothing is given", j => { Column(j, "sex")["parents"] = new JsonArray(); Column(j, "sex")["chances"] = JsonNode.Parse("""[{"when":{},"of":[0.5,0.4]}]"""); });
        Refused("no chances for outcome = yes", j => { Column(j, "sex")["parents"] = new JsonArray("outcome"); Column(j, "sex")["chances"] = JsonNode.Parse("""[{"when":{"outcome":"no"},"of":[0.5,0.5]}]"""); });
        Refused("names the column 'height'", j => Column(j, "sex")["parents"] = new JsonArray("height"));
        Refused("a value that the column does not have", j => { Column(j, "sex")["parents"] = new JsonArray("outcome"); Column(j, "sex")["chances"] = JsonNode.Parse("""[{"when":{"outcome":"perhaps"},"of":[0.5,0.5]}]"""); });
        Refused("not among its parents", j => { Column(j, "sex")["parents"] = new JsonArray(); Column(j, "sex")["chances"] = JsonNode.Parse("""[{"when":{"outcome":"no"},"of":[0.5,0.5]}]"""); });
        Refused("itself as a parent", j => Column(j, "sex")["parents"] = new JsonArray("sex"));
        Refused("cannot be edited", j => Column(j, "sex")["values"] = new JsonArray("f", "x"));
        Refused("'sex' is missing", j => j["columns"]!.AsArray().RemoveAt(1));
        Refused("lacks a part", j => Column(j, "sex").AsObject().Remove("chances"));
        Assert.Contains("line 1", Assert.Throws<SynthesisException>(() => NetworkText.Read(Fitted.Value, Stream("{"))).Message, StringComparison.Ordinal);

        static JsonNode Column(JsonNode json, string name) => json["columns"]!.AsArray().First(c => (string?)c!["name"] == name)!;

        static JsonNode Flat(int count) => new JsonArray(new JsonObject { ["when"] = new JsonObject(), ["of"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => (JsonNode)(1.0 / count))]) });

        static void Refused(string words, Action<JsonNode> edit) =>
            Assert.Contains(words, Assert.Throws<SynthesisException>(() => NetworkText.Read(Fitted.Value, Stream(Edit(edit)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learns_tables_with_nothing_to_learn_and_refuses_those_without_rows()
    {
        ImmutableArray<Column> columns = [new() { Name = "gone", Kind = ColumnKind.Number }, new() { Name = "none", Kind = ColumnKind.Category }, new() { Name = "one", Kind = ColumnKind.Category, Levels = ["x"] }, new() { Name = "day", Kind = ColumnKind.Date }];
        var table = new Table(columns, [[double.NaN], [double.NaN], [0], [19_000]]);
        var drawn = Fit(table, new FitOptions { Protection = 6 }).Sample(20, new SeededRandom(1), CancellationToken.None);
        Assert.All(drawn[0].Concat(drawn[1]), v => Assert.True(double.IsNaN(v)));
        Assert.Throws<SynthesisException>(() => Fit(table.Take([]), new FitOptions()));
        Assert.Throws<SynthesisException>(() => Fit(table, new FitOptions { Target = "nowhere" }));
    }

    private static string Text()
    {
        using var stream = new MemoryStream();
        NetworkText.Write(Fitted.Value, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Edit(Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(Text())!;
        edit(json);
        return json.ToJsonString();
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static double Quantile(double[] values, double share) => values.Where(v => !double.IsNaN(v)).Order().ToArray() is var sorted ? sorted[(int)(share * (sorted.Length - 1))] : 0;

    private static void AssertSame(Table one, Table other)
    {
        for (var c = 0; c < one.ColumnCount; c++)
            Assert.Equal(one[c], other[c]);
    }
}
