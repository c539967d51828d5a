using System.Text;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

public sealed class VisitBatchTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-batch");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Rows_give_visits_with_patient_and_reference_note()
    {
        var rows = await Batch("dataset,encounter_id,dialogue,note,gender,age,name\nmine,V1,\"[doctor] so you said \"\"hi\"\"\n[patient] yes\",NOTE,F,62.0,Ngozi  Okafor \n");
        var visit = Assert.Single(rows).Visit!;
        Assert.Equal("D:so you said \"hi\"|P:yes", Read.Script(visit.Transcript));
        Assert.Equal(("V1", "NOTE", "mine"), (visit.EncounterId, visit.ReferenceNote, visit.Subset));
        Assert.Equal((null, "Ngozi Okafor", "female", 62), (visit.Patient!.Id, visit.Patient.Name, visit.Patient.Gender, visit.Patient.AgeYears));
    }

    [Fact]
    public async Task Facts_come_from_the_metadata_beside()
    {
        Write("visits_metadata.csv", "dataset,id,patient_gender,patient_age,patient_firstname,patient_familyname\na,V1,male,,Ade ,\n");
        var visit = Assert.Single(await Batch("dataset,id,dialogue,note\na,V1,[doctor] hi,x\n")).Visit!;
        Assert.Equal(("Ade", "male", (int?)null), (visit.Patient!.Name, visit.Patient.Gender, visit.Patient.AgeYears));
    }

    [Fact]
    public async Task A_bad_row_is_told_with_its_line_and_the_others_go_on()
    {
        var rows = await Batch("encounter_id;dialogue\r\nV1;\"[doctor] hi\r\n[patient] hello\"\r\nV2;\r\n;[doctor] hi\r\nV1;[doctor] hi\r\nV3;[doctor] hi\r\n");
        Assert.Equal([true, false, false, false, true], rows.Select(r => r.Visit is not null));
        Assert.Equal([2, 4, 5, 6, 7], rows.Select(r => r.Line));
        Assert.Equal("visits.csv, line 4: The dialogue of 'V2' is empty. Fill it, or leave the row out.", rows[1].Problem!.Message);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,age\nA,3\n", "'encounter_id' is missing")]
    [InlineData("id,age\nA,3\n", "'dialogue' is missing")]
    [InlineData("id,dialogue\nA,\"never ends", "quotation mark")]
    [InlineData("id,dialogue\nA,\"one\" two\n", "quotation mark")]
    public async Task A_file_that_is_no_batch_is_refused(string text, string says)
    {
        var refused = await Assert.ThrowsAsync<TranscriptException>(async () => await Batch(text));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_visit_can_be_read_alone_and_several_cannot()
    {
        var one = Write("one.csv", "id,dialogue\nV1,[doctor] hi\n");
        Assert.Equal("V1", (await TranscriptReader.ReadAsync(one, TestContext.Current.CancellationToken)).EncounterId);
        var two = Write("two.csv", "id,dialogue\nV1,[doctor] hi\nV2,[doctor] hi\n");
        Assert.Contains("more than one visit", (await Assert.ThrowsAsync<TranscriptException>(() => TranscriptReader.ReadAsync(two, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Excel_in_Western_Europe_is_understood()
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "visits.csv"), Encoding.Latin1.GetBytes("encounter_id;dialogue;name\r\nV1;[doctor] Grüß Gott;José\r\n"));
        var visit = Assert.Single(await VisitBatch.ReadAsync(new FileInfo(Path.Combine(folder.FullName, "visits.csv"))).ToListAsync()).Visit!;
        Assert.Equal(("Grüß Gott", "José"), (visit.Transcript.Turns[0].Text, visit.Patient!.Name));
    }

    private Task<List<VisitRow>> Batch(string text) => VisitBatch.ReadAsync(Write("visits.csv", text)).ToListAsync().AsTask();

    private FileInfo Write(string name, string text)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, name));
        File.WriteAllText(file.FullName, text);
        return file;
    }
}
