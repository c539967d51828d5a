using System.ComponentModel;
using System.Diagnostics;

namespace Salus.Conformance;

/// <summary>
/// Foreign implementations from npm in <c>tests/peers</c>, each run by a small script there.
/// A test that needs one is skipped with the reason where Node or the packages are missing.
/// </summary>
internal static class Peers
{
    public static string Folder()
    {
        var folder = Path.Combine(PublicData.Repository().FullName, "tests", "peers");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules")), "The foreign peers are not here: run 'npm ci' in tests/peers.");
        return folder;
    }

    /// <summary>Starts a script of the folder; the caller ends it.</summary>
    public static Process Start(string script, params IEnumerable<string> arguments)
    {
        var node = new Process
        {
            StartInfo = new ProcessStartInfo("node", [script, .. arguments])
            {
                WorkingDirectory = Folder(),
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        try
        {
            node.Start();
        }
        catch (Win32Exception)
        {
            node.Dispose();
            Assert.Skip("Node is not installed.");
        }
        return node;
    }

    /// <summary>What a script wrote, by lines. The test fails with what it complained of when it does not end well.</summary>
    public static async Task<string[]> RunAsync(string script, params IEnumerable<string> arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var node = Start(script, arguments);
        node.StandardInput.Close();
        var errors = node.StandardError.ReadToEndAsync(cancel);
        var output = await node.StandardOutput.ReadToEndAsync(cancel);
        await node.WaitForExitAsync(cancel);
        Assert.True(node.ExitCode == 0, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
