using System.CommandLine;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Validation;

namespace Salus.Workbench.Commands;

/// <summary><c>salus validate</c>: what is wrong with FHIR resources in files.</summary>
internal static class ValidateCommand
{
    public static Command Create(Shell shell)
    {
        var files = new Argument<FileInfo[]>("file") { Description = "FHIR R4 resources as JSON, XML or NDJSON.", Arity = ArgumentArity.OneOrMore };
        var profiles = new Option<string[]>("--profile") { Description = "Canonical address that every resource must conform to, besides those in its meta.profile.", HelpName = "url" };
        var packages = new Option<FileInfo[]>("--package") { Description = "FHIR package (.tgz) or a single conformance resource with profiles, value sets and code systems.", HelpName = "file" };
        var all = new Option<bool>("--all") { Description = "Also print warnings and information, not only errors." };
        var json = SharedOptions.Json();
        var command = new Command("validate", "Check FHIR R4 resources: structure, codes, rules, profiles, references. Exit code 1 when there is an error.\n\nExample: salus validate bundle.json --package hl7.fhir.us.core.tgz") { files, profiles, packages, all, json };
        command.SetAction(async (call, cancel) =>
        {
            var validator = new Validator(FhirDefinitions.R4.With((call.GetValue(packages) ?? []).SelectMany(Definitions)));
            var options = new ValidationOptions { Profiles = [.. call.GetValue(profiles) ?? []] };
            if (options.Profiles.FirstOrDefault(p => validator.Definitions.Structure(p) is null) is { } unknown)
                throw new CallException($"The profile {unknown} is not known. Name the package that defines it with --package FILE.");
            var (errors, resources) = (0, 0);
            foreach (var file in call.GetValue(files) ?? [])
            {
                foreach (var (name, reading) in Readings(Existing(file), validator.Definitions))
                {
                    cancel.ThrowIfCancellationRequested();
                    resources++;
                    var issues = validator.Validate(reading, options);
                    errors += issues.Count(i => i.IsError);
                    if (call.GetValue(json))
                        await shell.Out.WriteLineAsync(issues.ToOperationOutcome().With("id", Id(name)).ToJson());
                    else
                        foreach (var issue in issues.Where(i => i.IsError || call.GetValue(all)))
                            await shell.Out.WriteLineAsync($"{name}: {issue}");
                }
            }
            if (!call.GetValue(json))
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{resources} resources, {errors} errors"));
            return errors == 0 ? 0 : CommandFailures.WorkFailed;
        });
        return command;
    }

    /// <summary>Letters, digits, '-' and '.', as an id may hold.</summary>
    private static string Id(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' ? c : '-')) is var id && id.Length > 64 ? id[^64..] : id;

    private static IEnumerable<(string Name, FhirReading Reading)> Readings(FileInfo file, FhirDefinitions definitions)
    {
        if (file.Extension.Equals(".ndjson", StringComparison.OrdinalIgnoreCase))
        {
            return File.ReadLines(file.FullName).Index().Where(l => !string.IsNullOrWhiteSpace(l.Item))
                .Select(l => (string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{l.Index + 1}"), FhirReading.Json(System.Text.Encoding.UTF8.GetBytes(l.Item))));
        }
        return [(file.Name, Read(file, definitions))];
    }

    private static FhirReading Read(FileInfo file, FhirDefinitions definitions)
    {
        var bytes = File.ReadAllBytes(file.FullName);
        return file.Extension.Equals(".xml", StringComparison.OrdinalIgnoreCase) ? FhirReading.Xml(bytes, definitions) : FhirReading.Json(bytes);
    }

    private static IEnumerable<FhirNode> Definitions(FileInfo file)
    {
        if (Existing(file).Extension is ".tgz" or ".gz")
        {
            try
            {
                using var stream = file.OpenRead();
                return FhirPackage.Read(stream).Resources;
            }
            catch (FormatException e)
            {
                throw new CallException($"{file.FullName}: {e.Message}");
            }
        }
        return Read(file, FhirDefinitions.R4).Node is { } resource
            ? [resource]
            : throw new CallException($"{file.FullName} is neither a FHIR package nor a FHIR resource.");
    }

    private static FileInfo Existing(FileInfo file) => file.Exists ? file : throw new CallException($"There is no file {file.FullName}.");
}
