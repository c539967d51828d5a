namespace Salus.Language.Identifiers.Names;

/// <summary>
/// Names of people, organisations and places by their writing, by lists and by what stands around them. Each candidate gathers evidence; a
/// name that no list holds is found by its title, its role, its neighbours, and a listed one is left alone where it means a month, a disease,
/// an instrument or an everyday word. What was found once is then found everywhere in the same text.
/// </summary>
public sealed class ContextDetector : IIdentifierDetector
{
    private readonly NameLexicon lexicon = NameLexicon.Embedded;

    /// <inheritdoc/>
    public string Name => "context";

    /// <inheritdoc/>
    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(found);
        var reading = new ContextReading(text.Reading);
        if (reading.Count == 0)
            return;
        var spans = new List<IdentifierSpan>();
        ListedPhrases.Find(reading, lexicon, spans);
        OrganizationsInContext.Find(reading, spans);
        PlacesInContext.Bridged(reading, spans);
        PeopleInContext.Find(reading, spans);
        OrganizationsInContext.Letterheads(reading, spans);
        PlacesInContext.Find(reading, spans);
        SlotsInContext.Find(reading, spans);
        RepeatedNames.Find(reading, spans);
        foreach (var span in spans)
            found.Add(span);
    }

    internal static void Take(ContextReading reading, List<IdentifierSpan> spans, int first, int last, WordUse use, double confidence)
    {
        reading.Mark(first, last, use);
        var kind = use switch { WordUse.Organization => IdentifierClass.Organization, WordUse.Place => IdentifierClass.Place, WordUse.Region => IdentifierClass.Region, _ => IdentifierClass.Name };
        spans.Add(new IdentifierSpan(TextSpan.FromBounds(reading.Words[first].Start, reading.Words[last].End), kind, "context", confidence));
    }
}
