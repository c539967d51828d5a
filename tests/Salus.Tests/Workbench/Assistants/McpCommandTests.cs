using System.IO.Pipelines;
using Salus.Workbench.Commands;
using Spectre.Console;

namespace Salus.Tests.Workbench.Assistants;

/// <summary>The command as an assistant starts it.</summary>
public sealed class McpCommandTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("salus-mcp-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => home.Delete(recursive: true);

    [Fact]
    public async Task Speaks_the_protocol_alone_on_its_output_and_ends_with_the_input()
    {
        await RunAsync(null, "users", "add", "ada", "--name", "Dr. Ada", "--role", "clinician");
        var (_, secret, _) = await RunAsync(null, "users", "token", "ada", "--name", "desk", "--scope", "chart:read");
        var variable = "SALUS_TEST_TOKEN_" + home.Name.Replace('-', '_');
        Environment.SetEnvironmentVariable(variable, secret.Trim());
        try
        {
            var (asks, answers) = (new Pipe(), new Pipe());
            var serving = RunAsync(new ByteStreams(() => asks.Reader.AsStream(), () => answers.Writer.AsStream()), "mcp", "--token", "env:" + variable);
            await asks.Writer.WriteAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}"""u8.ToArray().Append((byte)'\n').ToArray(), Cancel);
            using var reader = new StreamReader(answers.Reader.AsStream());
            Assert.Contains("\"serverInfo\":{\"name\":\"salus\"", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
            await asks.Writer.CompleteAsync();
            var (code, words, error) = await serving;
            Assert.True(code == 0, error);
            Assert.Empty(words);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Theory]
    [InlineData("salus_abcdef", "never stands in a command")]
    [InlineData("env:SALUS_TEST_NO_SUCH_TOKEN", "There is no token at env:SALUS_TEST_NO_SUCH_TOKEN")]
    public async Task A_missing_or_spelt_out_token_is_refused(string token, string says)
    {
        var (code, _, error) = await RunAsync(null, "mcp", "--token", token);
        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("salus_abcdef", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(ByteStreams? bytes, params string[] args)
    {
        using var words = new StringWriter();
        using var error = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(words) });
        var code = await CommandLine.RunAsync([.. args, "--home", home.FullName], TextReader.Null, words, error, terminal, Cancel, bytes);
        return (code, words.ToString(), error.ToString());
    }
}
