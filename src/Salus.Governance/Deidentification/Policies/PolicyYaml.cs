using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Salus.Governance.Deidentification;

/// <summary>A value of a policy file with the line it stands on, from 1.</summary>
internal abstract record PolicyYaml(int Line)
{
    private const int Deepest = 8;
    private const int MostValues = 200_000;

    /// <summary>Reads one document. Anchors, aliases, tags and a second document are refused: they are how small files grow large. Built without recursion.</summary>
    /// <exception cref="DeidentificationException">Not YAML, or more than a policy needs; the message names the line.</exception>
    public static PolicyYaml Read(string text, string file)
    {
        try
        {
            return Build(new Parser(new StringReader(text)), file);
        }
        catch (YamlException wrong)
        {
            throw At(file, (int)wrong.Start.Line, $"this is not YAML: {wrong.Message.ReplaceLineEndings(" ")}");
        }
        catch (InvalidOperationException)
        {
            // The parser says so of brackets in impossible places, without a line.
            throw At(file, 1, "this is not YAML: brackets and lists do not fit together somewhere below.");
        }
    }

    public static DeidentificationException At(string file, int line, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {(what.Length > 600 ? what[..600] + "…" : what)}"));

    private static PolicyYaml Build(Parser parser, string file)
    {
        var open = new Stack<(bool IsMap, int Line, List<PolicyYaml> Values)>();
        PolicyYaml? root = null;
        var count = 0;
        while (parser.MoveNext())
        {
            var line = (int)parser.Current!.Start.Line;
            switch (parser.Current)
            {
                case AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false, Tag.IsNonSpecific: false }:
                    throw At(file, line, "anchors (&), aliases (*) and tags (!) are not read. Write the value out, in quotes if it begins so.");
                case DocumentStart when root is not null:
                    throw At(file, line, "a second document begins here. Keep one policy in a file.");
                case Scalar scalar:
                    Add(new PolicyText(line, scalar.Value));
                    break;
                case MappingStart or SequenceStart:
                    if (open.Count == Deepest)
                        throw At(file, line, "lists and maps are nested too deep here.");
                    open.Push((parser.Current is MappingStart, line, []));
                    break;
                case MappingEnd or SequenceEnd:
                    var (isMap, at, values) = open.Pop();
                    Add(isMap ? Map(file, at, values) : new PolicyList(at, [.. values]));
                    break;
            }
        }
        return root ?? throw At(file, 1, "the file is empty.");

        void Add(PolicyYaml value)
        {
            if (++count > MostValues)
                throw At(file, value.Line, string.Create(CultureInfo.InvariantCulture, $"the file holds more than {MostValues} values."));
            if (open.TryPeek(out var around))
                around.Values.Add(value);
            else
                root = value;
        }
    }

    private static PolicyMap Map(string file, int line, List<PolicyYaml> values)
    {
        var entries = ImmutableArray.CreateBuilder<(PolicyText, PolicyYaml)>(values.Count / 2);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < values.Count; i += 2)
        {
            if (values[i] is not PolicyText key)
                throw At(file, values[i].Line, "a key must be a word.");
            if (!seen.TryAdd(key.Text, key.Line))
                throw At(file, key.Line, string.Create(CultureInfo.InvariantCulture, $"'{key.Text}' is given twice: it stands on line {seen[key.Text]} too. Take one of them out."));
            entries.Add((key, values[i + 1]));
        }
        return new PolicyMap(line, entries.ToImmutable());
    }
}

internal sealed record PolicyText(int Line, string Text) : PolicyYaml(Line);

internal sealed record PolicyList(int Line, ImmutableArray<PolicyYaml> Items) : PolicyYaml(Line);

internal sealed record PolicyMap(int Line, ImmutableArray<(PolicyText Key, PolicyYaml Value)> Entries) : PolicyYaml(Line);
