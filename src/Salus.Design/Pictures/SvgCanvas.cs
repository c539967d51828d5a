using System.Globalization;
using System.Net;
using System.Text;

namespace Salus.Design;

/// <summary>
/// Writes one SVG picture. Shapes carry a class and presentation attributes only, so that a page without inline styles may hold it and colours it
/// by its own sheet: <c>pass</c>, <c>warn</c>, <c>fail</c> and whatever the picture is about; what has none is drawn in the colour of the text around it.
/// </summary>
public sealed class SvgCanvas
{
    private readonly StringBuilder svg = new();

    /// <param name="label">What the picture says, for those who do not see it.</param>
    public SvgCanvas(double width, double height, string kind, string label)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture {kind}\" viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\" role=\"img\" aria-label=\"{Escape(label)}\" font-size=\"11\" fill=\"currentColor\"><title>{Escape(label)}</title>");
    }

    public void Box(double x, double y, double width, double height, string kind, double opacity = 1, string? title = null)
    {
        if (width <= 0 || height <= 0)
            return;
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"");
        if (opacity < 1)
            svg.Append(CultureInfo.InvariantCulture, $" fill-opacity=\"{N(opacity)}\"");
        svg.Append(title is null ? "/>" : $"><title>{Escape(title)}</title></rect>");
    }

    public void Line(double x1, double y1, double x2, double y2, string kind, double width = 1, double opacity = 1, string? dashes = null) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\" stroke=\"currentColor\" stroke-width=\"{N(width)}\" stroke-opacity=\"{N(opacity)}\"{(dashes is null ? "" : $" stroke-dasharray=\"{dashes}\"")}/>");

    /// <summary>A line through points, not filled.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string kind, double width) =>
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{kind}\" points=\"{string.Join(' ', points.Select(p => N(p.X) + "," + N(p.Y)))}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"/>");

    public void Dot(double x, double y, double radius, string kind) => svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"/>");

    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public void Words(double x, double y, string text, string anchor = "start", double size = 11, double opacity = 1, bool strong = false, double turn = 0)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" font-size=\"{N(size)}\"");
        if (opacity < 1)
            svg.Append(CultureInfo.InvariantCulture, $" fill-opacity=\"{N(opacity)}\"");
        if (strong)
            svg.Append(" font-weight=\"600\"");
        if (turn != 0)
            svg.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({N(turn)} {N(x)} {N(y)})\"");
        svg.Append(CultureInfo.InvariantCulture, $">{Escape(text)}</text>");
    }

    /// <summary>The whole picture; the canvas is used up.</summary>
    public string Finish() => svg.Append("</svg>").ToString();

    public static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string N(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
