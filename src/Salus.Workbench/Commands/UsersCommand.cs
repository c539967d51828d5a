using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Workbench.Commands;

/// <summary><c>salus users</c>: accounts, sign-in links and API tokens, for whoever runs the machine.</summary>
internal static class UsersCommand
{
    public static Command Create(Shell shell) => new("users", "Accounts, one-time sign-in links and API tokens. Whoever can run this on the data folder administers it.\n\nExample: salus users add ada --name \"Dr. Ada Marsh\" --role clinician") { Add(shell), List(shell), Password(shell), Disable(shell), Link(shell), Token(shell) };

    private static Argument<string> User() => new("user") { Description = "The name to sign in with." };

    private static Command Add(Shell shell)
    {
        var (user, stdin, json) = (User(), SharedOptions.PasswordStdin(), SharedOptions.Json());
        var name = new Option<string>("--name") { Description = "As printed under a signature.", Required = true, HelpName = "text" };
        var roles = new Option<Role[]>("--role") { Description = $"{string.Join(", ", Enum.GetValues<Role>().SkipLast(1).Select(Kebab))} or {Kebab(Enum.GetValues<Role>()[^1])}; may be given several times.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "role", CustomParser = Parse };
        var command = new Command("add", "Add an account. Without --password-stdin the person sets a password through 'salus users link'.\n\nExample: salus users add ada --name \"Dr. Ada Marsh\" --role clinician --role administrator") { user, name, roles, stdin, json };
        command.SetAction(async (call, cancel) =>
        {
            var password = call.GetValue(stdin) ? await shell.PasswordAsync("", fromInput: true, cancel) : null;
            var person = await shell.Get<People>().AddAsync(call.GetValue(user)!, call.GetValue(name)!, call.GetValue(roles)!, password, by: null, cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(person);
            else
                await shell.Out.WriteLineAsync($"Added {person.UserName} ({Roles(person)}).{(password is null ? $" Let them in: salus users link {person.UserName}" : "")}");
            return 0;
        });
        return command;
    }

    private static Role[] Parse(ArgumentResult said)
    {
        var roles = new List<Role>();
        foreach (var token in said.Tokens)
            if (Enum.GetValues<Role>().Where(r => string.Equals(Kebab(r), token.Value, StringComparison.OrdinalIgnoreCase) || string.Equals(r.ToString(), token.Value, StringComparison.OrdinalIgnoreCase)).ToArray() is [var role])
                roles.Add(role);
            else
                said.AddError($"There is no role '{token.Value}'. Choose among: {string.Join(", ", Enum.GetValues<Role>().Select(Kebab))}.");
        return [.. roles];
    }

    private static string Kebab(Role role) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    private static Command List(Shell shell)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "Everybody with an account.\n\nExample: salus users list --json") { json };
        command.SetAction(async (call, cancel) =>
        {
            var accounts = await shell.Get<People>().AccountsAsync(cancel);
            if (call.GetValue(json))
            {
                await shell.WriteJsonAsync(accounts);
                return 0;
            }
            var table = new Table().Border(TableBorder.Simple).AddColumn("user").AddColumn("name").AddColumn("roles").AddColumn("state");
            foreach (var account in accounts)
            {
                var state = account switch { { Disabled: true } => "disabled", { LockedUntil: { } until } => $"locked until {until.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC", { HasPassword: false } => "no password yet", _ => "active" };
                table.AddRow(new Text(account.Person.UserName), new Text(account.Person.DisplayName), new Text(Roles(account.Person)), new Text(state));
            }
            shell.Terminal.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Password(Shell shell)
    {
        var (user, stdin, json) = (User(), SharedOptions.PasswordStdin(), SharedOptions.Json());
        var command = new Command("password", "Set a password; ends every session of the account.\n\nExample: salus users password ada") { user, stdin, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await FindAsync(shell, call.GetValue(user)!, cancel);
            await shell.Get<People>().SetPasswordAsync(person.Id, await shell.PasswordAsync($"New password of {person.UserName}:", call.GetValue(stdin), cancel), by: null, cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { person.UserName, changed = true });
            else
                await shell.Out.WriteLineAsync($"{person.UserName} has a new password.");
            return 0;
        });
        return command;
    }

    private static Command Disable(Shell shell)
    {
        var (user, json) = (User(), SharedOptions.Json());
        var command = new Command("disable", "Close an account: sessions, links and tokens stop working at once. Its signatures stay valid.\n\nExample: salus users disable ada") { user, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await FindAsync(shell, call.GetValue(user)!, cancel);
            await shell.Get<People>().DisableAsync(person.Id, by: null, cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { person.UserName, disabled = true });
            else
                await shell.Out.WriteLineAsync($"{person.UserName} is disabled.");
            return 0;
        });
        return command;
    }

    private static Command Link(Shell shell)
    {
        var user = new Argument<string?>("user") { Description = "Who shall be let in. Leave it out for the very first account.", Arity = ArgumentArity.ZeroOrOne };
        var hours = new Option<int>("--hours") { Description = "How long it works, 1 to 168.", DefaultValueFactory = _ => 24, HelpName = "n" };
        var at = new Option<string>("--at") { Description = "Address of the workbench.", DefaultValueFactory = _ => "http://127.0.0.1:5080", HelpName = "url" };
        var json = SharedOptions.Json();
        var command = new Command("link", "Print a link that signs a person in once, for example to set a password.\n\nExample: salus users link ada --at https://salus.clinic.example") { user, hours, at, json };
        command.SetAction(async (call, cancel) =>
        {
            if (call.GetValue(hours) is < 1 or > 168)
                throw new CallException("--hours is a number from 1 to 168.");
            var person = call.GetValue(user) is { } name ? await FindAsync(shell, name, cancel) : null;
            var secret = await shell.Get<SignInLinks>().CreateAsync(person?.Id, TimeSpan.FromHours(call.GetValue(hours)), cancel);
            var link = call.GetValue(at)!.TrimEnd('/') + SignInLinks.PathOf(secret);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { link, hours = call.GetValue(hours) });
            else
                await shell.Out.WriteLineAsync(link);
            return 0;
        });
        return command;
    }

    private static Command Token(Shell shell)
    {
        var (user, json) = (User(), SharedOptions.Json());
        var name = new Option<string>("--name") { Description = "The program that will use it.", Required = true, HelpName = "text" };
        var scopes = new Option<string[]>("--scope") { Description = $"What it may do: {string.Join(", ", Access.Scopes)}; or SMART scopes such as user/Observation.rs. Signing never.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "scope" };
        var days = new Option<int>("--days") { Description = "How long it works, 1 to 366.", DefaultValueFactory = _ => 90, HelpName = "n" };
        var patient = new Option<string?>("--patient") { Description = "The only patient it opens, with patient/ scopes.", HelpName = "id" };
        var command = new Command("token", "Make an API token for a program. It is shown once.\n\nExample: salus users token ada --name recorder --scope drafts:write") { user, name, scopes, patient, days, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await FindAsync(shell, call.GetValue(user)!, cancel);
            var made = await shell.Get<ApiTokens>().CreateAsync(person.Id, call.GetValue(name)!, call.GetValue(scopes)!, TimeSpan.FromDays(call.GetValue(days)), cancel, call.GetValue(patient) is { } bound ? new PatientId(bound) : null);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { made.Token, made.Secret });
            else
                await shell.Out.WriteLineAsync(made.Secret);
            return 0;
        });
        return command;
    }

    private static async Task<Person> FindAsync(Shell shell, string user, CancellationToken cancel) =>
        await shell.Get<People>().FindByNameAsync(user, cancel) ?? throw new WorkFailedException($"There is no account '{user}', or it is disabled. See 'salus users list'.");

    private static string Roles(Person person) => string.Join(", ", person.Roles.Select(Kebab));
}
