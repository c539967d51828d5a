using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Salus.Fhir;

/// <summary>
/// Writes nodes as R4 JSON into one growing buffer. Literals that stand in the text they were read from are copied.
/// Escapes are those of <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/>, so that equal values give equal bytes, signed ones too.
/// </summary>
internal sealed class FhirJsonWriter
{
    private const int SpacesPerLevel = 2;

    private static readonly SearchValues<char> unescaped = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(i => (char)i).Where(c => c is not ('"' or '\\'))]);

    private readonly bool indented;
    private readonly bool sorted;
    private byte[] buffer;
    private int length;
    private int depth;

    private FhirJsonWriter(bool indented, bool sorted, int expected)
    {
        this.indented = indented;
        this.sorted = sorted;
        buffer = ArrayPool<byte>.Shared.Rent(expected);
    }

    /// <param name="sorted">Properties in alphabetical order, a <c>_name</c> behind its <c>name</c>.</param>
    public static byte[] Write(FhirNode node, bool indented, bool sorted)
    {
        var writer = new FhirJsonWriter(indented, sorted, Math.Max(1024, node.TextLength));
        try
        {
            writer.Object(node);
            return writer.buffer.AsSpan(0, writer.length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(writer.buffer);
        }
    }

    private void Object(FhirNode node)
    {
        Open((byte)'{');
        var children = node.Children.AsSpan();
        var empty = true;
        if (sorted)
        {
            foreach (var name in children.ToArray().Select(c => c.Name).Append(node.ResourceType is null ? null : FhirJsonReader.TypeProperty).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                if (string.Equals(name, FhirJsonReader.TypeProperty, StringComparison.Ordinal) && node.ResourceType is not null)
                    Type(node.ResourceType, ref empty);
                else
                    Property(node.Span(name), ref empty);
            }
        }
        else
        {
            if (node.ResourceType is not null)
                Type(node.ResourceType, ref empty);
            for (var i = 0; i < children.Length;)
            {
                var name = children[i].Name;
                var end = i + 1;
                while (end < children.Length && string.Equals(children[end].Name, name, StringComparison.Ordinal))
                    end++;
                Property(children[i..end], ref empty);
                i = end;
            }
        }
        Close((byte)'}', empty);
    }

    private void Type(string type, ref bool empty)
    {
        Name(FhirJsonReader.TypeProperty, twin: false, ref empty);
        Text(type);
    }

    private void Property(ReadOnlySpan<FhirNode> items, ref bool empty)
    {
        var name = items[0].Name;
        // More than one is a list, whatever its maker said: nothing may be lost.
        var list = items[0].InList || items.Length > 1;
        if (!items[0].IsPrimitive)
        {
            Name(name, twin: false, ref empty);
            Objects(items, list);
            return;
        }
        var (valued, extended) = (false, false);
        foreach (var item in items)
        {
            valued |= item.Kind is not FhirValueKind.None;
            extended |= item.HasChildren;
        }
        if (valued || !extended)
        {
            Name(name, twin: false, ref empty);
            Literals(items, list);
        }
        if (extended)
        {
            Name(name, twin: true, ref empty);
            Objects(items, list);
        }
    }

    private void Literals(ReadOnlySpan<FhirNode> items, bool list)
    {
        if (!list)
        {
            Literal(items[0]);
            return;
        }
        Open((byte)'[');
        var empty = true;
        foreach (var item in items)
        {
            Next(ref empty);
            Literal(item);
        }
        Close((byte)']', empty);
    }

    /// <summary>Objects, or the ids and extensions of primitives with null where there are none.</summary>
    private void Objects(ReadOnlySpan<FhirNode> items, bool list)
    {
        if (!list)
        {
            Object(items[0]);
            return;
        }
        Open((byte)'[');
        var empty = true;
        foreach (var item in items)
        {
            Next(ref empty);
            if (item is { IsPrimitive: true, HasChildren: false })
                Raw("null"u8);
            else
                Object(item);
        }
        Close((byte)']', empty);
    }

    private void Literal(FhirNode node)
    {
        switch (node.Kind)
        {
            case FhirValueKind.None:
                Raw("null"u8);
                break;
            case FhirValueKind.Boolean:
                Raw(string.Equals(node.Value, "true", StringComparison.Ordinal) ? "true"u8 : "false"u8);
                break;
            case FhirValueKind.Number when node.TryGetPlainText(out var digits):
                Raw(digits);
                break;
            case FhirValueKind.Number:
                Ascii(node.Value!);
                break;
            // Beyond ASCII the encoder decides.
            case FhirValueKind.String when node.TryGetPlainText(out var text) && !text.ContainsAnyInRange((byte)0x7F, (byte)0xFF):
                Quoted(text);
                break;
            default:
                Text(node.Value!);
                break;
        }
    }

    private void Name(string name, bool twin, ref bool empty)
    {
        Next(ref empty);
        Text(twin ? "_" + name : name);
        Reserve(2);
        buffer[length++] = (byte)':';
        if (indented)
            buffer[length++] = (byte)' ';
    }

    private void Text(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(unescaped))
        {
            Quoted(Encoding.UTF8.GetBytes(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)));
            return;
        }
        Reserve(text.Length + 2);
        buffer[length++] = (byte)'"';
        Ascii(text);
        buffer[length++] = (byte)'"';
    }

    private void Ascii(string text)
    {
        Reserve(text.Length + 1);
        length += Encoding.ASCII.GetBytes(text, buffer.AsSpan(length));
    }

    private void Quoted(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length + 2);
        buffer[length++] = (byte)'"';
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
        buffer[length++] = (byte)'"';
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Open(byte bracket)
    {
        Reserve(1);
        buffer[length++] = bracket;
        depth++;
    }

    private void Close(byte bracket, bool empty)
    {
        depth--;
        if (!empty)
            Line();
        Reserve(1);
        buffer[length++] = bracket;
    }

    private void Next(ref bool empty)
    {
        if (!empty)
        {
            Reserve(1);
            buffer[length++] = (byte)',';
        }
        empty = false;
        Line();
    }

    private void Line()
    {
        if (!indented)
            return;
        Reserve(1 + (SpacesPerLevel * depth));
        buffer[length++] = (byte)'\n';
        buffer.AsSpan(length, SpacesPerLevel * depth).Fill((byte)' ');
        length += SpacesPerLevel * depth;
    }

    private void Reserve(int bytes)
    {
        if (buffer.Length - length >= bytes)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(2 * buffer.Length, length + bytes)));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
