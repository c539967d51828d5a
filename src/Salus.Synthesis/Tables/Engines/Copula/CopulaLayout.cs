using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>One normal of the copula: the value of a column, or whether it is missing.</summary>
internal readonly record struct Latent(int Column, bool Missing);

/// <summary>Which normals say what: a column that always says the same needs none, and columns that are missing in the very same rows share one.</summary>
internal sealed class CopulaLayout
{
    /// <param name="margins">One for each column; null where it has no value.</param>
    /// <param name="missing">Share of the missing values of each column.</param>
    /// <param name="sharer">The first column that is missing in the same rows, for most the column itself.</param>
    public CopulaLayout(ImmutableArray<Column> columns, Margin?[] margins, double[] missing, int[] sharer)
    {
        (Columns, Margins, Missing, Sharer) = (columns, margins, missing, sharer);
        var latents = new List<Latent>();
        ValueLatent = new int[columns.Length];
        MissingLatent = new int[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            MissingLatent[c] = -1;
            if (missing[c] is > 0 and < 1)
            {
                MissingLatent[c] = sharer[c] < c ? MissingLatent[sharer[c]] : latents.Count;
                if (sharer[c] == c)
                    latents.Add(new Latent(c, true));
            }
            ValueLatent[c] = margins[c] is { Bins: > 1 } ? latents.Count : -1;
            if (ValueLatent[c] >= 0)
                latents.Add(new Latent(c, false));
        }
        Latents = [.. latents];
        LatentMargins = [.. latents.Select(l => l.Missing ? new Margin(columns[l.Column], [0, 1], [0, 1], [1 - missing[l.Column], missing[l.Column]], [0, 1], 1) : margins[l.Column]!)];
    }

    public ImmutableArray<Column> Columns { get; }

    public Margin?[] Margins { get; }

    public double[] Missing { get; }

    public int[] Sharer { get; }

    public Latent[] Latents { get; }

    /// <summary>For the normal of a missing value: present below, missing above.</summary>
    public Margin[] LatentMargins { get; }

    /// <summary>The normal of each column's value; −1 for none.</summary>
    public int[] ValueLatent { get; }

    /// <summary>The normal that says whether a column's value is missing; −1 for none.</summary>
    public int[] MissingLatent { get; }
}
