using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>A learned copula as parts of a model file. What is read is checked: a file can come from anywhere.</summary>
internal static class CopulaFile
{
    private const int MostBins = 1 << 24;

    public static void Write(ModelFileWriter file, CopulaLayout layout, double[][] correlation)
    {
        file.Binary("margins", to =>
        {
            for (var c = 0; c < layout.Columns.Length; c++)
            {
                to.Write(layout.Missing[c]);
                to.Write(layout.Sharer[c]);
                to.Write(layout.Margins[c]?.Bins ?? 0);
                if (layout.Margins[c] is not { } margin)
                    continue;
                to.Write(margin.Unit);
                for (var b = 0; b < margin.Bins; b++)
                {
                    to.Write(margin.Lows[b]);
                    to.Write(margin.Highs[b]);
                    to.Write(margin.Weights[b]);
                }
                foreach (var bin in margin.BinOfLevel)
                    to.Write(bin);
            }
        });
        file.Binary("correlation", to =>
        {
            to.Write(correlation.Length);
            for (var i = 0; i < correlation.Length; i++)
                for (var j = 0; j < i; j++)
                    to.Write(correlation[i][j]);
        });
    }

    public static CopulaModel Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        var layout = file.Binary("margins", from =>
        {
            var margins = new Margin?[columns.Length];
            var missing = new double[columns.Length];
            var sharer = new int[columns.Length];
            for (var c = 0; c < columns.Length; c++)
            {
                missing[c] = from.ReadDouble();
                sharer[c] = from.ReadInt32();
                margins[c] = ReadMargin(from, columns[c]);
                Check(missing[c] is >= 0 and <= 1 && (margins[c] is null) == (missing[c] >= 1) && sharer[c] >= 0 && sharer[c] <= c && sharer[sharer[c]] == sharer[c], columns[c]);
            }
            return new CopulaLayout(columns, margins, missing, sharer);
        });
        var correlation = file.Binary("correlation", from =>
        {
            if (from.ReadInt32() != layout.Latents.Length)
                throw new InvalidDataException("It is of another size than the margins.");
            var rows = new double[layout.Latents.Length][];
            for (var i = 0; i < rows.Length; i++)
                rows[i] = new double[rows.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i][i] = 1;
                for (var j = 0; j < i; j++)
                    rows[i][j] = rows[j][i] = from.ReadDouble() is >= -1 and <= 1 and var value ? value : throw new InvalidDataException("A correlation is beyond 1.");
            }
            return rows;
        });
        try
        {
            return new CopulaModel(layout, correlation);
        }
        catch (InvalidDataException wrong)
        {
            throw new SynthesisException($"The part 'correlation' of the model file is damaged ({wrong.Message}). Fit the model again.", wrong);
        }
    }

    private static Margin? ReadMargin(BinaryReader from, Column column)
    {
        var bins = from.ReadInt32();
        if (bins == 0)
            return null;
        Check(bins is > 0 and <= MostBins && (!column.HasLevels || bins <= column.Levels.Length), column);
        var unit = from.ReadDouble();
        Check(unit is > 0 and <= 1, column);
        var (lows, highs, weights) = (new List<double>(), new List<double>(), new List<double>());
        for (var b = 0; b < bins; b++)
        {
            lows.Add(from.ReadDouble());
            highs.Add(from.ReadDouble());
            weights.Add(from.ReadDouble());
            Check(double.IsFinite(lows[b]) && double.IsFinite(highs[b]) && highs[b] >= lows[b] && weights[b] > 0 && double.IsFinite(weights[b]), column);
            Check(column.HasLevels ? lows[b] >= 0 && lows[b] < column.Levels.Length && lows[b] == Math.Floor(lows[b]) && highs[b].Equals(lows[b]) : b == 0 || lows[b] >= highs[b - 1], column);
        }
        var bin = new int[column.HasLevels ? column.Levels.Length : 0];
        for (var level = 0; level < bin.Length; level++)
        {
            bin[level] = from.ReadInt32();
            Check(bin[level] >= -1 && bin[level] < bins, column);
        }
        return new Margin(column, [.. lows], [.. highs], [.. weights], bin, unit);
    }

    private static void Check(bool sound, Column column)
    {
        if (!sound)
            throw new InvalidDataException($"The margin of column '{column.Name}' makes no sense.");
    }
}
