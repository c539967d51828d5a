using System.Text;
using Salus.Documentation.Scribe;
using Salus.Documentation.Scribe.Checks;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe;

/// <summary>"It's not the right knee, it's the left": the note says left, and the checks know that nothing was denied.</summary>
public sealed class SideCorrectionTests
{
    [Theory]
    [InlineData("it it's not the right knee it's the left knee")]
    [InlineData("No, not the right knee, the left one.")]
    public async Task A_side_that_is_taken_back_stands_nowhere_in_the_note(string correction)
    {
        var (visit, draft) = NoteWriterTests.Write($"""
            [doctor] I understand you've come in with some right knee pain. Can you tell me about it?
            [patient] {correction}
            [doctor] Okay, the left knee.
            [patient] It gives out when I am walking. It has been going on for three weeks.
            """);
        Assert.Contains(draft.Statements, s => s.Text.Contains("left knee pain", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(draft.Statements, s => s.Text.Contains("right", StringComparison.OrdinalIgnoreCase));
        var reviewed = await Inspection.RunAsync(draft, visit.ToSources(), [new EvidenceCheck(), new GroundingCheck()], TestContext.Current.CancellationToken);
        Assert.DoesNotContain(reviewed.Findings, f => f.Severity is Severity.Blocking);
    }

    [Fact]
    public async Task The_wrong_side_is_still_found()
    {
        var visit = new Visit("v", TranscriptReader.Read(new TranscriptFile("v.txt", [.. Encoding.UTF8.GetBytes("[doctor] Which knee hurts?\n[patient] It's not the right knee, it's the left knee.\n")])));
        var said = visit.Transcript.Turns[1].Text;
        var (_, draft) = NoteWriterTests.Write("[doctor] Which knee hurts?\n[patient] It's not the right knee, it's the left knee.\n");
        var lie = draft with { Statements = [new Statement("hpi", "Right knee pain.", [new Quote("transcript", 1, 0, said.Length, said)])] };
        var reviewed = await Inspection.RunAsync(lie, visit.ToSources(), [new GroundingCheck()], TestContext.Current.CancellationToken);
        Assert.Contains(reviewed.Findings, f => f.Severity is Severity.Blocking);
    }
}
