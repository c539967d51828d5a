using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Fhir.V2;

/// <summary>
/// An HL7 v2 message, immutable. Nothing is dropped: segments nobody knows, odd delimiters, line ends and escape sequences stay as
/// they were, and a message that was not changed is written back byte for byte.
/// </summary>
public sealed class V2Message
{
    private readonly ReadOnlyMemory<byte>? original;
    private readonly ImmutableArray<string> ends;
    private readonly string before;

    internal V2Message(V2Notation notation, ImmutableArray<V2Segment> segments, ImmutableArray<string> ends, string before, ReadOnlyMemory<byte>? original)
    {
        Notation = notation;
        Segments = segments;
        this.ends = ends;
        this.before = before;
        this.original = original;
    }

    public V2Notation Notation { get; }

    /// <summary>MSH first, then in the order of the message.</summary>
    public ImmutableArray<V2Segment> Segments { get; }

    /// <summary>MSH-9.1, for example <c>ADT</c>; empty when it is missing.</summary>
    public string Kind => Header[9][1].Text ?? "";

    /// <summary>MSH-9.2, else EVN-1, for example <c>A01</c>; empty when neither is there.</summary>
    public string Event => Header[9][2].Text ?? First("EVN")?[1].Text ?? "";

    /// <summary>MSH-10; empty when it is missing.</summary>
    public string ControlId => Header[10].WholeText ?? "";

    public V2Segment Header => Segments[0];

    /// <summary>What stands at a place; absent when nothing does.</summary>
    /// <exception cref="FormatException">Not a place, see <see cref="V2Path"/>.</exception>
    public V2Value this[string path] => At(V2Path.Parse(path));

    public V2Value At(V2Path place)
    {
        if (place.Field < 1)
            throw new FormatException($"'{place}' names a whole segment; name a field of it.");
        if (All(place.Segment).Skip(place.Occurrence - 1).FirstOrDefault() is not { } segment)
            return new V2Value(null, Notation, V2Level.Field);
        var field = segment[place.Field];
        if (place.Component == 0)
            return place.Repetition == 1 ? field : field.Repetition(place.Repetition);
        var component = field.Repetition(place.Repetition)[place.Component];
        return place.Subcomponent == 0 ? component : component[place.Subcomponent];
    }

    public V2Segment? First(string name) => All(name).FirstOrDefault();

    public IEnumerable<V2Segment> All(string name) => Segments.Where(s => string.Equals(s.Name, name, StringComparison.Ordinal));

    /// <summary>A new message: MSH with delimiters, type, time, control id, processing id <c>P</c>, version and character set UTF-8.</summary>
    /// <param name="type">MSH-9, for example <c>ADT^A01^ADT_A01</c>.</param>
    /// <param name="controlId">At most 199 characters (20 before version 2.5.1).</param>
    public static V2Message Create(string type, string controlId, DateTimeOffset at, string version = "2.5.1")
    {
        var notation = V2Notation.Default;
        var header = new V2Segment($"MSH|{notation.EncodingCharacters}", notation)
            .With(new V2Path("MSH", 1, 7, 1, 0, 0), V2Time.Write(at))
            .With(new V2Path("MSH", 1, 9, 1, 0, 0), type)
            .With(new V2Path("MSH", 1, 10, 1, 0, 0), V2Escapes.Escape(controlId, notation))
            .With(new V2Path("MSH", 1, 11, 1, 0, 0), "P")
            .With(new V2Path("MSH", 1, 12, 1, 0, 0), version)
            .With(new V2Path("MSH", 1, 18, 1, 0, 0), "UNICODE UTF-8");
        return new V2Message(notation, [header], ["\r"], "", original: null);
    }

    /// <exception cref="V2FormatException">Not a message, or beyond the limits.</exception>
    public static V2Message Parse(ReadOnlyMemory<byte> bytes, V2ReadLimits? limits = null) => V2Reader.Read(bytes, limits ?? V2ReadLimits.Default);

    /// <summary>Reads text whose bytes were decoded before; MSH-18 then says how it is written to bytes again.</summary>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, V2ReadLimits?)"/>
    public static V2Message Parse(string text, V2ReadLimits? limits = null) => V2Reader.Read(text, limits ?? V2ReadLimits.Default);

    /// <summary>This message with one part replaced by a text, which is escaped; null makes it empty.</summary>
    /// <exception cref="FormatException">Not a place.</exception>
    /// <exception cref="ArgumentException">There is no such segment.</exception>
    public V2Message With(string path, string? text) => WithRaw(path, text is null ? "" : V2Escapes.Escape(text, Notation));

    /// <summary>The same with <c>""</c>: the receiver is to delete what it has.</summary>
    public V2Message WithNull(string path) => WithRaw(path, "\"\"");

    /// <summary>The same with a part that is written as it stands, delimiters and escape sequences included.</summary>
    public V2Message WithRaw(string path, string raw)
    {
        var place = V2Path.Parse(path);
        if (place.Field < 1)
            throw new FormatException($"'{path}' names a whole segment; name a field of it.");
        if (raw.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new ArgumentException("A part of a message holds no line end; escape it.", nameof(raw));
        var seen = 0;
        for (var i = 0; i < Segments.Length; i++)
        {
            if (string.Equals(Segments[i].Name, place.Segment, StringComparison.Ordinal) && ++seen == place.Occurrence)
                return new V2Message(Notation, Segments.SetItem(i, Segments[i].With(place, raw)), ends, before, original: null);
        }
        throw new ArgumentException($"The message has no segment {place.Segment}{(place.Occurrence == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" number {place.Occurrence}"))}; append it first.", nameof(path));
    }

    /// <summary>This message with a segment at its end.</summary>
    /// <param name="fields">Texts from field 1 on; null leaves one empty.</param>
    public V2Message Append(string name, params ReadOnlySpan<string?> fields)
    {
        var segment = V2Segment.Create(name, Notation, fields);
        var closed = ends[^1].Length > 0 ? ends : ends.SetItem(ends.Length - 1, "\r");
        return new V2Message(Notation, Segments.Add(segment), closed.Add("\r"), before, original: null);
    }

    /// <summary>The message as text, with its own line ends.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(before);
        for (var i = 0; i < Segments.Length; i++)
            text.Append(Segments[i].Raw).Append(ends[i]);
        return text.ToString();
    }

    /// <summary>The bytes as they came, or in the character set of the message when it was made or changed here.</summary>
    /// <exception cref="InvalidOperationException">A letter that the character set of the message does not have.</exception>
    public ReadOnlyMemory<byte> ToBytes()
    {
        if (original is { } bytes)
            return bytes;
        try
        {
            return Notation.Charset.GetBytes(ToString());
        }
        catch (EncoderFallbackException e)
        {
            throw new InvalidOperationException($"The message is written in {Notation.Charset.WebName} (MSH-18), which lacks one of its letters.", e);
        }
    }
}
