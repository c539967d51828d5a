using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Salus.Design.Files;

/// <summary>A value of a YAML or JSON file with the line it stands on, from 1.</summary>
public abstract record YamlValue(int Line);

/// <param name="Quoted">Written in quotes: a text, whatever it looks like.</param>
public sealed record YamlText(int Line, string Text, bool Quoted) : YamlValue(Line);

public sealed record YamlList(int Line, ImmutableArray<YamlValue> Items) : YamlValue(Line);

public sealed record YamlMap(int Line, ImmutableArray<(YamlText Key, YamlValue Value)> Entries) : YamlValue(Line);

/// <param name="Depth">Lists and maps inside each other.</param>
/// <param name="Values">In the whole file.</param>
/// <param name="What">One of which a file holds, for example <c>schema</c>.</param>
public sealed record YamlLimits(int Depth, int Values, string What);

/// <summary>
/// Reads one YAML document, of which JSON is a part. Anchors, aliases, tags and a second document are refused: no file of ours needs them, and they
/// are how small files grow large. Built without recursion, so no depth of brackets can exhaust the stack.
/// </summary>
public static class YamlTree
{
    private const int LongestReason = 600;

    /// <param name="refuse">Makes the exception of a reason and the line it is about; the reason begins with a small letter.</param>
    public static YamlValue Read(string text, YamlLimits limits, Func<int, string, Exception> refuse)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(refuse);
        try
        {
            return Build(new Parser(new StringReader(text)), limits, refuse);
        }
        catch (YamlException wrong)
        {
            throw refuse((int)wrong.Start.Line, $"this is not YAML: {wrong.Message.ReplaceLineEndings(" ")}");
        }
        catch (InvalidOperationException)
        {
            // The parser says so of brackets in impossible places, without a line.
            throw refuse(1, "this is not YAML: brackets and lists do not fit together somewhere below.");
        }
    }

    /// <summary>A reason with file and line before it, and no longer than a screen.</summary>
    public static string Placed(string file, int line, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {(reason.Length > LongestReason ? reason[..LongestReason] + "…" : reason)}");
    }

    private static YamlValue Build(Parser parser, YamlLimits limits, Func<int, string, Exception> refuse)
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
                    throw refuse(line, "anchors (&), aliases (*) and tags (!) are not read. Write the value out, in quotes if it begins so.");
                case DocumentStart when root is not null:
                    throw refuse(line, $"a second document begins here. Keep one {limits.What} in a file.");
                case Scalar scalar:
                    Add(new YamlText(line, scalar.Value, scalar.Style is not ScalarStyle.Plain));
                    break;
                case MappingStart or SequenceStart:
                    if (open.Count == limits.Depth)
                        throw refuse(line, string.Create(CultureInfo.InvariantCulture, $"lists and maps are nested deeper than {limits.Depth} here."));
                    open.Push((parser.Current is MappingStart, line, []));
                    break;
                case MappingEnd or SequenceEnd:
                    var (isMap, at, values) = open.Pop();
                    Add(isMap ? Map(at, values, refuse) : new YamlList(at, [.. values]));
                    break;
            }
        }
        return root ?? throw refuse(1, "the file is empty.");

        void Add(YamlValue value)
        {
            if (++count > limits.Values)
                throw refuse(value.Line, string.Create(CultureInfo.InvariantCulture, $"the file holds more than {limits.Values} values."));
            if (open.TryPeek(out var around))
                around.Values.Add(value);
            else
                root = value;
        }
    }

    private static YamlMap Map(int line, List<YamlValue> values, Func<int, string, Exception> refuse)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlText, YamlValue)>(values.Count / 2);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < values.Count; i += 2)
        {
            if (values[i] is not YamlText key)
                throw refuse(values[i].Line, "a key must be a word.");
            if (!seen.TryAdd(key.Text, key.Line))
                throw refuse(key.Line, string.Create(CultureInfo.InvariantCulture, $"'{key.Text}' is given twice: it stands on line {seen[key.Text]} too. Take one of them out."));
            entries.Add((key, values[i + 1]));
        }
        return new YamlMap(line, entries.ToImmutable());
    }
}
