using Salus.Design;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>A column of the real table beside that of the synthetic one: steps as outlines for numbers, pairs of bars for levels.</summary>
public static class MarginPicture
{
    private const double Width = 300;
    private const double Left = 8;
    private const double BarHeight = 15;

    /// <summary>One SVG element with presentation attributes only; classes <c>real</c> and <c>synthetic</c>.</summary>
    public static string Svg(Margin margin)
    {
        ArgumentNullException.ThrowIfNull(margin);
        return margin.Kind is ColumnKind.Number or ColumnKind.Integer or ColumnKind.Date ? Steps(margin) : Levels(margin);
    }

    private static string Label(Margin margin) => $"{margin.Column}: real and synthetic values agree to {Text.Share(margin.Agreement)}";

    private static string Steps(Margin margin)
    {
        const double Top = 8, Height = 96, Base = Top + Height;
        var canvas = new SvgCanvas(Width, Base + 34, "margin", Label(margin));
        var count = margin.Labels.Length;
        if (count > 0)
        {
            var most = Math.Max(1e-12, margin.Real.Concat(margin.Synthetic).Max());
            var step = (Width - 2 * Left) / count;
            for (var i = 0; i < count; i++)
                canvas.Box(Left + i * step + 0.5, Base - Height * margin.Real[i] / most, Math.Max(0.5, step - 1), Height * margin.Real[i] / most, "real", 0.35, $"from {margin.Labels[i]}: real {Text.Share(margin.Real[i])}, synthetic {Text.Share(margin.Synthetic[i])}");
            canvas.Path(Outline(margin, step, most, Base, Height), "synthetic", 2);
            canvas.Words(Left, Base + 14, margin.Labels[0], size: 10, opacity: 0.75);
            if (count > 2)
                canvas.Words(Width / 2, Base + 14, margin.Labels[count / 2], "middle", 10, 0.75);
            if (count > 1)
                canvas.Words(Width - Left, Base + 14, margin.Labels[^1] + " and more", "end", 10, 0.75);
        }
        canvas.Line(Left, Base, Width - Left, Base, "axis", 1, 0.5);
        Missing(canvas, margin, Base + 29);
        return canvas.Finish();
    }

    private static IEnumerable<(double X, double Y)> Outline(Margin margin, double step, double most, double bottom, double height)
    {
        yield return (Left, bottom);
        for (var i = 0; i < margin.Labels.Length; i++)
        {
            var y = bottom - height * margin.Synthetic[i] / most;
            yield return (Left + i * step, y);
            yield return (Left + (i + 1) * step, y);
        }
        yield return (Left + margin.Labels.Length * step, bottom);
    }

    private static string Levels(Margin margin)
    {
        var count = margin.Labels.Length;
        var canvas = new SvgCanvas(Width, 8 + count * (BarHeight + 5) + 22, "margin", Label(margin));
        var most = count == 0 ? 1 : Math.Max(1e-12, margin.Real.Concat(margin.Synthetic).Max());
        var names = 14 + 5.6 * Math.Clamp(margin.Labels.Select(l => l.Length).DefaultIfEmpty(0).Max(), 3, 18);
        var room = Width - names - 48;
        for (var i = 0; i < count; i++)
        {
            var y = 8 + i * (BarHeight + 5);
            canvas.Words(names - 6, y + 11, SvgCanvas.Cut(margin.Labels[i], 18), "end", 10);
            var title = $"{margin.Labels[i]}: real {Text.Share(margin.Real[i])}, synthetic {Text.Share(margin.Synthetic[i])}";
            canvas.Box(names, y, Math.Max(0.75, room * margin.Real[i] / most), BarHeight / 2, "real", 0.55, title);
            canvas.Box(names, y + BarHeight / 2, Math.Max(0.75, room * margin.Synthetic[i] / most), BarHeight / 2, "synthetic", 1, title);
            canvas.Words(names + Math.Max(room * margin.Real[i] / most, room * margin.Synthetic[i] / most) + 5, y + 11, Text.Share(margin.Synthetic[i]), size: 10, opacity: 0.75);
        }
        Missing(canvas, margin, 8 + count * (BarHeight + 5) + 14);
        return canvas.Finish();
    }

    private static void Missing(SvgCanvas canvas, Margin margin, double y)
    {
        if (margin.RealMissing > 0 || margin.SyntheticMissing > 0)
            canvas.Words(Left, y, $"missing: {Text.Share(margin.RealMissing)} real, {Text.Share(margin.SyntheticMissing)} synthetic", size: 10, opacity: 0.75);
    }
}
