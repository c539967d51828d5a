using Salus.Trust;

namespace Salus.Tests.CrashProbe;

/// <summary>Tells at once, in the thread that imports.</summary>
internal sealed class Progress(Action<ImportSummary> tell) : IProgress<ImportSummary>
{
    public void Report(ImportSummary value)
    {
        tell(value);
        Console.Out.Flush();
    }
}
