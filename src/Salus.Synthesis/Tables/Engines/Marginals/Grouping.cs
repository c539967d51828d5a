namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>Puts fine cells together into few codes that enough persons have.</summary>
internal static class Grouping
{
    /// <summary>Neighbours together: intervals of about equal mass, a heavy cell alone.</summary>
    /// <param name="mass">Of each cell, in the order in which neighbours may be joined; noisy mass may be below 0.</param>
    /// <param name="most">Codes at most.</param>
    /// <param name="floor">Least mass of a code of so many cells.</param>
    /// <returns>The code of each cell, and the number of codes.</returns>
    public static (int[] Codes, int Count) Neighbours(ReadOnlySpan<double> mass, int most, Func<int, double> floor)
    {
        var codes = new int[mass.Length];
        if (mass.IsEmpty)
            return (codes, 0);
        var left = 0.0;
        foreach (var m in mass)
            left += Math.Max(0, m);
        var (code, sum, cells, closed) = (0, 0.0, 0, 0.0);
        for (var i = 0; i < mass.Length; i++)
        {
            var share = (left - closed) / Math.Max(1, most - code);
            if (cells > 0 && mass[i] >= share && sum >= Math.Max(floor(cells), share / 4) && code < most - 1)
                Close();
            codes[i] = code;
            sum += mass[i];
            cells++;
            share = (left - closed) / Math.Max(1, most - code);
            if (sum >= Math.Max(floor(cells), share) && code < most - 1)
                Close();
        }
        if (cells == 0)
            return (codes, code);
        if (code == 0 || sum >= floor(cells))
            return (codes, code + 1);
        for (var i = mass.Length - cells; i < mass.Length; i++)
            codes[i] = code - 1;
        return (codes, code);

        void Close()
        {
            closed += Math.Max(0, sum);
            code++;
            (sum, cells) = (0, 0);
        }
    }

    /// <summary>The heaviest alone, the rest together.</summary>
    /// <returns>The code of each cell, and the number of codes; the last code is the rest where there is one.</returns>
    public static (int[] Codes, int Count) Heaviest(ReadOnlySpan<double> mass, int most, Func<int, double> floor)
    {
        var codes = new int[mass.Length];
        if (mass.IsEmpty)
            return (codes, 0);
        var sizes = mass.ToArray();
        var order = Enumerable.Range(0, sizes.Length).OrderByDescending(i => sizes[i]).ThenBy(i => i).ToArray();
        var count = 0;
        while (count < order.Length && sizes[order[count]] >= floor(1) && (count < most - 1 || order.Length <= most && count < most))
            codes[order[count]] = count++;
        var rest = 0.0;
        for (var i = count; i < order.Length; i++)
        {
            codes[order[i]] = count;
            rest += sizes[order[i]];
        }
        if (count == order.Length)
            return (codes, count);
        if (count == 0 || rest >= floor(order.Length - count))
            return (codes, count + 1);
        for (var i = count; i < order.Length; i++)
            codes[order[i]] = count - 1;
        return (codes, count);
    }
}
