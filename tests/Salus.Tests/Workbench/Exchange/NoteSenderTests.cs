using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Salus.Fhir.V2;
using Salus.Tests.Trust;
using Salus.Trust;
using Salus.Workbench.Exchange;

namespace Salus.Tests.Workbench.Exchange;

/// <summary>Signed notes on their way to a receiver that is there, is not there, refuses, and forgets to answer.</summary>
public sealed class NoteSenderTests : IAsyncDisposable
{
    private readonly Desk desk = Desk.OnSqlite();
    private readonly ConcurrentQueue<V2Message> received = new();

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_signed_note_arrives_as_a_document_message()
    {
        var id = await SignAsync();
        await using var receiver = Receive(_ => MllpReply.Stored);
        Assert.Equal(1, await Sender(receiver).SendDueAsync(CancellationToken.None));
        var message = Assert.Single(received);
        Assert.Equal(("MDM", "T02", "SALUS", "WARD"), (message.Kind, message.Event, message["MSH-3"].Text, message["MSH-4"].Text));
        Assert.Equal(("p-1", "Møller", "Ines"), (message["PID-3.1"].Text, message["PID-5.1"].Text, message["PID-5.2"].Text));
        Assert.Equal((id.ToString(), "LA", "Dr. Ada Marsh"), (message["TXA-12.1"].Text, message["TXA-17"].Text, message["TXA-9.2"].Text));
        var lines = message.All("OBX").Select(o => o[5].WholeText).ToList();
        Assert.Contains("Knee pain for 3 weeks.", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.True(lines.Count > 3);
        Assert.Equal(message.ToString(), V2Message.Parse(message.ToBytes()).ToString());
    }

    [Fact]
    public async Task An_acknowledged_note_is_not_sent_again_even_after_a_restart()
    {
        await SignAsync();
        await using var receiver = Receive(_ => MllpReply.Stored);
        await Sender(receiver).SendDueAsync(CancellationToken.None);
        Assert.Equal(0, await Sender(receiver).SendDueAsync(CancellationToken.None));
        Assert.Single(received);
        Assert.Equal(new DeliveryCounts(0, 1, 0), await Deliveries.CountAsync("hl7", CancellationToken.None));
    }

    [Fact]
    public async Task A_receiver_that_is_down_gets_the_note_when_it_is_back_under_the_same_control_id()
    {
        await SignAsync();
        var answers = new Queue<MllpReply>([MllpReply.Failed(new V2Error(null, V2ErrorCode.ApplicationInternalError, "not now")), MllpReply.Stored]);
        await using var receiver = Receive(_ => answers.Dequeue());
        var down = new NoteSender(new Hl7Options("n") { Send = new Hl7Send("127.0.0.1", 1) }, Deliveries, desk.Clock, NullLogger<NoteSender>.Instance);
        Assert.Equal(0, await down.SendDueAsync(CancellationToken.None));
        var sender = Sender(receiver);
        Assert.Equal(0, await sender.SendDueAsync(CancellationToken.None));
        Assert.Empty(received);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await sender.SendDueAsync(CancellationToken.None));
        Assert.Single(received);
        desk.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await sender.SendDueAsync(CancellationToken.None));
        Assert.Equal(2, received.Count);
        Assert.Single(received.Select(m => m.ControlId).Distinct());
    }

    [Fact]
    public async Task A_rejected_note_waits_for_a_person()
    {
        await SignAsync();
        var reply = MllpReply.Rejected(new V2Error(null, V2ErrorCode.UnsupportedMessageType, "no documents here"));
        await using var receiver = Receive(_ => reply);
        var sender = Sender(receiver);
        await sender.SendDueAsync(CancellationToken.None);
        desk.Clock.Advance(TimeSpan.FromDays(1));
        await sender.SendDueAsync(CancellationToken.None);
        Assert.Single(received);
        Assert.Equal(new DeliveryCounts(0, 0, 1), await Deliveries.CountAsync("hl7", CancellationToken.None));
        reply = MllpReply.Stored;
        Assert.Equal(1, await Deliveries.AgainAsync("hl7", CancellationToken.None));
        Assert.Equal(1, await sender.SendDueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Notes_signed_before_the_day_that_is_configured_stay_here()
    {
        await SignAsync();
        await using var receiver = Receive(_ => MllpReply.Stored);
        var options = new Hl7Options("n") { Send = new Hl7Send("127.0.0.1", receiver.Endpoint.Port) { Since = desk.Clock.GetUtcNow().AddDays(1) } };
        Assert.Equal(0, await new NoteSender(options, Deliveries, desk.Clock, NullLogger<NoteSender>.Instance).SendDueAsync(CancellationToken.None));
        Assert.Empty(received);
    }

    private Deliveries Deliveries => new(desk.Database, desk.Clock);

    private async Task<DraftId> SignAsync()
    {
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, CancellationToken.None);
        return id;
    }

    private NoteSender Sender(MllpListener receiver) => new(
        new Hl7Options("n") { Send = new Hl7Send("127.0.0.1", receiver.Endpoint.Port) { SendingFacility = "WARD" } }, Deliveries, desk.Clock, NullLogger<NoteSender>.Instance);

    private MllpListener Receive(Func<V2Message, MllpReply> answer) => MllpListener.Start(new MllpListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) }, (delivery, _) =>
    {
        received.Enqueue(delivery.Message);
        return Task.FromResult(answer(delivery.Message));
    });
}
