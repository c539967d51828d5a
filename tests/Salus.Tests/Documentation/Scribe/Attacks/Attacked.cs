using Salus.Documentation.Scribe;
using Salus.Documentation.Scribe.Checks;
using Salus.Language.Models;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe.Attacks;

/// <summary>The real path of a model's draft: endpoint, writer, every check of the scribe.</summary>
internal static class Attacked
{
    public static ICheck[] Checks { get; } = [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new ConsistencyCheck(), new RedFlagCheck(), new LanguageCheck(), new OnePatientCheck()];

    public static ChatModels Models(DirectoryInfo folder, Uri address, TimeProvider clock, Func<ModelEndpoint, ModelEndpoint>? change = null)
    {
        var endpoint = new ModelEndpoint(ModelKind.Chat, address, "scripted", ModelPlace.Inside) { Retries = 0, ContextTokens = 200_000 };
        var file = new FileInfo(Path.Combine(folder.FullName, ModelSettings.FileName));
        File.WriteAllBytes(file.FullName, ModelSettings.None.With("house", change?.Invoke(endpoint) ?? endpoint).WithUse(ScribeCapability.CapabilityName, "house").ToJson());
        return new ChatModels(file, new ModelUsage(folder, clock), clock);
    }

    public static async Task<ReviewedDraft> ReviewAsync(ModelNoteWriter writer, Visit visit, CancellationToken cancel)
    {
        var note = await writer.WriteAsync(visit, new ScribeOptions(), cancel);
        Assert.Null(note.FellBack);
        return await Inspection.RunAsync(note.Draft, note.Sources, Checks, cancel);
    }
}
