using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Commands;

/// <summary><c>salus reidentify</c>: turns the tokens of a release back, for who holds the key and may.</summary>
internal static class ReidentifyCommand
{
    public static Command Create(CommandContext context)
    {
        var input = new Argument<FileInfo>("IN") { Description = "Text, JSON, NDJSON, XML, HL7 v2, CSV or any other text file with tokens." };
        var output = new Argument<FileInfo>("OUT") { Description = "File for the identified text. Only its owner can read it." };
        var key = DeidentifyCommand.Key();
        var by = new Option<string?>("--as") { Description = "Account that turns them back. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("reidentify", "Turn the tokens that 'encrypt' wrote back into what they stand for. Data stewards only; every use is audited.\n\nExample: salus reidentify answers.csv answers-identified.csv --key lakemoor --as stella") { input, output, key, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), Act.ReadIdentified, cancel);
            var (from, to) = (call.GetValue(input)!, call.GetValue(output)!);
            if (!from.Exists)
                throw new DeidentificationException("There is no such file to turn back. Check the name.");
            var held = services.GetRequiredService<ReleaseKeys>().Existing(call.GetValue(key)!);
            var back = new Reidentifier(held);
            var escape = EscapeOf(from.Extension);
            await services.GetRequiredService<AuditLog>().WriteAsync(new AuditEntry(services.GetRequiredService<TimeProvider>().GetUtcNow(), person.Id, "reidentify", Draft: null, Patient: null, Detail: held.Fingerprint), cancel);
            var lines = await WholeFile.WriteAsync(to, async writer =>
            {
                using var reader = new StreamReader(from.FullName, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
                var count = 0L;
                while (await reader.ReadLineAsync(cancel) is { } line)
                {
                    await writer.WriteAsync(back.Restore(line, escape));
                    await writer.WriteAsync('\n');
                    count++;
                }
                return count;
            });
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { file = to.FullName, lines, key = held.Fingerprint }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{to.FullName}: {lines} lines, identified again. Keep it like the record."));
            return 0;
        });
        return command;
    }

    /// <summary>How a value is written inside this kind of file.</summary>
    private static Func<string, string> EscapeOf(string extension) => extension.ToLowerInvariant() switch
    {
        ".json" or ".ndjson" or ".jsonl" => value => JsonEncodedText.Encode(value).ToString(),
        ".xml" or ".html" => value => System.Security.SecurityElement.Escape(value),
        ".csv" or ".tsv" => value => value.Replace("\"", "\"\"", StringComparison.Ordinal),
        _ => value => value,
    };
}
