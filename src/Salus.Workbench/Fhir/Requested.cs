using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Salus.Workbench.Fhir;

/// <summary>Parameters that several operations take, always under the same name.</summary>
internal static class Requested
{
    public const int LargestCount = 1000;

    /// <exception cref="FhirRefusedException">400.</exception>
    public static int? Count(StringValues text) => text.ToString() is not { Length: > 0 } asked ? null
        : int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? Math.Min(number, LargestCount)
        : throw FhirRefusedException.Invalid("_count is a whole number above 0.");

    /// <exception cref="FhirRefusedException">400.</exception>
    public static DateTimeOffset? Instant(StringValues text) => text.ToString() is not { Length: > 0 } asked ? null
        : DateTimeOffset.TryParse(asked.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw FhirRefusedException.Invalid("_since is an instant: 2026-06-01T12:00:00Z.");

    public static ImmutableArray<string> List(StringValues text) => [.. text.SelectMany(t => (t ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
}
