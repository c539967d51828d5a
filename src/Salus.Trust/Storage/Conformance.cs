using System.Collections.Immutable;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>Profiles, value sets and code systems among the resources: they speak of no patient, so no reader is asked for and none is written down.</summary>
internal sealed class Conformance(Database database)
{
    private const string Types = "'StructureDefinition', 'ValueSet', 'CodeSystem'";

    public Task<long> NewestChangeAsync(CancellationToken cancel) => database.ReadAsync(transaction => transaction.ScalarAsync<long>(
        $"select coalesce(max(v.number), 0) from resources r join versions v on v.resource = r.key where r.type in ({Types})"), cancel);

    public Task<ImmutableArray<FhirNode>> AllAsync(CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var resources = ImmutableArray.CreateBuilder<FhirNode>();
        foreach (var content in await transaction.QueryAsync<string>($"select content from resources where type in ({Types}) and version > 0 and deleted = 0 order by key"))
            resources.Add(FhirNode.Parse(await Blobs.GetAsync(transaction, content)));
        return resources.ToImmutable();
    }, cancel);
}
