using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Design;

namespace Salus.Tests.Design;

/// <summary>Contrast of the colour tokens by the formula of WCAG 2.2, in both themes.</summary>
public sealed partial class ContrastTests
{
    [Theory]
    [InlineData("ink", "paper surface raised sunken hover accent-soft evidence evidence-on blocking-soft warning-soft note-soft good-soft", 4.5)]
    [InlineData("ink-muted", "paper surface raised sunken hover accent-soft blocking-soft warning-soft note-soft", 4.5)]
    [InlineData("ink-faint", "paper surface raised sunken", 4.5)]
    [InlineData("accent", "paper surface raised", 4.5)]
    [InlineData("accent-strong", "paper surface accent-soft", 4.5)]
    [InlineData("accent-ink", "accent accent-strong", 4.5)]
    [InlineData("blocking", "surface raised blocking-soft", 4.5)]
    [InlineData("warning", "surface raised warning-soft", 4.5)]
    [InlineData("note", "surface raised note-soft", 4.5)]
    [InlineData("good", "surface raised good-soft", 4.5)]
    [InlineData("control-line", "surface raised paper", 3)]
    [InlineData("focus", "paper surface raised", 3)]
    public void Can_be_read(string colour, string grounds, double least)
    {
        foreach (var ground in grounds.Split(' '))
        {
            for (var theme = 0; theme < 2; theme++)
            {
                var contrast = Contrast(Tokens[colour][theme], Tokens[ground][theme]);
                Assert.True(contrast >= least, string.Create(CultureInfo.InvariantCulture, $"{colour} on {ground}, {(theme == 0 ? "light" : "dark")}: {contrast:0.00}, at least {least} wanted"));
            }
        }
    }

    private static readonly Dictionary<string, string[]> Tokens = Token().Matches(SalusAssets.Read("tokens.css"))
        .ToDictionary(m => m.Groups["name"].Value, m => new[] { m.Groups["light"].Value, m.Groups["dark"].Value }, StringComparer.Ordinal);

    private static double Contrast(string a, string b)
    {
        var (light, dark) = (Math.Max(Luminance(a), Luminance(b)), Math.Min(Luminance(a), Luminance(b)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double Luminance(string hex)
    {
        var channels = new[] { 0, 2, 4 }.Select(i => int.Parse(hex.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
    }

    [GeneratedRegex(@"--(?<name>[a-z-]+): light-dark\(#(?<light>[0-9a-f]{6}), #(?<dark>[0-9a-f]{6})\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
