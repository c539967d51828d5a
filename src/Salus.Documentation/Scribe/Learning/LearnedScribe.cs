using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>How a site writes one section.</summary>
/// <param name="Share">Part of the site's notes that have it, 0 to 1.</param>
/// <param name="Words">Mean length where it is there.</param>
/// <param name="Heading">The heading used most often.</param>
public sealed record LearnedSection(double Share, double Words, string Heading);

/// <summary>
/// What a site's own notes taught: which sections it uses, how long they are and in which order, and how likely a statement of a
/// given kind is to be kept. Never a sentence of a note; single words appear as features only when several visits have them.
/// The file belongs to the site.
/// </summary>
/// <param name="Sources">Files it was learned from, by name and SHA-256.</param>
/// <param name="Length">Factor on the length of the sections that gave the best agreement on visits held back.</param>
/// <param name="Keep">Statements ranked below it are left out, 0 to 1; found like <paramref name="Length"/>.</param>
/// <param name="Weights">Of the logistic ranker, by feature.</param>
public sealed record LearnedScribe(
    string Kind,
    int Version,
    ImmutableArray<string> Sources,
    int Visits,
    int Statements,
    double Length,
    double Keep,
    ImmutableSortedDictionary<string, LearnedSection> Sections,
    ImmutableArray<string> Order,
    double Bias,
    ImmutableSortedDictionary<string, double> Weights)
{
    public const string KindName = "salus-scribe-learned";

    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Of the file's bytes as <see cref="Write"/> makes them; goes into the draft's provenance.</summary>
    [JsonIgnore]
    public Sha256 Digest => Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <exception cref="TranscriptException">Not a learned file of this version.</exception>
    public static LearnedScribe Read(FileInfo file)
    {
        const string advice = "Make it with: salus learn scribe --data DIR --out FILE.";
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", advice);
        try
        {
            using var stream = file.OpenRead();
            var learned = JsonSerializer.Deserialize<LearnedScribe>(stream, Json);
            return learned is { Kind: KindName, Version: CurrentVersion, Weights: not null, Sections: not null } && double.IsFinite(learned.Length) && learned.Length is > 0 and < 10 && learned.Keep is >= 0 and <= 1
                ? learned
                : throw new TranscriptException(file.Name, null, "The file is not what this version of the scribe learned.", advice);
        }
        catch (JsonException e)
        {
            throw new TranscriptException(file.Name, (int?)e.LineNumber + 1, "The file is not what the scribe learned.", advice, e);
        }
    }

    public void Write(FileInfo file)
    {
        var part = file.FullName + ".part";
        File.WriteAllBytes(part, [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n']);
        File.Move(part, file.FullName, overwrite: true);
    }

    /// <summary>How likely the site keeps such a statement, 0 to 1.</summary>
    internal double Rank(Proposal proposal, VisitReading reading) => Logistic.Predict(Weights, Bias, ProposalFeatures.Of(proposal, reading));
}
