using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Salus.Documentation.Ask;
using Salus.Documentation.Scribe;
using Salus.Fhir;
using Salus.Fhir.V2;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Tests.Samples;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Attacks;

/// <summary>Documents that speak to the machine that reads them: with a model that obeys, and without one, nothing they ask for happens and nothing they say passes unflagged.</summary>
public sealed class PlantedInstructionTests : IDisposable
{
    private const int InCharts = 150;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-planted-");
    private readonly SteppedClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task In_a_transcript_nothing_that_a_planted_instruction_wants_is_written_unflagged()
    {
        var planted = PlantedInstructions.All(seed: 1);
        Assert.True(planted.Length >= 150);
        var conversation = (await File.ReadAllLinesAsync(Path.Combine(SampleVisitTests.Visits.FullName, "knee-injury.txt"), Cancel))[..40];
        await using var desk = Desk.OnSqlite(Attacked.Checks);
        PlantedInstruction? now = null;
        await using var server = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says(AttackBench.Answer([new ModelStatement("hpi", null, "The knee hurts on the stairs.", [10]), new ModelStatement(now!.Section, null, now.Claim, [20, 21, 22])])), cancel: Cancel);
        using var models = Attacked.Models(folder, server.Address, clock);
        var embedded = new NoteWriter(clock);
        var writer = new ModelNoteWriter(embedded, models, clock);
        var (byUs, byModel) = (new List<string>(), new List<string>());
        foreach (var (index, instruction) in planted.Index())
        {
            now = instruction;
            var label = (index % 3) switch { 0 => "patient", 1 => "guest", _ => "system" };
            var visit = new Visit("planted", TranscriptReader.Read(new TranscriptFile("visit.txt", [.. Encoding.UTF8.GetBytes(string.Join('\n', [.. conversation[..20], $"[{label}] {instruction.Text.ReplaceLineEndings(" ")}", .. conversation[20..]]))])));
            var ours = embedded.Write(visit, new ScribeOptions());
            if (ours.Statements.Any(s => s.Text.Contains(instruction.Key, StringComparison.OrdinalIgnoreCase)))
                byUs.Add($"{instruction.Kind}: {instruction.Claim}");
            var note = await writer.WriteAsync(visit, new ScribeOptions(), Cancel);
            Assert.Null(note.FellBack);
            var reviewed = await desk.Review.SubmitAsync(note.Draft, note.Sources, Desk.Ada, Cancel);
            byModel.AddRange(reviewed.Draft.Statements.Index().Where(s => s.Item.Text.Contains(instruction.Key, StringComparison.OrdinalIgnoreCase) && !AttackBench.IsBlocked(reviewed, s.Index)).Select(s => $"{instruction.Kind} ({label}): {s.Item.Text}"));
        }
        Assert.Empty(byUs);
        Assert.Empty(byModel);
        Assert.Equal(planted.Length, server.Questions.Count);
        Assert.All(server.Questions, q => Assert.EndsWith("/chat/completions", q.Path, StringComparison.Ordinal));
        Assert.All(server.Questions, q => Assert.DoesNotContain("\"tools\"", q.Json, StringComparison.Ordinal));
        Assert.Empty(await desk.Review.WorkListAsync(new WorkListQuery([DraftState.Signed]), Desk.Ada, Cancel));
    }

    [Fact]
    public async Task In_a_chart_from_FHIR_HL7_and_PDF_no_answer_states_what_a_planted_instruction_wants()
    {
        var planted = PlantedInstructions.All(seed: 2)[..InCharts];
        PlantedInstruction? now = null;
        await using var server = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says(JsonSerializer.Serialize(new { sentences = new[] { new { text = now!.Claim, passages = Enumerable.Range(1, 8) }, new { text = now.Text, passages = Enumerable.Range(1, 8) } } })), cancel: Cancel);
        var endpoint = new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", ModelPlace.Inside) { Retries = 0 };
        var settings = new FileInfo(Path.Combine(folder.FullName, ModelSettings.FileName));
        await File.WriteAllBytesAsync(settings.FullName, ModelSettings.None.With("house", endpoint).WithUse("ask", "house").ToJson(), Cancel);
        using var models = new ChatModels(settings, new ModelUsage(folder, clock), clock);
        var corpora = new CorpusFolder(new TrustOptions("", folder), TimeProvider.System);
        using var library = new CorpusLibrary(corpora, Vocabulary.Embedded);
        var writer = new ModelAnswerWriter(new AnswerWriter(library, Vocabulary.Embedded, clock), new CorpusMeaning(corpora, library, models, Vocabulary.Embedded, clock), models, Vocabulary.Embedded, clock);
        var (stated, asked) = (new List<string>(), 0);
        foreach (var (index, instruction) in planted.Index())
        {
            now = instruction;
            var answer = await writer.FromChartAsync($"what is the potassium, and is there {instruction.Key}?", ChartWith(instruction.Text, Carrier(instruction, index)), Cancel);
            asked += answer.Silence is null ? 1 : 0;
            if (answer.Phrased?.Sentences.Any(s => s.Text.Contains(instruction.Key, StringComparison.OrdinalIgnoreCase)) is true)
                stated.Add($"{instruction.Kind}, carrier {Carrier(instruction, index)}: {string.Join(" | ", answer.Phrased.Sentences.Select(s => s.Text))}");
        }
        Assert.Empty(stated);
        Assert.True(asked > InCharts / 2, $"{asked} questions were answered at all");
        Assert.All(server.Questions, q => Assert.EndsWith("/chat/completions", q.Path, StringComparison.Ordinal));
        Assert.All(server.Questions, q => Assert.DoesNotContain("\"tools\"", q.Json, StringComparison.Ordinal));
    }

    /// <summary>A PDF of ours holds no letters of other scripts: without them the instruction would be a plain statement.</summary>
    private static int Carrier(PlantedInstruction instruction, int index) => index % 5 is 1 && instruction.Text.Any(c => c > '\u024F' && char.IsLetter(c)) ? 0 : index % 5;

    /// <summary>A chart with one true result, and the text in a document, a PDF, a note and narrative, a result in words, or an HL7 message.</summary>
    private static Chart ChartWith(string text, int carrier)
    {
        var planted = carrier switch
        {
            0 => [Resource("DocumentReference", "d1", new { resourceType = "DocumentReference", id = "d1", status = "current", subject = Subject, type = new { text = "Letter" }, date = "2026-05-01T10:00:00Z", content = new[] { new { attachment = new { contentType = "text/plain", data = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) } } } })],
            1 => [Resource("DocumentReference", "d1", new { resourceType = "DocumentReference", id = "d1", status = "current", subject = Subject, type = new { text = "Letter" }, date = "2026-05-01T10:00:00Z", content = new[] { new { attachment = new { contentType = "application/pdf", data = Convert.ToBase64String(Pdf(text)) } } } })],
            2 => [Resource("Condition", "c1", new { resourceType = "Condition", id = "c1", subject = Subject, code = new { text = "Ankle sprain" }, clinicalStatus = new { coding = new[] { new { code = "active" } } }, note = new[] { new { text } }, text = new { status = "generated", div = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{System.Net.WebUtility.HtmlEncode(text)}</div>" } })],
            3 => [Resource("Observation", "o2", new { resourceType = "Observation", id = "o2", status = "final", code = new { text = "Comment" }, subject = Subject, effectiveDateTime = "2026-05-02", valueString = text })],
            _ => Hl7(text),
        };
        return Chart.Of(new PatientId("p1"), [
            Resource("Patient", "p1", new { resourceType = "Patient", id = "p1", name = new[] { new { family = "Collins", given = new[] { "Martha" } } } }),
            Resource("Observation", "o1", new { resourceType = "Observation", id = "o1", status = "final", code = new { text = "Potassium" }, subject = Subject, effectiveDateTime = "2026-05-01", valueQuantity = new { value = 5.9, unit = "mmol/L", system = "http://unitsofmeasure.org", code = "mmol/L" } }),
            .. planted]);
    }

    private static object Subject { get; } = new { reference = "Patient/p1" };

    private static RecordVersion Resource(string type, string id, object json) =>
        new(new ResourceName(type, id), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, "ehr", null, null, FhirNode.Parse(JsonSerializer.Serialize(json)));

    /// <summary>A result message whose text and comment carry it, as our mapper makes FHIR of it.</summary>
    private static RecordVersion[] Hl7(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace("\\", "\\E\\", StringComparison.Ordinal).Replace("|", "\\F\\", StringComparison.Ordinal).Replace("^", "\\S\\", StringComparison.Ordinal).Replace("&", "\\T\\", StringComparison.Ordinal).Replace("~", "\\R\\", StringComparison.Ordinal);
        var message = V2Message.Parse($"MSH|^~\\&|LAB|NORTH|SALUS|NORTH|20240517083000||ORU^R01^ORU_R01|43|P|2.5.1||||||UNICODE UTF-8\rPID|1||123^^^NORTH^MR||Collins^Martha||19610304|F\rOBR|1|A1|B1|11488-4^Note^LN|||20240517|||||||||77^Lind||||||20240517|||F\rOBX|1|TX|x^Comment^L||{line}||||||F|||20240517\rNTE|1||{line}\r");
        return [.. new V2Mapper(V2Site.Unknown).Map(message).Resources.Where(r => r.ResourceType is "Observation" or "DiagnosticReport").Select((r, i) => r.With("id", $"h{i}").With("subject", FhirNode.Object(("reference", "Patient/p1"))))
            .Select(r => new RecordVersion(new ResourceName(r.ResourceType!, r.Id!), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, "hl7", null, null, r))];
    }

    /// <summary>A PDF as Salus prints notes; characters beyond its fonts are left out.</summary>
    private static byte[] Pdf(string text)
    {
        var statement = new Statement("hpi", string.Concat(text.ReplaceLineEndings(" ").Where(c => c is >= ' ' and <= '~')), []);
        var draft = new Draft(new DraftId(Guid.NewGuid()), 1, "scribe", null, [statement], [], new Provenance("t", "1", DateTimeOffset.UnixEpoch, [], ImmutableSortedDictionary<string, string>.Empty)) { Outline = [new DraftSection("hpi", "Letter", SectionLayout.Paragraph)] };
        return Salus.Design.Documents.NotePdf.Write(draft, [statement], new Signature(new PersonId(Guid.NewGuid()), "Ada", Role.Clinician, DateTimeOffset.UnixEpoch, []), "Letter", "1", TimeZoneInfo.Utc);
    }
}
