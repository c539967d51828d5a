using System.Text;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

/// <summary>"My left knee has hurt" became the complaint "Left pain."</summary>
public sealed class ChiefComplaintTests
{
    [Fact]
    public void A_side_stands_with_the_part_of_the_body()
    {
        var visit = new Visit("v", TranscriptReader.Read(new TranscriptFile("v.txt", [.. Encoding.UTF8.GetBytes("[doctor] What brings you in?\n[patient] My left knee has hurt for two weeks.\n[doctor] Any fever?\n[patient] No fever.")])));
        var complaint = Assert.Single(new NoteWriter(TimeProvider.System).Write(visit, new ScribeOptions()).Statements, s => s.Section == "cc");
        Assert.Equal("Left knee pain.", complaint.Text);
    }
}
