using System.Globalization;
using Salus.Design;

namespace Salus.Workbench.Commands;

/// <summary>Shows how far long work is, on the error stream so that the output stays clean.</summary>
internal static class LongWork
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    public static async Task<T> RunAsync<T>(Shell shell, string what, Func<IProgress<EvaluationProgress>, Task<T>> work) => await work(new Lines(shell.Error, what, TimeProvider.System));

    /// <summary>A line at most twice a second, and always the last.</summary>
    private sealed class Lines(TextWriter to, string what, TimeProvider clock) : IProgress<EvaluationProgress>
    {
        private readonly Lock oneAtATime = new();
        private long last = clock.GetTimestamp();

        public void Report(EvaluationProgress value)
        {
            lock (oneAtATime)
            {
                if (value.Done < value.Total && clock.GetElapsedTime(last) < Between)
                    return;
                last = clock.GetTimestamp();
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value.Done} of {value.Total} {value.What}"));
            }
        }
    }
}
