using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Salus.Design;
using Salus.Design.Pages.Charts;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Workbench.Assistants;

/// <summary>A patient as found by name, date of birth or number.</summary>
internal sealed record FoundPatient(string Id, string? Name, string? Gender, string? BirthDate, string SourceSystem);

/// <summary>A fact of a chart and where it stands.</summary>
internal sealed record ToldFact(string Kind, string Text, bool Current, string Place, string? Source);

/// <summary>A chart, or the part of it that was asked for.</summary>
/// <param name="NotShown">Further facts that fit and were left out.</param>
internal sealed record ToldChart(string Patient, ImmutableArray<ToldFact> Facts, int NotShown);

/// <summary>What an assistant may read whatever the site's capabilities are: patients, charts, resources, drafts and signed notes.</summary>
internal static class RecordTools
{
    private const int MostPatients = 50;
    private const int MostFacts = 400;
    private const int SignedTexts = 10;

    public static ImmutableArray<AssistantTool> All { get; } =
    [
        new("search_patients", "Find patients", "Find patients by parts of the name, date of birth (YYYY-MM-DD) or patient number; all words must fit. Gives ids for the other tools.", Act.ReadChart,
            session => ([Description("Words, a date of birth, a number.")] string text, CancellationToken cancel) => SearchAsync(session, text, cancel)),
        new("read_chart", "Read a chart", "Everything the record says about a patient as short sentences, each with the place that says it: problems, allergies, medication, results with units and dates, procedures, encounters, documents, signed notes.", Act.ReadChart,
            session => ([Description("Id of the patient, from search_patients.")] string patient, CancellationToken cancel, [Description("Only facts of one kind: Problem, Allergy, Medication, Result, Procedure, Immunisation, Encounter, Report, Document, SignedNote.")] string? kind = null, [Description("Only facts that hold these words.")] string? containing = null) => ChartAsync(session, patient, kind, containing, cancel)),
        new("read_resource", "Read a resource", "One FHIR R4 resource of the record as JSON, by a place that read_chart names.", Act.ReadChart,
            session => ([Description("For example Observation.")] string type, [Description("The id alone.")] string id, CancellationToken cancel) => ResourceAsync(session, type, id, cancel)),
        new("list_drafts", "List drafts", "Drafts that wait for a person, last changed first, with the number of open findings that block signing.", Act.ReadDraft,
            session => (CancellationToken cancel, [Description("Part of the patient's name or id, or of the reason.")] string? text = null) => DraftsAsync(session, text, cancel)),
        new("read_draft", "Read a draft", "A draft with every statement, its evidence, and what the checks found. Only a person can sign or overrule.", Act.ReadDraft,
            session => ([Description("Id of the draft.")] string draft, CancellationToken cancel) => DraftAsync(session, draft, cancel)),
        new("read_signed_note", "Read a signed note", "The words of a note that a person signed here.", Act.ReadSigned,
            session => ([Description("Id of its draft.")] string draft, CancellationToken cancel) => SignedAsync(session, draft, cancel)),
    ];

    private static async Task<ImmutableArray<FoundPatient>> SearchAsync(AssistantSession session, string text, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new AssistantCallException("Say whom to look for: a name, a date of birth or a patient number.");
        var today = DateOnly.FromDateTime(session.Get<TimeProvider>().GetLocalNow().Date);
        var page = await session.Get<Record>().SearchAsync(PatientQuery.Read(text, MostPatients, cursor: null, today), session.Person, cancel);
        return [.. page.Matches.Select(v => (Version: v, Person: PersonSentences.Of(v.Stored!, at: null))).Select(p => new FoundPatient(p.Version.Name.Id, p.Person.Name, p.Person.Gender, p.Version.Stored!.ValueAt("birthDate"), p.Version.SourceSystem))];
    }

    private static async Task<ToldChart> ChartAsync(AssistantSession session, string patient, string? kind, string? containing, CancellationToken cancel)
    {
        ChartSentenceKind? wanted = kind is null ? null : Enum.TryParse<ChartSentenceKind>(kind, ignoreCase: true, out var known) ? known : throw new AssistantCallException($"There is no kind '{kind}'. Choose one of: {string.Join(", ", Enum.GetNames<ChartSentenceKind>())}.");
        var chart = await session.Get<ChartReader>().ReadAsync(IdOf(patient), SignedTexts, session.Person, cancel) ?? throw NoPatient(patient);
        var facts = ChartSentences.Of(chart, session.Get<TimeProvider>().GetUtcNow())
            .Where(s => (wanted is null || s.Kind == wanted) && (containing is null || s.Text.Contains(containing, StringComparison.OrdinalIgnoreCase))).ToArray();
        return new ToldChart(patient, [.. facts.Take(MostFacts).Select(s => new ToldFact(s.Kind.ToString(), s.Text, s.Current, s.Place, s.SourceSystem))], Math.Max(0, facts.Length - MostFacts));
    }

    private static async Task<JsonElement> ResourceAsync(AssistantSession session, string type, string id, CancellationToken cancel)
    {
        var version = await session.Get<Record>().ReadAsync(type, id, session.Person, cancel);
        if (version?.Resource is not { } resource)
            throw new AssistantCallException($"There is no {type}/{id} in the record, or none that this person may see.");
        using var json = JsonDocument.Parse(resource.ToUtf8());
        return json.RootElement.Clone();
    }

    private static async Task<ImmutableArray<WorkItem>> DraftsAsync(AssistantSession session, string? text, CancellationToken cancel) =>
        await session.Get<Review>().WorkListAsync(WorkListQuery.Open with { Text = text }, session.Person, cancel);

    private static async Task<object> DraftAsync(AssistantSession session, string draft, CancellationToken cancel)
    {
        try
        {
            var reviewed = await session.Get<Review>().OpenAsync(DraftOf(draft), revision: null, session.Person, cancel);
            return new { reviewed.Draft, reviewed.Findings, openBlocking = reviewed.OpenBlocking.Length };
        }
        catch (UnknownDraftException)
        {
            throw NoDraft(draft);
        }
    }

    private static async Task<object> SignedAsync(AssistantSession session, string draft, CancellationToken cancel)
    {
        var text = await session.Get<Record>().TextOfAsync(DraftOf(draft), session.Person, cancel) ?? throw NoDraft(draft);
        return new { text.Mention.Id, text.Mention.Capability, text.Mention.SignedAt, sections = text.Sections.Zip(text.Source.Segments, (section, segment) => new { section.Title, segment.Text }) };
    }

    private static PatientId IdOf(string patient) => string.IsNullOrWhiteSpace(patient) ? throw NoPatient(patient) : new PatientId(patient);

    private static DraftId DraftOf(string draft) => DraftId.TryParse(draft, provider: null, out var id) ? id : throw NoDraft(draft);

    private static AssistantCallException NoPatient(string patient) => new($"There is no patient '{patient}' in the record, or none that this person may see. Find ids with search_patients.");

    private static AssistantCallException NoDraft(string draft) => new($"There is no such draft '{draft}', or none that this person may see. Find ids with list_drafts.");
}
