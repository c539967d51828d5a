using System.Collections.Immutable;
using System.Text.Json;

namespace Salus.Learning.Trees;

/// <summary>
/// Boosted trees as JSON. Version 1 holds trees of numbers with one output; version 2 adds what those lack: several outputs, quantiles
/// and categorical columns. The lower version that suffices is written.
/// </summary>
internal static class BoostedTreesFormat
{
    private const string FormatName = "boosted-trees";
    private const int MostTrees = 10_000_000;

    private static readonly (BoostingLoss Loss, string Name)[] Losses = [(BoostingLoss.Squared, "squared"), (BoostingLoss.Logistic, "logistic"), (BoostingLoss.Quantile, "quantile"), (BoostingLoss.Softmax, "softmax")];

    public static void Write(BoostedTrees trees, Utf8JsonWriter json)
    {
        var extended = trees.Loss is BoostingLoss.Quantile or BoostingLoss.Softmax || trees.Categories.Length > 0;
        json.WriteStartObject();
        json.WriteString("format", FormatName);
        json.WriteNumber("version", extended ? 2 : 1);
        json.WriteString("loss", Losses.First(l => l.Loss == trees.Loss).Name);
        json.WriteNumber("columns", trees.ColumnCount);
        if (!extended)
            json.WriteNumber("start", trees.Starts[0]);
        else
            Array("starts", trees.Starts, (j, v) => j.WriteNumberValue(v));
        if (extended)
            WriteCategories(trees, json);
        if (!trees.Gains.IsEmpty)
            Array("gains", trees.Gains, (j, v) => j.WriteNumberValue(v));
        json.WriteStartArray("trees");
        foreach (var tree in trees.Grown)
        {
            json.WriteStartObject();
            Array("columns", tree.Nodes, (j, v) => j.WriteNumberValue(v.Column));
            Array("values", tree.Nodes, (j, v) => j.WriteNumberValue(v.Value));
            Array("lefts", tree.Nodes, (j, v) => j.WriteNumberValue(v.Left));
            Array("missingLeft", tree.Nodes, (j, v) => j.WriteNumberValue(v.MissingLeft ? 1 : 0));
            if (extended)
            {
                Array("sets", tree.Nodes, (j, v) => j.WriteNumberValue(v.Set));
                Array("words", tree.Sets, (j, v) => j.WriteNumberValue(v));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();

        void Array<T>(string name, ImmutableArray<T> values, Action<Utf8JsonWriter, T> write)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                write(json, value);
            json.WriteEndArray();
        }
    }

    public static BoostedTrees Read(JsonElement json)
    {
        try
        {
            var version = json.GetProperty("format").GetString() is FormatName ? json.GetProperty("version").GetInt32() : 0;
            var extended = version == 2 && json.TryGetProperty("starts", out _);
            if (version != 1 && !extended)
                throw new FormatException("These are no boosted trees of version 1 or 2.");
            var name = json.GetProperty("loss").GetString();
            var known = Losses.Take(extended ? Losses.Length : 2).Where(l => l.Name == name).Select(l => (BoostingLoss?)l.Loss).FirstOrDefault();
            var loss = known ?? throw new FormatException($"Boosted trees know no loss '{name}'.");
            var columns = json.GetProperty("columns").GetInt32();
            ImmutableArray<double> starts = extended ? [.. json.GetProperty("starts").EnumerateArray().Select(v => v.GetDouble())] : [json.GetProperty("start").GetDouble()];
            var list = json.GetProperty("trees");
            if (columns < 0 || starts.IsEmpty || !starts.All(double.IsFinite) || starts.Length > 1 != loss is BoostingLoss.Softmax || list.GetArrayLength() > MostTrees || list.GetArrayLength() % starts.Length != 0)
                throw new FormatException("Boosted trees have a count or start that cannot be.");
            var categories = extended ? ReadCategories(json.GetProperty("categories"), columns) : [];
            ImmutableArray<double> gains = json.TryGetProperty("gains", out var gain) ? [.. gain.EnumerateArray().Select(v => v.GetDouble())] : [];
            var trees = ImmutableArray.CreateBuilder<RegressionTree>(list.GetArrayLength());
            foreach (var item in list.EnumerateArray())
            {
                var tree = ReadTree(item, extended);
                if (tree.Fault(columns, column => !categories.IsEmpty && categories[column] is not null) is { } fault)
                    throw new FormatException($"Tree {trees.Count} cannot be used: {fault}.");
                trees.Add(tree);
            }
            if (!gains.IsEmpty && gains.Length != columns)
                throw new FormatException($"Boosted trees have {gains.Length} gains for {columns} columns.");
            return new BoostedTrees(loss, columns, starts, trees.MoveToImmutable(), categories, gains);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("Boosted trees lack a part, or a part is of the wrong kind.", e);
        }
    }

    private static RegressionTree ReadTree(JsonElement item, bool extended)
    {
        int[] columns = [.. item.GetProperty("columns").EnumerateArray().Select(v => v.GetInt32())];
        float[] values = [.. item.GetProperty("values").EnumerateArray().Select(v => v.GetSingle())];
        int[] lefts = [.. item.GetProperty("lefts").EnumerateArray().Select(v => v.GetInt32())];
        bool[] missing = [.. item.GetProperty("missingLeft").EnumerateArray().Select(v => v.GetInt32() != 0)];
        int[] sets = extended ? [.. item.GetProperty("sets").EnumerateArray().Select(v => v.GetInt32())] : [.. Enumerable.Repeat(-1, columns.Length)];
        ulong[] words = extended ? [.. item.GetProperty("words").EnumerateArray().Select(v => v.GetUInt64())] : [];
        var same = values.Length == columns.Length && lefts.Length == columns.Length && missing.Length == columns.Length && sets.Length == columns.Length;
        var nodes = new TreeNode[same ? columns.Length : 0];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = new TreeNode(columns[i], values[i], lefts[i], sets[i] < 0 ? -1 : sets[i], 0, missing[i]);
        return new RegressionTree([.. nodes], [.. words]);
    }

    private static void WriteCategories(BoostedTrees trees, Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        for (var column = 0; column < trees.Categories.Length; column++)
        {
            if (trees.Categories[column] is not { } category)
                continue;
            json.WriteStartObject();
            json.WriteNumber("column", column);
            json.WriteBoolean("rare", category.HasRare);
            json.WriteStartArray("levels");
            foreach (var level in category.Levels)
                json.WriteNumberValue(level);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static ImmutableArray<CategoryBins?> ReadCategories(JsonElement list, int columns)
    {
        if (list.GetArrayLength() > columns)
            throw new FormatException("Boosted trees have more categorical columns than columns.");
        if (list.GetArrayLength() == 0)
            return [];
        var categories = new CategoryBins?[columns];
        foreach (var item in list.EnumerateArray())
        {
            var column = item.GetProperty("column").GetInt32();
            int[] levels = [.. item.GetProperty("levels").EnumerateArray().Select(v => v.GetInt32())];
            var rising = !levels.Where((level, i) => level < 0 || level > CategoryBins.MostLevel || i > 0 && level <= levels[i - 1]).Any();
            if (column < 0 || column >= columns || levels.Length > 254 || !rising)
                throw new FormatException($"The levels of categorical column {column} cannot be.");
            categories[column] = new CategoryBins(levels, item.GetProperty("rare").GetBoolean());
        }
        return [.. categories];
    }
}
