using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Salus.Documentation.Scribe;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Workbench;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.LanguageModel;

/// <summary>Signed notes of the site show a model how the site writes, and tell nothing of whom they are.</summary>
public sealed class StyleExampleTests : IAsyncLifetime
{
    private const string Knee = "[doctor] Hi {0}, what brings you in today? This is Dr. Okonkwo.\n[patient] My right knee has been hurting for three weeks after I fell off a ladder. It is worse on the stairs.\n[doctor] Any fever?\n[patient] No fever. I take naproxen 220 milligrams twice a day. You can call me at 555-201-9988.\n[doctor] Your right knee is swollen. I will order an x-ray of the right knee.\n";
    private const string Cough = "[doctor] Hi {0}, what brings you in today?\n[patient] I have had a dry cough for ten days and I bring up no blood.\n[doctor] Any fever?\n[patient] No fever. I take albuterol two puffs at night.\n[doctor] Your lungs are clear. I will order a chest x-ray.\n";
    private const string Visit = "[doctor] Hi Martha, what brings you in today?\n[patient] My left knee has been hurting for two weeks. It is worse on the stairs.\n[doctor] Any fever?\n[patient] No, no fever. I take ibuprofen 400 milligrams twice a day.\n";

    private readonly ConcurrentQueue<ModelQuestion> asked = new();
    private Func<ModelQuestion, string> say = _ => Answer("The patient reports left knee pain for two weeks.");
    private ScriptedModelServer server = null!;
    private Workplace workplace = null!;
    private Person ada = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedModelServer.StartAsync(
            q =>
            {
                asked.Enqueue(q);
                return new ModelAnswer.Says(say(q));
            }, cancel: Cancel);
        workplace = await Workplace.OpenAsync();
        ada = await workplace.HireAsync("ada", Role.Clinician);
        await ChooseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await workplace.DisposeAsync();
        await server.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_most_similar_note_is_shown_section_by_section_and_named_in_the_provenance()
    {
        var cough = await SignAsync(Cough, "p-2", "Tobias Lindqvist");
        var knee = await SignAsync(Knee, "p-1", "Ines Møllerup");
        var draft = await DraftAsync();

        var examples = Examples();
        Assert.NotEmpty(examples);
        Assert.Contains(examples, e => e.Text.Contains("ladder", StringComparison.Ordinal) || e.Text.Contains("knee", StringComparison.Ordinal));
        Assert.Equal(examples.Select(e => e.Section), examples.Select(e => e.Section).Distinct(StringComparer.Ordinal));
        var named = draft.Origin.Parameters["style examples"];
        Assert.Contains($"note {knee.Id} {knee.BundleDigest.ToString()[..12]}", named, StringComparison.Ordinal);
        Assert.Contains(draft.Origin.Inputs, i => i.Id == ModelSources.Examples);
        Assert.Contains(await workplace.TrailAsync("use-style-example"), e => e.Draft == knee.Id && e.Person == ada.Id);
        Assert.DoesNotContain(cough.Id.ToString(), asked.Last().Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_identifies_another_patient_is_in_the_request()
    {
        await SignAsync(Knee, "MRN-4471182", "Ines Møllerup");
        await SignAsync(Cough, "p-2", "Tobias Lindqvist");
        await DraftAsync();
        Assert.NotEmpty(Examples());
        foreach (var secret in new[] { "Ines", "Møllerup", "Tobias", "Lindqvist", "4471182", "MRN", "Okonkwo", "9988", "555-201" })
            Assert.DoesNotContain(secret, asked.Last().Json.Replace("\\u00F8", "ø", StringComparison.OrdinalIgnoreCase), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Martha", asked.Last().User, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_of_the_same_patient_or_of_a_restricted_one_are_never_examples()
    {
        await SignAsync(Knee, "p-9", "Martha Collins");
        await SignAsync(Knee, "p-1", "Ines Møllerup");
        await DraftAsync();
        Assert.DoesNotContain("p-9", asked.Last().Json, StringComparison.Ordinal);
        Assert.NotEmpty(Examples());
        Assert.Single(await workplace.TrailAsync("use-style-example"));

        await workplace.Get<RestrictedPatients>().RestrictAsync(new PatientId("p-1"), ada.Id, Cancel);
        await workplace.Get<BreakGlass>().OpenAsync(ada, "She collapsed in the hall.", Cancel);
        await DraftAsync();
        Assert.Empty(Examples());
        Assert.Single(await workplace.TrailAsync("use-style-example"));
    }

    [Fact]
    public async Task A_note_whose_patient_has_no_name_shows_nothing()
    {
        await SignAsync(Knee, "p-1", "");
        await DraftAsync();
        Assert.Empty(Examples());
    }

    [Theory]
    [InlineData("outside")]
    [InlineData("turned off")]
    [InlineData("nobody asks")]
    [InlineData("no room")]
    public async Task No_note_is_shown_when(string why)
    {
        await SignAsync(Knee, "p-1", "Ines Møllerup");
        await ChooseAsync(why == "outside" ? ModelPlace.Outside : ModelPlace.Inside, why == "turned off" ? 0 : 3, why == "no room" ? 1_400 : 16_384);
        await DraftAsync(why == "nobody asks" ? null : ada);
        Assert.Empty(Examples());
        Assert.DoesNotContain("ladder", asked.Last().Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_copied_from_an_example_cannot_be_signed_unseen()
    {
        await SignAsync(Knee, "p-1", "Ines Møllerup");
        var copied = new List<string>();
        say = q =>
        {
            copied = [.. ExamplesIn(q).SelectMany(e => e.Text.Split(". ")).Where(s => s.Contains("ladder", StringComparison.Ordinal) || s.Contains("naproxen", StringComparison.OrdinalIgnoreCase) || s.Contains("right knee", StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal)];
            return JsonSerializer.Serialize(new { statements = copied.Select(text => new { section = "hpi", group = (string?)null, text, turns = new[] { 2 } }) });
        };
        var draft = await DraftAsync();
        Assert.NotEmpty(copied);
        Assert.Equal(copied.Count, draft.Statements.Length);
        var reviewed = await workplace.Get<Review>().OpenAsync(draft.Id, null, ada, Cancel);
        Assert.All(Enumerable.Range(0, draft.Statements.Length), i => Assert.Contains(reviewed.Findings, f => f.Severity is Severity.Blocking && f.Statement == i));
    }

    [Fact]
    public async Task A_draft_with_examples_is_replayed_with_those_examples()
    {
        await SignAsync(Knee, "p-1", "Ines Møllerup");
        var draft = await DraftAsync();
        await SignAsync(Knee.Replace("three weeks", "four weeks", StringComparison.Ordinal), "p-3", "Selma Aaltonen");
        var report = await workplace.Get<Salus.Trust.Replay>().RunAsync(draft.Id, new RewriteCall(), ada, Cancel);
        Assert.True(report.Equal, string.Join(' ', report.Remarks) + report.SameRequest);
    }

    private ExampleSent[] Examples() => ExamplesIn(asked.Last());

    private static ExampleSent[] ExamplesIn(ModelQuestion question)
    {
        using var material = JsonDocument.Parse(question.User);
        return material.RootElement.TryGetProperty("examples_of_style_from_other_patients", out var list) ? [.. list.EnumerateArray().Select(e => new ExampleSent(e.GetProperty("section").GetString()!, e.GetProperty("text").GetString()!))] : [];
    }

    private static string Answer(string text) => JsonSerializer.Serialize(new { statements = new[] { new { section = "hpi", group = (string?)null, text, turns = new[] { 2 } } } });

    private async Task ChooseAsync(ModelPlace place = ModelPlace.Inside, int examples = 3, int context = 16_384)
    {
        var endpoint = new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", place) { Retries = 0, ContextTokens = context, MaxTokens = Math.Min(4_096, context / 4) };
        var settings = ModelSettings.None.With("house", endpoint).WithUse("scribe", "house") with { StyleExamples = examples };
        await File.WriteAllBytesAsync(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName), settings.ToJson(), Cancel);
    }

    private async Task<Draft> DraftAsync() => await DraftAsync(ada);

    private async Task<Draft> DraftAsync(Person? by)
    {
        var visit = new Visit("visit-9", Read(Visit), VisitPatient.FromColumns("p-9", "Martha Collins", "female", "50"), workplace.Clock.GetUtcNow());
        var written = await workplace.Get<ModelNoteWriter>().WriteAsync(visit, new ScribeOptions(), Cancel, by: by);
        Assert.Null(written.FellBack);
        return (await workplace.Get<Review>().SubmitAsync(written.Draft, written.Sources, by, Cancel)).Draft;
    }

    /// <summary>A note of the embedded engine, signed.</summary>
    private async Task<SignedNote> SignAsync(string conversation, string number, string name)
    {
        var visit = new Visit("visit-" + number, Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, conversation, name.Split(' ')[0])), VisitPatient.FromColumns(number, name, "female", "61"), workplace.Clock.GetUtcNow());
        var (draft, review) = (workplace.Get<NoteWriter>().Write(visit, new ScribeOptions()), workplace.Get<Review>());
        var reviewed = await review.SubmitAsync(draft, visit.ToSources(), ada, Cancel);
        foreach (var finding in reviewed.OpenBlocking)
            await review.DecideAsync(draft.Id, 1, DecisionKind.Overrule, finding.KeyIn(reviewed.Draft), "Seen.", ada, Cancel);
        await review.SignAsync(draft.Id, 1, ada, Workplace.Password, Cancel);
        return (await workplace.Get<Record>().FindAsync(draft.Id, ada, Cancel))!;
    }

    private static Transcript Read(string conversation) => TranscriptReader.Read(new TranscriptFile("visit.txt", [.. Encoding.UTF8.GetBytes(conversation)]));

    private sealed record ExampleSent(string Section, string Text);
}
