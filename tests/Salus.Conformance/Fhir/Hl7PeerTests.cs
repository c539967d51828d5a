using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Salus.Fhir.V2;

namespace Salus.Conformance.Fhir;

/// <summary>Our ends of the wire against foreign ones: node-hl7-client sends to our listener, our sender to node-hl7-server.</summary>
public sealed class Hl7PeerTests
{
    [Fact]
    public async Task A_foreign_client_is_acknowledged_message_by_message()
    {
        var stored = new ConcurrentQueue<V2Message>();
        await using var listener = MllpListener.Start(new MllpListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) }, (delivery, _) =>
        {
            stored.Enqueue(delivery.Message);
            return Task.FromResult(MllpReply.Stored);
        });
        var answers = await Peers.RunAsync("hl7-client.mjs", listener.Endpoint.Port.ToString(CultureInfo.InvariantCulture), "5");
        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"AA js-{i}"), answers.Order(StringComparer.Ordinal));
        Assert.Equal(5, stored.Count);
        Assert.All(stored, m => Assert.Contains(new V2Mapper(V2Site.Unknown).Map(m).Resources, r => r.ResourceType == "Patient" && r.ValueAt("Patient.name.family") == "Berg"));
    }

    [Fact]
    public async Task A_foreign_server_understands_what_we_send_and_is_understood()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var server = Peers.Start("hl7-server.mjs");
        try
        {
            var port = int.Parse((await server.StandardOutput.ReadLineAsync(cancel))!, CultureInfo.InvariantCulture);
            for (var i = 1; i <= 3; i++)
            {
                await using var sender = new MllpSender(new MllpSenderOptions("127.0.0.1", port));
                var answer = await sender.SendAsync(Message($"good-{i}"), cancel);
                Assert.Equal((V2Verdict.Accepted, $"good-{i}"), (V2Acknowledgement.VerdictOf(answer), answer["MSA-2"].Text));
                Assert.Equal($"ADT good-{i}", await server.StandardOutput.ReadLineAsync(cancel));
            }
            // On a kept connection this server answers earlier messages again before the new one; the sender takes the answer that is meant.
            await using var kept = new MllpSender(new MllpSenderOptions("127.0.0.1", port));
            foreach (var (id, verdict) in new[] { ("good-4", V2Verdict.Accepted), ("bad-1", V2Verdict.Error), ("good-5", V2Verdict.Accepted) })
            {
                var answer = await kept.SendAsync(Message(id), cancel);
                Assert.Equal((verdict, id), (V2Acknowledgement.VerdictOf(answer)!.Value, answer["MSA-2"].Text));
            }
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static V2Message Message(string id) => V2Message.Create("ADT^A08^ADT_A01", id, new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero), "2.5")
        .With("MSH-3", "SALUS").With("MSH-4", "WARD").With("MSH-5", "REG").With("MSH-6", "NORTH")
        .Append("EVN", "A08")
        .Append("PID", "1").With("PID-3.1", "4711").With("PID-3.4", "NORTH").With("PID-3.5", "MR").With("PID-5.1", "O'Hara & Söhne").With("PID-5.2", "Ida");
}
