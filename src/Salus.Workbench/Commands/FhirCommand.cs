using System.CommandLine;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Client;
using Salus.Fhir.Smart;
using Salus.Trust;
using Salus.Workbench.Smart;

namespace Salus.Workbench.Commands;

/// <summary><c>salus fhir</c>: who may talk FHIR with us, and whom we talk to.</summary>
internal static class FhirCommand
{
    public static Command Create(Shell shell) => new("fhir", "Programs that sign in by themselves, EHRs that launch Salus, our keys, and bulk import from an EHR.\n\nExample: salus fhir pull https://ehr.example/r4 --client-id salus --source ehr")
    {
        Client(shell), Clients(shell), CloseClient(shell), Connect(shell), Connections(shell), Disconnect(shell), User(shell), Keys(shell), Pull(shell),
    };

    private static Command Client(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "What the program is called." };
        var account = new Option<string>("--account") { Description = "The account it acts for; its roles bound what the scopes open.", Required = true, HelpName = "user" };
        var scopes = new Option<string[]>("--scope") { Description = "system/ scopes, for example system/*.rs.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "scope" };
        var keys = new Option<FileInfo?>("--keys") { Description = "Its public keys as a JSON Web Key Set.", HelpName = "file" };
        var address = new Option<string?>("--keys-at") { Description = "Or where they are fetched, so that they can rotate.", HelpName = "url" };
        var json = SharedOptions.Json();
        var command = new Command("client", "Register a program for SMART Backend Services; prints its client id.\n\nExample: salus fhir client warehouse --account warehouse --scope system/*.rs --keys-at https://warehouse.example/jwks.json") { name, account, scopes, keys, address, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.Get<People>().FindByNameAsync(call.GetValue(account)!, cancel) ?? throw new CallException($"There is no account '{call.GetValue(account)}'. See 'salus users list'.");
            var set = call.GetValue(keys) is { } file ? JsonWebKeySet.Parse(await File.ReadAllBytesAsync(file.FullName, cancel)) : null;
            var client = await shell.Get<ApiClients>().RegisterAsync(call.GetValue(name)!, person.Id, Scopes(call.GetValue(scopes)!), set, call.GetValue(address) is { } url ? Address(url) : null, by: null, cancel);
            await TellAsync(shell, call.GetValue(json), new { client.Id, client.Name, Scopes = client.Scopes.ToString() }, client.Id);
            return 0;
        });
        return command;
    }

    private static Command Clients(Shell shell)
    {
        var json = SharedOptions.Json();
        var command = new Command("clients", "Programs that may sign in by themselves.\n\nExample: salus fhir clients") { json };
        command.SetAction(async (call, cancel) =>
        {
            var all = await shell.Get<ApiClients>().ListAsync(cancel);
            await TellAsync(shell, call.GetValue(json), all.Select(c => new { c.Id, c.Name, Scopes = c.Scopes.ToString(), c.Disabled }),
                [.. all.Select(c => $"{c.Id}  {c.Name}  {c.Scopes}{(c.Disabled ? "  closed" : "")}")]);
            return 0;
        });
        return command;
    }

    private static Command CloseClient(Shell shell)
    {
        var (id, json) = (new Argument<string>("id") { Description = "Its client id." }, SharedOptions.Json());
        var command = new Command("close-client", "Close a program's access; its tokens stop at once.\n\nExample: salus fhir close-client 01976d5a-0000-7000-8000-000000000000") { id, json };
        command.SetAction(async (call, cancel) =>
        {
            if (!await shell.Get<ApiClients>().DisableAsync(call.GetValue(id)!, by: null, cancel))
                throw new WorkFailedException("There is no such client, or it is closed already. See 'salus fhir clients'.");
            await TellAsync(shell, call.GetValue(json), new { Id = call.GetValue(id), Closed = true }, "Closed.");
            return 0;
        });
        return command;
    }

    private static Command Connect(Shell shell)
    {
        var issuer = Issuer();
        var name = new Option<string>("--source") { Description = "Its name as a source in the record: letters, digits, '-', '.', '_'.", Required = true, HelpName = "name" };
        var client = new Option<string>("--client-id") { Description = "As Salus is registered there.", Required = true, HelpName = "id" };
        var scopes = new Option<string[]>("--scope") { Description = "What Salus asks for; openid and fhirUser are always among it.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["patient/*.rs"], HelpName = "scope" };
        var open = new Option<bool>("--public") { Description = "Registered as a public client, which signs with no key." };
        var json = SharedOptions.Json();
        var command = new Command("connect", "Let an EHR launch Salus, at /smart/launch, or start from Salus at /smart/start?iss=ADDRESS. Register /smart/callback and /.well-known/jwks.json there.\n\nExample: salus fhir connect https://ehr.example/r4 --source ehr --client-id salus") { issuer, name, client, scopes, open, json };
        command.SetAction(async (call, cancel) =>
        {
            var connection = new EhrConnection(Address(call.GetValue(issuer)!), call.GetValue(name)!, call.GetValue(client)!, Scopes(["openid", "fhirUser", .. call.GetValue(scopes)!]), !call.GetValue(open));
            await shell.Get<EhrConnections>().SaveAsync(connection, by: null, cancel);
            await TellAsync(shell, call.GetValue(json), new { Issuer = connection.Issuer.AbsoluteUri, connection.Name, Scopes = connection.Scopes.ToString() }, $"{connection.Name} may launch Salus. Say who its users are: salus fhir user {connection.Issuer} Practitioner/ID ACCOUNT");
            return 0;
        });
        return command;
    }

    private static Command Connections(Shell shell)
    {
        var json = SharedOptions.Json();
        var command = new Command("connections", "EHRs that may launch Salus.\n\nExample: salus fhir connections") { json };
        command.SetAction(async (call, cancel) =>
        {
            var all = await shell.Get<EhrConnections>().ListAsync(cancel);
            await TellAsync(shell, call.GetValue(json), all.Select(c => new { Issuer = c.Issuer.AbsoluteUri, c.Name, c.ClientId, Scopes = c.Scopes.ToString(), c.Confidential }), [.. all.Select(c => $"{c.Name}  {c.Issuer}  {c.ClientId}  {c.Scopes}")]);
            return 0;
        });
        return command;
    }

    private static Command Disconnect(Shell shell)
    {
        var (issuer, json) = (Issuer(), SharedOptions.Json());
        var command = new Command("disconnect", "An EHR may no longer launch Salus.\n\nExample: salus fhir disconnect https://ehr.example/r4") { issuer, json };
        command.SetAction(async (call, cancel) =>
        {
            if (!await shell.Get<EhrConnections>().RemoveAsync(Address(call.GetValue(issuer)!), by: null, cancel))
                throw new WorkFailedException("There is no such connection. See 'salus fhir connections'.");
            await TellAsync(shell, call.GetValue(json), new { Disconnected = true }, "Disconnected.");
            return 0;
        });
        return command;
    }

    private static Command User(Shell shell)
    {
        var issuer = Issuer();
        var user = new Argument<string>("fhir-user") { Description = "As the EHR names them: Practitioner/7." };
        var account = new Argument<string>("account") { Description = "Who that is here." };
        var json = SharedOptions.Json();
        var command = new Command("user", "Say which account a user of an EHR has here. Users without one are not let in.\n\nExample: salus fhir user https://ehr.example/r4 Practitioner/7 ada") { issuer, user, account, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.Get<People>().FindByNameAsync(call.GetValue(account)!, cancel) ?? throw new CallException($"There is no account '{call.GetValue(account)}'. See 'salus users list'.");
            await shell.Get<EhrConnections>().MapAsync(new EhrUser(Address(call.GetValue(issuer)!), call.GetValue(user)!, person.Id), by: null, cancel);
            await TellAsync(shell, call.GetValue(json), new { FhirUser = call.GetValue(user), person.UserName }, $"{call.GetValue(user)} is {person.UserName} here.");
            return 0;
        });
        return command;
    }

    private static Command Keys(Shell shell)
    {
        var rotate = new Option<bool>("--rotate") { Description = "Make a new key, which signs from now on; older ones stay published." };
        var algorithm = new Option<string>("--algorithm") { Description = "Of a new key: ES384 or RS384.", DefaultValueFactory = _ => "ES384", HelpName = "name" };
        algorithm.AcceptOnlyFromAmong("ES384", "RS384");
        var json = SharedOptions.Json();
        var command = new Command("keys", "Our public keys as a JSON Web Key Set, to register Salus with an EHR.\n\nExample: salus fhir keys > jwks.json") { rotate, algorithm, json };
        command.SetAction(async (call, cancel) =>
        {
            var keys = new SmartKeys(shell.Options, TimeProvider.System);
            if (call.GetValue(rotate))
                keys.Rotate(Enum.Parse<SigningAlgorithm>(call.GetValue(algorithm)!));
            await shell.Out.WriteLineAsync(keys.Published.ToJson().ToJsonString(TrustJson.Indented).AsMemory(), cancel);
            return 0;
        });
        return command;
    }

    private static Command Pull(Shell shell)
    {
        var server = new Argument<string>("server") { Description = "FHIR base address." };
        var source = new Option<string>("--source") { Description = "Name of the source in the record: the same in every import from it.", Required = true, HelpName = "name" };
        var client = new Option<string?>("--client-id") { Description = "As Salus is registered there; leave it out for a server that needs no token.", HelpName = "id" };
        var scopes = new Option<string[]>("--scope") { Description = "What to ask for.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["system/*.rs"], HelpName = "scope" };
        var group = new Option<string?>("--group") { Description = "Only the members of this Group; otherwise all patients.", HelpName = "id" };
        var types = new Option<string[]>("--type") { Description = "Only these resource types.", AllowMultipleArgumentsPerToken = true, HelpName = "type" };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only what changed since: the transaction time of the pull before.", HelpName = "instant" };
        var post = new Option<bool>("--post") { Description = "Start with POST, which version 4 of Bulk Data demands." };
        var minutes = new Option<int>("--minutes") { Description = "How long to wait for the server.", DefaultValueFactory = _ => 240, HelpName = "n" };
        var json = SharedOptions.Json();
        var command = new Command("pull", "Bulk export from another FHIR server into the record, signed in with our key (SMART Backend Services). Run it again to go on.\n\nExample: salus fhir pull https://ehr.example/r4 --client-id salus --source ehr --group all") { server, source, client, scopes, group, types, since, post, minutes, json };
        command.SetAction(async (call, cancel) =>
        {
            var address = Address(call.GetValue(server)!);
            using var http = SmartDiscovery.NewHttpClient();
            var tokens = call.GetValue(client) is { } id
                ? new BackendService(http, (await SmartDiscovery.ReadAsync(http, address, cancel)).TokenEndpoint, id, new SmartKeys(shell.Options, TimeProvider.System).Current, Scopes(call.GetValue(scopes)!), TimeProvider.System)
                : null;
            using var _ = tokens;
            using var fhir = new FhirClient(address, new FhirClientOptions { Tokens = tokens });
            var request = new BulkExportRequest { Patients = true, Group = call.GetValue(group), Types = [.. call.GetValue(types) ?? []], Since = call.GetValue(since), ByPost = call.GetValue(post) };
            var pulled = await PullAsync(shell, fhir, request, address, call.GetValue(source)!, TimeSpan.FromMinutes(call.GetValue(minutes)), cancel);
            await TellAsync(shell, call.GetValue(json), pulled, string.Create(CultureInfo.InvariantCulture,
                $"{pulled.Summary.Added} added, {pulled.Summary.Changed} changed, {pulled.Summary.Unchanged} unchanged, {pulled.Summary.Refused} left out. Next time: --since {pulled.TransactionTime:yyyy-MM-dd'T'HH:mm:sszzz}"));
            return pulled.Summary.Refused > 0 ? CommandFailures.WorkFailed : 0;
        });
        return command;
    }

    private static async Task<Pulled> PullAsync(Shell shell, FhirClient fhir, BulkExportRequest request, Uri address, string source, TimeSpan patience, CancellationToken cancel)
    {
        var export = await fhir.ExportAsync(request, cancel);
        var manifest = await export.WaitAsync(patience, new Said(shell.Error), cancel);
        var total = new ImportSummary(0, 0, 0);
        foreach (var file in manifest.Output)
        {
            var options = new ImportOptions { BaseUrl = address, Refused = fault => shell.Error.WriteLine($"{file.Type}: {fault}") };
            var done = await shell.Get<Record>().ImportAsync(export.ReadAsync(manifest, file, cancel).Select((r, i) => new ImportItem(i + 1, r)), source, options, cancel);
            total = new ImportSummary(total.Added + done.Added, total.Changed + done.Changed, total.Unchanged + done.Unchanged) { Deleted = total.Deleted + done.Deleted, Refused = total.Refused + done.Refused, Unanswered = total.Unanswered + done.Unanswered };
        }
        foreach (var file in manifest.Errors)
        {
            await foreach (var outcome in export.ReadAsync(manifest, file, cancel))
                await shell.Error.WriteLineAsync($"The server could not export all: {string.Join(", ", outcome.Select("issue.code").Select(c => c.Value))}".AsMemory(), cancel);
        }
        await export.DeleteAsync(cancel);
        return new Pulled(total, manifest.TransactionTime);
    }

    private static Argument<string> Issuer() => new("ehr") { Description = "FHIR base address of the EHR: the iss of its launches." };

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new CallException($"'{text}' is not an address. Write it as https://ehr.example/r4.");

    private static SmartScopes Scopes(IEnumerable<string> scopes)
    {
        try
        {
            return SmartScopes.Parse(string.Join(' ', scopes));
        }
        catch (FormatException e)
        {
            throw new CallException(e.Message);
        }
    }

    private static async Task TellAsync<T>(Shell shell, bool json, T what, params string[] lines)
    {
        if (json)
        {
            await shell.WriteJsonAsync(what);
            return;
        }
        foreach (var line in lines)
            await shell.Out.WriteLineAsync(line);
    }

    private sealed record Pulled(ImportSummary Summary, DateTimeOffset TransactionTime);

    private sealed class Said(TextWriter to) : IProgress<string>
    {
        public void Report(string value) => to.WriteLine($"The server says: {value}");
    }
}
