using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;

namespace Salus.Governance.Deidentification.Releases.Risk;

/// <summary>Reads from a table as it would go out what others may know of the people in its rows, by the names of its columns.</summary>
internal static partial class RowFacts
{
    private const int LongestRow = 16 << 20;

    /// <param name="file">Name of the file: rows without a number of a person are people of their own.</param>
    public static async Task ReadAsync(Stream table, string file, PeopleTable people, CancellationToken cancel)
    {
        using var rows = CsvReader.Create(table, new CsvReaderOptions { MaxRecordSize = LongestRow, MalformedData = CsvMalformedDataHandling.Throw, MissingField = CsvMissingFieldHandling.ReturnEmpty, FieldCountMismatch = CsvFieldCountHandling.Allow, IncludeValuesInExceptions = false });
        try
        {
            await rows.ReadHeaderAsync(cancel);
            var heading = rows.Headers.ToArray();
            var person = Array.FindIndex(heading, h => PersonColumn.IsMatch(h));
            var columns = heading.Select(ColumnOf).ToArray();
            if (columns.All(c => c is null))
                return;
            for (var number = 1L; await rows.ReadAsync(cancel); number++)
            {
                var who = person >= 0 && person < rows.FieldCount && rows.GetString(person) is { Length: > 0 } id ? id : string.Create(CultureInfo.InvariantCulture, $"{file}:{number}");
                people.Meet(who);
                for (var i = 0; i < rows.FieldCount && i < columns.Length; i++)
                    if (columns[i] is { } column && (column is QuasiIdentifier.BirthYear or QuasiIdentifier.AdmissionYear ? YearOf(rows.GetString(i)) : rows.GetString(i)) is { Length: > 0 } value)
                        people.Add(who, column, value);
            }
        }
        catch (CsvFormatException)
        {
            throw new DeidentificationException("What came out of it cannot be read back as a table, so nobody could check it.");
        }
    }

    internal static QuasiIdentifier? ColumnOf(string heading) => heading switch
    {
        _ when Birth.IsMatch(heading) => QuasiIdentifier.BirthYear,
        _ when Admission.IsMatch(heading) => QuasiIdentifier.AdmissionYear,
        _ when Age.IsMatch(heading) => QuasiIdentifier.Age,
        _ when Sex.IsMatch(heading) => QuasiIdentifier.Sex,
        _ when Postal.IsMatch(heading) => QuasiIdentifier.PostalCode,
        _ when State.IsMatch(heading) => QuasiIdentifier.State,
        _ when Race.IsMatch(heading) => QuasiIdentifier.Race,
        _ when Ethnicity.IsMatch(heading) => QuasiIdentifier.Ethnicity,
        _ when Diagnosis.IsMatch(heading) => QuasiIdentifier.Diagnosis,
        _ => null,
    };

    private static string? YearOf(string value) => Year.Match(value) is { Success: true } year ? year.Value : null;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"^(patient|person|subject|member|participant)?[ _-]*(id|no|number|key|mrn|uuid|guid|patient|subject)$", Options)]
    private static partial Regex PersonColumn { get; }

    [GeneratedRegex(@"birth|\bdob\b|^dob", Options)]
    private static partial Regex Birth { get; }

    [GeneratedRegex(@"(^|[ _-])age([ _-]|$)", Options)]
    private static partial Regex Age { get; }

    [GeneratedRegex(@"(^|[ _-])(sex|gender)([ _-]|$)", Options)]
    private static partial Regex Sex { get; }

    [GeneratedRegex(@"zip|postal|postcode", Options)]
    private static partial Regex Postal { get; }

    [GeneratedRegex(@"(^|[ _-])(state|province|region)([ _-]|$)", Options)]
    private static partial Regex State { get; }

    [GeneratedRegex(@"(^|[ _-])race([ _-]|$)", Options)]
    private static partial Regex Race { get; }

    [GeneratedRegex(@"ethnic", Options)]
    private static partial Regex Ethnicity { get; }

    [GeneratedRegex(@"admi(t|ssion)|encounter[ _-]?(date|start|year)|visit[ _-]?(date|year)", Options)]
    private static partial Regex Admission { get; }

    [GeneratedRegex(@"diagnos|\bicd|^icd|condition[ _-]?code", Options)]
    private static partial Regex Diagnosis { get; }

    [GeneratedRegex(@"(1[89]|20)[0-9]{2}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Year { get; }
}
