namespace Salus.Design.Terminal;

/// <summary>Shows how far long work is, a line at most twice a second, on the error stream so that the output stays clean.</summary>
/// <param name="write">The line for a report.</param>
/// <param name="always">Reports that are shown even if the last line was just written, for example the end; null for none.</param>
public sealed class ProgressLines<T>(TextWriter to, Func<T, string> write, Func<T, bool>? always = null) : IProgress<T>
{
    private static readonly TimeSpan between = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly Lock oneAtATime = new();
    private long last;

    public void Report(T value)
    {
        lock (oneAtATime)
        {
            if (last != 0 && clock.GetElapsedTime(last) < between && always?.Invoke(value) is not true)
                return;
            last = clock.GetTimestamp();
            to.WriteLine(write(value));
        }
    }
}
