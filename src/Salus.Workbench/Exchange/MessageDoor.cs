using Salus.Fhir;
using Salus.Fhir.V2;
using Salus.Trust;

namespace Salus.Workbench.Exchange;

/// <summary>HL7 v2 messages on their way into the record: mapped, and taken whole or not at all.</summary>
/// <param name="source">Name of the feed in the record, the same for every message of it.</param>
public sealed class MessageDoor(Record record, V2Site site, string source)
{
    private readonly V2Mapper mapper = new(site);

    /// <summary>The resources of a message as one Bundle, without those it only mentions and the record has already.</summary>
    /// <param name="onTheWay">Ids of resources that were handed over and may not be in the record yet.</param>
    /// <exception cref="V2MappingException">The message cannot become resources.</exception>
    public async Task<(FhirNode Bundle, V2Mapped Mapped)> MapAsync(V2Message message, IReadOnlySet<string>? onTheWay, CancellationToken cancel)
    {
        var mapped = mapper.Map(message);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in mapped.Resources.Where(mapped.Mentions))
        {
            if (onTheWay?.Contains(resource.Id!) == true || await record.HasAsync(source, resource.ResourceType!, resource.Id!, cancel))
                known.Add(resource.Id!);
        }
        return (mapped.ToTransaction(r => known.Contains(r.Id!)), mapped);
    }

    /// <summary>Takes a message in; when this returns <see cref="MllpReply.Stored"/>, it is on disk.</summary>
    public async Task<MllpReply> StoreAsync(MllpDelivery delivery, CancellationToken cancel)
    {
        try
        {
            var (bundle, _) = await MapAsync(delivery.Message, onTheWay: null, cancel);
            await record.ImportAsync(One(bundle), source, ImportOptions.Default, cancel);
            return MllpReply.Stored;
        }
        catch (V2MappingException e)
        {
            return e.Error.Code == V2ErrorCode.UnsupportedMessageType ? MllpReply.Rejected(e.Error) : MllpReply.Failed(e.Error);
        }
        catch (ImportRefusedException e)
        {
            return MllpReply.Failed(new V2Error(null, V2ErrorCode.ApplicationInternalError, $"A resource of the message cannot be kept: {e.Fault.Message}"));
        }
    }

    private static IAsyncEnumerable<ImportItem> One(FhirNode bundle) => new[] { new ImportItem(1, bundle) }.ToAsyncEnumerable();
}
