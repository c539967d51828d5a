using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Salus.Language.Vocabularies;
using Salus.Learning.Trees;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>How a site writes one section.</summary>
/// <param name="Share">Part of the site's notes that have it, 0 to 1.</param>
/// <param name="Words">Mean length where it is there.</param>
/// <param name="Heading">The heading used most often.</param>
public sealed record LearnedSection(double Share, double Words, string Heading);

/// <summary>
/// What a site's own notes taught: its sections, their order and length; its phrases, as templates without a fact of any patient; which
/// words of a conversation its notes take over; and a ranker of statements. Phrases and words of few patients are not in it.
/// The file belongs to the site.
/// </summary>
/// <param name="Sources">Files it was learned from, by name and SHA-256.</param>
/// <param name="LeastPatients">How many patients' notes had to have a phrase, or each of its words, for the phrase to be kept.</param>
/// <param name="Seed">Of the ranker.</param>
/// <param name="Shape">What makes a note as long and as dense as the site's, found on visits held back.</param>
/// <param name="Words">For words and pairs of words: patients whose visit has it, whose note then has it too, and whose note has it.</param>
/// <param name="WordWeights">Of words, pairs of words and words in a section, alone; one of the ranker's columns.</param>
/// <param name="Ranker">Boosted trees over <see cref="Columns"/>.</param>
public sealed record LearnedScribe(
    string Kind,
    int Version,
    ImmutableArray<string> Sources,
    int Visits,
    int Patients,
    int LeastPatients,
    int Statements,
    ulong Seed,
    SelectionShape Shape,
    ImmutableSortedDictionary<string, LearnedSection> Sections,
    ImmutableArray<string> Order,
    ImmutableArray<LearnedPhrase> Phrases,
    ImmutableSortedDictionary<string, ImmutableArray<int>> Words,
    double WordBias,
    ImmutableSortedDictionary<string, double> WordWeights,
    ImmutableArray<string> Columns,
    JsonElement Ranker)
{
    public const string KindName = "salus-scribe-learned";

    public const int CurrentVersion = 2;

    private const long MostBytes = 64L << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true };

    /// <summary>Of the file's bytes as <see cref="Write"/> makes them; goes into the draft's provenance.</summary>
    [JsonIgnore]
    public Sha256 Digest => Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <exception cref="TranscriptException">Not a learned file of this version; the message says what is wrong with it.</exception>
    public static LearnedScribe Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        const string advice = "Make it with: salus learn scribe --data DIR --out FILE.";
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", advice);
        if (file.Length > MostBytes)
            throw new TranscriptException(file.Name, null, string.Create(CultureInfo.InvariantCulture, $"The file has {file.Length} bytes; a learned file has at most {MostBytes}."), advice);
        try
        {
            using var stream = file.OpenRead();
            var learned = JsonSerializer.Deserialize<LearnedScribe>(stream, Json);
            return learned?.Fault() is { } fault || learned is null
                ? throw new TranscriptException(file.Name, null, learned?.Fault() ?? "The file is empty.", advice)
                : learned;
        }
        catch (JsonException e)
        {
            throw new TranscriptException(file.Name, (int?)e.LineNumber + 1, "The file is not what this version of the scribe learned.", advice, e);
        }
    }

    public void Write(FileInfo file) => WholeFile.Write(file, to => to.Write([.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n']));

    /// <summary>The site's phrases that a visit bears out, filled with its words; what a note could say in them.</summary>
    public IEnumerable<PhrasedStatement> Phrased(Visit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return NoteWriter.Propose(visit, Vocabulary.Embedded, this).Proposals.Where(p => p.Phrase is not null).Select(p => new PhrasedStatement(p.Phrase!.Template.Phrase, p.Text, [.. p.Facts, .. NoteWriter.Quotes(visit, p.From)]));
    }

    /// <summary>Without some phrases; everything else stays as learned.</summary>
    /// <param name="least">Phrases of fewer patients' notes go as well.</param>
    /// <exception cref="ScribeCallException">There is no phrase of such an id.</exception>
    public LearnedScribe Without(IReadOnlyCollection<string> ids, int least)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var unknown = ids.Except(Phrases.Select(p => p.Id), StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
            throw new ScribeCallException($"The file has no phrase {string.Join(", ", unknown)}. 'salus learned show' lists the ids.");
        return this with { Phrases = [.. Phrases.Where(p => p.Notes >= least && !ids.Contains(p.Id, StringComparer.Ordinal))] };
    }

    /// <summary>What makes the content unusable; null when nothing does.</summary>
    private string? Fault()
    {
        if (Kind is not KindName)
            return $"The file is a '{Kind}', not a '{KindName}'.";
        if (Version is not CurrentVersion)
            return string.Create(CultureInfo.InvariantCulture, $"The file is of version {Version}; this scribe reads version {CurrentVersion}. Learn again.");
        if (Shape is null || Sections is null || Words is null || WordWeights is null || Sources.IsDefault || Order.IsDefault || Phrases.IsDefault || Columns.IsDefault)
            return "A part of the file is missing.";
        if (!(Shape.Keep is >= 0 and <= 1 && Shape.Words is > 0 and < 100_000 && Shape.Again is >= 0 and <= 1 && Shape.Novelty is >= 0 and <= 10))
            return "The shape of the note is out of range.";
        if (!double.IsFinite(WordBias) || WordWeights.Any(w => !double.IsFinite(w.Value)))
            return "A weight is no number.";
        if (Visits < 1 || Patients < 1 || LeastPatients < 1)
            return "A count is out of range.";
        if (Sections.Any(s => s.Value is not { Heading: not null, Share: >= 0 and <= 1, Words: >= 0 }))
            return "A section is out of range.";
        if (Words.FirstOrDefault(w => w.Value is not [>= 0, >= 0, >= 0]) is { Key: { } word })
            return $"The counts of '{word}' are not three numbers of 0 or more.";
        foreach (var phrase in Phrases)
            if (phrase?.Fault() is { } fault)
                return fault;
        if (!Columns.SequenceEqual(ProposalFeatures.Names, StringComparer.Ordinal))
            return "The ranker was learned by another version of the scribe. Learn again.";
        try
        {
            return BoostedTrees.Read(Ranker).ColumnCount == Columns.Length ? null : "The ranker does not fit its columns.";
        }
        catch (FormatException e)
        {
            return $"The ranker cannot be used: {e.Message}";
        }
    }
}
