using System.CommandLine;

namespace Salus.Workbench.Commands;

/// <summary>Options that several commands have, always under the same name.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write JSON to the standard output." };

    public static Option<string?> As() => new("--as") { Description = "Account the act is done and audited under. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => CommandLine.Setting("SALUS_USER") };

    public static Option<bool> PasswordStdin() => new("--password-stdin") { Description = "Read the password from the first line of the standard input instead of asking." };

    public static Option<FileInfo?> Out(string what) => new("--out") { Description = $"File for {what}. Default: the standard output.", HelpName = "file" };
}
