using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Salus.Governance.Deidentification.Releases.SecondReading;

/// <summary>Is told of a JSON file's objects, arrays and strings as they pass by.</summary>
internal interface IJsonVisitor
{
    /// <param name="name">Of the property it is the value of; null for the root and for what stands in an array.</param>
    void Open(string? name, bool isArray);

    void Close();

    void Value(string? name, string value);
}

/// <summary>Walks through JSON, or one JSON value after the other, in memory that grows with the longest string only.</summary>
internal static class JsonWalk
{
    private const int Deepest = 512;

    public static async Task ReadAsync(Stream file, IReadOnlyList<IJsonVisitor> visitors, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = Deepest });
            string? name = null;
            var held = await file.ReadAtLeastAsync(buffer, Encoding.UTF8.Preamble.Length, throwOnEndOfStream: false, cancel);
            if (buffer.AsSpan(0, held).StartsWith(Encoding.UTF8.Preamble))
            {
                held -= Encoding.UTF8.Preamble.Length;
                buffer.AsSpan(Encoding.UTF8.Preamble.Length, held).CopyTo(buffer);
            }
            int read;
            do
            {
                if (held == buffer.Length)
                    buffer = Grown(buffer);
                read = await file.ReadAsync(buffer.AsMemory(held), cancel);
                held += read;
                held -= Tokens(buffer, held, read == 0, ref state, ref name, visitors);
            }
            while (read > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Reads the tokens that are whole, moves the rest to the front and tells how many bytes were used.</summary>
    private static int Tokens(byte[] buffer, int held, bool last, ref JsonReaderState state, ref string? name, IReadOnlyList<IJsonVisitor> visitors)
    {
        var bytes = buffer.AsSpan(0, held);
        if (last && bytes.Trim(" \t\r\n"u8).IsEmpty)
            return held;
        var reader = new Utf8JsonReader(bytes, last, state);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString();
                    continue;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    foreach (var visitor in visitors)
                        visitor.Open(name, reader.TokenType is JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    foreach (var visitor in visitors)
                        visitor.Close();
                    break;
                case JsonTokenType.String:
                    var value = reader.GetString()!;
                    foreach (var visitor in visitors)
                        visitor.Value(name, value);
                    break;
            }
            name = null;
        }
        state = reader.CurrentState;
        var used = (int)reader.BytesConsumed;
        bytes[used..].CopyTo(buffer);
        return used;
    }

    private static byte[] Grown(byte[] buffer)
    {
        var more = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
        buffer.CopyTo(more, 0);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return more;
    }
}
