using System.Collections.Immutable;
using System.IO.Compression;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Evaluation;

public sealed class ChecklistTests
{
    [Fact]
    public void A_workbook_gives_items_with_what_stands_above_them()
    {
        var file = Workbook(["CHECKLIST|Critical", "PC/HPC|", "Diarrhoea|c", "**watery|c", "***no blood|nc", "PMH|", "Asthma|c", "#REF!|c"]);

        var items = ChecklistWorkbook.Read(file);

        Assert.Equal(["Diarrhoea", "watery", "no blood", "Asthma"], items.Select(i => i.Text));
        Assert.Equal(["watery", "Diarrhoea"], items[2].Above);
        Assert.Equal(["PC/HPC", "PC/HPC", "PC/HPC", "PMH"], items.Select(i => i.Heading));
    }

    [Fact]
    public void A_workbook_without_a_checklist_is_refused_with_what_to_do()
    {
        var file = Workbook(["Shopping|Price"]);

        Assert.Contains("headed CHECKLIST", Assert.Throws<TranscriptException>(() => ChecklistWorkbook.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_workbook_is_refused()
    {
        var file = new FileInfo(Path.Combine(Directory.CreateTempSubdirectory("salus-list-").FullName, "Day 1 Consultation 1.xlsx"));
        File.WriteAllText(file.FullName, "not a zip");

        Assert.Contains("cannot be read", Assert.Throws<TranscriptException>(() => ChecklistWorkbook.Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no fever", "Denies cough, fever, or chills.", true)]
    [InlineData("no fever", "Reports fever and cough.", false)]
    [InlineData("fever", "Any fever? No", false)]
    [InlineData("no fever", "Any fever? Um, no", true)]
    [InlineData("No dishcarge", "Any discharge from the ear? No", true)]
    [InlineData("3/7 diarrhoea", "Diarrhea for the last three days.", true)]
    [InlineData("3/7 diarrhoea", "Diarrhea for the last four days.", false)]
    [InlineData("nausea", "She has felt nauseous.", true)]
    [InlineData("few weeks ago headache", "A headache a few minutes ago.", false)]
    [InlineData("NKDA", "Are you allergic to anything? No", true)]
    [InlineData("lives with wife and 2 children", "He lives with his wife and two kids.", true)]
    [InlineData("lives with wife and 2 children", "He lives with his wife and three kids.", false)]
    public void An_item_is_found_when_content_polarity_and_number_agree(string item, string text, bool found) =>
        Assert.Equal(found, new ChecklistMatcher([text]).Finds(new ChecklistItem(item, [], "")));

    [Fact]
    public void A_part_of_an_item_counts_only_near_the_item()
    {
        var left = new ChecklistItem("left", ["pain in ear"], "");

        Assert.True(new ChecklistMatcher(["Ear pain.", "On the left."]).Finds(left));
        Assert.False(new ChecklistMatcher(["Broke the left wrist."]).Finds(left));
    }

    [Fact]
    public void What_or_continues_is_denied_with_what_stands_above()
    {
        var item = new ChecklistItem("or weakness", ["no numbness"], "");

        Assert.True(new ChecklistMatcher(["Any numbness or weakness? No"]).Finds(item));
        Assert.False(new ChecklistMatcher(["Numbness and weakness."]).Finds(item));
    }

    [Fact]
    public void What_is_left_out_stands_behind_its_question_once_and_short()
    {
        var (_, draft) = NoteWriterTests.Write("[doctor] what brings you in ?\n[patient] i have had back pain for two weeks .\n[doctor] where do you work ?\n[patient] yes .\n[patient] in a bakery .\n[doctor] who do you live with ?\n[patient] just my cat .\n[doctor] bye bye .\n[patient] thanks , bye .");

        Assert.Contains(draft.Omitted, o => o.Text.Contains("cat", StringComparison.Ordinal) && o.Text.Contains("live with?", StringComparison.Ordinal));
        Assert.Contains(draft.Omitted, o => o.Text.Contains("bakery", StringComparison.Ordinal) && !o.Text.Contains("yes", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(draft.Omitted, o => o.Text.Contains("bye", StringComparison.OrdinalIgnoreCase));
        Assert.All(draft.Omitted, o => Assert.NotEmpty(o.Evidence));
    }

    [Fact]
    public void What_is_denied_later_is_not_taken_as_told()
    {
        var (_, draft) = NoteWriterTests.Write("[doctor] what brings you in ?\n[patient] i have had chest pain for two weeks .\n[doctor] tell me more about the weather at home .\n[patient] it is not chest pain .");

        Assert.Contains(draft.Omitted, o => o.Text.Contains("not chest pain", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_of_what_was_left_out_has_a_length_that_can_be_read()
    {
        var said = string.Concat(Enumerable.Range(1, 300).Select(i => $"[patient] my neighbour number {i} told me about their garden in spring .\n[doctor] i see what you mean there .\n"));

        var (_, draft) = NoteWriterTests.Write("[patient] i have a cough .\n" + said);

        Assert.InRange(draft.Omitted.Sum(o => o.Text.Split(' ').Length), 1, 620);
    }

    private static FileInfo Workbook(ImmutableArray<string> rows)
    {
        var file = new FileInfo(Path.Combine(Directory.CreateTempSubdirectory("salus-list-").FullName, "Day 1 Consultation 1 - Checklist.xlsx"));
        using var zip = ZipFile.Open(file.FullName, ZipArchiveMode.Create);
        const string space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        Write("xl/sharedStrings.xml", $"<sst {space}>{string.Concat(rows.Select(r => $"<si><r><t>{r.Split('|')[0]}</t></r></si>"))}</sst>");
        Write("xl/worksheets/sheet1.xml", $"<worksheet {space}><sheetData>{string.Concat(rows.Select((r, i) => $"<row r=\"{i + 1}\"><c r=\"A{i + 1}\" t=\"s\"><v>{i}</v></c><c r=\"B{i + 1}\" t=\"inlineStr\"><is><t>{r.Split('|')[1]}</t></is></c></row>"))}</sheetData></worksheet>");
        return file;

        void Write(string name, string content)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(content);
        }
    }
}
