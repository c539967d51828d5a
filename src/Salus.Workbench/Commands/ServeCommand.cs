using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Salus.Trust;
using Salus.Workbench.Exchange;
using Salus.Workbench.Web;

namespace Salus.Workbench.Commands;

/// <summary><c>salus serve</c>: the workbench in the browser and its API.</summary>
internal static class ServeCommand
{
    public static Command Create(Func<TrustOptions> trust, TextWriter output)
    {
        var urls = new Option<string[]>("--urls") { Description = "Where to listen. Other machines can reach anything but loopback: that takes https or --behind-proxy.", DefaultValueFactory = _ => ["http://127.0.0.1:5080"], AllowMultipleArgumentsPerToken = true, HelpName = "url" };
        var certificate = new Option<FileInfo?>("--certificate") { Description = "Certificate for https: PEM or PKCS #12.", HelpName = "file" };
        var key = new Option<FileInfo?>("--certificate-key") { Description = "Private key of a PEM certificate, when it is in a file of its own.", HelpName = "file" };
        var behindProxy = new Option<bool>("--behind-proxy") { Description = "A reverse proxy in front ends TLS and sets X-Forwarded-For and X-Forwarded-Proto." };
        var proxies = new Option<string[]>("--proxy") { Description = "IP address of a proxy on another machine whose forwarded headers are believed.", AllowMultipleArgumentsPerToken = true, HelpName = "address" };
        var hostNames = new Option<string[]>("--host-name") { Description = "Name under which people reach the workbench; others are refused.", AllowMultipleArgumentsPerToken = true, HelpName = "name" };
        var hl7 = new Option<FileInfo?>("--hl7") { Description = "Configuration of an HL7 v2 feed: listen for its messages too (JSON). Default: none.", HelpName = "file" };
        var command = new Command("serve", "Start the workbench: pages and API.\n\nExample: salus serve") { urls, certificate, key, behindProxy, proxies, hostNames, hl7 };
        command.SetAction(async (call, cancel) =>
        {
            var options = new WebOptions
            {
                Urls = [.. call.GetValue(urls)!.Select(ParseUrl)],
                Certificate = call.GetValue(certificate),
                CertificateKey = call.GetValue(key),
                BehindProxy = call.GetValue(behindProxy),
                Proxies = [.. (call.GetValue(proxies) ?? []).Select(ParseAddress)],
                HostNames = [.. call.GetValue(hostNames) ?? []],
            };
            await using var app = WebHost.Build(options, trust(), Capabilities.All, call.GetValue(hl7) is { } feed ? builder => builder.Services.AddHl7Feed(Hl7Options.Read(feed)) : null);
            await StartAsync(app, cancel);
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            foreach (var address in addresses)
                await output.WriteLineAsync($"Salus listens on {address}");
            if ((await app.Services.GetRequiredService<People>().AccountsAsync(cancel)).IsEmpty)
            {
                var link = await app.Services.GetRequiredService<SignInLinks>().CreateAsync(null, TimeSpan.FromHours(24), cancel);
                await output.WriteLineAsync($"Nobody has an account yet. Make the first one here (works once, for a day): {addresses.First().TrimEnd('/')}{SignInLinks.PathOf(link)}");
            }
            await app.WaitForShutdownAsync(cancel);
            return 0;
        });
        return command;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new IOException($"{e.Message} Another program, perhaps another Salus, listens there. Stop it, or choose another port with --urls.", e);
        }
    }

    private static Uri ParseUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        ? url
        : throw new UnsafeAddressException($"'{text}' is not an address. Write it as http://127.0.0.1:5080.");

    private static IPAddress ParseAddress(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new UnsafeAddressException($"'{text}' is not an IP address. Write it as 10.0.0.7.");
}
