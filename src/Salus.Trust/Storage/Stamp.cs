using System.Globalization;

namespace Salus.Trust;

/// <summary>How instants stand in the database: UTC, fixed width, to the tenth of a microsecond, so that text order is time order.</summary>
public static class Stamp
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(string stamp) =>
        new(DateTime.ParseExact(stamp, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal), TimeSpan.Zero);
}
