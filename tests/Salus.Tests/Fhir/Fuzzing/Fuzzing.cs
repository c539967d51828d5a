using System.Diagnostics;
using System.Globalization;

namespace Salus.Tests.Fhir.Fuzzing;

/// <summary>
/// Feeds damaged inputs to a reader. It must return or refuse with its own exception, within a time and an allocation, on a thread with a
/// small stack. A finding is told with the seed and the input, which is all that is needed to see it again.
/// </summary>
internal sealed class Fuzzing(FuzzTarget target, int seed, TimeSpan longest)
{
    private const int SmallStack = 1 << 20;
    private const long Allocation = 16 << 20;

    private volatile string? finding;
    private volatile byte[] current = [];
    private long startedAt;

    public int Refused { get; private set; }

    public int Accepted { get; private set; }

    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Run(int inputs, TimeSpan atLeast)
    {
        Volatile.Write(ref startedAt, Stopwatch.GetTimestamp());
        var worker = new Thread(() => Work(inputs, atLeast), SmallStack) { IsBackground = true };
        worker.Start();
        while (!worker.Join(TimeSpan.FromMilliseconds(200)))
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref startedAt)) > longest)
                return Finding($"takes longer than {longest.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", current);
        }
        return finding;
    }

    private void Work(int inputs, TimeSpan atLeast)
    {
        // What a reader loads once is not what an input costs.
        foreach (var original in target.Originals)
            Xunit.Record.Exception(() => target.Read(original));
        var mutator = new Mutator(seed, target.Originals);
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; finding is null && (n < inputs || Stopwatch.GetElapsedTime(start) < atLeast); n++)
        {
            current = mutator.Next();
            Volatile.Write(ref startedAt, Stopwatch.GetTimestamp());
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Read(current);
                Accepted++;
            }
            catch (Exception e) when (target.Refuses(e))
            {
                Refused++;
                if (string.IsNullOrWhiteSpace(e.Message) || e.Message.Length > 2000)
                    finding = Finding($"refuses with a message of {e.Message.Length} characters", current);
            }
            catch (Exception e)
            {
                finding = Finding($"throws {e}", current);
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > Allocation + ((long)target.AllocationPerByte * current.Length))
                finding ??= Finding($"allocates {allocated} bytes", current);
        }
    }

    private string Finding(string what, byte[] input) =>
        $"{target.Name}, seed {seed}: {what} for {input.Length} bytes, in base64 {Convert.ToBase64String(input)}";
}
