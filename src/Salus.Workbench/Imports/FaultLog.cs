using System.Text.Json;
using Salus.Trust;

namespace Salus.Workbench.Imports;

/// <summary>Writes down the faults of one run of an import. Beyond <see cref="Most"/> they are counted, not written.</summary>
internal sealed class FaultLog : IDisposable
{
    public const int Most = 100_000;

    private readonly StreamWriter lines;
    private int written;

    public FaultLog(string path) => lines = new StreamWriter(PrivateFolder.CreateFile(path)) { AutoFlush = false };

    public void Add(ImportFault fault)
    {
        if (written++ < Most)
            lines.WriteLine(JsonSerializer.Serialize(fault, TrustJson.Canonical));
    }

    /// <summary>Lets the page see what was found so far.</summary>
    public void Flush() => lines.Flush();

    public void Dispose() => lines.Dispose();
}
