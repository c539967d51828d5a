using Salus.Tools.LearnIdentifiers;

// Learns the weights that Salus.Language embeds to find names, houses, places and codes, from the sets beside this program and a folder of public data:
//   dotnet run -c Release --project tools/LearnIdentifiers -- learn DATA src/Salus.Language/Identifiers/Learned/Data/weights.bin
//   dotnet run -c Release --project tools/LearnIdentifiers -- measure DATA [SET ...]    each set in turn left out
const int seed = 0;
if (args is not (["learn", _, _] or ["measure", _, ..]))
{
    await Console.Error.WriteLineAsync("Say 'learn DATA FILE' to write weights, or 'measure DATA [SET ...]' to measure on sets that were left out; DATA is a folder with some of aci-bench, mts-dialog, primock57, deid.");
    return 2;
}
var material = new Material(new DirectoryInfo(args[1]), new DirectoryInfo(AppContext.BaseDirectory), seed);
var course = new Course(material, seed);
if (args[0] is "learn")
{
    await using var file = File.Create(args[2]);
    course.Learn().Write(file);
    Console.WriteLine($"{args[2]}: {file.Length:N0} bytes");
    return 0;
}
foreach (var (name, fold) in material.Sets.Select((s, i) => (s.Name, i)).Where(s => args.Length == 2 || args.AsSpan(2).Contains(s.Name)))
{
    foreach (var line in course.Measure(name, fold))
        Console.WriteLine(line);
}
return 0;
