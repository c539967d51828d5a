using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Salus.Fhir.V2;

namespace Salus.Tests.Fhir.V2;

/// <summary>The listener and the sender on real sockets of the loopback interface, with everything that goes wrong on a wire.</summary>
public sealed class MllpTests
{
    private readonly ConcurrentQueue<string> stored = new();

    [Fact]
    public async Task A_message_is_acknowledged_after_it_was_stored()
    {
        await using var listener = Listen();
        await using var sender = To(listener);
        for (var i = 1; i <= 20; i++)
        {
            var answer = await sender.SendAsync(Message($"m{i}"), CancellationToken.None);
            Assert.Equal(V2Verdict.Accepted, V2Acknowledgement.VerdictOf(answer));
            Assert.Equal($"m{i}", stored.Last());
        }
        Assert.Equal(1, listener.Open);
    }

    [Fact]
    public async Task Many_connections_lose_nothing()
    {
        await using var listener = Listen();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async c =>
        {
            await using var sender = To(listener);
            for (var i = 0; i < 10; i++)
                Assert.Equal(V2Verdict.Accepted, V2Acknowledgement.VerdictOf(await sender.SendAsync(Message($"{c}-{i}"), CancellationToken.None)));
        }));
        Assert.Equal(400, stored.Distinct().Count());
    }

    [Fact]
    public async Task A_message_that_could_not_be_stored_is_never_accepted()
    {
        await using var listener = Listen(store: (_, _) => throw new InvalidOperationException("disk of patient Berg is full"));
        await using var sender = To(listener);
        var answer = await sender.SendAsync(Message("m1"), CancellationToken.None);
        Assert.Equal("AE", answer["MSA-1"].Text);
        Assert.Equal("207", answer["ERR-3.1"].Text);
        Assert.DoesNotContain("Berg", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_hangs_is_answered_with_an_error()
    {
        await using var listener = Listen(o => o with { StoreTimeout = TimeSpan.FromMilliseconds(100) }, async (_, _) =>
        {
            await new TaskCompletionSource().Task;
            return MllpReply.Stored;
        });
        await using var sender = To(listener);
        Assert.Equal("AE", (await sender.SendAsync(Message("m1"), CancellationToken.None))["MSA-1"].Text);
    }

    [Fact]
    public async Task Nonsense_in_a_frame_is_rejected_and_the_conversation_goes_on()
    {
        await using var listener = Listen();
        using var wire = await Wire.ConnectAsync(listener);
        await wire.SendAsync("\u000bMSH|^~\\&|||||||ADT^A01|x-1|P|2.5\rnot a segment\r\u001c\r");
        Assert.Equal(("AR", "x-1"), await wire.AnswerAsync());
        await wire.SendAsync("\u000bMSH|^~\\&|||||||ADT^A01||P|2.5\r\u001c\r");
        Assert.Equal(("AR", null), await wire.AnswerAsync());
        await wire.SendAsync("\u000b\u001c\r");
        Assert.Equal(("AR", null), await wire.AnswerAsync());
        await wire.SendAsync("\u000b" + Message("m2") + "\u001c\r");
        Assert.Equal(("AA", "m2"), await wire.AnswerAsync());
        Assert.Equal(["m2"], stored);
    }

    [Fact]
    public async Task Frames_may_come_in_pieces_together_or_without_their_last_byte()
    {
        await using var listener = Listen();
        using var wire = await Wire.ConnectAsync(listener);
        foreach (var c in "\u000b" + Message("m1") + "\u001c")
            await wire.SendAsync(c.ToString());
        Assert.Equal(("AA", "m1"), await wire.AnswerAsync());
        await wire.SendAsync($"\r\u000b{Message("m2")}\u001c\r\u000b{Message("m3")}\u001c\u000b{Message("m4")}\u001c\r\n");
        Assert.Equal(("AA", "m2"), await wire.AnswerAsync());
        Assert.Equal(("AA", "m3"), await wire.AnswerAsync());
        Assert.Equal(("AA", "m4"), await wire.AnswerAsync());
    }

    [Fact]
    public async Task A_slow_sender_is_refused()
    {
        await using var listener = Listen(o => o with { MessageTimeout = TimeSpan.FromMilliseconds(150) });
        using var wire = await Wire.ConnectAsync(listener);
        await wire.SendAsync("\u000bMSH|^~\\&|||||||ADT^A01|slow|P|2.5\r");
        Assert.Equal(("AR", "slow"), await wire.AnswerAsync());
        Assert.Empty(stored);
    }

    [Fact]
    public async Task A_message_without_end_block_is_refused_and_the_next_one_read()
    {
        await using var listener = Listen();
        using var wire = await Wire.ConnectAsync(listener);
        await wire.SendAsync($"\u000b{Message("m1")}\u000b{Message("m2")}\u001c\r");
        Assert.Equal(("AR", "m1"), await wire.AnswerAsync());
        Assert.Equal(("AA", "m2"), await wire.AnswerAsync());
        Assert.Equal(["m2"], stored);
    }

    [Fact]
    public async Task A_connection_that_ends_inside_a_message_stores_nothing()
    {
        await using var listener = Listen();
        using var wire = await Wire.ConnectAsync(listener);
        await wire.SendAsync("\u000b" + Message("m1"));
        wire.EndSending();
        Assert.Equal(("AR", "m1"), await wire.AnswerAsync());
        Assert.Null(await wire.ReadAsync());
        Assert.Empty(stored);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_before_it_fills_the_memory()
    {
        await using var listener = Listen(o => o with { MaxMessageBytes = 10_000 });
        using var wire = await Wire.ConnectAsync(listener);
        await wire.SendAsync("\u000bMSH|^~\\&|||||||ORU^R01|big|P|2.5\rOBX|1|TX|||" + new string('x', 300_000));
        Assert.Equal(("AR", "big"), await wire.AnswerAsync());
        Assert.Empty(stored);
    }

    [Fact]
    public async Task Bytes_outside_a_frame_are_refused()
    {
        await using var listener = Listen(o => o with { MessageTimeout = TimeSpan.FromMilliseconds(150) });
        using var wire = await Wire.ConnectAsync(listener);
        await wire.SendAsync(Message("m1").ToString());
        Assert.Equal(("AR", "m1"), await wire.AnswerAsync());
        using var web = await Wire.ConnectAsync(listener);
        await web.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal(("AR", null), await web.AnswerAsync());
        Assert.Empty(stored);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_without_a_word()
    {
        await using var listener = Listen(o => o with { IdleTimeout = TimeSpan.FromMilliseconds(100) });
        using var wire = await Wire.ConnectAsync(listener);
        Assert.Null(await wire.ReadAsync());
    }

    [Fact]
    public async Task More_connections_than_allowed_are_turned_away()
    {
        await using var listener = Listen(o => o with { MaxConnections = 1 });
        using var first = await Wire.ConnectAsync(listener);
        await first.SendAsync("\u000b" + Message("m1") + "\u001c\r");
        Assert.Equal(("AA", "m1"), await first.AnswerAsync());
        using var second = await Wire.ConnectAsync(listener);
        Assert.Null(await second.ReadAsync());
    }

    [Fact]
    public async Task Stopping_lets_a_message_that_has_begun_be_finished()
    {
        var mayFinish = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var listener = Listen(store: async (delivery, _) =>
        {
            begun.SetResult();
            await mayFinish.Task;
            stored.Enqueue(delivery.Message.ControlId);
            return MllpReply.Stored;
        });
        await using (listener)
        {
            using var idle = await Wire.ConnectAsync(listener);
            await using var sender = To(listener);
            var sending = sender.SendAsync(Message("m1"), CancellationToken.None);
            await begun.Task;
            var stop = listener.StopAsync();
            Assert.Null(await idle.ReadAsync());
            mayFinish.SetResult();
            Assert.Equal("AA", (await sending)["MSA-1"].Text);
            await stop;
            Assert.Equal(0, listener.Open);
        }
        Assert.Equal(["m1"], stored);
    }

    [Fact]
    public async Task An_acknowledgement_is_not_acknowledged()
    {
        var events = new ConcurrentQueue<MllpEventKind>();
        await using var listener = Listen(o => o with { Observer = e => events.Enqueue(e.Kind) });
        using var wire = await Wire.ConnectAsync(listener);
        await wire.SendAsync("\u000bMSH|^~\\&|||||||ACK|a1|P|2.5\rMSA|AA|z\r\u001c\r\u000b" + Message("m1") + "\u001c\r");
        Assert.Equal(("AA", "m1"), await wire.AnswerAsync());
        Assert.Contains(MllpEventKind.Ignored, events);
    }

    [Fact]
    public async Task Two_way_tls_names_the_sender()
    {
        using var server = Certificate("localhost");
        using var client = Certificate("lab-feed");
        string? name = null;
        await using var listener = Listen(o => o with
        {
            Tls = new SslServerAuthenticationOptions
            {
                ServerCertificate = server,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == client.GetCertHashString(),
            },
        }, (delivery, _) =>
        {
            name = delivery.ClientName;
            return Task.FromResult(MllpReply.Stored);
        });
        var options = new MllpSenderOptions("127.0.0.1", listener.Endpoint.Port)
        {
            Tls = new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = [client],
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == server.GetCertHashString(),
            },
        };
        await using var sender = new MllpSender(options);
        Assert.Equal("AA", (await sender.SendAsync(Message("m1"), CancellationToken.None))["MSA-1"].Text);
        Assert.Equal("CN=lab-feed", name);
        await using var stranger = new MllpSender(options with { Tls = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = options.Tls.RemoteCertificateValidationCallback } });
        await Assert.ThrowsAsync<MllpException>(() => stranger.SendAsync(Message("m2"), CancellationToken.None));
    }

    [Fact]
    public async Task The_sender_says_what_kept_the_answer_away()
    {
        await using var nobody = new MllpSender(new MllpSenderOptions("127.0.0.1", 1) { ConnectTimeout = TimeSpan.FromSeconds(2) });
        Assert.Equal(MllpFault.Unreachable, (await Assert.ThrowsAsync<MllpException>(() => nobody.SendAsync(Message("m1"), CancellationToken.None))).Fault);
        Assert.Equal(MllpFault.TooSlow, await FaultAsync(null));
        Assert.Equal(MllpFault.CutOff, await FaultAsync(""));
        Assert.Equal(MllpFault.NotAnAnswer, await FaultAsync("\u000bhello\u001c\r"));
        Assert.Equal(MllpFault.NotAnAnswer, await FaultAsync("\u000b" + Message("m9") + "\u001c\r"));
        // An answer to something else is passed over; then the connection ends.
        Assert.Equal(MllpFault.CutOff, await FaultAsync("\u000bMSH|^~\\&|||||||ACK|a|P|2.5\rMSA|AA|other\r\u001c\r"));
    }

    [Fact]
    public async Task The_sender_connects_again_when_the_receiver_had_closed()
    {
        await using var listener = Listen(o => o with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await using var sender = To(listener);
        await sender.SendAsync(Message("m1"), CancellationToken.None);
        while (listener.Open > 0)
            await Task.Yield();
        Assert.Equal("AA", (await sender.SendAsync(Message("m2"), CancellationToken.None))["MSA-1"].Text);
    }

    /// <param name="answer">Null for none; empty to close the connection.</param>
    private static async Task<MllpFault> FaultAsync(string? answer)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var sender = new MllpSender(new MllpSenderOptions("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port) { AnswerTimeout = TimeSpan.FromMilliseconds(300) });
        var sending = sender.SendAsync(Message("m1"), CancellationToken.None);
        using var peer = await server.AcceptTcpClientAsync();
        _ = await peer.GetStream().ReadAsync(new byte[4096]);
        if (answer is not null)
        {
            await peer.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer));
            peer.Client.Shutdown(SocketShutdown.Send);
        }
        return (await Assert.ThrowsAsync<MllpException>(() => sending)).Fault;
    }

    private MllpListener Listen(Func<MllpListenerOptions, MllpListenerOptions>? change = null, Func<MllpDelivery, CancellationToken, Task<MllpReply>>? store = null)
    {
        var options = new MllpListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) };
        return MllpListener.Start(change?.Invoke(options) ?? options, store ?? ((delivery, _) =>
        {
            stored.Enqueue(delivery.Message.ControlId);
            return Task.FromResult(MllpReply.Stored);
        }));
    }

    private static MllpSender To(MllpListener listener) => new(new MllpSenderOptions("127.0.0.1", listener.Endpoint.Port));

    private static V2Message Message(string id) => V2Message.Parse($"MSH|^~\\&|A|B|C|D|2026||ADT^A08|{id}|P|2.5\rPID|1||7^^^B^MR||Berg^Ida\r");

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>A peer that sends whatever bytes it likes.</summary>
    private sealed class Wire(TcpClient client) : IDisposable
    {
        private readonly StringBuilder received = new();
        private readonly NetworkStream stream = client.GetStream();

        public static async Task<Wire> ConnectAsync(MllpListener listener)
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(listener.Endpoint);
            return new Wire(client);
        }

        public async Task SendAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

        public void EndSending() => client.Client.Shutdown(SocketShutdown.Send);

        /// <summary>MSA-1 and MSA-2 of the next answer.</summary>
        public async Task<(string? Code, string? ControlId)> AnswerAsync()
        {
            var frame = await ReadAsync() ?? throw new InvalidOperationException("The listener closed the connection without an answer.");
            var answer = V2Message.Parse(frame);
            return (answer["MSA-1"].Text, answer["MSA-2"].Text);
        }

        /// <summary>The next frame; null when the other end closed.</summary>
        public async Task<string?> ReadAsync()
        {
            using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var buffer = new byte[4096];
            int end;
            while ((end = received.ToString().IndexOf("\u001c\r", StringComparison.Ordinal)) < 0)
            {
                var count = await stream.ReadAsync(buffer, tooLong.Token);
                if (count == 0)
                    return null;
                received.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
            var frame = received.ToString(1, end - 1);
            received.Remove(0, end + 2);
            return frame;
        }

        public void Dispose() => client.Dispose();
    }
}
