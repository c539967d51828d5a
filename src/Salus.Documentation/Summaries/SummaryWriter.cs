using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>
/// Writes summaries of a chart: every statement is made from elements of the record, or quotes a text, and shows which; what is not recorded is
/// said only where the index of the chart bears it out. Where the site chose a model for summaries, the model phrases from the same material.
/// </summary>
public sealed class SummaryWriter(ModelWriter models, TimeProvider clock)
{
    private static readonly ImmutableDictionary<SummaryKind, Lazy<PromptFile>> prompts = SummaryKinds.All.ToImmutableDictionary(k => k,
        k => new Lazy<PromptFile>(() => PromptFile.Framed($"{k.Name()}-1", SummaryData.Text($"prompts.{k.Name()}-1.txt"))));

    /// <exception cref="SummaryCallException">The request cannot be met; the message says why.</exception>
    public Task<Written> WriteAsync(SummaryRequest request, CancellationToken cancel)
    {
        var ours = Write(request);
        var patient = ChartSources.PatientOf(request.Chart) is not null ? request.Chart.Identities[0].Version.Stored! : null;
        var person = patient is null ? null : PersonSentences.Of(patient, request.At);
        return models.WriteAsync(ours.Draft, ours.Sources, new WritingTask(prompts[request.Kind].Value, request.Kind.Sections(), Material(request, ours.Sources))
        {
            Known = person?.Known(ChartSources.Patient, patient!) ?? [],
            Identifiers = [.. new[] { person?.Name, request.Chart.Patient.Value }.OfType<string>()],
        }, cancel);
    }

    /// <summary>The embedded engine alone.</summary>
    public Written Write(SummaryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sheet = new SummarySheet(request);
        switch (request.Kind)
        {
            case SummaryKind.Overview:
                Overview.Write(sheet);
                break;
            case SummaryKind.PreOperative:
                PreOperativeBrief.Write(sheet);
                break;
            case SummaryKind.Handover:
                Handover.Write(sheet);
                break;
            default:
                HospitalCourse.Write(sheet, request.Encounter);
                break;
        }
        var order = request.Kind.Sections().Index().ToDictionary(s => s.Item.Key, s => s.Index, StringComparer.Ordinal);
        ImmutableArray<Statement> statements = [.. sheet.Statements.OrderBy(s => order[s.Section])];
        var sources = ChartSources.For(sheet.Chart, sheet.Index, sheet.At, statements.SelectMany(s => s.Evidence).Concat(sheet.Omitted.SelectMany(o => o.Evidence)), sheet.Text is null ? [] : [sheet.Text]);
        var parameters = ImmutableSortedDictionary<string, string>.Empty.Add("kind", request.Kind.Name()).Add("day", ChartWords.Day(request.At));
        var origin = new Provenance("embedded-summaries", typeof(SummaryWriter).Assembly.GetName().Version?.ToString(3) ?? "0", clock.GetUtcNow(), [.. sources.Select(s => s.Reference)],
            request.Encounter is { } encounter ? parameters.Add("encounter", encounter) : parameters);
        return new Written(new Draft(DraftId.New(clock), 1, SummariesCapability.CapabilityName, sheet.Chart.Patient, statements, [], origin) { Outline = request.Kind.Sections(), Omitted = sheet.Omitted }, sources);
    }

    /// <summary>The facts that the embedded engine used or listed as left out, what the record holds, and the text; the patient stands beside them.</summary>
    private static ImmutableArray<Material> Material(SummaryRequest request, Sources sources)
    {
        var places = sources.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var facts = ChartSentences.Of(request.Chart, request.At, newest: 3).Where(s => s.Kind is not ChartSentenceKind.Person && s.Evidence.All(e => places.Contains(e.Source))).Select(s => s.ToMaterial());
        var texts = sources.Where(s => s.Id is "visit" or ChartIndex.SourceId).SelectMany(s => s.Segments.Index().Select(p =>
            new Material(MaterialKind.Paragraph, new Passage(SpeakerRole.Note, p.Item.Text), [new Quote(s.Id, p.Index, 0, p.Item.Text.Length, p.Item.Text)]) { About = s.Id is "visit" ? "text given" : "what the record holds" }));
        return [.. facts, .. texts];
    }
}
