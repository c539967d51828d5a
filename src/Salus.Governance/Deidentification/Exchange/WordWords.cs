using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>All words of a Word document as one text, each with the element that shows it: a name that is split over runs is found.</summary>
internal sealed class WordWords
{
    private readonly PieceText text = new();
    private readonly List<(OpenXmlElement Element, string Piece)> pieces = [];
    private string before = "";

    public void Add(Text element) => AddPiece(element, element.Text);

    /// <summary>A tab, a line break, a hyphen: read as a character, and gone when it was inside something that was replaced.</summary>
    public void AddMark(OpenXmlElement element, string character) => AddPiece(element, character);

    public void Separate(string separator) => before = separator;

    /// <summary>Cells of a row stand beside one another.</summary>
    public void SeparateCell() => before = pieces.Count > 0 && before.Length == 0 ? "\t" : before is "\n" ? "\t" : before;

    public string Whole => text.Whole;

    public void Clean(PersonCleaning person)
    {
        var cleaned = text.Clean(person.Clean);
        for (var i = 0; i < pieces.Count; i++)
        {
            var (element, piece) = pieces[i];
            if (element is Text shown)
                shown.Text = cleaned[i];
            else if (!string.Equals(piece, cleaned[i], StringComparison.Ordinal))
                element.Remove();
        }
    }

    private void AddPiece(OpenXmlElement element, string piece)
    {
        text.Add(piece, before);
        pieces.Add((element, piece));
        before = "";
    }
}
