using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Salus.Documentation.Scribe;

/// <summary>
/// A growing note on a terminal: what has settled is printed once and scrolls away, what is still open stands below it and is drawn anew.
/// Where nothing can be drawn anew (a pipe, a file), every change is a line.
/// </summary>
internal sealed class FollowView(IAnsiConsole terminal) : IDisposable
{
    private static readonly Style Quiet = new(decoration: Decoration.Dim);
    private static readonly Style Heading = new(Color.Teal, decoration: Decoration.Bold);

    private readonly OrderedDictionary<string, LineChange> open = new(StringComparer.Ordinal);
    private readonly bool redraws = terminal.Profile.Capabilities is { Ansi: true, Interactive: true };
    private string section = "";
    private int drawn;

    public void Show(NoteChange change)
    {
        Erase();
        foreach (var line in change.Changes)
        {
            if (line.Kind is LineChangeKind.Withdrawn)
                open.Remove(line.Id);
            else if (line.Settled)
                open.Remove(line.Id);
            else
                open[line.Id] = line;
            if (line.Settled || !redraws)
                Print(line);
        }
        if (redraws)
            Draw(change);
    }

    /// <summary>What the end changed; the finished note is printed after it.</summary>
    public void Finish(FinishedNote finished)
    {
        Erase();
        terminal.WriteLine();
        terminal.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"Finished: {finished.Kept} of {finished.Settled} settled statements stand word for word; {finished.Changes.Length} differences."), Quiet));
        terminal.WriteLine();
        foreach (var line in finished.Changes)
            Print(line);
        terminal.WriteLine();
    }

    public void Dispose() => Erase();

    private void Print(LineChange line)
    {
        var (mark, style) = line.Kind switch
        {
            LineChangeKind.Withdrawn => ("-", Quiet),
            LineChangeKind.Corrected => ("!", new Style(Color.Yellow)),
            LineChangeKind.Changed => ("~", Style.Plain),
            LineChangeKind.Settled => ("=", Style.Plain),
            _ => ("+", Style.Plain),
        };
        if (redraws && section != line.Title)
        {
            terminal.Write(new Text(line.Title, Heading));
            terminal.WriteLine();
        }
        section = line.Title;
        terminal.Write(new Text(redraws ? $"  {line.Text}" : $"{mark} {line.Title}: {line.Text}", style));
        if (line.Reason is not null)
            terminal.Write(new Text($"  ({line.Reason})", Quiet));
        terminal.WriteLine();
    }

    private void Draw(NoteChange change)
    {
        var rows = new List<IRenderable> { new Rule { Style = Quiet } };
        var room = Math.Max(3, terminal.Profile.Height - 4);
        foreach (var line in open.Values.TakeLast(room / 2))
            rows.Add(new Text($"  {line.Title.ToLowerInvariant()}: {line.Text}", Quiet) { Overflow = Overflow.Ellipsis });
        rows.Add(new Text(string.Create(CultureInfo.InvariantCulture, $"turn {change.Number} · {change.Phase} · {open.Count} open · Ctrl-C finishes"), Quiet));
        var drawing = new Rows(rows);
        drawn = Segment.SplitLines(((IRenderable)drawing).Render(RenderOptions.Create(terminal, terminal.Profile.Capabilities), terminal.Profile.Width)).Count;
        terminal.Write(drawing);
    }

    /// <summary>Takes the open part away, line by line, so that what follows is written in its place.</summary>
    private void Erase()
    {
        for (; drawn > 0; drawn--)
        {
            terminal.Cursor.MoveUp();
            terminal.Write(new ControlCode("\u001b[2K"));
        }
    }
}
