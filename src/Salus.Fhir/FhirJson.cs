using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Salus.Fhir;

/// <summary>The JSON form of R4 (https://hl7.org/fhir/R4/json.html), to and from nodes.</summary>
internal static class FhirJson
{
    private const string TypeProperty = "resourceType";

    public static FhirNode Read(ReadOnlySpan<byte> json, FhirReadLimits limits)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (json.Length > limits.MaxBytes)
            throw new FhirFormatException($"The resource has {json.Length} bytes; at most {limits.MaxBytes} are read. Split it, or raise the limit.", 1, 1, "");
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        var path = new List<string>();
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
                throw Wrong(json, ref reader, path, "A FHIR resource is a JSON object that starts with '{'.");
            var (children, type) = ReadObject(json, ref reader, path);
            if (type is null)
                throw Wrong(json, ref reader, path, "The object has no resourceType, so it is not a FHIR resource.");
            reader.Read();
            return new FhirNode(type, FhirValueKind.None, null, children, type);
        }
        catch (JsonException e)
        {
            throw new FhirFormatException($"This is not JSON: {Plain(e.Message)}", (e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1, string.Join('.', path), e);
        }
        catch (InvalidOperationException e)
        {
            // GetString says so when the bytes are not UTF-8 or an escape names half a surrogate pair.
            throw Wrong(json, ref reader, path, "The text is not valid Unicode.", e);
        }
    }

    private static (ImmutableArray<FhirNode> Children, string? Type) ReadObject(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<string> path)
    {
        var children = ImmutableArray.CreateBuilder<FhirNode>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Dictionary<string, List<FhirNode?>>? twins = null;
        string? type = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            path.Add(name);
            if (!seen.Add(name))
                throw Wrong(json, ref reader, path, $"The property '{name}' is there twice in one object; keep one.");
            reader.Read();
            if (name is TypeProperty)
            {
                if (reader.TokenType is not JsonTokenType.String || reader.GetString() is not { Length: > 0 } named)
                    throw Wrong(json, ref reader, path, "resourceType must be text, for example \"Patient\".");
                type = named;
            }
            else if (name.Length > 1 && name[0] == '_')
            {
                (twins ??= [])[name[1..]] = ReadTwin(json, ref reader, path);
            }
            else
            {
                ReadProperty(json, ref reader, path, name, children);
            }
            path.RemoveAt(path.Count - 1);
        }
        foreach (var (name, twin) in twins ?? [])
            Merge(json, ref reader, path, children, name, twin);
        return (children.ToImmutable(), type);
    }

    private static void ReadProperty(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<string> path, string name, ImmutableArray<FhirNode>.Builder children)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            if (reader.TokenType is JsonTokenType.Null)
                throw Wrong(json, ref reader, path, "FHIR JSON has no null here; leave the property out.");
            children.Add(ReadValue(json, ref reader, path, name, inList: false));
            return;
        }
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            children.Add(ReadValue(json, ref reader, path, name, inList: true));
    }

    private static FhirNode ReadValue(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<string> path, string name, bool inList)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var (below, type) = ReadObject(json, ref reader, path);
                return new FhirNode(name, FhirValueKind.None, null, below, type, inList);
            case JsonTokenType.String:
                return new FhirNode(name, FhirValueKind.String, reader.GetString(), [], inList: inList);
            case JsonTokenType.Number:
                return new FhirNode(name, FhirValueKind.Number, System.Text.Encoding.ASCII.GetString(reader.ValueSpan), [], inList: inList);
            case JsonTokenType.True or JsonTokenType.False:
                return new FhirNode(name, FhirValueKind.Boolean, reader.TokenType is JsonTokenType.True ? "true" : "false", [], inList: inList);
            case JsonTokenType.Null:
                return new FhirNode(name, FhirValueKind.None, null, [], inList: inList);
            default:
                throw Wrong(json, ref reader, path, "FHIR JSON has no array inside an array.");
        }
    }

    /// <summary>The <c>_name</c> property: one object, or an array of objects and nulls beside the values.</summary>
    private static List<FhirNode?> ReadTwin(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<string> path)
    {
        var twins = new List<FhirNode?>();
        if (reader.TokenType is JsonTokenType.StartObject)
        {
            twins.Add(ReadValue(json, ref reader, path, "", inList: false));
            return twins;
        }
        if (reader.TokenType is not JsonTokenType.StartArray)
            throw Wrong(json, ref reader, path, "A property that starts with '_' holds the id and extensions of a primitive: an object, or an array of them.");
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.Null)
                twins.Add(null);
            else if (reader.TokenType is JsonTokenType.StartObject)
                twins.Add(ReadValue(json, ref reader, path, "", inList: true));
            else
                throw Wrong(json, ref reader, path, "Only objects and nulls belong here.");
        }
        return twins;
    }

    private static void Merge(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<string> path, ImmutableArray<FhirNode>.Builder children, string name, List<FhirNode?> twins)
    {
        var at = 0;
        while (at < children.Count && !string.Equals(children[at].Name, name, StringComparison.Ordinal))
            at++;
        foreach (var twin in twins)
        {
            var exists = at < children.Count && string.Equals(children[at].Name, name, StringComparison.Ordinal);
            if (exists && twin is not null)
            {
                var value = children[at];
                if (value.Children.Length > 0 || value.InList != twin.InList)
                    throw Wrong(json, ref reader, path, $"'_{name}' does not fit '{name}': it belongs beside primitives of the same shape.");
                children[at] = new FhirNode(name, value.Kind, value.Value, twin.Children, null, value.InList);
            }
            else if (!exists)
            {
                children.Insert(at, twin?.As(name, twin.InList) ?? new FhirNode(name, FhirValueKind.None, null, [], inList: true));
            }
            at++;
        }
    }

    private static FhirFormatException Wrong(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<string> path, string reason, Exception? inner = null)
    {
        var before = json[..(int)reader.TokenStartIndex];
        return new FhirFormatException(reason, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), string.Join('.', path), inner);
    }

    /// <summary>The reader's message without its own position, which counts from zero.</summary>
    private static string Plain(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }

    public static byte[] Write(FhirNode node, bool indented, bool sorted)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            WriteObject(writer, node, sorted);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, FhirNode node, bool sorted)
    {
        writer.WriteStartObject();
        var groups = node.Children.GroupBy(c => c.Name, StringComparer.Ordinal).Select(g => (Name: g.Key, Items: g.ToArray())).ToList();
        if (node.ResourceType is not null)
            groups.Insert(0, (TypeProperty, []));
        if (sorted)
            groups.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var (name, items) in groups)
        {
            if (items.Length == 0)
                writer.WriteString(TypeProperty, node.ResourceType);
            else
                WriteProperty(writer, name, items, sorted);
        }
        writer.WriteEndObject();
    }

    private static void WriteProperty(Utf8JsonWriter writer, string name, FhirNode[] items, bool sorted)
    {
        var primitive = items.Any(i => i.Kind is not FhirValueKind.None);
        if (!items[0].InList)
        {
            if (!primitive)
            {
                writer.WritePropertyName(name);
                WriteObject(writer, items[0], sorted);
                return;
            }
            writer.WritePropertyName(name);
            WriteLiteral(writer, items[0]);
            if (items[0].Children.Length > 0)
            {
                writer.WritePropertyName("_" + name);
                WriteObject(writer, items[0], sorted);
            }
            return;
        }
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            if (primitive)
                WriteLiteral(writer, item);
            else
                WriteObject(writer, item, sorted);
        }
        writer.WriteEndArray();
        if (!primitive || items.All(i => i.Children.Length == 0))
            return;
        writer.WriteStartArray("_" + name);
        foreach (var item in items)
        {
            if (item.Children.Length == 0)
                writer.WriteNullValue();
            else
                WriteObject(writer, item, sorted);
        }
        writer.WriteEndArray();
    }

    private static void WriteLiteral(Utf8JsonWriter writer, FhirNode node)
    {
        switch (node.Kind)
        {
            case FhirValueKind.String: writer.WriteStringValue(node.Value); break;
            case FhirValueKind.Number: writer.WriteRawValue(node.Value!, skipInputValidation: true); break;
            case FhirValueKind.Boolean: writer.WriteBooleanValue(string.Equals(node.Value, "true", StringComparison.Ordinal)); break;
            default: writer.WriteNullValue(); break;
        }
    }
}
