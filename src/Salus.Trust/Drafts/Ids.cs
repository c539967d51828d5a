using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Trust;

/// <summary>Names one draft through all its revisions. Version 7 UUID: sorts by creation time.</summary>
[JsonConverter(typeof(DraftIdJson))]
public readonly record struct DraftId(Guid Value) : ISpanParsable<DraftId>
{
    public static DraftId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static DraftId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, CultureInfo.InvariantCulture));
    public static DraftId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => new(Guid.Parse(s, CultureInfo.InvariantCulture));
    public static bool TryParse(string? s, IFormatProvider? provider, out DraftId result) => TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out DraftId result)
    {
        var known = Guid.TryParse(s, CultureInfo.InvariantCulture, out var value);
        result = new DraftId(value);
        return known;
    }

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}

/// <summary>The site's own identifier of a patient. Never empty; never shown in logs.</summary>
public readonly record struct PatientId
{
    [JsonConstructor]
    public PatientId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        Value = value;
    }

    public string Value { get; }

    public override string ToString() => Value;
}

/// <summary>The SHA-256 digest by which contents are stored and found. Written as 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(Sha256Json))]
public readonly record struct Sha256 : IComparable<Sha256>
{
    private readonly ulong a, b, c, d;

    private Sha256(ReadOnlySpan<byte> digest)
    {
        a = BinaryPrimitives.ReadUInt64BigEndian(digest);
        b = BinaryPrimitives.ReadUInt64BigEndian(digest[8..]);
        c = BinaryPrimitives.ReadUInt64BigEndian(digest[16..]);
        d = BinaryPrimitives.ReadUInt64BigEndian(digest[24..]);
    }

    public static Sha256 Of(ReadOnlySpan<byte> content) => new(SHA256.HashData(content));

    /// <param name="digest">Exactly 32 bytes.</param>
    public static Sha256 FromBytes(ReadOnlySpan<byte> digest) => digest.Length == 32
        ? new Sha256(digest)
        : throw new ArgumentException($"A SHA-256 digest has 32 bytes, not {digest.Length}.", nameof(digest));

    /// <exception cref="FormatException">Not 64 hexadecimal digits.</exception>
    public static Sha256 Parse(string hex) => hex.Length == 64 ? FromBytes(Convert.FromHexString(hex)) : throw new FormatException($"A SHA-256 digest has 64 hexadecimal digits, not {hex.Length}.");

    public byte[] ToBytes()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), d);
        return bytes;
    }

    public int CompareTo(Sha256 other) => ToBytes().AsSpan().SequenceCompareTo(other.ToBytes());

    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}

internal sealed class DraftIdJson : JsonConverter<DraftId>
{
    public override DraftId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());
    public override void Write(Utf8JsonWriter writer, DraftId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class Sha256Json : JsonConverter<Sha256>
{
    public override Sha256 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Sha256.Parse(reader.GetString() ?? throw new JsonException("A SHA-256 digest may not be null."));

    public override void Write(Utf8JsonWriter writer, Sha256 value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
