using System.Collections.Immutable;
using Salus.Documentation.Messages;
using Salus.Fhir;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Messages;

public sealed class ReplyTests
{
    private static readonly MessageTriage triage = new();
    private static readonly ReplyWriter writer = new(triage, new ModelWriter(ChatModels.None(TimeProvider.System), TimeProvider.System), Vocabulary.Embedded, TimeProvider.System);
    private static readonly ICheck[] checks = [new ReplyCheck(triage), new EvidenceCheck(), new GroundingCheck()];

    [Fact]
    public async Task A_refill_reply_names_the_medicine_with_its_dose_from_the_chart()
    {
        var (draft, sources) = await WriteAsync("need a refill of my metformin", Chart("""{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"metformin 500 mg tablet"},"dosageInstruction":[{"text":"1 tablet twice a day"}]}"""));
        var fact = Assert.Single(draft.Statements, s => s.Text.StartsWith("Our records list", StringComparison.Ordinal));
        Assert.Equal("Our records list metformin 500 mg tablet: 1 tablet twice a day.", fact.Text);
        Assert.All(fact.Evidence, e => Assert.IsType<Element>(e));
        Assert.Empty((await Inspection.RunAsync(draft, sources, checks, TestContext.Current.CancellationToken)).OpenBlocking);
    }

    [Fact]
    public async Task A_result_reply_tells_value_date_and_range_and_interprets_nothing()
    {
        var (draft, sources) = await WriteAsync("whats my ldl?", Chart("""{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},"code":{"text":"LDL cholesterol"},"effectiveDateTime":"2026-10-02","valueQuantity":{"value":141,"unit":"mg/dL"},"referenceRange":[{"high":{"value":100}}]}"""));
        Assert.Contains(draft.Statements, s => s.Text == "Your last LDL cholesterol was 141 mg/dL on October 2, 2026. The lab's range goes up to 100.");
        Assert.Empty((await Inspection.RunAsync(draft, sources, checks, TestContext.Current.CancellationToken)).OpenBlocking);
    }

    [Fact]
    public async Task A_red_flag_gets_a_card_for_the_clinic_and_no_reply()
    {
        var (draft, sources) = await WriteAsync("refill my lisinopril please. chest is tight since this morning", null);
        Assert.DoesNotContain(draft.Statements, s => s.Section == MessageDraft.Reply);
        Assert.Contains(draft.Statements, s => s.Section == MessageDraft.Why && s.Text.Contains("“chest is tight", StringComparison.Ordinal));
        Assert.Contains(draft.Statements, s => s.Section == MessageDraft.Script);
        Assert.Empty((await Inspection.RunAsync(draft, sources, checks, TestContext.Current.CancellationToken)).OpenBlocking);
    }

    [Fact]
    public async Task The_chart_makes_a_fall_a_red_flag()
    {
        const string Text = "slipped and bumped my head yesterday, feel fine";
        Assert.DoesNotContain(triage.Read(Text).Flags, f => f.Rule.Id == "head-injury-anticoagulant");
        var (draft, _) = await WriteAsync(Text, Chart("""{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"apixaban 5 mg tablet"}}"""));
        Assert.Contains(draft.Statements, s => s.Text.Contains("apixaban", StringComparison.Ordinal) && s.Evidence.OfType<Element>().Any());
    }

    [Fact]
    public async Task A_reply_to_a_red_flag_is_never_signable_not_even_with_a_reason()
    {
        var (draft, sources) = await WriteAsync("thank you for everything", null);
        var red = Sources.Of([new PatientMessage("m", "i took all my pills at once").ToSource(), .. sources.Where(s => s.Id != PatientMessage.SourceId)]);
        var reviewed = await Inspection.RunAsync(draft, red, [new ReplyCheck(triage)], TestContext.Current.CancellationToken);
        Assert.All(reviewed.OpenBlocking, f => Assert.True(f.Final));
        Assert.Equal(draft.Statements.Length, reviewed.OpenBlocking.Length);
    }

    [Fact]
    public async Task A_clinician_may_answer_a_red_flag_on_their_own_word_with_a_reason()
    {
        var (draft, sources) = await WriteAsync("chest is tight since this morning", null);
        Assert.Contains(draft.Outline, s => s.Key == MessageDraft.Reply);
        var answered = draft with { Statements = draft.Statements.Add(new Statement(MessageDraft.Reply, "We spoke on the phone.", [new Attestation("person:ada")])) };
        var finding = Assert.Single((await Inspection.RunAsync(answered, sources, [new ReplyCheck(triage)], TestContext.Current.CancellationToken)).OpenBlocking);
        Assert.False(finding.Final);
    }

    [Theory]
    [InlineData("You should stop taking the metformin.", "advice")]
    [InlineData("This is probably a viral infection.", "what the patient may have")]
    [InlineData("You will be fine, I promise.", "promise")]
    [InlineData("Our records list metformin 850 mg.", "850")]
    public async Task Refuses_what_no_rule_or_source_holds(string text, string told)
    {
        var (draft, sources) = await WriteAsync("need a refill of my metformin", null);
        var edited = draft with { Statements = draft.Statements.SetItem(0, draft.Statements[0] with { Text = text }) };
        var reviewed = await Inspection.RunAsync(edited, sources, [new ReplyCheck(triage)], TestContext.Current.CancellationToken);
        Assert.Contains(reviewed.OpenBlocking, f => f.Message.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_class_is_answered_at_grade_six_or_below()
    {
        foreach (var text in new[] { "refill please", "cancel my appointment", "are my labs back", "itchy rash on my arm for 3 weeks", "metformin gives me the runs every day", "need a form signed for school", "why was I charged twice", "please send the referral to orthopedics", "thank you!", "is there parking?" })
        {
            var (draft, sources) = await WriteAsync(text, null);
            var reviewed = await Inspection.RunAsync(draft, sources, checks, TestContext.Current.CancellationToken);
            Assert.Empty(reviewed.OpenBlocking);
            Assert.True(Salus.Language.Text.ReadingGrade.Of(string.Join("\n\n", draft.Statements.Select(s => s.Text))) <= 6, text);
        }
    }

    [Fact]
    public void A_site_changes_the_words_it_wants_and_keeps_the_others()
    {
        var file = new FileInfo(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        try
        {
            File.WriteAllText(file.FullName, """{ "signOff": "Oak Street Clinic", "classes": { "refill": { "next": "We send refills on Fridays." } } }""");
            var rules = ReplyRules.Read(file);
            Assert.Equal("Oak Street Clinic", rules.SignOff);
            Assert.Equal("We send refills on Fridays.", rules.Classes["refill"].Next);
            Assert.Equal(ReplyRules.Embedded.Classes["refill"].Thanks, rules.Classes["refill"].Thanks);
            Assert.Equal(ReplyRules.Embedded.SafetyNet, rules.SafetyNet);
            File.WriteAllText(file.FullName, """{ "classes": { "refils": {} } }""");
            Assert.Contains("'refils'", Assert.Throws<ReplyRulesException>(() => ReplyRules.Read(file)).Message, StringComparison.Ordinal);
            File.WriteAllText(file.FullName, "{ nothing");
            Assert.Contains("JSON", Assert.Throws<ReplyRulesException>(() => ReplyRules.Read(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            file.Delete();
        }
    }

    private static async Task<(Draft Draft, Sources Sources)> WriteAsync(string text, Chart? chart)
    {
        var written = await writer.WriteAsync(new PatientMessage("m", text), chart, [], ReplyRules.Embedded, new ReplyOptions(), TestContext.Current.CancellationToken);
        return (written.Draft, written.Sources);
    }

    private static Chart Chart(params string[] resources) => Salus.Trust.Chart.Of(new PatientId("p1"), resources.Select(r => FhirNode.Parse(r)).Select(Version));

    private static RecordVersion Version(FhirNode resource) => new(new ResourceName(resource.ResourceType!, resource.Id!), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, "test", Sha256.Of(resource.ToUtf8()), null, resource);
}
