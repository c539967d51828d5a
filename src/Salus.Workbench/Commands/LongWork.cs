using System.Globalization;
using Salus.Design;
using Salus.Design.Terminal;

namespace Salus.Workbench.Commands;

/// <summary>Evaluations and learning show how far they are.</summary>
internal static class LongWork
{
    public static async Task<T> RunAsync<T>(Shell shell, string what, Func<IProgress<EvaluationProgress>, Task<T>> work) =>
        await work(new ProgressLines<EvaluationProgress>(shell.Error, p => string.Create(CultureInfo.InvariantCulture, $"{what}: {p.Done} of {p.Total} {p.What}"), always: p => p.Done >= p.Total));
}
