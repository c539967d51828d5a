using System.Globalization;

namespace Salus.Fhir.V2;

/// <summary>
/// A point in time with the precision it was written in (HL7 v2.5.1, 2A.77 and 2A.22): <c>YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]</c>.
/// </summary>
/// <param name="Digits">Year to fraction as far as they are known, without the point: 4, 6, 8, 10, 12 or 14 digits.</param>
/// <param name="Fraction">Of a second, without the point; empty when not written.</param>
/// <param name="Offset">Null when no time zone is written.</param>
public sealed record V2Time(string Digits, string Fraction, TimeSpan? Offset)
{
    public bool HasTime => Digits.Length > 8;

    /// <summary>Null for text that is no time, or a time that does not exist. A date that is padded with zeros (month or day 00) ends before them.</summary>
    public static V2Time? Parse(string? text)
    {
        var rest = (text ?? "").AsSpan().Trim();
        TimeSpan? offset = null;
        var sign = rest.IndexOfAny('+', '-');
        if (sign >= 4)
        {
            var zone = rest[(sign + 1)..];
            if (zone.Length != 4 || zone.ContainsAnyExceptInRange('0', '9'))
                return null;
            var minutes = int.Parse(zone[..2], CultureInfo.InvariantCulture) * 60 + int.Parse(zone[2..], CultureInfo.InvariantCulture);
            if (minutes > 14 * 60)
                return null;
            offset = TimeSpan.FromMinutes(rest[sign] == '-' ? -minutes : minutes);
            rest = rest[..sign];
        }
        var fraction = ReadOnlySpan<char>.Empty;
        var point = rest.IndexOf('.');
        if (point == 14)
        {
            fraction = rest[15..];
            rest = rest[..14];
            if (fraction.Length is 0 or > 9 || fraction.ContainsAnyExceptInRange('0', '9'))
                return null;
        }
        if (rest.Length is not (4 or 6 or 8 or 10 or 12 or 14) || rest.ContainsAnyExceptInRange('0', '9'))
            return null;
        if (rest.Length >= 6 && rest[4..].Trim('0').IsEmpty && rest.Length <= 8)
            rest = rest[..4];
        else if (rest.Length == 8 && rest[6..] is "00")
            rest = rest[..6];
        var padded = string.Concat(rest, "00000101000000".AsSpan(rest.Length));
        return DateTime.TryParseExact(padded, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? new V2Time(rest.ToString(), fraction.ToString(), offset) : null;
    }

    /// <summary>As FHIR date: without the time of day, which that type does not have.</summary>
    public string ToFhirDate() => Digits.Length switch
    {
        4 => Digits,
        6 => $"{Digits[..4]}-{Digits[4..]}",
        _ => $"{Digits[..4]}-{Digits[4..6]}-{Digits[6..8]}",
    };

    /// <summary>As FHIR dateTime. FHIR wants a time zone beside a time of day; null when there is a time of day and none is known.</summary>
    /// <param name="assumed">What the sender's clock shows where the time itself does not say.</param>
    public string? ToFhirDateTime(Func<DateTime, TimeSpan?>? assumed)
    {
        if (!HasTime)
            return ToFhirDate();
        var (hour, minute, second) = (Digits[8..10], Digits.Length > 10 ? Digits[10..12] : "00", Digits.Length > 12 ? Digits[12..14] : "00");
        var zone = Offset ?? assumed?.Invoke(DateTime.ParseExact(Digits[..8] + hour + minute + second, "yyyyMMddHHmmss", CultureInfo.InvariantCulture));
        if (zone is not { } known)
            return null;
        var sign = known < TimeSpan.Zero ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{ToFhirDate()}T{hour}:{minute}:{second}{(Fraction.Length > 0 ? "." + Fraction : "")}{sign}{known.Duration():hh\\:mm}");
    }

    /// <summary>To the second, with the offset.</summary>
    public static string Write(DateTimeOffset at) =>
        at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + at.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
