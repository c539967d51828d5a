using System.Globalization;

namespace Salus.Fhir.V2;

/// <summary>One line of a message, kept as it was written; fields are found when they are asked for. Immutable.</summary>
public sealed class V2Segment
{
    private readonly V2Notation notation;

    internal V2Segment(string raw, V2Notation notation)
    {
        Raw = raw;
        this.notation = notation;
    }

    /// <summary>For example <c>PID</c>, or <c>ZPI</c> for what a site added.</summary>
    public string Name => Raw[..3];

    /// <summary>Without the line end.</summary>
    public string Raw { get; }

    /// <summary>Segments whose second field is the delimiters themselves.</summary>
    private bool IsHeader => IsHeaderName(Name);

    /// <summary>The number of the last field that is written.</summary>
    public int FieldCount => Raw.AsSpan().Count(notation.Field) + (IsHeader ? 1 : 0);

    /// <param name="number">From 1, as the standard counts: MSH-1 is the field delimiter.</param>
    public V2Value this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
            if (IsHeader && number <= 2)
                return new V2Value(number == 1 ? notation.Field.ToString() : notation.EncodingCharacters, Undivided, V2Level.Field);
            return new V2Value(FieldText(IsHeader ? number - 1 : number), notation, V2Level.Field);
        }
    }

    /// <summary>A segment of one's own, from the texts of its fields; null leaves a field empty.</summary>
    /// <exception cref="ArgumentException">Not a segment name, or one that is made with the message.</exception>
    public static V2Segment Create(string name, V2Notation notation, params ReadOnlySpan<string?> fields)
    {
        if (!IsName(name) || IsHeaderName(name))
            throw new ArgumentException($"'{name}' cannot be made as a segment: three capital letters or digits, and headers are made with the message.", nameof(name));
        var segment = new V2Segment(name, notation);
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is { Length: > 0 } text)
                segment = segment.With(new V2Path(name, 1, i + 1, 1, 1, 1), V2Escapes.Escape(text, notation));
        }
        return segment;
    }

    /// <summary>This segment with one part replaced; parts before it that were not there become empty.</summary>
    /// <param name="place">Its field is at least 1.</param>
    /// <param name="raw">Written as it stands, so already escaped.</param>
    internal V2Segment With(V2Path place, string raw)
    {
        if (IsHeader && place.Field <= 2)
            throw new ArgumentException("MSH-1 and MSH-2 say how the whole message is written; they cannot be changed alone.", nameof(place));
        var content = raw;
        if (place.Component > 0)
        {
            var repetition = this[place.Field].Repetition(place.Repetition);
            if (place.Subcomponent > 0)
                content = Replace(repetition[place.Component].Raw, notation.Subcomponent, place.Subcomponent, content);
            content = Replace(repetition.Raw, notation.Component, place.Component, content);
        }
        content = Replace(this[place.Field].Raw, notation.Repetition, place.Repetition, content);
        return new V2Segment(Replace(Raw, notation.Field, place.Field + (IsHeader ? 0 : 1), content), notation);
    }

    internal static bool IsName(ReadOnlySpan<char> name) =>
        name.Length == 3 && char.IsAsciiLetterUpper(name[0]) && Ok(name[1]) && Ok(name[2]);

    internal static bool IsHeaderName(ReadOnlySpan<char> name) => name is "MSH" or "FHS" or "BHS";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({FieldCount} fields)");

    private V2Notation Undivided => notation with { Component = '\0', Repetition = '\0', Subcomponent = '\0', Escape = '\0' };

    private static bool Ok(char c) => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c);

    private string? FieldText(int position)
    {
        var start = 0;
        for (var skipped = 0; skipped < position; skipped++)
        {
            var next = Raw.IndexOf(notation.Field, start);
            if (next < 0)
                return null;
            start = next + 1;
        }
        var end = Raw.IndexOf(notation.Field, start);
        return end < 0 ? Raw[start..] : Raw[start..end];
    }

    /// <param name="number">From 1.</param>
    private static string Replace(string whole, char delimiter, int number, string part)
    {
        if (delimiter == '\0')
            return number == 1 ? part : throw new ArgumentException("The message declares no delimiter for such parts (MSH-2).", nameof(number));
        var parts = whole.Split(delimiter).ToList();
        while (parts.Count < number)
            parts.Add("");
        parts[number - 1] = part;
        return string.Join(delimiter, parts);
    }
}
