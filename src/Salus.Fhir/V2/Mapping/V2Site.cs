using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Fhir.V2;

/// <summary>
/// What a site knows about its own messages and no message says: which URI stands behind a local code or authority, in which time
/// zone its clocks run. What is not stated here is not guessed; the mapping says what was missing.
/// </summary>
public sealed record V2Site
{
    /// <summary>Nothing is known.</summary>
    public static V2Site Unknown { get; } = new();

    private static readonly JsonSerializerOptions reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Stands for the sending facility where MSH-4 and MSH-3 are empty, or instead of them when they change; part of every id.</summary>
    public string? Facility { get; init; }

    /// <summary>IANA name, for example <c>Europe/Madrid</c>: of times that carry no offset.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Assigning authority or facility (HD.1) to the URI of its identifiers.</summary>
    public ImmutableDictionary<string, string> Authorities { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Name of a coding system (HL7 table 0396, CWE.3), for example <c>99LAB</c> or <c>L</c>, to its URI.</summary>
    public ImmutableDictionary<string, string> CodingSystems { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Local unit (OBX-6) to UCUM code.</summary>
    public ImmutableDictionary<string, string> Units { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The site's units are UCUM even where the message does not say so.</summary>
    public bool UnitsAreUcum { get; init; }

    /// <summary>Reads a site file: JSON with these properties in camel case.</summary>
    /// <exception cref="V2SiteException">Not such a file, with the line.</exception>
    public static V2Site Parse(ReadOnlySpan<byte> json)
    {
        V2Site site;
        try
        {
            site = JsonSerializer.Deserialize<V2Site>(json, reading) ?? Unknown;
        }
        catch (JsonException e)
        {
            throw new V2SiteException($"Line {(e.LineNumber ?? 0) + 1} of the site file, {(string.IsNullOrEmpty(e.Path) ? "$" : Excerpt.Of(e.Path))}: not what a site file holds. It has facility, timeZone, authorities, codingSystems, units, unitsAreUcum.", e);
        }
        foreach (var (name, uri) in site.Authorities.Concat(site.CodingSystems))
        {
            if (!Uri.TryCreate(uri, UriKind.Absolute, out _))
                throw new V2SiteException($"The site file gives '{Excerpt.Of(name)}' the URI '{Excerpt.Of(uri)}', which is not absolute. Write for example http://hospital.example/codes or urn:oid:1.2.3.");
        }
        if (site.TimeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out _))
            throw new V2SiteException($"The site file names the time zone '{Excerpt.Of(site.TimeZone)}', which this machine does not know. Write it as Europe/Madrid; the package tzdata must be installed.");
        return site;
    }

    internal Func<DateTime, TimeSpan?>? Clock
    {
        get
        {
            if (TimeZone is null || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone))
                return null;
            // The hour that comes twice in autumn is one or the other; an hour that never was has no offset.
            return at => zone.IsInvalidTime(at) ? null : zone.GetUtcOffset(at);
        }
    }
}

/// <summary>A site file that cannot be used: where, and what to do.</summary>
public sealed class V2SiteException(string message, Exception? inner = null) : Exception(message, inner);
