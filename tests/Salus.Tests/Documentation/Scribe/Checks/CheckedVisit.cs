using System.Collections.Immutable;
using System.Text;
using Salus.Documentation.Scribe.Checks;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe.Checks;

/// <summary>An invented visit and what the checks say of statements about it.</summary>
internal sealed class CheckedVisit
{
    private static readonly ICheck[] Checks = [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new ConsistencyCheck(), new RedFlagCheck()];

    private readonly ImmutableArray<Segment> turns;
    private readonly string? patientJson;
    private readonly string? encounterJson;

    public CheckedVisit(string dialogue, string? patientJson = null, string? encounterJson = null)
    {
        turns = [.. dialogue.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => new Segment(line[1..line.IndexOf(']', StringComparison.Ordinal)], line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..]))];
        this.patientJson = patientJson;
        this.encounterJson = encounterJson;
    }

    public Sources Sources => Sources.Of(
    [
        new Source("transcript", "Conversation", "text/plain", [], turns),
        .. patientJson is null ? Array.Empty<Source>() : [new Source("patient", "Patient", "application/fhir+json", [.. Encoding.UTF8.GetBytes(patientJson)], [])],
        .. encounterJson is null ? Array.Empty<Source>() : [new Source("encounter", "Encounter", "application/fhir+json", [.. Encoding.UTF8.GetBytes(encounterJson)], [])],
    ]);

    public Statement Says(string section, string text, params int[] cited) =>
        new(section, text, [.. cited.Select(i => new Quote("transcript", i, 0, turns[i].Text.Length, turns[i].Text))]);

    public async Task<ImmutableArray<Finding>> InspectAsync(params Statement[] statements)
    {
        var draft = new Draft(new DraftId(Guid.Empty), 1, "scribe", null, [.. statements], [], new Provenance("test", "1", DateTimeOffset.UnixEpoch, [], ImmutableSortedDictionary<string, string>.Empty));
        return (await Inspection.RunAsync(draft, Sources, Checks, CancellationToken.None)).Findings;
    }

    public async Task<ImmutableArray<Finding>> InspectAsync(string section, string text, params int[] cited) => await InspectAsync(Says(section, text, cited));
}
