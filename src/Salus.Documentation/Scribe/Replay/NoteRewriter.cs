using System.Collections.Immutable;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>Writes a note once more from what is kept with its draft: by the embedded engine, or from the answer that the model gave.</summary>
internal sealed class NoteRewriter(NoteWriter embedded, ModelNoteWriter writer, Vocabulary vocabulary, TimeProvider clock) : IRewriter
{
    public string Capability => ScribeCapability.CapabilityName;

    public async Task<Rewriting> RewriteAsync(Draft first, Sources kept, RewriteCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(call);
        var visit = KeptVisit.Of(first, kept, clock);
        var options = OptionsOf(first, call);
        var remarks = Same(visit.ToSources(), kept);
        if (first.Origin.Engine != NoteWriter.Engine)
            return await writer.AgainAsync(first, kept, visit, options, call.AskAgain, cancel) with { Remarks = remarks };
        if (call.AskAgain)
            throw new NotRewritableException("No model wrote this draft, so there is none to ask again.");
        return new Rewriting(Explained(first, embedded.Write(visit, options)), remarks);
    }

    /// <summary>Why the embedded engine had to write is no part of what it writes.</summary>
    private static Draft Explained(Draft first, Draft again) =>
        first.Origin.Parameters.TryGetValue("model", out var reason) ? again with { Origin = again.Origin with { Parameters = again.Origin.Parameters.SetItem("model", reason) } } : again;

    /// <summary>Reading the sources back must give the same sources.</summary>
    private static ImmutableArray<string> Same(Sources read, Sources kept) =>
        [.. read.Where(r => kept.Find(r.Id) is not { } source || source.Digest != r.Digest).Select(r => $"'{r.Title}' is read otherwise than it was kept.")];

    private ScribeOptions OptionsOf(Draft first, RewriteCall call)
    {
        var parameters = first.Origin.Parameters;
        var style = parameters.GetValueOrDefault("style", ScribeOptions.DefaultStyle);
        if (NoteStyle.Embedded.All(s => s.Name != style))
            throw new NotRewritableException($"There is no style '{style}' any more.");
        if (NoteLengths.TryName(parameters.GetValueOrDefault("length", NoteLength.Standard.Name())) is not { } length)
            throw new NotRewritableException($"There is no length '{parameters["length"]}' any more.");
        return new ScribeOptions(style) { Length = length, Vocabulary = vocabulary, Learned = LearnedOf(parameters.GetValueOrDefault("learned"), call.Learned) };
    }

    private static LearnedScribe? LearnedOf(string? digest, FileInfo? file)
    {
        if (digest is null)
            return null;
        if (file is null)
            throw new NotRewritableException($"The draft was written with what the site's notes taught. Give that file with --learned; its digest begins with {digest[..12]}.");
        var learned = LearnedScribe.Read(file);
        return learned.Digest.ToString() == digest ? learned : throw new NotRewritableException($"{file.Name} is not the file that the draft was written with: its digest begins with {learned.Digest.ToString()[..12]}, not with {digest[..12]}.");
    }
}
