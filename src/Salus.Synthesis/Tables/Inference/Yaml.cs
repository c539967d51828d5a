using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>A value of a YAML file with the line it stands on, from 1.</summary>
internal abstract record Yaml(int Line)
{
    private const int Deepest = 16;
    private const int MostValues = 2_000_000;

    /// <summary>Reads one document. Anchors, aliases, tags and a second document are refused: they are how small files grow large. Built without recursion.</summary>
    /// <exception cref="SynthesisException">Not YAML, or more than a schema needs; the message names the line.</exception>
    public static Yaml Read(string text, string file)
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

    public static SynthesisException At(string file, int line, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {(what.Length > 600 ? what[..600] + "…" : what)}"));

    private static Yaml Build(Parser parser, string file)
    {
        var open = new Stack<(bool IsMap, int Line, List<Yaml> Values)>();
        Yaml? root = null;
        var count = 0;
        while (parser.MoveNext())
        {
            var line = (int)parser.Current!.Start.Line;
            switch (parser.Current)
            {
                case AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false, Tag.IsNonSpecific: false }:
                    throw At(file, line, "anchors (&), aliases (*) and tags (!) are not read. Write the value out, in quotes if it begins so.");
                case DocumentStart when root is not null:
                    throw At(file, line, "a second document begins here. Keep one schema in a file.");
                case Scalar scalar:
                    Add(new YamlText(line, scalar.Value, scalar.Style is not ScalarStyle.Plain));
                    break;
                case MappingStart or SequenceStart:
                    if (open.Count == Deepest)
                        throw At(file, line, "lists and maps are nested too deep here.");
                    open.Push((parser.Current is MappingStart, line, []));
                    break;
                case MappingEnd or SequenceEnd:
                    var (isMap, at, values) = open.Pop();
                    Add(isMap ? Map(file, at, values) : new YamlList(at, [.. values]));
                    break;
            }
        }
        return root ?? throw At(file, 1, "the file is empty.");

        void Add(Yaml value)
        {
            if (++count > MostValues)
                throw At(file, value.Line, string.Create(CultureInfo.InvariantCulture, $"the file holds more than {MostValues} values."));
            if (open.TryPeek(out var around))
                around.Values.Add(value);
            else
                root = value;
        }
    }

    private static YamlMap Map(string file, int line, List<Yaml> values)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlText, Yaml)>(values.Count / 2);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < values.Count; i += 2)
        {
            if (values[i] is not YamlText key)
                throw At(file, values[i].Line, "a key must be a word.");
            if (!seen.TryAdd(key.Text, key.Line))
                throw At(file, key.Line, string.Create(CultureInfo.InvariantCulture, $"'{key.Text}' is given twice: it stands on line {seen[key.Text]} too."));
            entries.Add((key, values[i + 1]));
        }
        return new YamlMap(line, entries.ToImmutable());
    }
}

/// <param name="Quoted">Written in quotes: a text, whatever it looks like.</param>
internal sealed record YamlText(int Line, string Text, bool Quoted) : Yaml(Line);

internal sealed record YamlList(int Line, ImmutableArray<Yaml> Items) : Yaml(Line);

internal sealed record YamlMap(int Line, ImmutableArray<(YamlText Key, Yaml Value)> Entries) : Yaml(Line);
