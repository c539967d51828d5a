using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Salus.Language.Models;
using Salus.Language.Retrieval;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Ask;

/// <summary>How far the passages of the corpora have vectors.</summary>
/// <param name="Problem">Why it stopped; null when it did not.</param>
public sealed record MeaningState(string Model, int Done, int Passages, string? Problem = null);

/// <summary>Passages near a question in meaning.</summary>
/// <param name="Passages">The nearest first; empty when there is no embedding model, or none of its vectors.</param>
/// <param name="Problem">Why they could not be found, in a whole sentence; null when that is not so.</param>
public sealed record NearPassages(ImmutableArray<int> Passages, string? Problem = null)
{
    public static NearPassages None { get; } = new([]);
}

/// <summary>
/// Search by meaning, where the site chose a model for <c>embedding</c>: passages get their vectors once, in batches, and a question is compared with
/// them all. Without the model, or when it fails, questions are searched by their words alone, and the answer says so.
/// </summary>
public sealed class CorpusMeaning(CorpusFolder folder, CorpusLibrary library, ChatModels models, Vocabulary vocabulary, TimeProvider clock)
{
    private const int Batch = 64;
    private const int LongestText = 2_000;
    private const int Near = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private (OpenCorpora Open, string Model, int Done, PassageVectors? Vectors)? kept;

    /// <summary>Gives every passage its vector that has none of this model; goes on where it stopped.</summary>
    /// <exception cref="CorpusException">A corpus is damaged.</exception>
    public async Task<MeaningState?> EmbedAsync(IProgress<MeaningState>? progress, CancellationToken cancel)
    {
        if (Name() is not { } name)
            return null;
        var open = library.Open();
        var (done, all) = (0, open.Shelf.Index.Count);
        try
        {
            using var generator = models.Embedder(name);
            var first = 0;
            foreach (var corpus in open.Corpora)
            {
                var vectors = VectorsOf(corpus, name);
                for (done += vectors.Done; !vectors.IsWhole;)
                {
                    var texts = Enumerable.Range(first + vectors.Done, Math.Min(Batch, vectors.Passages - vectors.Done)).Select(p => TextOf(open.Shelf[p])).ToArray();
                    var made = await generator.GenerateAsync(texts, cancellationToken: cancel);
                    var packed = made.Select(m => Packed(m.Vector.Span, name)).ToArray();
                    if (packed.Length != texts.Length)
                        throw new ModelException(ModelProblem.NotUnderstood, name);
                    vectors.Append(packed);
                    done += packed.Length;
                    progress?.Report(new MeaningState(name, done, all));
                }
                first += corpus.Passages;
            }
            return new MeaningState(name, done, all);
        }
        catch (ModelException e)
        {
            return new MeaningState(name, done, all, e.Message);
        }
    }

    /// <summary>How far it is; null when the site chose no model for it.</summary>
    public MeaningState? State()
    {
        if (ModelName() is not { } name)
            return null;
        var corpora = folder.List();
        return new MeaningState(name, corpora.Sum(c => VectorsOf(c, name).Done), corpora.Sum(c => c.Passages));
    }

    /// <summary>Never fails: what goes wrong is told in the result.</summary>
    /// <param name="allowed">The passages that may be seen; asked before anything is compared.</param>
    public async Task<NearPassages> NearAsync(string question, Func<int, bool>? allowed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        try
        {
            if (Name() is not { } name || Vectors(name) is not { } vectors)
                return NearPassages.None;
            using var generator = models.Embedder(name);
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            using var timer = clock.CreateTimer(_ => wait.Cancel(), null, LongestWait, Timeout.InfiniteTimeSpan);
            var asked = models.Settings.Models[name].Place is ModelPlace.Outside ? new Concealment([], [question], vocabulary).Conceal(question) : question;
            try
            {
                var made = await generator.GenerateAsync([asked], cancellationToken: wait.Token);
                if (made.Count != 1 || made[0].Vector.Length != vectors.Dimensions)
                    throw new ModelException(ModelProblem.NotUnderstood, name);
                return new NearPassages([.. vectors.Nearest(made[0].Vector.Span, Near, allowed, cancel).Select(h => h.Passage)]);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new ModelException(ModelProblem.TooSlow, name);
            }
        }
        catch (Exception e) when (e is ModelException or ModelSettingsException)
        {
            return new NearPassages([], $"{e.Message} The corpora were searched by words alone.");
        }
    }

    private string? Name() => models.Settings.Use.GetValueOrDefault("embedding");

    /// <summary>A file of models that cannot be read is told of where it is used.</summary>
    private string? ModelName()
    {
        try
        {
            return Name();
        }
        catch (ModelSettingsException)
        {
            return null;
        }
    }

    private CorpusVectors VectorsOf(Corpus corpus, string name)
    {
        var endpoint = models.Settings.Models[name];
        return new CorpusVectors(folder.PlaceOf(corpus), corpus, $"{endpoint.Model}\n{endpoint.Url}");
    }

    private PassageVectors? Vectors(string name)
    {
        var open = library.Open();
        var all = open.Corpora.Select(c => VectorsOf(c, name)).ToArray();
        var done = all.Sum(v => v.Done);
        lock (gate)
        {
            if (kept is { } known && ReferenceEquals(known.Open, open) && known.Model == name && known.Done == done)
                return known.Vectors;
            var dimensions = all.Where(v => v.Done > 0).Select(v => v.Dimensions).FirstOrDefault();
            var first = 0;
            var numbers = new List<int>();
            var parts = new List<sbyte[]>();
            foreach (var vectors in all)
            {
                if (vectors.Done > 0 && vectors.Dimensions == dimensions)
                {
                    parts.Add(vectors.Read());
                    numbers.AddRange(Enumerable.Range(first, vectors.Done));
                }
                first += vectors.Passages;
            }
            var made = numbers.Count == 0 ? null : new PassageVectors(dimensions, [.. parts.SelectMany(p => p)], [.. numbers]);
            kept = (open, name, done, made);
            return made;
        }
    }

    private static sbyte[] Packed(ReadOnlySpan<float> vector, string name)
    {
        var packed = new sbyte[vector.Length];
        return PassageVectors.Pack(vector, packed) ? packed : throw new ModelException(ModelProblem.NotUnderstood, name);
    }

    /// <summary>What it is about stands first: long passages are cut.</summary>
    private static string TextOf(CorpusPassage passage)
    {
        var text = string.Join('\n', new[] { passage.Title, passage.Heading, passage.Question, passage.Text }.Where(t => !string.IsNullOrWhiteSpace(t)));
        return text.Length <= LongestText ? text : text[..LongestText];
    }
}
