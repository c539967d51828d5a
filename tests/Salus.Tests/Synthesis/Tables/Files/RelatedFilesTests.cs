using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;

namespace Salus.Tests.Synthesis.Tables.Files;

public sealed class RelatedFilesTests : IDisposable
{
    private readonly InventedFile files = new();

    public void Dispose() => files.Dispose();

    private RelatedFiles Open(string twice = "", string lost = "") => RelatedFiles.Open(
        files.Open("patients.csv", "patient_id,sex\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"P{100 + i},{(i % 2 == 0 ? "F" : "M")}\n")) + twice), "patient_id",
        files.Open("encounters.csv", "patient_id,days\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"P{100 + (i * 7 % 29)},{i % 11}.5\n")) + lost), "patient_id", default);

    [Fact]
    public void Encounters_find_their_patients()
    {
        var related = Open();
        Assert.Equal(Enumerable.Range(0, 90).Select(i => i * 7 % 29), related.ParentOfChild);
        Assert.Equal([29], related.Childless);
        Assert.Equal(["sex"], related.Parent.Schema.Columns.Select(c => c.Name));
    }

    [Fact]
    public void Keys_that_come_twice_or_lead_nowhere_are_refused_with_their_line()
    {
        Assert.Contains("patients.csv, line 32: the key in 'patient_id' was there before", Assert.Throws<SynthesisException>(() => Open(twice: "P100,F\n")).Message, StringComparison.Ordinal);
        Assert.Contains("encounters.csv, line 92: the key in 'patient_id' belongs to no row of patients.csv", Assert.Throws<SynthesisException>(() => Open(lost: "Q1,2.5\n")).Message, StringComparison.Ordinal);
    }
}
