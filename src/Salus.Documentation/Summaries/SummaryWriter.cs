using System.Collections.Immutable;
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
        return models.WriteAsync(ours.Draft, ours.Sources, ChartSheet.ToTask(request.Chart, request.At, ours, prompts[request.Kind].Value), cancel);
    }

    /// <summary>The embedded engine alone.</summary>
    public Written Write(SummaryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sheet = new ChartSheet(request.Chart, request.At, request.TextSource() is { } text ? [text] : []);
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
        var parameters = ImmutableSortedDictionary<string, string>.Empty.Add("kind", request.Kind.Name());
        return sheet.ToDraft(SummariesCapability.CapabilityName, "embedded-summaries", request.Kind.Sections(), request.Encounter is { } encounter ? parameters.Add("encounter", encounter) : parameters, clock);
    }
}
