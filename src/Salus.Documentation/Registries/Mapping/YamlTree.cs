using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Salus.Documentation.Registries;

/// <summary>A value of a YAML or JSON file with the line it stands on, counted from 1.</summary>
internal abstract record YamlValue(int Line);

/// <param name="Quoted">Written in quotes: a text, whatever it looks like.</param>
internal sealed record YamlText(int Line, string Text, bool Quoted) : YamlValue(Line);

internal sealed record YamlList(int Line, ImmutableArray<YamlValue> Items) : YamlValue(Line);

internal sealed record YamlMap(int Line, ImmutableArray<(YamlText Key, YamlValue Value)> Entries) : YamlValue(Line);

/// <summary>
/// Reads one YAML document, of which JSON is a part. Anchors, aliases, tags and a second document are refused: a mapping needs none, and they
/// are how small files grow large. Built without recursion, so no depth of brackets can exhaust the stack.
/// </summary>
internal static class YamlTree
{
    private const int Deepest = 24;
    private const int MostValues = 50_000;

    /// <exception cref="MappingException">Not YAML, or more than a mapping needs; the message names the line.</exception>
    public static YamlValue Read(string text)
    {
        try
        {
            return Build(new Parser(new StringReader(text)));
        }
        catch (YamlException wrong)
        {
            throw new MappingException([new MappingProblem((int)wrong.Start.Line, $"This is not YAML or JSON: {wrong.Message.ReplaceLineEndings(" ")}")]);
        }
    }

    private static YamlValue Build(Parser parser)
    {
        var open = new Stack<(bool IsMap, int Line, List<YamlValue> Values)>();
        YamlValue? root = null;
        var count = 0;
        while (parser.MoveNext())
        {
            var line = (int)parser.Current!.Start.Line;
            switch (parser.Current)
            {
                case AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false, Tag.IsNonSpecific: false }:
                    throw At(line, "Anchors (&), aliases (*) and tags (!) are not read. Write the value out.");
                case DocumentStart when root is not null:
                    throw At(line, "A second document begins here. Keep one registry in a file.");
                case Scalar scalar:
                    Add(new YamlText(line, scalar.Value, scalar.Style is not ScalarStyle.Plain));
                    break;
                case MappingStart:
                    Open(isMap: true, line);
                    break;
                case SequenceStart:
                    Open(isMap: false, line);
                    break;
                case MappingEnd or SequenceEnd:
                    var (isMap, at, values) = open.Pop();
                    Add(isMap ? Map(at, values) : new YamlList(at, [.. values]));
                    break;
            }
        }
        return root ?? throw At(1, "The file is empty.");

        void Open(bool isMap, int line)
        {
            if (open.Count == Deepest)
                throw At(line, string.Create(CultureInfo.InvariantCulture, $"Lists and maps are nested deeper than {Deepest} here."));
            open.Push((isMap, line, []));
        }

        void Add(YamlValue value)
        {
            if (++count > MostValues)
                throw At(value.Line, string.Create(CultureInfo.InvariantCulture, $"The file holds more than {MostValues} values."));
            if (open.TryPeek(out var around))
                around.Values.Add(value);
            else
                root = value;
        }
    }

    private static YamlMap Map(int line, List<YamlValue> values)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlText, YamlValue)>(values.Count / 2);
        for (var i = 0; i < values.Count; i += 2)
        {
            if (values[i] is not YamlText key)
                throw At(values[i].Line, "A key must be a word.");
            if (entries.FirstOrDefault(e => string.Equals(e.Item1.Text, key.Text, StringComparison.Ordinal)).Item1 is { } before)
                throw At(key.Line, string.Create(CultureInfo.InvariantCulture, $"'{key.Text}' is given twice: it stands on line {before.Line} too."));
            entries.Add((key, values[i + 1]));
        }
        return new YamlMap(line, entries.ToImmutable());
    }

    private static MappingException At(int line, string message) => new([new MappingProblem(line, message)]);
}
