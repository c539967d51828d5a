using System.Collections.Immutable;
using System.Text.Json;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// What a model was asked to write and from what, with the embedded engine's draft it was held against: kept with drafts of capabilities that
/// do not put their tasks together anew from the sources, so that theirs too can be written once more.
/// </summary>
internal sealed record KeptTask(string Prompt, string PromptText, ImmutableArray<DraftSection> Sections, ImmutableArray<KeptPiece> Material, string Cites, ImmutableArray<KeptPiece> Known, ImmutableSortedDictionary<string, string> Wishes, ImmutableArray<string> Identifiers, Draft Ours)
{
    private static readonly JsonSerializerOptions json = new(TrustJson.Canonical);

    public static Source ToSource(WritingTask task, Draft ours)
    {
        var kept = new KeptTask(task.Prompt.Version, task.Prompt.Text, task.Sections, [.. task.Material.Select(KeptPiece.Of)], task.Cites, [.. task.Known.Select(KeptPiece.Of)], task.Wishes, task.Identifiers, ours);
        return new Source(ModelSources.Task, "What was to be written, and from what", "application/json", [.. JsonSerializer.SerializeToUtf8Bytes(kept, json)], []);
    }

    /// <exception cref="NotRewritableException">It was not kept, or is in a form that is not read any more.</exception>
    public static KeptTask Of(Draft first, Sources kept)
    {
        if (kept.Find(ModelSources.Task) is not { } source)
            throw new NotRewritableException($"Drafts of the embedded engine for '{first.Capability}' cannot be written once more. What they were made of can be read: salus drafts inputs {first.Id}");
        try
        {
            return JsonSerializer.Deserialize<KeptTask>(source.Original.AsSpan(), json) ?? throw new JsonException("Nothing was kept.");
        }
        catch (JsonException e)
        {
            throw new NotRewritableException("The task that is kept with the draft cannot be read any more.", e);
        }
    }

    public WritingTask ToTask(ImmutableArray<StyleExample> examples, Vocabulary vocabulary) => new(PromptFile.Whole(Prompt, PromptText), Sections, [.. Material.Select(m => m.ToMaterial())])
    {
        Cites = Cites,
        Known = [.. Known.Select(k => k.ToMaterial())],
        Wishes = Wishes,
        Identifiers = Identifiers,
        Examples = examples,
        Vocabulary = vocabulary,
    };
}

/// <inheritdoc cref="Material"/>
internal sealed record KeptPiece(MaterialKind Kind, SpeakerRole Speaker, string Text, string? About, ImmutableArray<Evidence> Evidence)
{
    public static KeptPiece Of(Material piece) => new(piece.Kind, piece.Passage.Speaker, piece.Text, piece.About, piece.Evidence);

    public Material ToMaterial() => new(Kind, new Passage(Speaker, Text), Evidence) { About = About };
}

/// <summary>Writes a model's draft once more from the task that is kept with it, for capabilities without a rewriter of their own.</summary>
internal sealed class KeptTaskRewriter(ModelWriter writer, Vocabulary vocabulary) : IRewriter
{
    public string Capability => "";

    public Task<Rewriting> RewriteAsync(Draft first, Sources kept, RewriteCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(call);
        var task = KeptTask.Of(first, kept);
        return writer.AgainAsync(first, kept, task.Ours, task.ToTask(StyleNotes.In(kept), vocabulary), call.AskAgain, cancel);
    }
}
