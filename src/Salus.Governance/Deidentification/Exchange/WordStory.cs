using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using Salus.Language.Identifiers;
using MathFormula = DocumentFormat.OpenXml.Math.OfficeMath;
using MathParagraph = DocumentFormat.OpenXml.Math.Paragraph;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// Copies the text of one part of a Word document (body, header, note, comment) element by element; what is not listed here stays behind. The words go
/// to <paramref name="words"/> as they come.
/// </summary>
internal sealed class WordStory(WordWords words, WordProperties properties, PersonCleaning person)
{
    private const string PictureNote = "[image removed]";

    private readonly Stack<Field> fields = new();

    public void Blocks(OpenXmlElement source, OpenXmlElement target)
    {
        foreach (var child in source.ChildElements)
        {
            switch (child)
            {
                case Paragraph paragraph:
                    CopyParagraph(paragraph, target);
                    break;
                case Table table:
                    CopyTable(table, target);
                    break;
                case SdtBlock { SdtContentBlock: { } content }:
                    Blocks(content, target);
                    break;
                case CustomXmlBlock or InsertedRun or MoveToRun:
                    Blocks(child, target);
                    break;
                case AlternateContent alternate when alternate.ChildElements.FirstOrDefault(c => c is AlternateContentChoice or AlternateContentFallback) is { } branch:
                    Blocks(branch, target);
                    break;
                case SectionProperties section:
                    target.Append(properties.Copy(section));
                    break;
                case BookmarkStart or BookmarkEnd or ParagraphProperties or TableCellProperties or ProofError or PermStart or PermEnd:
                    break;
                default:
                    person.Removed();
                    break;
            }
        }
    }

    private void CopyParagraph(Paragraph source, OpenXmlElement target)
    {
        words.Separate("\n");
        var paragraph = new Paragraph();
        if (source.ParagraphProperties is { } own)
            paragraph.Append(properties.Copy(own));
        target.Append(paragraph);
        var boxes = new List<TextBoxContent>();
        Inline(source, paragraph, boxes);
        words.Separate("\n");
        foreach (var box in boxes)
            Blocks(box, target);
    }

    private void CopyTable(Table source, OpenXmlElement target)
    {
        var table = new Table();
        if (source.GetFirstChild<TableProperties>() is { } own)
            table.Append(properties.Copy(own));
        if (source.GetFirstChild<TableGrid>() is { } grid)
            table.Append(properties.Copy(grid));
        Rows(source, table);
        if (table.GetFirstChild<TableRow>() is not null)
            target.Append(table);
    }

    private void Rows(OpenXmlElement source, Table table)
    {
        foreach (var child in source.ChildElements)
        {
            if (child is TableRow row)
                Row(row, table);
            else if (child is SdtRow { SdtContentRow: { } content })
                Rows(content, table);
            else if (child is CustomXmlRow or InsertedRun)
                Rows(child, table);
        }
    }

    private void Row(TableRow source, Table table)
    {
        var own = source.TableRowProperties;
        if (own?.GetFirstChild<Deleted>() is not null)
        {
            person.Removed();
            return;
        }
        var row = new TableRow();
        if (source.TablePropertyExceptions is { } exceptions)
            row.Append(properties.Copy(exceptions));
        if (own is not null)
            row.Append(properties.Copy(own));
        words.Separate("\n");
        Cells(source, row);
        if (row.GetFirstChild<TableCell>() is not null)
            table.Append(row);
    }

    private void Cells(OpenXmlElement source, TableRow row)
    {
        foreach (var child in source.ChildElements)
        {
            if (child is TableCell cell)
                Cell(cell, row);
            else if (child is SdtCell { SdtContentCell: { } content })
                Cells(content, row);
            else if (child is CustomXmlCell)
                Cells(child, row);
        }
    }

    private void Cell(TableCell source, TableRow row)
    {
        var cell = new TableCell();
        if (source.TableCellProperties is { } own)
            cell.Append(properties.Copy(own));
        words.SeparateCell();
        if (source.TableCellProperties?.GetFirstChild<CellDeletion>() is null)
            Blocks(source, cell);
        // A cell ends with a paragraph.
        if (cell.LastChild is not Paragraph)
            cell.Append(new Paragraph());
        row.Append(cell);
        words.SeparateCell();
    }

    private void Inline(OpenXmlElement source, OpenXmlElement paragraph, List<TextBoxContent> boxes)
    {
        foreach (var child in source.ChildElements)
        {
            switch (child)
            {
                case Run run:
                    CopyRun(run, paragraph, boxes);
                    break;
                case SimpleField field when IsCounter(field.Instruction?.Value):
                    Counter(field.Instruction!.Value!, paragraph);
                    break;
                case SdtRun { SdtContentRun: { } content }:
                    Inline(content, paragraph, boxes);
                    break;
                case Hyperlink or InsertedRun or MoveToRun or SimpleField or CustomXmlRun or BidirectionalEmbedding or BidirectionalOverride or OpenXmlUnknownElement { LocalName: "smartTag" }:
                    Inline(child, paragraph, boxes);
                    break;
                case MathFormula or MathParagraph when IsShown && child.InnerText.Length > 0:
                    Say(child.InnerText, paragraph.AppendChild(new Run()));
                    break;
                case CommentRangeStart or CommentRangeEnd:
                    paragraph.Append(child.CloneNode(true));
                    break;
                case DeletedRun or MoveFromRun:
                    person.Removed();
                    break;
            }
        }
    }

    private void CopyRun(Run source, OpenXmlElement paragraph, List<TextBoxContent> boxes)
    {
        var run = new Run();
        if (source.RunProperties is { } own)
            run.Append(properties.Copy(own));
        paragraph.Append(run);
        foreach (var child in source.ChildElements)
        {
            switch (child)
            {
                case FieldChar mark:
                    FieldMark(mark, paragraph);
                    run = After(run, paragraph);
                    break;
                case FieldCode code when fields.Count > 0:
                    fields.Peek().Code.Append(code.Text);
                    break;
                case var _ when !IsShown:
                    break;
                case Text text:
                    Say(text.Text, run);
                    break;
                case TabChar or PositionalTab:
                    words.AddMark(run.AppendChild(child.CloneNode(true)), "\t");
                    break;
                case Break or CarriageReturn:
                    words.AddMark(run.AppendChild(child.CloneNode(true)), "\n");
                    break;
                case NoBreakHyphen:
                    words.AddMark(run.AppendChild(child.CloneNode(true)), "-");
                    break;
                case Ruby ruby when ruby.GetFirstChild<RubyBase>() is { } spelled:
                    Say(spelled.InnerText, run);
                    break;
                case FootnoteReference or EndnoteReference or CommentReference or FootnoteReferenceMark or EndnoteReferenceMark or AnnotationReferenceMark or SeparatorMark or ContinuationSeparatorMark or SymbolChar or PageNumber:
                    run.Append(child.CloneNode(true));
                    break;
                case Drawing or Picture or EmbeddedObject or AlternateContent:
                    Figure(child, run, boxes);
                    break;
                case DeletedText or DeletedFieldCode:
                    person.Removed();
                    break;
            }
        }
    }

    /// <summary>A text box gives its text; a picture may show a face or a scanned page and gives a note.</summary>
    private void Figure(OpenXmlElement figure, Run run, List<TextBoxContent> boxes)
    {
        var branch = figure is AlternateContent
            ? figure.ChildElements.FirstOrDefault(b => b.Descendants<TextBoxContent>().Any()) ?? figure
            : figure;
        var found = branch.Descendants<TextBoxContent>().Where(b => !b.Ancestors<TextBoxContent>().Any(outer => outer.Ancestors().Contains(branch))).ToList();
        boxes.AddRange(found);
        if (found.Count > 0)
            return;
        person.Removed(IdentifierClass.Photo);
        run.Append(new Text(PictureNote));
    }

    private void Say(string text, Run run)
    {
        var said = run.AppendChild(new Text(text) { Space = SpaceProcessingModeValues.Preserve });
        words.Add(said);
    }

    /// <summary>Whether what comes now is seen: not the instruction of a field, nor the number that a counter shows.</summary>
    private bool IsShown => fields.All(f => f.InResult && !f.IsCounter);

    private void FieldMark(FieldChar mark, OpenXmlElement paragraph)
    {
        var kind = mark.FieldCharType?.Value;
        if (kind is FieldCharValues.Begin)
        {
            fields.Push(new Field());
        }
        else if (fields.Count > 0)
        {
            var field = fields.Peek();
            if (!field.InResult && IsCounter(field.Code.ToString()) && fields.Count == 1)
            {
                field.IsCounter = true;
                Counter(field.Code.ToString(), paragraph);
            }
            field.InResult = true;
            if (kind is FieldCharValues.End)
                fields.Pop();
        }
    }

    private static Run After(Run run, OpenXmlElement paragraph)
    {
        if (paragraph.LastChild is not SimpleField)
            return run;
        var next = new Run();
        if (run.RunProperties is { } own)
            next.Append(own.CloneNode(true));
        return paragraph.AppendChild(next);
    }

    private static void Counter(string instruction, OpenXmlElement paragraph) =>
        paragraph.Append(new SimpleField(new Run(new Text("1"))) { Instruction = $" {FirstWord(instruction)} " });

    private static bool IsCounter(string? instruction) => FirstWord(instruction ?? "") is "PAGE" or "NUMPAGES" or "SECTIONPAGES";

    private static string FirstWord(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first.ToUpperInvariant() : "";

    private sealed class Field
    {
        public StringBuilder Code { get; } = new();

        public bool InResult { get; set; }

        public bool IsCounter { get; set; }
    }
}
