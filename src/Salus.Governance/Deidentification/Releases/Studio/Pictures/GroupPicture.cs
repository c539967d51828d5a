using System.Globalization;
using Salus.Design;
using Salus.Governance.Deidentification.Releases.Risk;

namespace Salus.Governance.Deidentification.Releases.Studio;

/// <summary>How many people live in groups of which sizes; groups below eleven are the ones to look at.</summary>
public static class GroupPicture
{
    private const double Width = 420;
    private const double Height = 150;
    private const double Base = 120;
    private const double Top = 18;

    public static string Svg(RiskReport risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        var canvas = new SvgCanvas(Width, Height, "release-groups", "People by the size of their group: " + string.Join(", ", risk.Groups.Select(g => $"{Size(g)}: {ReleaseLine.Within(g.People, risk.People)}")));
        var step = Width / risk.Groups.Length;
        var most = Math.Max(1, risk.Groups.Max(g => g.People));
        foreach (var (i, group) in risk.Groups.Index())
        {
            var height = (Base - Top) * group.People / most;
            canvas.Box(i * step + 4, Base - height, step - 8, height, group.From < RiskReport.SmallCell ? "warn" : "pass");
            canvas.Words(i * step + step / 2, Base - height - 4, Share(group.People, risk.People), "middle", 10, 0.9);
            canvas.Words(i * step + step / 2, Base + 14, Size(group), "middle", 10, 0.8);
        }
        canvas.Line(0, Base, Width, Base, "axis", 1, 0.5);
        canvas.Words(Width / 2, Height - 2, "people in the group (k)", "middle", 10, 0.7);
        return canvas.Finish();
    }

    private static string Size(GroupSizes group) => group.To switch
    {
        null => string.Create(CultureInfo.InvariantCulture, $"{group.From}+"),
        { } to when to == group.From => group.From.ToString(CultureInfo.InvariantCulture),
        { } to => string.Create(CultureInfo.InvariantCulture, $"{group.From}–{to}"),
    };

    private static string Share(int people, int all) => people switch
    {
        0 => "0",
        < RiskReport.SmallCell => string.Create(CultureInfo.InvariantCulture, $"<{RiskReport.SmallCell}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{100.0 * people / all:0.#} %"),
    };
}
