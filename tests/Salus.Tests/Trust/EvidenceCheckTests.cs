using System.Collections.Immutable;
using System.Text;
using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class EvidenceCheckTests
{
    private static readonly Source Transcript = new("transcript", "Conversation", "text/plain", [], [new Segment("patient", "my knee hurts")]);
    private static readonly Source Patient = new("patient", "Patient", "application/fhir+json", [.. Encoding.UTF8.GetBytes("""{"resourceType":"Patient","gender":"male"}""")], []);

    public static TheoryData<Evidence> Sound => new() { new Quote("transcript", 0, 3, 4, "knee"), new Element("patient", "Patient.gender", "male") };

    public static TheoryData<Evidence> Unsound => new()
    {
        new Quote("transcript", 0, 3, 4, "neck"),
        new Quote("transcript", 1, 0, 2, "my"),
        new Quote("transcript", 0, -1, 2, "my"),
        new Quote("transcript", 0, 12, 9, "s"),
        new Quote("transcript", 0, int.MaxValue, 1, "s"),
        new Quote("elsewhere", 0, 0, 2, "my"),
        new Element("patient", "Patient.gender", "female"),
        new Element("transcript", "Patient.gender", "male"),
        new Attestation("person:somebody"),
    };

    [Theory]
    [MemberData(nameof(Sound))]
    public async Task Accepts_evidence_that_resolves(Evidence evidence) => Assert.Empty(await InspectAsync(evidence));

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task Blocks_evidence_that_does_not(Evidence evidence) =>
        Assert.Equal(Severity.Blocking, Assert.Single(await InspectAsync(evidence)).Severity);

    [Fact]
    public async Task Blocks_a_statement_without_evidence() => Assert.Single(await InspectAsync());

    [Fact]
    public async Task Blocks_a_source_that_changed_after_the_draft_was_made()
    {
        var changed = Transcript with { Segments = [new Segment("patient", "my neck hurts")] };
        var draft = DraftWith() with { Statements = [], Origin = DraftWith().Origin with { Inputs = [Transcript.Reference] } };
        Assert.Empty((await Inspection.RunAsync(draft, Sources.Of(Transcript), [new EvidenceCheck()], CancellationToken.None)).Findings);
        Assert.Single((await Inspection.RunAsync(draft, Sources.Of(changed), [new EvidenceCheck()], CancellationToken.None)).Findings);
    }

    [Fact]
    public async Task A_check_that_fails_blocks_the_signature()
    {
        var reviewed = await Inspection.RunAsync(DraftWith(new Quote("transcript", 0, 3, 4, "knee")), Sources.Of(Transcript), [new Broken()], CancellationToken.None);
        Assert.Equal("broken", Assert.Single(reviewed.OpenBlocking).Check);
    }

    [Fact]
    public async Task A_finding_about_a_statement_that_does_not_exist_blocks_the_whole_draft()
    {
        var reviewed = await Inspection.RunAsync(DraftWith(new Quote("transcript", 0, 3, 4, "knee")), Sources.Of(Transcript), [new Astray()], CancellationToken.None);
        Assert.Null(Assert.Single(reviewed.OpenBlocking).Statement);
    }

    private static async Task<ImmutableArray<Finding>> InspectAsync(params Evidence[] evidence) =>
        (await Inspection.RunAsync(DraftWith(evidence), Sources.Of(Transcript, Patient), [new EvidenceCheck()], CancellationToken.None)).Findings;

    private static Draft DraftWith(params Evidence[] evidence) =>
        new(new DraftId(Guid.Empty), 1, "scribe", null, [new Statement("hpi", "Knee pain.", [.. evidence])], [], new Provenance("test", "1", DateTimeOffset.UnixEpoch, [], ImmutableSortedDictionary<string, string>.Empty));

    private sealed class Astray : ICheck
    {
        public string Name => "astray";

        public string Version => "1";

        public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.CompletedTask;
            yield return new Finding(Name, Severity.Warning, "Something about the eighth statement.", 7);
        }
    }

    private sealed class Broken : ICheck
    {
        public string Name => "broken";

        public string Version => "1";

        public IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, CancellationToken cancel) => throw new InvalidOperationException("no dictionary");
    }
}
