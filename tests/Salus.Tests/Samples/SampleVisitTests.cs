using Salus.Documentation.Scribe;
using Salus.Fhir;

namespace Salus.Tests.Samples;

public sealed class SampleVisitTests
{
    public static DirectoryInfo Visits { get; } = new(Path.Combine(Root(), "samples", "visits"));

    [Theory]
    [InlineData("knee-injury.txt", 90, TranscriptFormat.Text, false)]
    [InlineData("diabetes-and-blood-pressure.vtt", 60, TranscriptFormat.WebVtt, true)]
    [InlineData("cough-with-asthma.json", 45, TranscriptFormat.Json, true)]
    [InlineData("chest-pain-on-warfarin.srt", 50, TranscriptFormat.SubRip, true)]
    [InlineData("sore-throat-child.txt", 35, TranscriptFormat.Text, false)]
    public async Task Every_sample_visit_is_read_with_its_speakers_and_times(string file, int turns, TranscriptFormat format, bool timed)
    {
        var visit = await TranscriptReader.ReadAsync(new FileInfo(Path.Combine(Visits.FullName, file)), TestContext.Current.CancellationToken);
        Assert.Equal(format, visit.Transcript.Format);
        Assert.True(visit.Transcript.Turns.Length >= turns, $"{visit.Transcript.Turns.Length} turns");
        Assert.Equal(timed, visit.Transcript.Duration is not null);
        Assert.Equal(Speaker.Doctor, visit.Transcript.Turns[0].Speaker);
        Assert.Contains(visit.Transcript.Turns, t => t.Speaker is Speaker.Patient);
        Assert.DoesNotContain(visit.Transcript.Turns, t => t.Speaker is Speaker.Unknown);
    }

    [Fact]
    public void Every_patient_of_a_sample_visit_belongs_to_one()
    {
        var patients = Visits.GetFiles("*.patient.json");
        Assert.NotEmpty(patients);
        foreach (var file in patients)
        {
            Assert.Equal("Patient", FhirNode.Parse(File.ReadAllBytes(file.FullName)).ResourceType);
            Assert.Contains(Visits.GetFiles(), v => v != file && v.Name.StartsWith(file.Name.Split('.')[0] + ".", StringComparison.Ordinal) && v.Name != file.Name);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Salus.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
