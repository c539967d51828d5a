using System.Globalization;
using Salus.Design.Terminal;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Studio;

/// <summary>Learning and judging as a bar that fills.</summary>
internal static class FitProgressBar
{
    private const int Width = 24;

    public static IProgress<FitProgress> On(TextWriter to) => new ProgressLines<FitProgress>(to, progress =>
    {
        var share = Math.Clamp(progress.Share, 0, 1);
        var filled = (int)Math.Round(share * Width);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {100 * share,3:0} % {progress.Step}");
    });
}
