using System.Collections.Immutable;
using Salus.Fhir.Search;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Messages;

/// <summary>A message of the inbox with its reading.</summary>
/// <param name="PatientName">Empty when the record names nobody.</param>
public sealed record InboxItem(PatientMessage Message, TriagedMessage Triaged, string PatientName);

/// <summary>
/// The messages in the record, most urgent first. They come in by the import door as FHIR Communications; a pasted one takes the same door.
/// </summary>
public sealed class Inbox(Record record, ChartReader charts, MessageTriage triage, ReplyWriter writer, Review review, TrustOptions site, TimeProvider clock)
{
    /// <summary>Source system of pasted messages.</summary>
    public const string Pasted = "pasted-messages";

    private const int Most = 200;

    /// <summary>The newest messages of patients, as far as this person may see them: most urgent first, then the oldest.</summary>
    public async Task<ImmutableArray<InboxItem>> ListAsync(Person by, CancellationToken cancel)
    {
        var page = await record.SearchAsync(SearchQuery.Parse("Communication", [new("_sort", "-sent"), new("_count", Most.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("_include", "Communication:subject"), new("_include", "Communication:sender")]), by, cancel);
        var names = page.Includes.Where(i => i.Name.Type is "Patient" && i.Stored is not null).ToDictionary(i => i.Name.Id, i => PersonSentences.Of(i.Stored!, null).Name ?? "", StringComparer.Ordinal);
        return
        [
            .. page.Matches.Select(PatientMessage.Of).OfType<PatientMessage>()
                .Select(m => new InboxItem(m, triage.Read(m.Text), m.Subject is { } who ? names.GetValueOrDefault(who.Value, "") : ""))
                .OrderByDescending(i => i.Triaged.Urgency).ThenBy(i => i.Message.SentAt ?? DateTimeOffset.MaxValue),
        ];
    }

    /// <summary>One message, read together with the chart; null when there is none, or none this person may see.</summary>
    public async Task<(PatientMessage Message, TriagedMessage Triaged, Chart? Chart)?> OpenAsync(string id, Person by, CancellationToken cancel)
    {
        if (await record.ReadAsync("Communication", id, by, cancel) is not { } version || PatientMessage.Of(version) is not { } message)
            return null;
        var chart = message.Subject is { } patient ? await charts.ReadAsync(patient, by, cancel) : null;
        return (message, triage.Read(message.Text, chart is null ? [] : ChartSigns.Of(chart)), chart);
    }

    /// <summary>Takes a pasted message into the record, as a Communication of the patient.</summary>
    /// <returns>Its id in the record.</returns>
    public async Task<string> PasteAsync(string text, PatientId? patient, Person by, CancellationToken cancel)
    {
        var message = new PatientMessage("m-" + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"), text, clock.GetUtcNow(), patient);
        var outcome = await record.ImportAsync([new Change(ChangeKind.Create, "Communication", null, message.ToCommunication())], Pasted, by, cancel);
        return outcome[0].Name.Id;
    }

    /// <summary>Drafts the reply, or the escalation card for a red flag, and puts it on the work list.</summary>
    public async Task<(ReviewedDraft Reviewed, string? FellBack)> DraftAsync(PatientMessage message, Chart? chart, ReplyOptions options, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        var appointments = message.Subject is { } patient && chart is not null
            ? (await record.SearchAsync(SearchQuery.Parse("Appointment", [new("patient", patient.Value), new("_count", "50")]), by, cancel)).Matches
            : [];
        var written = await writer.WriteAsync(message, chart, appointments, ReplyRules.Of(site), options, cancel);
        return (await review.SubmitAsync(written.Draft, written.Sources, by, cancel), written.FellBack);
    }
}
