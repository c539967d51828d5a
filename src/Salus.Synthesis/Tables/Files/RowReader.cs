namespace Salus.Synthesis.Tables.Files;

/// <summary>Rows of a file one by one. The cells of a row stand until the next is read.</summary>
internal abstract class RowReader : IDisposable
{
    /// <summary>More columns than a table can have: the file is something else.</summary>
    public const int MostColumns = 50_000;

    /// <summary>The longest row, in characters.</summary>
    public const int LongestRow = 1 << 24;

    /// <summary>From the heading, the keys of JSON so far, or a view.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The line on which the row begins, from 1.</summary>
    public long Line { get; protected set; }

    /// <exception cref="Engines.SynthesisException">What comes next is no row of this table.</exception>
    public abstract bool Next();

    /// <summary>The cell without the spaces around it; empty where there is none.</summary>
    public abstract ReadOnlySpan<char> Cell(int column);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
