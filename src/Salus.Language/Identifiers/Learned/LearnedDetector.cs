using Salus.Language.Identifiers.Names;

namespace Salus.Language.Identifiers.Learned;

/// <summary>
/// Names, houses, places and codes by a model that was learned from notes with invented identifiers in them. It reads what the detectors before it
/// found as one sign among others, and adds what they missed.
/// </summary>
public sealed class LearnedDetector(TagModel model, TagThresholds thresholds) : IIdentifierDetector
{
    private const double Confidence = 0.4;

    /// <summary>Above that of the detectors of words, so that a sure model names the class.</summary>
    private const double SureConfidence = 0.93;
    private const int LeastMedical = 2;

    private static readonly Lazy<LearnedDetector> embedded = new(() => new LearnedDetector(Shipped(), TagThresholds.Clinical));

    /// <summary>With the weights that come with the program.</summary>
    public static LearnedDetector Embedded => embedded.Value;

    /// <inheritdoc/>
    public string Name => "learned";

    /// <inheritdoc/>
    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(found);
        var reading = new ContextReading(text.Reading);
        var words = new TaggedWords(reading, new WordSigns(reading, found), model);
        words.Take(IsClinical(reading) ? thresholds : TagThresholds.Elsewhere);
        foreach (var (span, tag, isSure) in words.Runs())
            found.Add(new(span, ClassOf(tag), Name, isSure ? SureConfidence : Confidence));
    }

    /// <summary>Words of medicine in it: the kind of text that the model was learned from. Elsewhere it is believed less.</summary>
    private static bool IsClinical(ContextReading reading)
    {
        if (reading.IsConversation)
            return true;
        var medical = 0;
        for (var i = 0; i < reading.Count && medical < LeastMedical; i++)
            medical += reading.Is(i, WordFacts.Medical) && !reading.Is(i, WordFacts.AnyName) ? 1 : 0;
        return medical >= LeastMedical;
    }

    private static TagModel Shipped()
    {
        using var stream = typeof(LearnedDetector).Assembly.GetManifestResourceStream("Identifiers/Learned/Data/weights.bin")!;
        return TagModel.Read(stream);
    }

    private static IdentifierClass ClassOf(WordTag tag) => tag switch
    {
        WordTag.Organization => IdentifierClass.Organization,
        WordTag.Place => IdentifierClass.Place,
        WordTag.Code => IdentifierClass.OtherId,
        _ => IdentifierClass.Name,
    };
}
