using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>The import door for clients that speak of the record's own ids: all changes of a call are made, or none.</summary>
internal sealed class ChangeDoor(Database database, TimeProvider clock)
{
    public Task<ImmutableArray<ChangeOutcome>> ImportAsync(IReadOnlyList<Change> changes, string sourceSystem, Person by, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceSystem);
        return database.WriteAsync(async transaction =>
        {
            var now = clock.GetUtcNow();
            await using var writer = await VersionWriter.BeginAsync(transaction, sourceSystem, by, now);
            var closed = await ClosedPatients.ForAsync(transaction, by.Id, now);
            var names = new ResourceName[changes.Count];
            for (var i = 0; i < changes.Count; i++)
                names[i] = Name(changes[i], i);
            await writer.Identities.ReserveByRecordAsync([.. names.Distinct()]);
            var places = Places(changes, names);
            var outcomes = ImmutableArray.CreateBuilder<ChangeOutcome>(changes.Count);
            for (var i = 0; i < changes.Count; i++)
            {
                var holding = writer.Identities.ByRecord(names[i]);
                if (await closed.HoldsAsync(transaction, holding.Key))
                    throw new ChangeRefusedException(i, ChangeFault.NotFound, $"There is no {names[i].Type} with this id.");
                Require(changes[i], holding, i);
                outcomes.Add(await MakeAsync(writer, changes[i], holding, places, now));
            }
            await writer.FinishAsync();
            var counts = string.Join(", ", outcomes.GroupBy(o => o.Result).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key switch
            {
                ChangeResult.Created => "created",
                ChangeResult.Updated => "updated",
                ChangeResult.Deleted => "deleted",
                _ => "unchanged",
            }}")));
            await AuditLog.AppendAsync(transaction, new AuditEntry(now, by.Id, "change", Draft: null, Patient: null, Detail: $"{StoredText.Line(sourceSystem)}: {counts}"));
            return outcomes.ToImmutable();
        }, cancel);
    }

    private ResourceName Name(Change change, int index)
    {
        if (!ResourceName.IsType(change.Type))
            throw new ChangeRefusedException(index, ChangeFault.Invalid, "The change names no resource type.");
        if (change.Kind is not ChangeKind.Delete && change.Resource?.ResourceType != change.Type)
            throw new ChangeRefusedException(index, ChangeFault.Invalid, $"The resource is no {change.Type}: its resourceType says something else.");
        if (change.Kind is ChangeKind.Create)
            return new ResourceName(change.Type, Guid.CreateVersion7(clock.GetUtcNow()).ToString("D"));
        if (!ResourceName.IsId(change.Id))
            throw new ChangeRefusedException(index, ChangeFault.Invalid, "An id has 1 to 64 letters, digits, hyphens and dots.");
        if (change.Resource is { Id: { } inside } && !string.Equals(inside, change.Id, StringComparison.Ordinal))
            throw new ChangeRefusedException(index, ChangeFault.Invalid, "The id in the resource is not the id it is stored under.");
        return new ResourceName(change.Type, change.Id);
    }

    private static void Require(Change change, Holding holding, int index)
    {
        if (change.IfVersion is { } expected && (holding.Version != expected || holding.Deleted))
        {
            throw new ChangeRefusedException(index, ChangeFault.VersionConflict, holding.Version == 0
                ? $"There is no {holding.Name.Type} with this id, so there is no version {expected} of it."
                : string.Create(CultureInfo.InvariantCulture, $"Version {holding.Version} is newer than version {expected}: read it, and make the change again."));
        }
    }

    private static async Task<ChangeOutcome> MakeAsync(VersionWriter writer, Change change, Holding holding, Dictionary<string, ResourceName> places, DateTimeOffset now)
    {
        if (change.Kind is ChangeKind.Delete)
            return new ChangeOutcome(await writer.DeleteAsync(holding), holding.Name, holding.Version, now);
        var names = new HashSet<ResourceName>();
        var resource = change.Resource!.WithValues((node, parent) =>
        {
            if (!References.IsReference(node, parent))
                return null;
            var to = places.TryGetValue(node.Value!, out var place) ? place : ResourceName.TryParse(node.Value!, out var name) ? name : default(ResourceName?);
            if (to is { } target)
                names.Add(target);
            return to is not null && place != default ? to.ToString() : null;
        });
        resource = Unpacking.WithoutServerMeta(resource).With("id", holding.Name.Id);
        await writer.Identities.ReserveByRecordAsync(names);
        var result = await writer.PutAsync(holding, resource, resource.ToUtf8(), original: null, [.. names.Select(writer.Identities.ByRecord)]);
        return new ChangeOutcome(result, holding.Name, holding.Version, now) { Resource = resource };
    }

    private static Dictionary<string, ResourceName> Places(IReadOnlyList<Change> changes, ResourceName[] names)
    {
        var places = new Dictionary<string, ResourceName>(StringComparer.Ordinal);
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].FullUrl is { } url)
                places[url] = names[i];
        }
        return places;
    }
}
