using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// The network of a <see cref="BayesNetModel"/> as JSON that people read and edit: for each column its values, its parents, and the chances of the values for each combination of the parents' values.
/// Parents and chances may be changed, columns and values not. A combination may name fewer parents than there are, and then speaks for all values of the others; the one that names most counts.
/// </summary>
public static class NetworkText
{
    private const string Format = "salus-network";
    private const int Version = 1;
    private const string Missing = "(missing)";
    private const int Digits = 6;

    /// <summary>Chances that people round add up to 1 only nearly.</summary>
    private const double Rounding = 0.01;

    public static void Write(BayesNetModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (network, labels) = (model.Network, Labels(model));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteStartArray("columns");
        for (var v = 0; v < labels.Length; v++)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Columns[v].Name);
            Strings(json, "values", labels[v]);
            Strings(json, "parents", network.Parents[v].Select(p => model.Columns[p].Name));
            json.WriteStartArray("chances");
            var codes = new int[labels.Length];
            do
            {
                json.WriteStartObject();
                json.WriteStartObject("when");
                foreach (var p in network.Parents[v])
                    json.WriteString(model.Columns[p].Name, labels[p][codes[p]]);
                json.WriteEndObject();
                json.WriteStartArray("of");
                foreach (var chance in network.Chances(v, codes))
                    json.WriteNumberValue(Math.Round(chance, Digits));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            while (Next(codes, network.Parents[v], network.Sizes));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The model with the network of this text.</summary>
    /// <exception cref="SynthesisException">It cannot be used; the message says which column and why.</exception>
    public static BayesNetModel Read(BayesNetModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(model, document.RootElement);
        }
        catch (JsonException wrong)
        {
            throw new SynthesisException($"The network is no JSON: line {wrong.LineNumber + 1}, {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SynthesisException($"The network lacks a part or has one of the wrong kind: each column needs a name, values, parents and chances, each of the chances 'when' and 'of'. {wrong.Message}", wrong);
        }
    }

    private static BayesNetModel Read(BayesNetModel model, JsonElement root)
    {
        if (root.GetProperty("format").GetString() is not Format || root.GetProperty("version").GetInt32() != Version)
            throw new SynthesisException($"This is no network of version {Version}.");
        var (labels, sizes) = (Labels(model), model.Network.Sizes);
        var (parents, tables, seen) = (new ImmutableArray<int>[sizes.Length], new double[sizes.Length][], new bool[sizes.Length]);
        foreach (var item in root.GetProperty("columns").EnumerateArray())
        {
            var name = item.GetProperty("name").GetString() ?? "";
            var v = Column(name, "The network");
            if (seen[v])
                throw new SynthesisException($"The column '{name}' comes twice in the network.");
            seen[v] = true;
            if (!item.GetProperty("values").EnumerateArray().Select(e => e.GetString()).SequenceEqual(labels[v]))
                throw new SynthesisException($"The values of '{name}' differ from those of the model. They cannot be edited, and their order counts: {string.Join(", ", labels[v].Take(8))}{(labels[v].Length > 8 ? ", …" : "")}.");
            parents[v] = [.. item.GetProperty("parents").EnumerateArray().Select(e => Column(e.GetString() ?? "", $"The column '{name}'"))];
            if (parents[v].Distinct().Count() != parents[v].Length || parents[v].Contains(v))
                throw new SynthesisException($"The column '{name}' has a parent twice, or itself as a parent.");
            if (parents[v].Aggregate((double)sizes[v], (product, p) => product * sizes[p]) > BayesNetwork.MostCells)
                throw new SynthesisException($"The column '{name}' has so many parents that its table would have more than {BayesNetwork.MostCells} cells. Take some away.");
            tables[v] = Table(v, item.GetProperty("chances"));
        }
        if (Array.IndexOf(seen, false) is >= 0 and var missing)
            throw new SynthesisException($"The column '{model.Columns[missing].Name}' is missing from the network.");
        if (BayesNetwork.Sorted([.. parents]) is null)
            throw new SynthesisException($"The parents form a circle: {Circle()}. Take one of them away.");
        return model.With(new BayesNetwork(sizes, [.. parents], tables));

        int Column(string name, string who)
        {
            for (var i = 0; i < model.Columns.Length; i++)
                if (string.Equals(model.Columns[i].Name, name, StringComparison.Ordinal))
                    return i;
            throw new SynthesisException($"{who} names the column '{name}', which the model does not have.");
        }

        double[] Table(int v, JsonElement chances)
        {
            var (name, whole, parts) = (model.Columns[v].Name, new Dictionary<string, double[]>(StringComparer.Ordinal), new List<(int[] Codes, double[] Of)>());
            foreach (var row in chances.EnumerateArray())
            {
                var codes = new int[sizes.Length];
                Array.Fill(codes, -1);
                var named = 0;
                foreach (var condition in row.GetProperty("when").EnumerateObject())
                {
                    var parent = Column(condition.Name, $"A row of '{name}'");
                    if (!parents[v].Contains(parent))
                        throw new SynthesisException($"A row of '{name}' speaks of '{condition.Name}', which is not among its parents.");
                    codes[parent] = Array.IndexOf(labels[parent], condition.Value.GetString());
                    if (codes[parent] < 0)
                        throw new SynthesisException($"A row of '{name}' speaks of {condition.Name} = '{condition.Value.GetString()}', a value that the column does not have.");
                    named++;
                }
                double[] of = [.. row.GetProperty("of").EnumerateArray().Select(e => e.GetDouble())];
                var sum = of.Sum();
                if (of.Length != sizes[v] || !Array.TrueForAll(of, c => c >= 0) || !(Math.Abs(sum - 1) <= Rounding))
                    throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"The chances of '{name}' when {Words(v, codes)} must be {sizes[v]} numbers from 0 to 1 that add up to 1; these are {of.Length} and add up to {sum:0.####}."));
                for (var i = 0; i < of.Length; i++)
                    of[i] /= sum;
                if (named == parents[v].Length)
                    whole[Key(codes, v)] = of;
                else
                    parts.Add((codes, of));
            }
            var (table, at, now) = (new List<double>(), new int[sizes.Length], parts.OrderByDescending(p => p.Codes.Count(c => c >= 0)).ToArray());
            do
            {
                var found = whole.TryGetValue(Key(at, v), out var exact) ? exact : Array.Find(now, p => parents[v].All(q => p.Codes[q] < 0 || p.Codes[q] == at[q])).Of;
                table.AddRange(found ?? throw new SynthesisException($"The column '{name}' has no chances for {Words(v, at)}. Add a row with that, or with fewer parents in its 'when'."));
            }
            while (Next(at, parents[v], sizes));
            return [.. table];
        }

        string Key(int[] codes, int v) => string.Join(',', parents[v].Select(p => codes[p].ToString(CultureInfo.InvariantCulture)));

        string Words(int v, int[] codes) => string.Join(", ", parents[v].Where(p => codes[p] >= 0).Select(p => $"{model.Columns[p].Name} = {labels[p][codes[p]]}")) is { Length: > 0 } words ? words : "nothing is given";

        // Whoever follows parents that cannot be placed comes back to where they were.
        string Circle()
        {
            var placed = new bool[sizes.Length];
            for (var changed = true; changed;)
            {
                changed = false;
                for (var v = 0; v < placed.Length; v++)
                    if (!placed[v] && parents[v].All(p => placed[p]))
                        changed = placed[v] = true;
            }
            var path = new List<int> { Array.IndexOf(placed, false) };
            while (path.IndexOf(path[^1]) == path.Count - 1)
                path.Add(parents[path[^1]].First(p => !placed[p]));
            return string.Join(" depends on ", path.Skip(path.IndexOf(path[^1])).Select(p => $"'{model.Columns[p].Name}'"));
        }
    }

    /// <summary>What the codes of every column mean.</summary>
    private static string[][] Labels(BayesNetModel model)
    {
        var labels = new string[model.Columns.Length][];
        for (var v = 0; v < labels.Length; v++)
        {
            var (column, coding, taken) = (model.Columns[v], model.Codings[v], new HashSet<string>(StringComparer.Ordinal));
            labels[v] = [.. coding.Members().Select(cells => Unique(Label(column, coding, cells), taken))];
        }
        return labels;
    }

    private static string Label(Column column, ColumnCoding coding, ImmutableArray<int> cells)
    {
        int[] drawn = [.. cells.Where(c => coding.Weights[c] > 0)];
        if (drawn.Contains(coding.Missing))
            return Missing;
        if (!column.HasLevels)
            return Number(coding.Edges[drawn[0]] + 1) is var first && Number(coding.Edges[drawn[^1] + 1]) is var last && first == last ? first : $"{first} to {last}";
        return drawn.Length switch
        {
            1 => column.Levels[drawn[0]],
            <= 4 => string.Join(" | ", drawn.Select(c => column.Levels[c])),
            _ => $"{column.Levels[drawn[0]]} | {column.Levels[drawn[1]]} | … {drawn.Length - 2} more",
        };

        string Number(long units)
        {
            var value = units / coding.UnitsPerOne;
            return column.Kind is ColumnKind.Date && value is > -700_000 and < 2_900_000
                ? DateTime.UnixEpoch.AddDays(value).ToString(value == Math.Floor(value) ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
                : value.ToString("0.#########", CultureInfo.InvariantCulture);
        }
    }

    private static string Unique(string label, HashSet<string> taken)
    {
        var unique = label;
        for (var i = 2; !taken.Add(unique); i++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{label} ({i})");
        return unique;
    }

    /// <summary>The next combination of the parents' codes, the last parent fastest; false after the last.</summary>
    private static bool Next(int[] codes, ImmutableArray<int> parents, ImmutableArray<int> sizes)
    {
        for (var i = parents.Length - 1; i >= 0; i--)
        {
            if (++codes[parents[i]] < sizes[parents[i]])
                return true;
            codes[parents[i]] = 0;
        }
        return false;
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
