using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Fhir;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>A passage of the sources and how a reader finds it.</summary>
/// <param name="Place">For messages: <c>visit.txt, turn 3</c>, <c>letter.txt, paragraph 2</c>, <c>MedicationRequest/m1</c>.</param>
/// <param name="Element">The value in the chart that says it; null for turns and paragraphs.</param>
public sealed record PlacedPassage(Passage Passage, string Place, Element? Element = null)
{
    /// <summary>Zero-based turn of a transcript; null for anything else.</summary>
    public int? Turn { get; init; }
}

/// <summary>
/// Reads what a text is checked against, whatever it is: conversations in any format of <see cref="TranscriptReader"/>, documents (text that names
/// no speakers), FHIR resources, bundles and NDJSON. What the content says decides; several files are one body of sources, in their order.
/// </summary>
public static class TextSources
{
    /// <param name="at">The day for ages of FHIR patients; null leaves ages out.</param>
    /// <exception cref="TranscriptException">A file cannot be read: which, where, why.</exception>
    public static async Task<ImmutableArray<PlacedPassage>> ReadAsync(IEnumerable<FileInfo> files, DateTimeOffset? at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(files);
        var passages = ImmutableArray.CreateBuilder<PlacedPassage>();
        var versions = new List<RecordVersion>();
        foreach (var file in files)
        {
            if (await ResourcesAsync(file, cancel) is { } resources)
                versions.AddRange(resources);
            else
                passages.AddRange(Spoken(await TranscriptReader.ReadAsync(file, cancel), file.Name));
        }
        if (versions.Count > 0)
        {
            var patients = versions.Where(v => v.Name.Type is "Patient").Select(v => v.Name.Id).Distinct(StringComparer.Ordinal).ToArray();
            if (patients.Length > 1)
                throw new TranscriptException(string.Join(", ", files.Select(f => f.Name)), null, string.Create(CultureInfo.InvariantCulture, $"The FHIR sources hold {patients.Length} patients."), "Give the resources of one patient.");
            passages.AddRange(ChartSentences.Of(Chart.Of(new PatientId(patients.Length == 1 ? patients[0] : "unknown"), versions), at).Select(Placed));
        }
        return passages.ToImmutable();
    }

    /// <summary>A file's resources have no versions: they are named by type and id.</summary>
    private static PlacedPassage Placed(ChartSentence fact) => new(new Passage(SpeakerRole.Note, fact.Sentence), fact.Place[..fact.Place.LastIndexOf('/')], fact.Evidence[0] as Element);

    /// <summary>Turns of a conversation, or the paragraphs of a text in which nobody is named as speaking.</summary>
    private static IEnumerable<PlacedPassage> Spoken(Visit visit, string file)
    {
        var transcript = visit.Transcript;
        if (transcript.Format is TranscriptFormat.Text && transcript.Turns.All(t => t.Label.Length == 0 && t.Start is null))
        {
            var paragraphs = Encoding.UTF8.GetString(transcript.Original.AsSpan()).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split("\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return paragraphs.Select((text, index) => new PlacedPassage(new Passage(SpeakerRole.Note, text), string.Create(CultureInfo.InvariantCulture, $"{file}, line {index + 1}")));
        }
        return transcript.Turns.Select((turn, index) => new PlacedPassage(StatementCheck.ToPassage(turn), string.Create(CultureInfo.InvariantCulture, $"{file}, turn {index + 1}")) { Turn = index })
            .Concat(StatementCheck.Facts(visit.Patient).Select(f => new PlacedPassage(f, $"{file}, patient")));
    }

    /// <summary>The FHIR resources of a file as versions of a record; null when it holds none.</summary>
    private static async Task<List<RecordVersion>?> ResourcesAsync(FileInfo file, CancellationToken cancel)
    {
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", "Check the name and the folder.");
        if (file.Length > TranscriptReader.MaxBytes)
            throw new TranscriptException(file.Name, null, "The file is too large.", "Give the resources of one patient.");
        var text = await File.ReadAllTextAsync(file.FullName, cancel);
        if (!text.AsSpan().TrimStart().StartsWith("{") || !text.Contains("\"resourceType\"", StringComparison.Ordinal))
            return null;
        var read = new List<RecordVersion>();
        foreach (var (resource, line) in Parsed(text, file.Name))
        {
            foreach (var one in resource.ResourceType is "Bundle" ? resource.All("entry").Select(e => e["resource"]).OfType<FhirNode>() : [resource])
            {
                if (one.ResourceType is not { } type)
                    throw new TranscriptException(file.Name, line, "A resource names no type.", "Give FHIR R4 resources.");
                var id = one.Id is { Length: > 0 } known ? known : string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file.Name)}-{read.Count + 1}");
                var named = one.Id is null ? one.With("id", id) : one;
                read.Add(new RecordVersion(new ResourceName(type, id), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, file.Name, Sha256.Of(named.ToUtf8()), null, named));
            }
        }
        return read;
    }

    /// <summary>One resource, or one per line.</summary>
    private static IEnumerable<(FhirNode Resource, int Line)> Parsed(string text, string file)
    {
        if (TryParse(text, out var whole, out var reason))
        {
            yield return (whole!, 1);
            yield break;
        }
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (!lines[0].TrimEnd().EndsWith('}'))
            throw new TranscriptException(file, null, reason!, "Give FHIR R4 JSON: a resource, a bundle, or one resource per line.");
        for (var index = 0; index < lines.Length; index++)
        {
            if (string.IsNullOrWhiteSpace(lines[index]))
                continue;
            if (!TryParse(lines[index], out var one, out reason))
                throw new TranscriptException(file, index + 1, reason!, "Give one FHIR R4 resource per line.");
            yield return (one!, index + 1);
        }
    }

    private static bool TryParse(string json, out FhirNode? resource, out string? reason)
    {
        try
        {
            (resource, reason) = (FhirNode.Parse(Encoding.UTF8.GetBytes(json)), null);
            return true;
        }
        catch (FhirFormatException e)
        {
            (resource, reason) = (null, e.Reason);
            return false;
        }
    }
}
