using System.Globalization;
using Salus.Design;

namespace Salus.Governance.Deidentification.Releases.Studio;

/// <summary>What became of one class of identifiers, as a bar with a part for each treatment; the counts stand in it and beside it.</summary>
public static class ClassPicture
{
    private const double Width = 260;
    private const double Height = 18;
    private const double Least = 3;

    /// <param name="most">The largest count of all classes, which has the full width.</param>
    public static string Svg(SafeHarborLine line, long most)
    {
        ArgumentNullException.ThrowIfNull(line);
        var label = line.Counts.IsEmpty ? $"{line.Class.Title}: none found" : $"{line.Class.Title}: {string.Join(", ", line.Counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count:#,0} {SafeHarborStatement.Words(c.Treatment)}")))}";
        var canvas = new SvgCanvas(Width, Height, "release-class", label);
        canvas.Line(0, Height - 1, Width, Height - 1, "axis", 1, 0.2);
        var at = 0.0;
        foreach (var count in line.Counts)
        {
            // Counts of classes differ by thousands: lengths grow with the square root, and the words say the number.
            var length = Math.Max(Least, (Width - 4) * Math.Sqrt((double)count.Count / Math.Max(1, most)) * count.Count / Math.Max(1, line.Found));
            canvas.Box(at, 2, length, Height - 5, Css(count.Treatment), title: string.Create(CultureInfo.InvariantCulture, $"{count.Count:#,0} {SafeHarborStatement.Word(count.Class)} {SafeHarborStatement.Words(count.Treatment)}"));
            at += length + 1;
        }
        return canvas.Finish();
    }

    private static string Css(Treatment treatment) => treatment switch
    {
        Treatment.Keep => "kept",
        Treatment.Shift => "shifted",
        Treatment.Generalize => "coarser",
        Treatment.Surrogate or Treatment.Pseudonym or Treatment.Encrypt => "invented",
        _ => "gone",
    };
}
