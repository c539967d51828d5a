using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Search;

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
            var targets = new Target[changes.Count];
            for (var i = 0; i < changes.Count; i++)
                targets[i] = await TargetAsync(transaction, changes[i], i, closed);
            await writer.Identities.ReserveByRecordAsync([.. targets.Select(t => t.Name).Distinct()]);
            var places = Places(changes, targets);
            var outcomes = ImmutableArray.CreateBuilder<ChangeOutcome>(changes.Count);
            for (var i = 0; i < changes.Count; i++)
            {
                var holding = writer.Identities.ByRecord(targets[i].Name);
                if (await closed.HoldsAsync(transaction, holding.Key))
                    throw new ChangeRefusedException(i, ChangeFault.NotFound, $"There is no {targets[i].Name.Type} with this id.");
                Require(changes[i], holding, i);
                outcomes.Add(targets[i].Found && changes[i].Kind is ChangeKind.Create
                    ? new ChangeOutcome(ChangeResult.Unchanged, holding.Name, holding.Version)
                    : await MakeAsync(new Making(transaction, writer, closed, places), changes[i], holding, i));
            }
            await writer.FlushAsync();
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

    /// <summary>Which resource a change is about.</summary>
    private async Task<Target> TargetAsync(DatabaseTransaction transaction, Change change, int index, ClosedPatients closed)
    {
        if (!ResourceName.IsType(change.Type))
            throw new ChangeRefusedException(index, ChangeFault.Invalid, "The change names no resource type.");
        if (change.Kind is not ChangeKind.Delete && change.Resource?.ResourceType != change.Type)
            throw new ChangeRefusedException(index, ChangeFault.Invalid, $"The resource is no {change.Type}: its resourceType says something else.");
        if (change.Condition is { } condition)
        {
            var found = await FindAsync(transaction, change.Type, condition, index, closed);
            if (found is { } one)
                return new Target(one, Found: true);
        }
        if (change.Kind is ChangeKind.Create || change is { Condition: not null, Id: null })
            return new Target(new ResourceName(change.Type, Guid.CreateVersion7(clock.GetUtcNow()).ToString("D")), Found: false);
        if (!ResourceName.IsId(change.Id))
            throw new ChangeRefusedException(index, ChangeFault.Invalid, "An id has 1 to 64 letters, digits, hyphens and dots.");
        if (change.Resource is { Id: { } inside } && !string.Equals(inside, change.Id, StringComparison.Ordinal))
            throw new ChangeRefusedException(index, ChangeFault.Invalid, "The id in the resource is not the id it is stored under.");
        return new Target(new ResourceName(change.Type, change.Id), Found: false);
    }

    private async Task<ResourceName?> FindAsync(DatabaseTransaction transaction, string type, string condition, int index, ClosedPatients closed)
    {
        try
        {
            return await Conditions.FindAsync(transaction, type, condition, closed, clock) switch
            {
                [] => null,
                [var only] => only,
                _ => throw new ChangeRefusedException(index, ChangeFault.MultipleMatches, $"The condition means more than one {type}: make it narrower."),
            };
        }
        catch (SearchException e)
        {
            throw new ChangeRefusedException(index, ChangeFault.Invalid, $"The condition is no search: {e.Message}");
        }
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

    private async Task<ChangeOutcome> MakeAsync(Making making, Change change, Holding holding, int index)
    {
        var writer = making.Writer;
        if (change.Kind is ChangeKind.Delete)
            return new ChangeOutcome(await writer.DeleteAsync(holding), holding.Name, holding.Version);
        var answers = new Dictionary<string, ResourceName>(making.Places, StringComparer.Ordinal);
        foreach (var condition in References.ConditionsOf(change.Resource!))
        {
            var at = condition.IndexOf('?', StringComparison.Ordinal);
            answers[condition] = await FindAsync(making.Transaction, condition[..at], condition[(at + 1)..], index, making.Closed)
                ?? throw new ChangeRefusedException(index, ChangeFault.NotFound, $"A reference is a search for a {condition[..at]}, and nothing matches it.");
        }
        var resource = Unpacking.WithoutServerMeta(References.Answer(change.Resource!, answers)).With("id", holding.Name.Id);
        var entries = SearchIndexer.Read(resource);
        var names = References.NamesIn(resource).ToHashSet();
        await writer.Identities.ReserveByRecordAsync([.. names.Concat(entries.References.Select(r => new ResourceName(r.Type, r.Id))).Distinct()]);
        var result = await writer.PutAsync(holding, resource.ToUtf8(), original: null, [.. names.Select(writer.Identities.ByRecord)], entries, name => writer.Identities.ByRecord(name).Key);
        return new ChangeOutcome(result, holding.Name, holding.Version);
    }

    private static Dictionary<string, ResourceName> Places(IReadOnlyList<Change> changes, Target[] targets)
    {
        var places = new Dictionary<string, ResourceName>(StringComparer.Ordinal);
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].FullUrl is { } url)
                places[url] = targets[i].Name;
        }
        return places;
    }

    /// <param name="Found">A condition found it.</param>
    private readonly record struct Target(ResourceName Name, bool Found);

    private sealed record Making(DatabaseTransaction Transaction, VersionWriter Writer, ClosedPatients Closed, Dictionary<string, ResourceName> Places);
}
