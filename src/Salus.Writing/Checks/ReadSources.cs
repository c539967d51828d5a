using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Fhir;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// The sources of a draft as the checks read them: every segment a passage, read once however many checks ask.
/// Built from <see cref="Sources"/> alone, never from what the engine made of them.
/// </summary>
public sealed class ReadSources
{
    private static readonly ConditionalWeakTable<Sources, ConcurrentDictionary<Vocabulary, ReadSources>> Known = [];

    private readonly Sources known;
    private readonly Dictionary<string, int> firstPassage = new(StringComparer.Ordinal);
    private readonly ImmutableArray<(Source Source, int Segment)> places;
    private readonly ImmutableArray<ChartSentence> facts;
    private readonly ILookup<string, ChartSentence> factsAt;
    private readonly Lazy<ClaimChecker> claims;
    private readonly Lazy<HashSet<int>> toMachines;

    private ReadSources(Sources sources, Vocabulary vocabulary)
    {
        known = sources;
        var passages = new List<Passage>();
        var read = ImmutableArray.CreateBuilder<(Source, int)>();
        foreach (var source in sources)
        {
            firstPassage[source.Id] = passages.Count;
            for (var segment = 0; segment < source.Segments.Length; segment++)
            {
                passages.Add(new Passage(RoleOf(source.Segments[segment].Speaker), source.Segments[segment].Text));
                read.Add((source, segment));
            }
        }
        places = read.ToImmutable();
        Passages = [.. passages];
        Grounder = new Grounder(Passages, vocabulary);
        Patient = sources.Find("patient") is { } patient ? TryParse(patient) : null;
        VisitAt = sources.Find("encounter") is { } encounter && TryParse(encounter)?.ValueAt("Encounter.period.start") is { } start && DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        facts = [.. FactsOf(sources)];
        factsAt = facts.ToLookup(f => f.Place, StringComparer.Ordinal);
        toMachines = new(() => [.. Enumerable.Range(0, Passages.Length).Where(p => MachineTalk.IsIn(Passages[p].Text)), .. Enumerable.Range(0, facts.Length).Where(f => MachineTalk.IsIn(facts[f].Sentence)).Select(f => Passages.Length + f)]);
        claims = new(() => new ClaimChecker(Passages.Concat(facts.Select(f => new Passage(SpeakerRole.Note, f.Sentence))), vocabulary));
    }

    public Grounder Grounder { get; }

    /// <summary>
    /// Holds any text against everything there is: all passages, then what the patient's resource and other FHIR sources say, as sentences.
    /// Its first passages are <see cref="Passages"/>.
    /// </summary>
    public ClaimChecker Claims => claims.Value;

    public ImmutableArray<Passage> Passages { get; }

    /// <summary>What the FHIR resources that came with the draft say, as sentences.</summary>
    public IReadOnlyList<ChartSentence> Sentences => facts;

    /// <summary>The FHIR Patient that came with the draft; null when none did or it cannot be read.</summary>
    public FhirNode? Patient { get; }

    /// <summary>When the visit began, from the FHIR Encounter; null when none came with the draft or it has no such date.</summary>
    public DateTimeOffset? VisitAt { get; }

    /// <param name="vocabulary">The words that findings and drugs are known by.</param>
    public static ReadSources Of(Sources sources, Vocabulary vocabulary) =>
        Known.GetValue(sources, static _ => []).GetOrAdd(vocabulary, static (v, s) => new ReadSources(s, v), sources);

    /// <summary>The words that a statement quotes.</summary>
    public IEnumerable<Citation> Cited(Statement statement)
    {
        foreach (var quote in statement.Evidence.OfType<Quote>())
            if (firstPassage.TryGetValue(quote.Source, out var first) && quote.Segment >= 0 && first + quote.Segment < places.Length && places[first + quote.Segment].Source.Id == quote.Source)
                yield return new Citation(first + quote.Segment, new TextSpan(quote.Start, quote.Length));
    }

    /// <summary>Passages that speak to a machine and not to a reader; they bear nothing out.</summary>
    public IReadOnlySet<int> ToMachines => toMachines.Value;

    /// <summary>The passages of <see cref="Claims"/> that a statement points at: those it quotes, and the facts of the resources it names.</summary>
    public IEnumerable<int> Shown(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var named = statement.Evidence.OfType<Element>().Select(e => e.Source).ToHashSet(StringComparer.Ordinal);
        return Cited(statement).Select(c => c.Passage).Concat(Enumerable.Range(0, facts.Length).Where(f => named.Contains(facts[f].Place) || facts[f].Evidence.Any(e => named.Contains(e.Source))).Select(f => Passages.Length + f));
    }

    /// <summary>Evidence that is no passage, as text for comparison: the value, and what its resource says of the patient.</summary>
    /// <param name="at">When the visit was, else when the draft was made: a date of birth supports the age on that day.</param>
    public IEnumerable<string> Facts(Statement statement, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return statement.Evidence.SelectMany(e => e switch
        {
            Element { Path: "Patient.birthDate" } birth when DateOnly.TryParseExact(birth.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) => [$"{birth.Value} {Age(born, DateOnly.FromDateTime(at.UtcDateTime))}"],
            Element element => OfElement(element),
            Calculation calculation => [string.Create(CultureInfo.InvariantCulture, $"{calculation.Value} {UnitWord(calculation.Unit)}")],
            _ => Enumerable.Empty<string>(),
        }).Where(fact => fact.Length > 0).Distinct(StringComparer.Ordinal);
    }

    /// <summary>
    /// A bare number would bear out any unit: it stands only where no sentence says what it is of, or where it bounds a range. A date stands
    /// also as people write it.
    /// </summary>
    private string[] OfElement(Element element)
    {
        var sentences = factsAt[element.Source].SelectMany(f => new[] { f.Sentence, f.Text }).ToArray();
        if (element.Path.Contains(".referenceRange[", StringComparison.Ordinal))
            return [$"The range ends at {element.Value}.", .. sentences];
        if (element.Value is [_, _, _, _, '-', ..] && DateTimeOffset.TryParse(element.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return [element.Value, string.Create(CultureInfo.InvariantCulture, $"{at:MMMM d, yyyy} at {at:h:mm tt}"), .. sentences];
        return sentences.Length > 0 && decimal.TryParse(element.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? sentences : [element.Value, .. sentences];
    }

    /// <summary>The place to show for a passage: all of it.</summary>
    public Quote QuoteOf(int passage)
    {
        var (source, segment) = places[passage];
        var text = source.Segments[segment].Text;
        return new Quote(source.Id, segment, 0, text.Length, text);
    }

    /// <summary>How a reviewer finds the passage, for messages: <c>turn 14</c>, counted from 1, or a part of a document.</summary>
    public string NameOf(int passage)
    {
        var (source, segment) = places[passage];
        return source.Segments[segment].Speaker is not null || source.Id is "transcript"
            ? string.Create(CultureInfo.InvariantCulture, $"turn {segment + 1}")
            : string.Create(CultureInfo.InvariantCulture, $"{source.Title}, part {segment + 1}");
    }

    /// <summary>Where a passage of <see cref="Claims"/> is shown: a turn, or the element of the chart that says it; null for a fact without one.</summary>
    public Evidence? EvidenceOf(int passage) => passage < Passages.Length ? QuoteOf(passage) : FactEvidence(facts[passage - Passages.Length]);

    /// <summary>As <see cref="NameOf"/>, for passages of <see cref="Claims"/>.</summary>
    public string PlaceOf(int passage) => passage < Passages.Length ? NameOf(passage) : facts[passage - Passages.Length].Place;

    /// <summary>Null where the element is of no source that came with the draft.</summary>
    private Evidence? FactEvidence(ChartSentence fact) => fact.Evidence.FirstOrDefault(e => known.Find(e.Source) is not null);

    private IEnumerable<ChartSentence> FactsOf(Sources sources)
    {
        if (Patient is not null)
        {
            var person = PersonSentences.Of(Patient, VisitAt);
            foreach (var sentence in person.Passages())
                yield return new ChartSentence(ChartSentenceKind.Person, sentence.Text, sentence.Text, [.. person.Known("patient", Patient).SelectMany(k => k.Evidence).TakeLast(1)], "the patient's record");
        }
        var versions = sources.Where(s => s.Id is not ("patient" or "encounter") && s.MediaType is "application/fhir+json").Select(s => (Source: s, Resource: TryParse(s)))
            .Where(s => s.Resource is { ResourceType: not null, Id: not null })
            .Select(s => new RecordVersion(new ResourceName(s.Resource!.ResourceType!, s.Resource.Id!), VersionIn(s.Source.Id), VersionAct.Create, DateTimeOffset.UnixEpoch, s.Source.Id, s.Source.Digest, null, s.Resource)).ToArray();
        if (versions.Length > 0)
            foreach (var fact in ChartSentences.Of(Chart.Of(new PatientId("subject"), versions), VisitAt))
                yield return fact;
    }

    /// <summary>3 of <c>Observation/o1/3</c>, as the record names its versions; 1 where a source is named otherwise.</summary>
    private static long VersionIn(string id) => long.TryParse(id.AsSpan(id.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 1;

    private static string Age(DateOnly born, DateOnly at)
    {
        var months = (at.Year - born.Year) * 12 + at.Month - born.Month - (at.Day < born.Day ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{months / 12} year old, {months} month old");
    }

    private static string UnitWord(string ucum) => ucum switch { "a" => "year", "mo" => "month", "wk" => "week", "d" => "day", _ => ChartWords.Unit(ucum) };

    private static SpeakerRole RoleOf(string? speaker) => speaker?.ToLowerInvariant() switch
    {
        null => SpeakerRole.Note,
        "patient" => SpeakerRole.Patient,
        var s when s.Contains("patient", StringComparison.Ordinal) || s.Contains("companion", StringComparison.Ordinal) => SpeakerRole.Companion,
        var s when s.StartsWith("dr", StringComparison.Ordinal) || s.Contains("doctor", StringComparison.Ordinal) || s.Contains("clinician", StringComparison.Ordinal) || s.Contains("nurse", StringComparison.Ordinal) => SpeakerRole.Clinician,
        _ => SpeakerRole.Unknown,
    };

    private static FhirNode? TryParse(Source source)
    {
        try
        {
            return FhirNode.Parse(source.Original.AsSpan());
        }
        catch (FhirFormatException)
        {
            return null;
        }
    }
}
