using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>Learns the router from labelled stretches: the training file of a folder in the format of MTS-Dialog.</summary>
public sealed class SectionLearner : ILearner
{
    public string Name => "sections";

    public string Description => "Learns which stretch of a conversation belongs to which section, from labelled stretches (ID,section_header,section_text,dialogue).";

    public async Task LearnAsync(DirectoryInfo data, FileInfo learned, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(progress);
        var file = GroundedTexts.MtsFile(data, "train") ?? (data.GetFiles("*.csv") is [var only] ? only : throw new TranscriptException(data.Name, null, "There is no training file.", "Give a folder with one CSV, or with one whose name holds 'MTS' and 'train'."));
        var cases = new List<(string, Dictionary<string, int>)>();
        await foreach (var row in SectionBatch.ReadAsync(file, cancel))
            if (row is { Header: { } header, Transcript: { } transcript })
                cases.Add((header, SectionFeatures.Of(transcript)));
        if (cases.Count == 0)
            throw new TranscriptException(file.Name, null, "No row has a header and a dialogue.", "The columns are ID, section_header, section_text and dialogue.");
        progress.Report(new EvaluationProgress(cases.Count, cases.Count, "stretches read"));
        var digest = Sha256.Of(await File.ReadAllBytesAsync(file.FullName, cancel));
        LearnedSections.Fit(cases, [$"{file.Name} sha256:{digest}"]).Write(learned);
    }
}
