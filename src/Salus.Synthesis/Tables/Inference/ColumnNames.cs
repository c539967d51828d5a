namespace Salus.Synthesis.Tables.Inference;

/// <summary>What the name of a column hints at. A hint decides only where the values leave more than one reading.</summary>
internal static class ColumnNames
{
    private static readonly HashSet<string> Keys = ["id", "ids", "nbr", "no", "nr", "number", "key", "uid", "uuid", "guid", "mrn", "pid", "identifier", "hash", "accession", "ref", "reference"];
    private static readonly HashSet<string> Persons = ["patient", "patients", "pat", "person", "subject", "subj", "member", "beneficiary", "bene", "participant", "mrn", "pid", "empi", "nhs", "ssn", "client", "resident"];
    private static readonly HashSet<string> Rows = ["rownames", "rowname", "rownumber", "row", "rowid", "index", "idx", "obs", "unnamed", "serial", "sno", "seqn", "recno"];
    private static readonly HashSet<string> Private = ["ssn", "phone", "telephone", "tel", "mobile", "fax", "email", "mail", "passport", "iban", "address", "street", "surname", "lastname", "firstname", "forename", "fullname", "nhsnumber"];
    private static readonly HashSet<string> Titles = ["id", "type", "code", "status", "class", "category", "cat", "cause", "reason", "source", "site", "centre", "center", "hospital", "ward", "unit", "race", "ethnicity", "sex", "gender", "arm", "trt", "treatment", "disposition", "region", "state", "country"];
    private static readonly HashSet<string> Amounts = ["num", "number", "count", "counts", "n", "no", "nr", "age", "year", "years", "yr", "day", "days", "time", "month", "months", "week", "weeks", "hours", "minutes", "visits", "visit", "los", "nodes", "times", "pregnancies", "parity", "gravida", "children", "siblings", "admissions", "length", "weight", "height", "dose"];
    private static readonly HashSet<string> Diagnoses = ["diag", "diagnosis", "diagnoses", "dx", "icd", "icd9", "icd10", "cause", "code"];

    /// <summary><c>admission_type_id</c>, <c>PatientID</c> and <c>sample.yr</c> as words in small letters.</summary>
    public static string[] Words(string name)
    {
        var words = new List<string>();
        var from = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var ends = i == name.Length || !char.IsLetterOrDigit(name[i]);
            var turns = !ends && i > from && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]) && char.IsUpper(name[i - 1])));
            if (!ends && !turns)
                continue;
            if (i > from)
                words.Add(name[from..i].ToLowerInvariant());
            from = ends ? i + 1 : i;
        }
        return [.. words];
    }

    public static bool IsKey(string[] words) => words.Length > 0 && (Keys.Contains(words[^1]) || IsRow(words) || (words[^1].Length > 3 && words[^1].EndsWith("id", StringComparison.Ordinal) && Persons.Contains(words[^1][..^2])));

    /// <summary>The key of a person: <c>patient_nbr</c>, <c>pid</c>; also a bare <c>id</c>.</summary>
    public static bool IsPerson(string[] words) =>
        (IsKey(words) || words.Length == 1) && (words.Any(w => Persons.Contains(w) || (w.EndsWith("id", StringComparison.Ordinal) && Persons.Contains(w[..^2]))) || words is ["id"]);

    public static bool IsRow(string[] words) => words.Length > 0 && Rows.Contains(words[0]) && (words.Length == 1 || char.IsAsciiDigit(words[1][0]) || words[1] is "id" or "number" or "no" or "nr" or "names" or "name");

    /// <summary>Holds what names or reaches a person.</summary>
    public static bool IsPrivate(string[] words) =>
        words.Any(Private.Contains) || words is ["name"] || (words.Length >= 2 && words[^1] is "name" && words[^2] is "first" or "last" or "full" or "family" or "given" or "middle" or "maiden" or "patient" or "person" or "subject" or "member");

    public static bool IsTitle(string[] words) => words.Length > 0 && Titles.Contains(words[^1].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));

    public static bool IsAmount(string[] words) => words.Any(Amounts.Contains) && !words.Contains("id") && !words.Contains("code") && !words.Contains("type");

    public static bool IsDiagnosis(string[] words) => words.Any(w => Diagnoses.Contains(w.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')) || Diagnoses.Contains(w));
}
