using System.Text.RegularExpressions;
using Salus.Documentation.Scribe;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Conformance.Documentation;

/// <summary>What of a note may show a model how a site writes: nothing that tells of whom it is, on conversations that are full of names.</summary>
public sealed class StyleNoteTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("valid")]
    public async Task No_patient_or_doctor_is_named_in_what_is_shown(string part)
    {
        var folder = PublicData.Folder("aci-bench");
        var names = File.ReadLines(Path.Combine(folder.FullName, part + "_metadata.csv")).Skip(1).Select(l => l.Split(','))
            .ToDictionary(c => c[1], c => (Patient: $"{c[6]} {c[7]}", All: new[] { c[3], c[6], c[7] }.SelectMany(n => n.Split(' ', '.')).Where(n => n.Length > 2 && !CommonWords.ContainsAnyCase(n)).ToArray()), StringComparer.Ordinal);
        var (sections, shown, written) = (0, 0, 0);
        await foreach (var row in VisitBatch.ReadAsync(new FileInfo(Path.Combine(folder.FullName, part + ".csv")), TestContext.Current.CancellationToken))
        {
            var visit = row.Visit! with { Patient = VisitPatient.FromColumns("p-" + row.EncounterId, names[row.EncounterId].Patient, null, null) };
            var draft = new NoteWriter(TimeProvider.System).Write(visit, new ScribeOptions());
            var note = StyleNote.Of(new SignedExample(draft.Id, draft.Subject, default, draft.Outline, draft.Statements, visit.ToSources()), Vocabulary.Embedded);
            written += draft.Statements.Sum(s => s.Text.Length);
            foreach (var (_, text) in note.Sections)
            {
                (sections, shown) = (sections + 1, shown + text.Length);
                foreach (var name in names[row.EncounterId].All)
                    Assert.False(Regex.IsMatch(text, $@"\b{Regex.Escape(name)}\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)), $"{row.EncounterId} is named: {name}");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{part}: {sections} sections, {shown} of {written} characters shown");
        Assert.True(shown > written / 2, $"Only {shown} of {written} characters are left to show a style.");
    }
}
