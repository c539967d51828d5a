using System.Text.Json;
using Salus.Design;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Workbench.Commands;

/// <summary>What a command works with: the streams it was started with, where the data are, and the services, built on first use.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private readonly Func<TrustOptions, IServiceProvider> build;
    private IServiceProvider? services;

    /// <param name="build">Makes the container; runs at most once, so that <c>--help</c> stays fast.</param>
    public Shell(TextReader input, TextWriter output, TextWriter error, IAnsiConsole terminal, Func<TrustOptions, IServiceProvider> build)
    {
        (Input, Out, Error, Terminal, this.build) = (input, output, error, terminal, build);
        Context = new CommandContext(() => Services, output, error, terminal) { In = input };
    }

    public TextReader Input { get; }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public IAnsiConsole Terminal { get; }

    /// <summary>Input and output for a command that speaks a protocol over them; null where there are none.</summary>
    public ByteStreams? Bytes { get; init; }

    /// <summary>What capabilities get.</summary>
    public CommandContext Context { get; }

    /// <summary>Set once the call is parsed.</summary>
    public TrustOptions Options { get; set; } = new("", new DirectoryInfo("."));

    public IServiceProvider Services => services ??= build(Options);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public Task WriteJsonAsync<T>(T value) => Out.WriteLineAsync(JsonSerializer.Serialize(value, TrustJson.Indented));

    /// <summary>
    /// The account an act is done and audited under. Whoever can run this program on the data folder can read the folder too,
    /// so reading asks for a name and not for a password; signing asks for both.
    /// </summary>
    /// <param name="userName">Null takes the only account that may do it.</param>
    /// <exception cref="CallException">No such account, or the name is needed.</exception>
    /// <exception cref="WorkFailedException">The account may not do this.</exception>
    public async Task<Person> PersonAsync(string? userName, Act act, CancellationToken cancel)
    {
        var people = Get<People>();
        if (userName is not null)
        {
            var named = await people.FindByNameAsync(userName, cancel) ?? throw new CallException($"There is no account '{userName}'. See 'salus users list'.");
            return Access.Allows(named, act) ? named : throw new WorkFailedException($"The account '{userName}' may not do this. See its roles with 'salus users list'.");
        }
        var able = (await people.AccountsAsync(cancel)).Where(a => !a.Disabled && Access.Allows(a.Person, act)).ToArray();
        return able switch
        {
            [var only] => only.Person,
            [] => throw new WorkFailedException("No account may do this yet. Add one: salus users add ada --name \"Dr. Ada Marsh\" --role clinician"),
            _ => throw new CallException("Several accounts may do this: say which with --as NAME, or set SALUS_USER."),
        };
    }

    /// <summary>Never an argument: other users of the machine can read those.</summary>
    /// <exception cref="CallException">Nobody there to ask.</exception>
    public async Task<string> PasswordAsync(string prompt, bool fromInput, CancellationToken cancel)
    {
        if (fromInput)
            return await Input.ReadLineAsync(cancel) is { Length: > 0 } line ? line : throw new CallException("--password-stdin was given, but there is no line on the standard input.");
        if (!Terminal.Profile.Capabilities.Interactive)
            throw new CallException("There is no terminal to ask for the password on: give it on the standard input with --password-stdin.");
        return await new TextPrompt<string>(prompt).Secret(null).ShowAsync(Terminal, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (services is IAsyncDisposable provider)
            await provider.DisposeAsync();
    }
}

/// <summary>The program's standard input and output as bytes, opened when they are wanted.</summary>
public sealed record ByteStreams(Func<Stream> Input, Func<Stream> Output);

/// <summary>The call cannot be carried out as it was written (exit code 2).</summary>
internal sealed class CallException(string message) : Exception(message);

/// <summary>The call was right, the work could not be done (exit code 1).</summary>
internal sealed class WorkFailedException(string message) : Exception(message);
