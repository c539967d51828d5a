using System.Globalization;
using System.IO.Compression;
using Salus.Learning;

namespace Salus.Conformance.Learning;

/// <summary>
/// A public table cut in two: two thirds to learn from and a third to measure on. Text columns hold the number of their level; raw tables
/// hold NaN for what is missing; the others are filled with the mean and standardised, in single precision, so that a peer gets the same.
/// </summary>
internal sealed record PublicTable(FeatureTable RawLearn, FeatureTable RawMeasure, FeatureTable Learn, FeatureTable Measure, float[] LearnTruths, float[] MeasureTruths)
{
    /// <param name="target">A column; the case is positive when its value is not <paramref name="negative"/>.</param>
    /// <param name="leaves">Columns that name the case or give the target away.</param>
    /// <param name="most">Rows at most, drawn by a seed.</param>
    public static PublicTable Read(string file, string target, string negative, string[] leaves, int most = int.MaxValue)
    {
        var path = Path.Combine(PublicData.Folder("tabular").FullName, file);
        Assert.SkipUnless(File.Exists(path), $"The public table '{file}' is not here.");
        var lines = Lines(path).Where(l => l.Length > 0).Select(Cells).ToList();
        var header = lines[0];
        var targetAt = Array.IndexOf(header, target);
        int[] columns = [.. Enumerable.Range(0, header.Length).Where(c => c != targetAt && !leaves.Contains(header[c], StringComparer.Ordinal))];
        var random = new SeededRandom(1);
        var rows = lines.Skip(1).OrderBy(_ => random.NextBits()).Take(most).ToArray();
        var all = new FeatureTable(rows.Length, columns.Length);
        for (var c = 0; c < columns.Length; c++)
            Fill(all, c, [.. rows.Select(r => r[columns[c]])]);
        var truths = Array.ConvertAll(rows, r => r[targetAt] == negative ? 0f : 1f);
        var cut = rows.Length * 2 / 3;
        var placed = Standardised(all, cut);
        return new PublicTable(Part(all, 0, cut), Part(all, cut, rows.Length), Part(placed, 0, cut), Part(placed, cut, rows.Length), truths[..cut], truths[cut..]);
    }

    private static void Fill(FeatureTable table, int column, string[] texts)
    {
        var known = texts.Where(IsKnown).ToArray();
        var isNumber = known.All(t => float.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        var levels = isNumber ? [] : known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        for (var row = 0; row < texts.Length; row++)
            table[row, column] = !IsKnown(texts[row]) ? float.NaN : isNumber ? float.Parse(texts[row], CultureInfo.InvariantCulture) : levels.BinarySearch(texts[row], StringComparer.Ordinal);

        static bool IsKnown(string text) => text is not ("" or "NA" or "?");
    }

    private static FeatureTable Standardised(FeatureTable all, int cut)
    {
        var result = new FeatureTable(all.RowCount, all.ColumnCount);
        for (var column = 0; column < all.ColumnCount; column++)
        {
            var values = all.Column(column);
            double[] known = [.. values[..cut].Where(float.IsFinite).Select(v => (double)v).DefaultIfEmpty(0)];
            var mean = known.Average();
            var deviation = Math.Sqrt(known.Average(v => (v - mean) * (v - mean)));
            for (var row = 0; row < values.Length; row++)
                result[row, column] = float.IsNaN(values[row]) || deviation == 0 ? 0 : (float)((values[row] - mean) / deviation);
        }
        return result;
    }

    private static FeatureTable Part(FeatureTable table, int from, int to) => FeatureTable.Of([.. Enumerable.Range(from, to - from).Select(row => table.Row(row).ToArray())]);

    private static IEnumerable<string> Lines(string path)
    {
        if (!path.EndsWith(".zip", StringComparison.Ordinal))
            return File.ReadLines(path);
        using var archive = ZipFile.OpenRead(path);
        using var reader = new StreamReader(archive.Entries[0].Open());
        return reader.ReadToEnd().Split('\n').Select(l => l.TrimEnd('\r'));
    }

    /// <summary>Commas within quotes do not part cells.</summary>
    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
                quoted = !quoted;
            if (i < line.Length && (line[i] != ',' || quoted))
                continue;
            cells.Add(line[start..i].Trim('"'));
            start = i + 1;
        }
        return [.. cells];
    }
}
