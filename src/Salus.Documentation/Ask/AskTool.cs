using System.ComponentModel;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>Questions for assistants: the same as the page and the command.</summary>
internal static class AskTool
{
    public static AssistantTool Tool { get; } = new("ask", "Ask the sources", "Answer a question from the site's own corpora or, with a patient, from that chart alone. Every sentence comes with its source; where no source answers, it says so.", Act.ReadChart,
        session => ([Description("In words, as people ask.")] string question, CancellationToken cancel, [Description("Id of a patient: the answer comes from this chart alone.")] string? patient = null) => AskAsync(session, question, patient, cancel));

    private static async Task<Answer> AskAsync(AssistantSession session, string question, string? patient, CancellationToken cancel)
    {
        var writer = session.Get<ModelAnswerWriter>();
        if (patient is null)
            return await writer.FromCorporaAsync(question, cancel);
        var chart = await session.Get<ChartReader>().OpenAsync(patient, AskEndpoint.SignedTexts, session.User(), cancel)
            ?? throw new AssistantCallException($"There is no patient '{patient}' in the record, or none that this person may see.");
        return await writer.FromChartAsync(question, chart, cancel);
    }
}
