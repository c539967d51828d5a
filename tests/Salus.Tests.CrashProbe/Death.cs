using System.Diagnostics;
using Salus.Trust;

namespace Salus.Tests.CrashProbe;

/// <summary>Listens to the write points and kills its own process at the fatal one.</summary>
internal sealed class Death(int fatal) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private IDisposable? subscription;

    public int Passed { get; private set; }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == WritePoints.Name)
            subscription = value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (++Passed != fatal)
            return;
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => subscription?.Dispose();
}

internal sealed class AnyPassword : ICredentialCheck
{
    public Task<bool> VerifyAsync(PersonId person, string password, CancellationToken cancel) => Task.FromResult(true);
}
