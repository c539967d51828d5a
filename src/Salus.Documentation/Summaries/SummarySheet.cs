using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>What all kinds of summary read, and where their statements and omissions come together.</summary>
internal sealed class SummarySheet
{
    private const int MostListed = 40;

    private readonly List<Statement> statements = [];
    private readonly List<Omission> omitted = [];

    public SummarySheet(SummaryRequest request)
    {
        (Chart, At) = (request.Chart, request.At);
        Index = ChartIndex.Of(Chart, At);
        Text = request.TextSource();
    }

    public Chart Chart { get; }

    public DateTimeOffset At { get; }

    public ChartIndex Index { get; }

    /// <summary>The day by which things are ranked: that of the summary, or of the patient's death before it.</summary>
    public DateTimeOffset RankedAt => Chart.Identities.Select(i => i.Version.Stored!.ValueAt("Patient.deceasedDateTime")).OfType<string>().Select(d => Fhir.Resources.FhirDate.TryParse(d, out var died) ? died.End : (DateTimeOffset?)null).FirstOrDefault(d => d < At) ?? At;

    /// <summary>The text given with the request.</summary>
    public Source? Text { get; }

    public ImmutableArray<Statement> Statements => [.. statements];

    public ImmutableArray<Omission> Omitted => [.. omitted];

    public void Add(string section, ChartLine? line, string? group = null)
    {
        if (line is not null && !statements.Exists(s => s.Section == section && s.Text == line.Text))
            statements.Add(line.In(section, group));
    }

    /// <summary>In order; what is beyond a long list is listed as left out, each by its name.</summary>
    public void AddAll(string section, IEnumerable<ChartLine> lines, string? group = null, int most = MostListed, string why = "The list is long; this is older than what it shows.")
    {
        foreach (var (index, line) in lines.Index())
            if (index < most)
                Add(section, line, group);
            else
                Omit(line.Text, why, line.Evidence);
    }

    public void Add(Statement statement) => statements.Add(statement);

    public void Omit(string text, string reason, ImmutableArray<Evidence> evidence) => omitted.Add(new Omission(text, reason, evidence));

    /// <summary><c>Not recorded: INR, ECG.</c> with the part of the index that shows it.</summary>
    public void NotRecorded(string section, IEnumerable<string> names, params ReadOnlySpan<string> kinds)
    {
        var all = string.Join(", ", names);
        if (all.Length == 0)
            return;
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        foreach (var kind in kinds)
            evidence.Add(Index.Quote(kind));
        evidence.Add(Index.Quote(ChartIndex.Absent));
        evidence.Add(new Calculation(ChartIndex.SourceId, $"entries of the record that are one of: {all}", 0, "{entries}"));
        Add(section, new ChartLine($"Not recorded: {all}.", evidence.ToImmutable()));
    }

    /// <summary>Who the patient is: sex and age on the day, as the resource says.</summary>
    public void AddPatient(string section)
    {
        if (ChartSources.PatientOf(Chart) is not { } source || Chart.Identities[0].Version.Stored is not { } resource)
            return;
        var person = PersonSentences.Of(resource, At);
        var died = resource.ValueAt("Patient.deceasedDateTime");
        var words = string.Join(", ", new[]
        {
            person.Name,
            person.AgeYears is { } age && died is null ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{age} years old") : null,
            person.Gender,
            resource.ValueAt("Patient.birthDate") is { } born ? $"born {born}" : null,
            died is { Length: >= 10 } ? $"died on {died[..10]}" : null,
        }.OfType<string>());
        var evidence = new[] { "Patient.name[0].given[0]", person.NamePath, "Patient.birthDate", "Patient.gender", died is null ? null : "Patient.deceased" }.OfType<string>()
            .Select(path => Fhir.Paths.FhirPath.Parse(path).Select(resource).FirstOrDefault()?.Value is { } value ? new Element(source.Id, path, value) : null).OfType<Evidence>().ToList();
        if (person.AgeYears is { } years && died is null)
            evidence.Add(new Calculation(source.Id, $"full years from {resource.ValueAt("Patient.birthDate")} to {ChartWords.Day(At)}", years, "a"));
        if (words.Length > 0 && evidence.Count > 0)
            Add(section, new ChartLine(words + ".", [.. evidence]));
    }

    /// <summary>Sentences of the text given and of signed notes that a test picks, word for word.</summary>
    public IEnumerable<ChartLine> Said(Func<string, bool> picks, bool signedNotes = true)
    {
        foreach (var source in (Text is null ? [] : new[] { Text }).Concat(signedNotes ? Chart.SignedTexts.Where(t => t.Mention.SignedAt <= At).Take(3).Select(t => t.Source) : []))
            foreach (var (index, segment) in source.Segments.Index())
                foreach (var span in SentenceSplitter.Spoken(segment.Text))
                    if (span.In(segment.Text) is { Length: > 3 } sentence && picks(sentence))
                        yield return new ChartLine(sentence, [new Quote(source.Id, index, span.Start, span.Length, sentence)]);
    }

    /// <summary>Statements of the newest signed note in sections whose key a test picks.</summary>
    public IEnumerable<ChartLine> SignedPlan()
    {
        if (Chart.SignedTexts.FirstOrDefault(t => t.Mention.SignedAt <= At && t.Sections.Any(IsPlan)) is not { } note)
            return [];
        return note.Source.Segments.Index().Where(s => IsPlan(note.Sections[s.Index])).Select(s => new ChartLine(s.Item.Text, [new Quote(note.Source.Id, s.Index, 0, s.Item.Text.Length, s.Item.Text)]));
    }

    /// <summary>Current medication in the order of what a reader must see: conflicts, high-risk groups, the rest by name.</summary>
    public IEnumerable<ChartMedication> Current() =>
        Chart.Medications.Where(m => m.Standing is not MedicationStanding.Stopped && (m.Shown.From is not { } from || from.Start <= At))
            .OrderByDescending(m => m.Standing is MedicationStanding.Conflict).ThenByDescending(m => DrugGroups.Of(m.Name).Length > 0).ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ChartProblem> ActiveProblems() => Chart.Problems.Where(p => p.Active && (p.Since is not { } since || since.Start <= At));

    private static bool IsPlan((string Key, string Title) section) =>
        section.Key is "ap" or "plan" or "followup" or "follow-up" || section.Title.Contains("PLAN", StringComparison.OrdinalIgnoreCase) || section.Title.Contains("FOLLOW", StringComparison.OrdinalIgnoreCase);
}
