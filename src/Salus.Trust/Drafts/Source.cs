using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Trust;

/// <summary>Something a draft was made from and may point at: a transcript, a FHIR resource, a document.</summary>
/// <param name="Id">Short name that evidence uses; unique among the sources of a draft: <c>transcript</c>, <c>patient</c>, <c>encounter</c>.</param>
/// <param name="Title">What a reviewer reads above it.</param>
/// <param name="MediaType">Of <paramref name="Original"/>.</param>
/// <param name="Original">The bytes as they came.</param>
/// <param name="Segments">Its addressable text; empty for a resource that is addressed by element.</param>
public sealed record Source(string Id, string Title, string MediaType, ImmutableArray<byte> Original, ImmutableArray<Segment> Segments)
{
    /// <summary>Digest of the canonical JSON of all of it.</summary>
    [JsonIgnore]
    public Sha256 Digest => Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(this, TrustJson.Canonical));

    [JsonIgnore]
    public SourceReference Reference => new(Id, Title, MediaType, Digest);
}

/// <summary>One turn or paragraph, word for word.</summary>
/// <param name="Speaker">As shown: <c>doctor</c>, <c>patient</c>, a name; null for documents.</param>
/// <param name="Start">Offset into the recording, when known.</param>
public sealed record Segment(string? Speaker, string Text, TimeSpan? Start = null, TimeSpan? End = null)
{
    /// <summary>The role was worked out from what is said, not read from a label.</summary>
    public bool SpeakerGuessed { get; init; }
}

/// <summary>The sources of one draft, by id.</summary>
public sealed class Sources : IReadOnlyCollection<Source>
{
    private readonly ImmutableArray<Source> all;

    public Sources(IEnumerable<Source> sources)
    {
        all = [.. sources];
        var twice = all.GroupBy(s => s.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any());
        if (twice is not null)
            throw new ArgumentException($"Two sources are called '{twice.Key}'.", nameof(sources));
    }

    public static Sources Of(params IEnumerable<Source> sources) => new(sources);

    public int Count => all.Length;

    public Source? Find(string id) => all.FirstOrDefault(s => string.Equals(s.Id, id, StringComparison.Ordinal));

    /// <summary>The words a quote points at, as the source has them; false when the place does not exist.</summary>
    public bool TryRead(Quote quote, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (Find(quote.Source) is not { } source || quote.Segment < 0 || quote.Segment >= source.Segments.Length)
            return false;
        var said = source.Segments[quote.Segment].Text;
        if (quote.Start < 0 || quote.Length < 1 || quote.Start > said.Length - quote.Length)
            return false;
        text = said.Substring(quote.Start, quote.Length);
        return true;
    }

    public IEnumerator<Source> GetEnumerator() => all.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
