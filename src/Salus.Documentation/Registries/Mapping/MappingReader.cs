using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Design.Files;

namespace Salus.Documentation.Registries;

/// <summary>Reads a mapping file. All that is wrong with it is told at once, each with its line.</summary>
public static class MappingReader
{
    public const int LargestFile = 1 << 20;
    private const string Format = "1";
    private const int MostProblems = 50;
    private const int MostFields = 500;

    /// <exception cref="MappingException">The file cannot be used.</exception>
    public static RegistryMapping Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            if (file.Length > LargestFile)
                throw new MappingException([new MappingProblem(1, "The file is larger than 1 MiB, which no mapping is.")], file.Name);
            return Read(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file.FullName)));
        }
        catch (DecoderFallbackException)
        {
            throw new MappingException([new MappingProblem(1, "The file is not text in UTF-8.")], file.Name);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MappingException([new MappingProblem(1, "There is no such file.")], file.Name);
        }
        catch (MappingException wrong)
        {
            throw new MappingException(wrong.Problems, file.Name);
        }
    }

    /// <inheritdoc cref="Read(FileInfo)"/>
    public static RegistryMapping Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LargestFile)
            throw new MappingException([new MappingProblem(1, "The file is larger than 1 MiB, which no mapping is.")]);
        text = text.TrimStart('\uFEFF');
        var problems = new List<MappingProblem>();
        var mapping = Mapping(MappingYaml.Read(text), text, problems);
        if (problems.Count > 0)
            throw new MappingException([.. problems.OrderBy(p => p.Line).DistinctBy(p => p).Take(MostProblems)]);
        return mapping!;
    }

    private static RegistryMapping? Mapping(YamlValue root, string text, List<MappingProblem> problems)
    {
        if (MapReader.Of(root, "a registry", problems) is not { } map)
            return null;
        if (map.Text("salusRegistry") is not Format)
            map.Wrong("salusRegistry", "Begin with 'salusRegistry: 1', the version of this file format.");
        var name = map.Needed("name");
        if (name.Length > 0 && !IsName(name))
            map.Wrong("name", $"'{MapReader.Short(name)}' is no name: use up to 60 lower-case letters, digits and hyphens.");
        var (version, title, publisher, origin) = (map.Needed("version"), map.Needed("title"), map.Text("publisher"), map.Text("source"));
        var codes = map.Entries("codes").Select(e => Codes(e.Key, e.Value, problems)).OfType<CodeList>().ToImmutableDictionary(c => c.Name, StringComparer.Ordinal);
        var rules = new RuleReader(codes, problems);
        var events = map.Entries("events").Select(e => rules.Event(e.Key, e.Value)).OfType<EventRule>().ToImmutableDictionary(e => e.Name, StringComparer.Ordinal);
        var fields = new FieldReader(rules, events, problems);
        if (!map.Has("sections"))
            map.Wrong("sections", "'sections' is missing: a registry asks something.");
        var sections = map.List("sections").Select(s => Section(s, fields, problems)).OfType<RegistrySection>().ToImmutableArray();
        map.Done();
        foreach (var twice in sections.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            problems.Add(new MappingProblem(map.Line, $"Two sections are called '{twice.Key}'."));
        var all = sections.SelectMany(s => s.Fields).ToArray();
        if (all.Length > MostFields)
            problems.Add(new MappingProblem(map.Line, string.Create(CultureInfo.InvariantCulture, $"The registry has more than {MostFields} fields.")));
        Unique(all, f => f.Name, "name", problems);
        Unique(all, f => f.Label, "label", problems);
        return new RegistryMapping(name, version, title, publisher, origin, sections, codes, events, text);
    }

    private static RegistrySection? Section(YamlValue value, FieldReader fields, List<MappingProblem> problems)
    {
        if (MapReader.Of(value, "a section", problems) is not { } map)
            return null;
        var (name, title) = (map.Needed("name"), map.Needed("title"));
        if (name.Length > 0 && !IsName(name))
            map.Wrong("name", $"'{MapReader.Short(name)}' is no name: use up to 60 lower-case letters, digits and hyphens.");
        var read = map.List("fields").Select(fields.Read).OfType<RegistryField>().ToImmutableArray();
        if (read.IsEmpty)
            map.Wrong("fields", "A section has fields.");
        map.Done();
        return new RegistrySection(name, title, read);
    }

    private static CodeList? Codes(YamlText key, YamlValue value, List<MappingProblem> problems)
    {
        if (MapReader.Of(value, "a code list", problems) is not { } map)
            return null;
        var list = new CodeList(key.Text, map.Needed("system"), map.Texts("codes"), map.Texts("starts"), map.Needed("source"), map.Needed("version"));
        if (list.Exact.IsEmpty && list.Beginnings.IsEmpty)
            problems.Add(new MappingProblem(key.Line, $"The list '{key.Text}' is empty: give 'codes', 'starts', or both."));
        map.Done();
        return list;
    }

    private static void Unique(RegistryField[] fields, Func<RegistryField, string> by, string what, List<MappingProblem> problems)
    {
        foreach (var twice in fields.GroupBy(by, StringComparer.OrdinalIgnoreCase).Where(g => g.Key.Length > 0 && g.Skip(1).Any()))
            problems.Add(new MappingProblem(twice.ElementAt(1).Line, string.Create(CultureInfo.InvariantCulture, $"The {what} '{MapReader.Short(twice.Key)}' is taken: the field on line {twice.First().Line} has it.")));
    }

    internal static bool IsName(string name) => name.Length is > 0 and <= 60 && name[0] != '-' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
