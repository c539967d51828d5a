using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Text;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>What every document about a chart reads, and where its statements and omissions come together.</summary>
public sealed class ChartSheet
{
    private const int MostListed = 40;

    private readonly List<Statement> statements = [];
    private readonly List<Omission> omitted = [];

    /// <param name="at">The day the document is for: what came later is left out.</param>
    /// <param name="texts">Texts given with the request; their sentences may be quoted.</param>
    public ChartSheet(Chart chart, DateTimeOffset at, params ImmutableArray<Source> texts)
    {
        ArgumentNullException.ThrowIfNull(chart);
        (Chart, At, Texts) = (chart, at, texts);
        Index = ChartIndex.Of(Chart, At);
    }

    public Chart Chart { get; }

    public DateTimeOffset At { get; }

    public ChartIndex Index { get; }

    /// <summary>The day by which things are ranked: that of the summary, or of the patient's death before it.</summary>
    public DateTimeOffset RankedAt => Chart.Identities.Select(i => i.Version.Stored!.ValueAt("Patient.deceasedDateTime")).OfType<string>().Select(d => Fhir.Resources.FhirDate.TryParse(d, out var died) ? died.End : (DateTimeOffset?)null).FirstOrDefault(d => d < At) ?? At;

    /// <summary>The texts given with the request.</summary>
    public ImmutableArray<Source> Texts { get; }

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
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var (index, line) in lines.Index())
            if (index < most)
                Add(section, line, group);
            else
                Omit(line.Text, why, line.Evidence);
    }

    public void Add(Statement statement) => statements.Add(statement);

    public void Omit(string text, string reason, ImmutableArray<Evidence> evidence) => omitted.Add(new Omission(text, reason, evidence));

    /// <summary>The statements in the order of the sections, with their sources.</summary>
    public Written ToDraft(string capability, string engine, ImmutableArray<DraftSection> sections, ImmutableSortedDictionary<string, string> parameters, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var order = sections.Index().ToDictionary(s => s.Item.Key, s => s.Index, StringComparer.Ordinal);
        ImmutableArray<Statement> ordered = [.. statements.OrderBy(s => order[s.Section])];
        var sources = ChartSources.For(Chart, Index, At, ordered.SelectMany(s => s.Evidence).Concat(omitted.SelectMany(o => o.Evidence)), Texts);
        var origin = new Provenance(engine, typeof(ChartSheet).Assembly.GetName().Version?.ToString(3) ?? "0", clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], parameters.SetItem("day", ChartWords.Day(At)));
        return new Written(new Draft(DraftId.New(clock), 1, capability, Chart.Patient, ordered, [], origin) { Outline = sections, Omitted = Omitted }, sources);
    }

    /// <summary>What a model may build on: the facts in these sources, what the record holds, and the texts; the patient stands beside them.</summary>
    public static WritingTask ToTask(Chart chart, DateTimeOffset at, Written ours, PromptFile prompt)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(ours);
        var places = ours.Sources.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var facts = ChartSentences.Of(chart, at, newest: 3).Where(s => s.Kind is not ChartSentenceKind.Person && s.Evidence.All(e => places.Contains(e.Source))).Select(s => s.ToMaterial());
        var texts = ours.Sources.Where(s => s.MediaType is "text/plain" && !s.Id.StartsWith("note/", StringComparison.Ordinal)).SelectMany(s => s.Segments.Index().Select(p =>
            new Material(MaterialKind.Paragraph, new Passage(SpeakerRole.Note, p.Item.Text), [new Quote(s.Id, p.Index, 0, p.Item.Text.Length, p.Item.Text)]) { About = s.Title }));
        var patient = ChartSources.PatientOf(chart) is null ? null : chart.Identities[0].Version.Stored!;
        var person = patient is null ? null : PersonSentences.Of(patient, at);
        return new WritingTask(prompt, ours.Draft.Outline, [.. facts, .. texts])
        {
            Known = person?.Known(ChartSources.Patient, patient!) ?? [],
            Identifiers = [.. new[] { person?.Name, chart.Patient.Value }.OfType<string>()],
        };
    }

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
        ArgumentNullException.ThrowIfNull(picks);
        foreach (var source in Texts.Concat(signedNotes ? Chart.SignedTexts.Where(t => t.Mention.SignedAt <= At).Take(3).Select(t => t.Source) : []))
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
