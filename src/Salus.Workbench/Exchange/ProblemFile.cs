using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Workbench.Exchange;

/// <summary>
/// What was wrong in an import: counted, the first of it kept to be shown, all of it written to a file that its owner alone can read.
/// An import reads and writes on two tasks, so both may add.
/// </summary>
/// <param name="file">Null writes nothing.</param>
internal sealed class ProblemFile(FileInfo? file) : IAsyncDisposable
{
    private const int Shown = 20;

    private readonly Lock oneAtATime = new();
    private readonly List<ImportProblem> first = [];
    private StreamWriter? writer;

    public FileInfo? File => file;

    public long Errors { get; private set; }

    public long Warnings { get; private set; }

    /// <summary>Errors and warnings, at most twenty, in the order they were found.</summary>
    public ImmutableArray<ImportProblem> First
    {
        get
        {
            lock (oneAtATime)
                return [.. first];
        }
    }

    public void Add(ImportProblem problem)
    {
        lock (oneAtATime)
        {
            if (problem.Severity is ImportSeverity.Error)
                Errors++;
            else if (problem.Severity is ImportSeverity.Warning)
                Warnings++;
            if (problem.Severity is not ImportSeverity.Information && first.Count < Shown)
                first.Add(problem);
            if (file is null)
                return;
            writer ??= new StreamWriter(PrivateFolder.CreateFile(file.FullName));
            writer.Write(problem.ToOutcome().ToJson());
            writer.Write('\n');
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (writer is not null)
            await writer.DisposeAsync();
    }
}
