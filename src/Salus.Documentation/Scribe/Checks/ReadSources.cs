using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Fhir;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>
/// The sources of a draft as the checks read them: every segment a passage, read once however many checks ask.
/// Built from <see cref="Sources"/> alone, never from what the engine made of them.
/// </summary>
internal sealed class ReadSources
{
    private static readonly ConditionalWeakTable<Sources, ConcurrentDictionary<Vocabulary, ReadSources>> Known = [];

    private readonly Dictionary<string, int> firstPassage = new(StringComparer.Ordinal);
    private readonly ImmutableArray<(Source Source, int Segment)> places;

    private ReadSources(Sources sources, Vocabulary vocabulary)
    {
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
    }

    public Grounder Grounder { get; }

    public ImmutableArray<Passage> Passages { get; }

    /// <summary>The FHIR Patient that came with the draft; null when none did or it cannot be read.</summary>
    public FhirNode? Patient { get; }

    /// <summary>When the visit began, from the FHIR Encounter; null when none came with the draft or it has no such date.</summary>
    public DateTimeOffset? VisitAt { get; }

    /// <param name="vocabulary">The words that findings and drugs are known by.</param>
    public static ReadSources Of(Sources sources, Vocabulary vocabulary) =>
        Known.GetValue(sources, static _ => new ConcurrentDictionary<Vocabulary, ReadSources>()).GetOrAdd(vocabulary, static (v, s) => new ReadSources(s, v), sources);

    /// <summary>The words that a statement quotes.</summary>
    public IEnumerable<Citation> Cited(Statement statement)
    {
        foreach (var quote in statement.Evidence.OfType<Quote>())
            if (firstPassage.TryGetValue(quote.Source, out var first) && quote.Segment >= 0 && first + quote.Segment < places.Length && places[first + quote.Segment].Source.Id == quote.Source)
                yield return new Citation(first + quote.Segment, new TextSpan(quote.Start, quote.Length));
    }

    /// <summary>Evidence that is no passage, as text for comparison.</summary>
    /// <param name="at">When the visit was, else when the draft was made: a date of birth supports the age on that day.</param>
    public static IEnumerable<string> Facts(Statement statement, DateTimeOffset at) => statement.Evidence.Select(e => e switch
    {
        Element { Path: "Patient.birthDate" } birth when DateOnly.TryParseExact(birth.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) => $"{birth.Value} {Age(born, DateOnly.FromDateTime(at.UtcDateTime))}",
        Element element => element.Value,
        Calculation calculation => string.Create(CultureInfo.InvariantCulture, $"{calculation.Value} {UnitWord(calculation.Unit)}"),
        _ => "",
    }).Where(fact => fact.Length > 0);

    /// <summary>The place to show for a passage: all of it.</summary>
    public Quote QuoteOf(int passage)
    {
        var (source, segment) = places[passage];
        var text = source.Segments[segment].Text;
        return new Quote(source.Id, segment, 0, text.Length, text);
    }

    /// <summary>How a reviewer finds the passage, for messages: <c>turn 14</c>, counted from 1.</summary>
    public string NameOf(int passage) => string.Create(CultureInfo.InvariantCulture, $"turn {places[passage].Segment + 1}");

    private static string Age(DateOnly born, DateOnly at)
    {
        var months = (at.Year - born.Year) * 12 + at.Month - born.Month - (at.Day < born.Day ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{months / 12} year old, {months} month old");
    }

    private static string UnitWord(string ucum) => ucum switch { "a" => "year", "mo" => "month", "wk" => "week", "d" => "day", _ => ucum };

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
