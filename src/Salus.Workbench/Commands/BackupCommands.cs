using System.CommandLine;
using System.Globalization;
using Salus.Design;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus backup</c> and <c>salus restore</c>: the whole installation as one file.</summary>
internal static class BackupCommands
{
    public static Command Backup(Shell shell)
    {
        var (file, json) = (new Argument<FileInfo>("file") { Description = "File to write; must not exist yet." }, SharedOptions.Json());
        var command = new Command("backup", "Write everything into one file, while people work: database, keys, settings. Keep it like the data itself.\n\nExample: salus backup salus-$(date +%F).zip") { file, json };
        command.SetAction(async (call, cancel) =>
        {
            var target = call.GetValue(file)!;
            var manifest = await LongWork.RunAsync(shell, "backup", progress => shell.Get<Trust.Backup>().WriteAsync(target, Adapt(progress), cancel));
            target.Refresh();
            await TellAsync(shell, call.GetValue(json), manifest, target, "Wrote");
            return 0;
        });
        return command;
    }

    public static Command Restore(Shell shell)
    {
        var (file, json) = (new Argument<FileInfo>("file") { Description = "File from 'salus backup'." }, SharedOptions.Json());
        var force = new Option<bool>("--force") { Description = "Replace what is there." };
        var check = new Option<bool>("--check") { Description = "Only read the backup and compare every digest." };
        var command = new Command("restore", "Make database and data folder what they were. Refuses to replace anything without --force. Stop the workbench first.\n\nExample: salus restore salus-2026-06-01.zip --home /srv/salus") { file, force, check, json };
        command.SetAction(async (call, cancel) =>
        {
            var source = call.GetValue(file)!;
            if (!source.Exists)
                throw new CallException($"There is no file {source.FullName}.");
            var onlyCheck = call.GetValue(check);
            var manifest = await LongWork.RunAsync(shell, "restore", progress => onlyCheck
                ? Trust.Backup.VerifyAsync(source, cancel)
                : Trust.Backup.RestoreAsync(source, shell.Options, call.GetValue(force), Adapt(progress), cancel));
            await TellAsync(shell, call.GetValue(json), manifest, source, onlyCheck ? "Whole:" : "Restored");
            return 0;
        });
        return command;
    }

    private static async Task TellAsync(Shell shell, bool json, BackupManifest manifest, FileInfo file, string done)
    {
        if (json)
            await shell.WriteJsonAsync(new { file = file.FullName, bytes = file.Length, manifest.Version, manifest.Schema, manifest.At, entries = manifest.Entries.Length, rows = manifest.Entries.Sum(e => e.Rows ?? 0) });
        else
            await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done} {file.FullName}: {manifest.Entries.Sum(e => e.Rows ?? 0)} rows and {manifest.Entries.Count(e => e.Rows is null)} files of {manifest.At:yyyy-MM-dd HH:mm} UTC"));
    }

    private static BackupSteps Adapt(IProgress<EvaluationProgress> progress) => new(progress);

    /// <summary>A backup does not know its end beforehand.</summary>
    private sealed class BackupSteps(IProgress<EvaluationProgress> progress) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => progress.Report(new EvaluationProgress((int)Math.Min(value.Done, int.MaxValue), int.MaxValue, value.What));
    }
}
