using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>The form of a registry, filled in as far as the chart goes.</summary>
/// <param name="Outcomes">One for each field, in the order of the form.</param>
public sealed record FilledForm(Draft Draft, Sources Sources, ImmutableArray<FieldOutcome> Outcomes);

/// <summary>Fills in the form of a registry from a chart: one statement per answered field, every other field listed with the reason.</summary>
public sealed class RegistryWriter(Vocabulary vocabulary, TimeProvider clock)
{
    /// <summary>Parameter of the draft: the day the form is filled in for.</summary>
    public const string ReportParameter = "report";

    public const string RegistryParameter = "registry";

    public const string VersionParameter = "version";

    private const int MostKept = 16;

    private readonly ConcurrentDictionary<string, FindingAnswers> vocabularies = new(StringComparer.Ordinal);

    /// <param name="report">The day the form is filled in for; windows and ranges that speak of the report mean it. Null for today.</param>
    public FilledForm Write(RegistryMapping mapping, PatientChart chart, DateOnly? report = null)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(chart);
        var on = report ?? DateOnly.FromDateTime(clock.GetUtcNow().Date);
        var answers = new FieldAnswers(mapping, WordsOf(mapping), chart, on);
        var subject = chart.Versions.FirstOrDefault(v => v.Name.Type is "Patient" && v.Name.Id == chart.Patient.Value) ?? chart.Versions.FirstOrDefault(v => v.Name.Type is "Patient");
        // The patient's own resource is the source "patient" of every draft, which gives the form its name.
        Evidence Named(Evidence evidence) => evidence.Source == subject?.Place ? evidence with { Source = "patient" } : evidence;
        var outcomes = mapping.Fields.Select(answers.Of).Select(o => o with { Evidence = [.. o.Evidence.Select(Named)] }).ToImmutableArray();
        var statements = mapping.Sections.SelectMany(s => s.Fields.Select(f => outcomes.First(o => o.Field == f)).Where(o => o.Value is not null).Select(o => new Statement(s.Name, FieldText.Write(o.Field, o.Value!, o.At), o.Evidence))).ToImmutableArray();
        var sources = Sources.Of(SourcesOf(mapping, chart, subject, [.. outcomes.SelectMany(o => o.Weighed.Concat(o.Evidence.Select(e => e.Source)))]));
        var parameters = ImmutableSortedDictionary<string, string>.Empty.Add(RegistryParameter, mapping.Name).Add(VersionParameter, mapping.Version).Add(DraftTitle.Parameter, mapping.Title).Add(ReportParameter, on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var origin = new Provenance("embedded-registry", typeof(RegistryWriter).Assembly.GetName().Version?.ToString(3) ?? "0", clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], parameters);
        var draft = new Draft(DraftId.New(clock), 1, RegistriesCapability.CapabilityName, chart.Patient, statements, [], origin)
        {
            Outline = [.. mapping.Sections.Select(s => new DraftSection(s.Name, s.Title, SectionLayout.List))],
            Omitted = [.. outcomes.Where(o => o.Value is null).Select(o => new Omission(o.Field.Label + (o.Field.Required ? " (required)" : ""), o.Says, o.Evidence))],
        };
        return new FilledForm(draft, sources, outcomes);
    }

    private FindingAnswers WordsOf(RegistryMapping mapping)
    {
        if (vocabularies.Count >= MostKept)
            vocabularies.Clear();
        return vocabularies.GetOrAdd(mapping.Text, _ => new FindingAnswers(mapping, vocabulary));
    }

    private static IEnumerable<Source> SourcesOf(RegistryMapping mapping, PatientChart chart, RecordVersion? subject, HashSet<string> used)
    {
        yield return mapping.ToSource();
        if (subject is not null)
            yield return subject.ToSource("Patient") with { Id = "patient" };
        foreach (var version in chart.Versions.Where(v => used.Contains(v.Place) && v.Place != subject?.Place))
            yield return version.ToSource(Title(version));
        foreach (var text in chart.Texts.Where(t => used.Contains(t.Source.Id)))
            yield return text.Source;
    }

    /// <summary>What it is and of when, as a reviewer reads it at the end of a statement.</summary>
    private static string Title(RecordVersion version)
    {
        var resource = version.Stored!;
        var concept = resource["code"] ?? resource["vaccineCode"] ?? resource["medicationCodeableConcept"] ?? resource["type"];
        var name = concept?["text"]?.Value ?? concept?["coding"]?["display"]?.Value ?? version.Name.Type;
        var at = resource["effectiveDateTime"] ?? resource["performedDateTime"] ?? resource["performedPeriod"]?["start"] ?? resource["onsetDateTime"] ?? resource["recordedDate"] ?? resource["authoredOn"] ?? resource["occurrenceDateTime"] ?? resource["period"]?["start"] ?? resource["date"];
        name = name.Length <= 60 ? name : name[..60] + "…";
        return at?.Value is { Length: >= 4 } date ? $"{name}, {date[..Math.Min(10, date.Length)]}" : name;
    }
}
