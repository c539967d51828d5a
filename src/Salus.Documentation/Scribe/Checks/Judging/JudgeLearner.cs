using System.Collections.Immutable;
using System.Globalization;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Learns the judge of claims: from sentences that people wrote about conversations, and from lies made of them in three wordings.
/// The folder holds <c>aci-bench</c>, <c>mts-dialog</c> or both; the limit is set on the first of them by cross-validation over visits.
/// Equal data give an equal judge.
/// </summary>
public sealed class JudgeLearner : ILearner
{
    private const string Split = "train";

    private static readonly LieWording[] Wordings = Enum.GetValues<LieWording>();

    public string Name => "checker";

    public string Description => "Learns how to weigh what speaks for and against a claim, from conversations with the notes people wrote (aci-bench, mts-dialog) and lies made of them.";

    public async Task LearnAsync(DirectoryInfo data, FileInfo learned, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(progress);
        var cases = ImmutableArray.CreateBuilder<JudgeCase>();
        var sets = await GroundedTexts.ReadAsync(data, Split, cancel);
        var visits = 0;
        foreach (var (set, texts) in sets)
        {
            cases.AddRange(JudgeCases.Of(set, texts, visits, seed: 0, Wordings, inTurn: visits > 0, cancel));
            visits += texts.Length;
            progress.Report(new EvaluationProgress(visits, sets.Sum(s => s.Texts.Length), $"texts of {set} measured"));
        }
        var all = cases.ToImmutable();
        if (!all.Any(c => c.Kind is null) || !all.Any(c => c.Kind is not null))
            throw new TranscriptException(data.Name, null, "The data hold no sentence to learn from.", "Give a folder with aci-bench, mts-dialog or both, each with its training part.");
        var chances = JudgeTraining.CrossValidate(all, cancel);
        var limit = JudgeTraining.LimitOf(all, chances, sets[0].Set, JudgeTraining.FalseAlarms);
        progress.Report(new EvaluationProgress(visits, visits, "cross-validated"));
        var figures = JudgeTraining.Figures(all, chances, limit).Concat(JudgeTraining.Transfer(all, sets[0].Set, cancel)).ToImmutableSortedDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        progress.Report(new EvaluationProgress(visits, visits, "tried on wordings never met"));
        JudgeTraining.Fit(all, limit, await SourcesAsync(data, cancel), figures, cancel).Write(learned);
    }

    private static async Task<ImmutableArray<string>> SourcesAsync(DirectoryInfo data, CancellationToken cancel)
    {
        var sources = ImmutableArray.CreateBuilder<string>();
        foreach (var file in GroundedTexts.FilesOf(data, Split))
        {
            var digest = Sha256.Of(await File.ReadAllBytesAsync(file.FullName, cancel));
            sources.Add(string.Create(CultureInfo.InvariantCulture, $"{file.Name} sha256:{digest}"));
        }
        return sources.ToImmutable();
    }
}
