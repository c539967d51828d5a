using System.Globalization;
using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>Answers searches, leaves out what the person may not see, and writes down who searched for how much.</summary>
internal sealed class SearchDoor(Database database, FhirDefinitions definitions, TimeProvider clock)
{
    public async Task<SearchPage> SearchAsync(SearchQuery query, Person by, CancellationToken cancel)
    {
        var page = await database.ReadAsync(async t => await (await OpenAsync(t, by)).SearchAsync(query), cancel);
        await WriteDownAsync(by, "search", string.Create(CultureInfo.InvariantCulture, $"{query.Type}: {page.Matches.Length} matches, {page.Includes.Length} included"), patient: null, cancel);
        return page;
    }

    public async Task<SearchPage?> EverythingAsync(EverythingQuery query, Person by, CancellationToken cancel)
    {
        var page = await database.ReadAsync(async t => await (await OpenAsync(t, by)).EverythingAsync(query), cancel);
        if (page is not null)
            await WriteDownAsync(by, "read-everything", string.Create(CultureInfo.InvariantCulture, $"{page.Matches.Length} resources, {page.Includes.Length} included"), new PatientId(query.Patient), cancel);
        return page;
    }

    private async Task<ResourceSearch> OpenAsync(DatabaseTransaction transaction, Person by)
    {
        var now = clock.GetUtcNow();
        return new ResourceSearch(transaction, definitions, await ClosedPatients.ForAsync(transaction, by.Id, now), now);
    }

    private Task WriteDownAsync(Person by, string act, string detail, PatientId? patient, CancellationToken cancel) =>
        database.WriteAsync(t => AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), by.Id, act, Draft: null, patient, Detail: detail)), cancel);
}
