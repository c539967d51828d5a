using System.Collections.Immutable;

namespace Salus.Fhir.V2;

/// <summary>How deep a value lies.</summary>
public enum V2Level
{
    Field,
    Repetition,
    Component,
    Subcomponent,
}

/// <summary>
/// A field, or a part of one, as the message has it. Three states differ: absent (nothing was said), null (<c>""</c>: what you
/// have is to be deleted) and a value. Parts count from 1; a part that is not there is absent, never an error.
/// </summary>
public readonly struct V2Value : IEquatable<V2Value>
{
    private readonly string? raw;
    private readonly V2Notation? notation;

    internal V2Value(string? raw, V2Notation notation, V2Level level)
    {
        this.raw = raw;
        this.notation = notation;
        Level = level;
    }

    public V2Level Level { get; }

    /// <summary>Exactly as written, with delimiters and escape sequences; empty when absent.</summary>
    public string Raw => raw ?? "";

    public bool IsAbsent => Raw.Length == 0;

    /// <summary>Two quotation marks: the sender deletes what was there before.</summary>
    public bool IsNull => string.Equals(raw, "\"\"", StringComparison.Ordinal);

    public bool HasValue => !IsAbsent && !IsNull && Text is not null;

    /// <summary>
    /// The words, escape sequences resolved; null when absent or null. Where there are deeper parts it is the first of them:
    /// versions of the standard add parts, and readers of the older version must still find what they know.
    /// </summary>
    public string? Text
    {
        get
        {
            var first = this;
            while (first.Level is not V2Level.Subcomponent)
                first = first[1];
            return first.IsAbsent || first.IsNull ? null : Unescaped(first.Raw);
        }
    }

    /// <summary>Everything as one text, delimiters of components included: for senders that forget to escape them in free text.</summary>
    public string? WholeText => IsAbsent || IsNull ? null : Unescaped(Raw);

    /// <summary>The parts of a repeated field; one when it does not repeat, none when absent.</summary>
    public ImmutableArray<V2Value> Repetitions => Level is V2Level.Field ? Split(Notation.Repetition, V2Level.Repetition) : IsAbsent ? [] : [this];

    /// <summary>The parts one level down (of a field: components of its first repetition).</summary>
    public ImmutableArray<V2Value> Parts => Level switch
    {
        V2Level.Field => Repetitions is [var first, ..] ? first.Parts : [],
        V2Level.Repetition => Split(Notation.Component, V2Level.Component),
        V2Level.Component => Split(Notation.Subcomponent, V2Level.Subcomponent),
        _ => [],
    };

    /// <summary>Component of a field or repetition, subcomponent of a component.</summary>
    /// <param name="number">From 1.</param>
    public V2Value this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
            return Level switch
            {
                V2Level.Field => new V2Value(Part(Raw, Notation.Repetition, 1), Notation, V2Level.Repetition)[number],
                V2Level.Repetition => new V2Value(Part(Raw, Notation.Component, number), Notation, V2Level.Component),
                V2Level.Component => new V2Value(Part(Raw, Notation.Subcomponent, number), Notation, V2Level.Subcomponent),
                _ => throw new InvalidOperationException("A subcomponent has no parts."),
            };
        }
    }

    /// <param name="number">From 1.</param>
    public V2Value Repetition(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return Level is V2Level.Field
            ? new V2Value(Part(Raw, Notation.Repetition, number), Notation, V2Level.Repetition)
            : number == 1 ? this : new V2Value(null, Notation, V2Level.Repetition);
    }

    public override string ToString() => Raw;

    public bool Equals(V2Value other) => Level == other.Level && string.Equals(Raw, other.Raw, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is V2Value other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Level, Raw);

    public static bool operator ==(V2Value left, V2Value right) => left.Equals(right);

    public static bool operator !=(V2Value left, V2Value right) => !left.Equals(right);

    private V2Notation Notation => notation ?? V2Notation.Default;

    private string Unescaped(string part) => V2Escapes.Unescape(part, Notation);

    private ImmutableArray<V2Value> Split(char delimiter, V2Level level)
    {
        if (IsAbsent)
            return [];
        if (delimiter == '\0')
            return [new V2Value(raw, Notation, level)];
        var how = Notation;
        return [.. Raw.Split(delimiter).Select(p => new V2Value(p, how, level))];
    }

    private static string? Part(string raw, char delimiter, int number)
    {
        if (delimiter == '\0')
            return number == 1 ? raw : null;
        var start = 0;
        for (var skipped = 1; skipped < number; skipped++)
        {
            var next = raw.IndexOf(delimiter, start);
            if (next < 0)
                return null;
            start = next + 1;
        }
        var end = raw.IndexOf(delimiter, start);
        return end < 0 ? raw[start..] : raw[start..end];
    }
}
