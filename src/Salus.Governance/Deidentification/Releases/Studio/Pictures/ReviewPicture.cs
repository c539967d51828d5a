using System.Globalization;
using Salus.Design;

namespace Salus.Governance.Deidentification.Releases.Studio;

/// <summary>What the review of documents says of all documents: the share that may hold an identifier, with its 95 % interval.</summary>
public static class ReviewPicture
{
    private const double Width = 320;
    private const double Left = 6;

    public static string Svg(SampleFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var seen = figures.Reviewed == 0 ? 0 : (double)(figures.Reviewed - figures.Fine) / figures.Reviewed;
        var canvas = new SvgCanvas(Width, 34, "interval", string.Create(CultureInfo.InvariantCulture, $"Documents in which something was missed: {100 * seen:0.#} % of those reviewed, at most {100 * figures.AtMost:0.#} % of all with 95 % confidence"));
        canvas.Line(Left, 12, Width - Left, 12, "axis", 1, 0.25);
        canvas.Line(X(seen), 12, X(figures.AtMost), 12, figures.Missed > 0 ? "fail" : "pass", 4, 0.45);
        canvas.Dot(X(seen), 12, 4, figures.Missed > 0 ? "fail" : "pass");
        foreach (var mark in (double[])[0, 0.25, 0.5, 0.75, 1])
            canvas.Words(X(mark), 31, string.Create(CultureInfo.InvariantCulture, $"{100 * mark:0} %"), mark == 0 ? "start" : mark == 1 ? "end" : "middle", 9, 0.7);
        return canvas.Finish();

        static double X(double share) => Left + share * (Width - 2 * Left);
    }
}
