using System.Globalization;
using Salus.Fhir.Search;

namespace Salus.Design.Pages.Charts;

/// <summary>
/// What somebody types to find a patient, as a FHIR search: words are parts of the name, something that reads as a date is the birth date,
/// anything else with a digit in it is a number of the patient. All of it must fit.
/// </summary>
public static class PatientQuery
{
    private static readonly string[] formats = ["yyyy-M-d", "d.M.yyyy", "d/M/yyyy", "d-M-yyyy", "yyyy/M/d", "yyyyMMdd"];

    /// <param name="text">Empty finds everybody.</param>
    /// <param name="count">Patients on a page.</param>
    /// <param name="cursor">Of the page before.</param>
    public static SearchQuery Read(string? text, int count, string? cursor, DateOnly today) =>
        SearchQuery.Parse("Patient", [.. Criteria(text, today), KeyValuePair.Create("_sort", "family,given")]) with { Count = count, Cursor = cursor };

    public static IEnumerable<KeyValuePair<string, string>> Criteria(string? text, DateOnly today)
    {
        foreach (var word in (text ?? "").Split([' ', ',', ';', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(12))
        {
            if (DateOnly.TryParseExact(word, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day <= today && day.Year > today.Year - 130)
                yield return KeyValuePair.Create("birthdate", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            else if (word.Length == 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year <= today.Year && year > today.Year - 130)
                yield return KeyValuePair.Create("birthdate", word);
            else if (word.Any(char.IsAsciiDigit))
                yield return KeyValuePair.Create("identifier", Escape(word));
            else
                yield return KeyValuePair.Create("name", Escape(word));
        }
    }

    // Characters that divide values of a search parameter.
    private static string Escape(string word) => word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}
