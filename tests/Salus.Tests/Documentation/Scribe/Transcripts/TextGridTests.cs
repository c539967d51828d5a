using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

public sealed class TextGridTests
{
    private const string Doctor = """
        File type = "ooTextFile"
        Object class = "TextGrid"

        xmin = 0
        xmax = 9
        tiers? <exists>
        size = 1
        item []:
            item [1]:
                class = "IntervalTier"
                name = "utterances"
                xmin = 0
                xmax = 9
                intervals: size = 3
                intervals [1]:
                    xmin = 0.5
                    xmax = 2
                    text = "Any ""funny"" pain?"
                intervals [2]:
                    xmin = 2
                    xmax = 5
                    text = ""
                intervals [3]:
                    xmin = 5
                    xmax = 6.25
                    text = "Since <UNSURE>Monday</UNSURE>? <UNIN/>"
        """;

    private const string Patient = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n9\n<exists>\n1\n\"IntervalTier\"\n\"utterances\"\n0\n9\n1\n2.5\n4\n\"No, none.\"\n";

    [Fact]
    public void A_pair_is_merged_by_time_in_long_and_short_form()
    {
        var transcript = TranscriptReader.Read(Read.File("c1_doctor.TextGrid", Doctor), Read.File("c1_patient.TextGrid", Patient));
        Assert.Equal("D:Any \"funny\" pain?|P:No, none.|D:Since Monday? [inaudible]", Read.Script(transcript));
        Assert.Equal(TimeSpan.FromSeconds(6.25), transcript.Duration);
        Assert.Equal([false, false, true], transcript.Turns.Select(t => t.Unclear));
        Assert.Contains("unsure of words in 1 turn", Assert.Single(transcript.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_on_disk_brings_its_twin_along()
    {
        var folder = Directory.CreateTempSubdirectory("salus-textgrid");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "c1_doctor.TextGrid"), Doctor);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "c1_patient.TextGrid"), Patient);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "c2_patient.TextGrid"), Patient);
            var visit = await TranscriptReader.ReadAsync(new FileInfo(Path.Combine(folder.FullName, "c1_patient.TextGrid")), TestContext.Current.CancellationToken);
            Assert.Equal("c1", visit.EncounterId);
            Assert.Equal(3, visit.Transcript.Turns.Length);
            Assert.Single((await TranscriptReader.ReadAsync(new FileInfo(Path.Combine(folder.FullName, "c2_patient.TextGrid")), TestContext.Current.CancellationToken)).Transcript.Turns);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("File type = \"ooTextFile\"\nObject class = \"Pitch\"", 2, "'TextGrid' is missing")]
    [InlineData("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0\n9\n<exists>\n1\n\"IntervalTier\"\n\"a\"\n0\n9\n2\n0\n1\n\"hi\"\n", 15, "number is missing")]
    [InlineData("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0\n9\n<exists>\n1\n\"IntervalTier\"\n\"a\"\n0\n9\n1\n0\n1\n\"hi", 14, "does not end")]
    [InlineData("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0\n9\n<exists>\n-1", 6, "number of tiers")]
    public void A_damaged_file_is_refused_with_its_line(string text, int line, string says)
    {
        var refused = Read.Refused(text, "a.TextGrid");
        Assert.Equal(line, refused.Line);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
