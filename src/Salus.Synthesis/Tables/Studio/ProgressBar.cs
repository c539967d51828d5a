using System.Globalization;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Studio;

/// <summary>Shows how far long work is, a line at most twice a second, on the error stream so that the output stays clean.</summary>
internal sealed class ProgressBar(TextWriter to) : IProgress<FitProgress>
{
    private const int Width = 24;

    private static readonly TimeSpan between = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly Lock oneAtATime = new();
    private long last;

    public void Report(FitProgress value)
    {
        lock (oneAtATime)
        {
            if (last != 0 && clock.GetElapsedTime(last) < between)
                return;
            last = clock.GetTimestamp();
            var share = Math.Clamp(value.Share, 0, 1);
            var filled = (int)Math.Round(share * Width);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {100 * share,3:0} % {value.Step}"));
        }
    }
}
