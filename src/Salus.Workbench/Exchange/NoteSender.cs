using Salus.Fhir.V2;
using Salus.Trust;

namespace Salus.Workbench.Exchange;

/// <summary>
/// Sends signed notes to the receiver that the site configured, until each is acknowledged. The line stands in the database, so a restart, a
/// receiver that is down and an answer that was lost cost time and nothing else.
/// </summary>
public sealed partial class NoteSender(Hl7Options options, Deliveries deliveries, TimeProvider clock, ILogger<NoteSender> log) : BackgroundService
{
    private const int AtOnce = 20;

    /// <summary>Sends what is due now.</summary>
    /// <returns>Notes that were acknowledged.</returns>
    public async Task<int> SendDueAsync(CancellationToken cancel)
    {
        var receiver = options.Send ?? throw new Hl7OptionsException("The configuration has no 'send': the receiver of signed notes.");
        var accepted = 0;
        await deliveries.EnqueueAsync(receiver.Name, receiver.Since ?? DateTimeOffset.MinValue, cancel);
        await using var sender = new MllpSender(receiver.ToSender(clock));
        while (await deliveries.DueAsync(receiver.Name, AtOnce, cancel) is { Count: > 0 } due)
        {
            foreach (var note in due)
            {
                switch (await SendAsync(sender, receiver, note, cancel))
                {
                    case true:
                        accepted++;
                        break;
                    case null:
                        return accepted;
                }
            }
        }
        return accepted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Send?.EverySeconds ?? 15), clock);
        do
        {
            try
            {
                await SendDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is RecordUnavailableException or RecordDamagedException)
            {
                Unavailable(log, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Whether it was accepted; null when the receiver is not there, so that trying the next one now is no use.</returns>
    private async Task<bool?> SendAsync(MllpSender sender, Hl7Send receiver, Delivery note, CancellationToken cancel)
    {
        try
        {
            var answer = await sender.SendAsync(NoteMessage.Of(note, receiver, clock.GetUtcNow()), cancel);
            switch (V2Acknowledgement.VerdictOf(answer))
            {
                case V2Verdict.Accepted:
                    await deliveries.AcceptedAsync(receiver.Name, note.Draft, cancel);
                    return true;
                case V2Verdict.Rejected:
                    await deliveries.RefusedAsync(receiver.Name, note.Draft, Code(answer), cancel);
                    Refused(log, note.Draft.ToString(), receiver.Name, Code(answer));
                    return false;
                default:
                    await deliveries.FailedAsync(receiver.Name, note.Draft, note.Attempts, Code(answer), cancel);
                    Failed(log, note.Draft.ToString(), receiver.Name, Code(answer));
                    return false;
            }
        }
        catch (MllpException e)
        {
            await deliveries.FailedAsync(receiver.Name, note.Draft, note.Attempts, e.Fault.ToString(), cancel);
            Failed(log, note.Draft.ToString(), receiver.Name, e.Fault.ToString());
            return null;
        }
        catch (NoteMessageException e)
        {
            await deliveries.RefusedAsync(receiver.Name, note.Draft, e.Message, cancel);
            Refused(log, note.Draft.ToString(), receiver.Name, e.Message);
            return false;
        }
    }

    /// <summary>Codes only: a receiver's words may quote the note.</summary>
    private static string Code(V2Message answer) => $"{answer["MSA-1"].Text} {answer["ERR-3.1"].Text}".TrimEnd();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Note {Draft} did not reach {Receiver} ({Reason}); it is sent again later")]
    private static partial void Failed(ILogger log, string draft, string receiver, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Note {Draft} was refused by {Receiver} ({Reason}); it is not sent again by itself")]
    private static partial void Refused(ILogger log, string draft, string receiver, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Signed notes wait to be sent: {Reason}")]
    private static partial void Unavailable(ILogger log, string reason);
}
