using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>A model's words on a terminal while it writes: a line per statement, beginning with its section. The draft is printed when it is checked.</summary>
internal sealed class HeardWords(TextWriter to)
{
    private int statement = -1;
    private int shown;
    private bool inLine;

    public Listener Listener => new(Hear);

    /// <summary>Ends a line that the model did not.</summary>
    public void End()
    {
        if (inLine)
            to.WriteLine();
        inLine = false;
    }

    private void Hear(HeardStatement heard)
    {
        if (heard.Text.Length > 0 && heard.Index != statement)
        {
            End();
            to.Write($"  {heard.Section}: ");
            (statement, shown, inLine) = (heard.Index, 0, true);
        }
        if (heard.Index == statement && heard.Text.Length > shown)
        {
            to.Write(heard.Text[shown..]);
            shown = heard.Text.Length;
        }
        if (heard.Complete)
            End();
        to.Flush();
    }
}
