using System.ComponentModel;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Registry forms for assistants: the same as the page and the API.</summary>
internal static class RegistryTool
{
    public static AssistantTool Tool { get; } = new("draft_registry_form", "Fill in a registry form", "Fill in the form of a registry of this site from a patient's chart. The draft is checked and waits for a person to review and sign it; gives its id, how many fields are answered and how many stay open.", Act.CreateDraft,
        session => ([Description("Name of the registry.")] string registry, [Description("Id of the patient.")] string patient, CancellationToken cancel) => DraftAsync(session, registry, patient, cancel)) { MakesDraft = true };

    private static async Task<DraftedForm> DraftAsync(AssistantSession session, string registry, string patient, CancellationToken cancel)
    {
        var folder = session.Get<RegistryFolder>();
        var mapping = folder.Find(registry) ?? throw new AssistantCallException($"There is no registry '{registry}'. Known are: {string.Join(", ", folder.List().Select(m => m.Name))}.");
        var chart = await RegistryEndpoint.ChartOfAsync(patient, session.Get<ChartReader>(), session.User(), cancel)
            ?? throw new AssistantCallException($"There is no patient '{patient}' in the record, or none that this person may see.");
        var form = session.Get<RegistryWriter>().Write(mapping, chart);
        var reviewed = await session.Get<Review>().SubmitAsync(form.Draft, form.Sources, session.Person, cancel);
        return new DraftedForm(reviewed.Draft.Id, reviewed.Draft.Revision, form.Draft.Statements.Length, form.Draft.Omitted.Length, reviewed.OpenBlocking.Length);
    }
}
