using System.CommandLine;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Salus.Fhir.V2;
using Salus.Trust;
using Salus.Workbench.Exchange;

namespace Salus.Workbench.Commands;

/// <summary><c>salus hl7</c>: listen to a feed of HL7 v2 messages, and send messages.</summary>
internal static class Hl7Command
{
    public static Command Create(Shell shell) => new("hl7", "Exchange HL7 v2 messages over MLLP.") { Listen(shell), Send(shell) };

    private static Command Listen(Shell shell)
    {
        var config = new Option<FileInfo?>("--config") { Description = "Configuration of the feed: source, site, listen (JSON).", HelpName = "file" };
        var source = new Option<string?>("--source") { Description = "Name of the sending system in the record, instead of the configuration's.", HelpName = "name" };
        var port = new Option<int?>("--port") { Description = "Port on loopback, instead of the configuration's. Default: 2575.", HelpName = "number" };
        var json = new Option<bool>("--json") { Description = "Say what happens as JSON, an event on each line." };
        var command = new Command("listen", "Take in messages until stopped. A message is acknowledged only after it was stored. Loopback only, unless the configuration gives certificates.\n\nExample: salus hl7 listen --source north-lab --port 2575") { config, source, port, json };
        command.SetAction(async (call, cancel) =>
        {
            var options = call.GetValue(config) is { } file ? Hl7Options.Read(file) : new Hl7Options(call.GetValue(source) ?? throw new CallException("Say who sends with --source NAME, or give --config FILE."));
            if (call.GetValue(source) is { Length: > 0 } named)
                options = options with { Source = named };
            if (call.GetValue(port) is { } number)
                options = options with { Listen = (options.Listen ?? new Hl7Listen()) with { Port = number } };
            await using var listener = new Hl7Feed(options, shell.Get<Record>(), TimeProvider.System, shell.Get<ILogger<Hl7Feed>>());
            var asJson = call.GetValue(json);
            var gate = new Lock();
            listener.Observer = e =>
            {
                lock (gate)
                {
                    if (asJson)
                        shell.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(new { @event = e.Kind.ToString().ToLowerInvariant(), connection = e.Connection, bytes = e.Bytes, detail = e.Detail }));
                    else if (e.Kind is MllpEventKind.Accepted or MllpEventKind.Refused or MllpEventKind.TurnedAway)
                        shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{e.Kind}: connection {e.Connection}, {e.Bytes} bytes{(e.Detail is null ? "" : $": {e.Detail}")}"));
                }
            };
            await listener.StartAsync(cancel);
            await shell.Error.WriteLineAsync($"Salus listens for HL7 v2 on {listener.Endpoint}");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            }
            catch (OperationCanceledException)
            {
                await listener.StopAsync(CancellationToken.None);
            }
            return 0;
        });
        return command;
    }

    private static Command Send(Shell shell)
    {
        var receiver = new Argument<string>("receiver") { Description = "HOST:PORT of the receiver." };
        var files = new Argument<FileInfo[]>("files") { Description = "Files of messages.", Arity = ArgumentArity.OneOrMore, HelpName = "file" };
        var tls = new Option<bool>("--tls") { Description = "Speak TLS; the receiver's certificate is checked against the system's authorities." };
        var authority = new Option<FileInfo?>("--authority") { Description = "PEM file of the authority that signed the receiver's certificate; implies --tls.", HelpName = "file" };
        var json = SharedOptions.Json();
        var command = new Command("send", "Send messages and wait for the acknowledgement of each. Stops at the first that gets none.\n\nExample: salus hl7 send 127.0.0.1:2575 admission.hl7") { receiver, files, tls, authority, json };
        command.SetAction(async (call, cancel) =>
        {
            var to = call.GetValue(receiver)!;
            var colon = to.LastIndexOf(':');
            if (colon < 1 || !int.TryParse(to.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
                throw new CallException($"'{to}' is not HOST:PORT, such as 127.0.0.1:2575.");
            var host = to[..colon].Trim('[', ']');
            await using var sender = new MllpSender(new MllpSenderOptions(host, port) { Tls = call.GetValue(tls) || call.GetValue(authority) is not null ? Tls(host, call.GetValue(authority)) : null });
            var (sent, refused) = (0, 0);
            foreach (var file in call.GetValue(files)!)
            {
                await using var stream = file.OpenRead();
                await foreach (var item in V2Batch.ReadAsync(stream, cancel: cancel))
                {
                    if (item.Message is not { } message)
                        throw new WorkFailedException(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {item.Line}: {item.Problem!.Message} {sent} messages were sent before it."));
                    var answer = await sender.SendAsync(message, cancel);
                    sent++;
                    var verdict = V2Acknowledgement.VerdictOf(answer)!.Value;
                    if (verdict is not V2Verdict.Accepted)
                        refused++;
                    if (call.GetValue(json))
                        await shell.Out.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(new { file = file.Name, line = item.Line, code = answer["MSA-1"].Text, reason = V2Acknowledgement.ReasonOf(answer) is { Length: > 0 } said ? said : null }));
                    else
                        await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {item.Line}: {answer["MSA-1"].Text}{(V2Acknowledgement.ReasonOf(answer) is { Length: > 0 } why ? $" ({why})" : "")}"));
                }
            }
            return refused > 0 ? CommandFailures.WorkFailed : 0;
        });
        return command;
    }

    private static SslClientAuthenticationOptions Tls(string host, FileInfo? authority)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (authority is null)
            return options;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority.FullName);
        options.CertificateChainPolicy = policy;
        return options;
    }
}
