using System.Globalization;
using Salus.Fhir.V2;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// The policy applied to what structured files say of one person: values by class, numbers, dates, names and text. Counts what it does.
/// For one file at a time.
/// </summary>
/// <param name="written">When the document or message was written, as HL7 writes times: tells how old somebody was; null when it does not say.</param>
internal sealed class PersonCleaning(Cleaning cleaning, Subject subject, string? written)
{
    private const int OldestKept = 89;

    private readonly Dictionary<string, string?> days = new(StringComparer.Ordinal);
    private IIdentifierDetector? known;

    /// <summary>For a text that does not say whose it is: the person of the release whom it names, else nobody, and then everybody known is searched for.</summary>
    public static PersonCleaning OfText(Cleaning cleaning, string text)
    {
        var subject = cleaning.People.SubjectOf(text) ?? Subject.Nobody;
        return new PersonCleaning(cleaning, subject, null);
    }

    public Treatment Of(IdentifierClass kind) => cleaning.Policy.Text.TryGetValue(kind, out var treatment) ? treatment : Treatment.Remove;

    /// <summary>A value whose class its place tells.</summary>
    public string Value(IdentifierClass kind, string value, string? owner = null, Treatment? asked = null)
    {
        if (string.IsNullOrWhiteSpace(value))
            return "";
        switch (asked ?? Of(kind))
        {
            case Treatment.Keep:
                return value;
            case Treatment.Remove:
                return Removed(kind);
            case Treatment.Scan:
                return Text(value);
            case Treatment.Shift:
                return Date(value, Treatment.Shift);
            case Treatment.Pseudonym:
                return Number(kind, value, Treatment.Pseudonym);
            case var treatment:
                cleaning.Tally.Add(kind, treatment);
                return cleaning.Replacer.Replace(treatment, kind, value, subject, owner);
        }
    }

    /// <summary>
    /// A number of a record, an order, a person: unless the policy keeps the class, a pseudonym, so that what belonged together still does.
    /// </summary>
    public string Number(IdentifierClass kind, string value, Treatment? asked = null)
    {
        if (string.IsNullOrWhiteSpace(value))
            return "";
        var treatment = asked ?? (Of(kind) is Treatment.Keep or Treatment.Encrypt ? Of(kind) : Treatment.Pseudonym);
        if (treatment is not Treatment.Pseudonym)
            return Value(kind, value, null, treatment);
        cleaning.Tally.Add(kind, Treatment.Pseudonym);
        var number = value.Trim();
        return Guid.TryParseExact(number, "D", out _) ? cleaning.Replacer.PseudonymUuid(number) : cleaning.Replacer.Pseudonym(kind.Word(), number);
    }

    /// <summary>The id of a message or document.</summary>
    public string Control(string value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return "";
        cleaning.Tally.Add(IdentifierClass.OtherId, Treatment.Pseudonym);
        return cleaning.Replacer.Pseudonym("message", value.Trim());
    }

    /// <summary>A date or time as HL7 or ISO writes it; empty when the policy wants it gone or it cannot be read.</summary>
    public string Date(string value, Treatment? asked = null)
    {
        var date = value.Trim();
        if (date.Length == 0)
            return "";
        var kind = date.Length == 4 ? IdentifierClass.Year : IdentifierClass.Date;
        var treatment = asked is null or Treatment.Scan ? Of(kind) : asked.Value;
        switch (treatment)
        {
            case Treatment.Keep when IsDate(date):
                return value;
            case Treatment.Shift or Treatment.Surrogate when Shifted(date) is { Length: > 0 } shifted:
                cleaning.Tally.Add(kind, Treatment.Shift);
                return shifted;
            case Treatment.Generalize when date.Length >= 4 && date.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9') is false:
                cleaning.Tally.Add(kind, Treatment.Generalize);
                return date[..4];
            case Treatment.Encrypt:
                cleaning.Tally.Add(kind, Treatment.Encrypt);
                return cleaning.Replacer.Replace(Treatment.Encrypt, kind, date, subject);
            default:
                return Removed(kind);
        }
    }

    /// <summary>A date of birth: gone when the person was over 89, because the year tells it (45 CFR 164.514(b)(2)(i)(C)), unless the policy keeps such ages.</summary>
    public string Birth(string value, Treatment? asked = null)
    {
        if (asked is null or Treatment.Shift && Of(IdentifierClass.OldAge) is not Treatment.Keep && !string.IsNullOrWhiteSpace(value) && AgeOf(value) is null or > OldestKept)
            return string.IsNullOrWhiteSpace(value) ? "" : Removed(IdentifierClass.OldAge);
        return Date(value, asked);
    }

    /// <summary>A name in its parts; <paramref name="owner"/> tells whose, so that the text gets the same one.</summary>
    public PersonName Name(PersonName name, string owner, Treatment? asked = null)
    {
        if (name.Whole.Length == 0 || (asked ?? Of(IdentifierClass.Name)) is Treatment.Keep)
            return name;
        if ((asked ?? Of(IdentifierClass.Name)) is not Treatment.Surrogate)
            return name.Family.Length > 0 ? new PersonName("", "", Value(IdentifierClass.Name, name.Whole, owner, asked)) : new PersonName(Value(IdentifierClass.Name, name.Whole, owner, asked), "", "");
        cleaning.Tally.Add(IdentifierClass.Name, Treatment.Surrogate);
        return new PersonName(Part(NamePart.Given, name.Given), Part(NamePart.Given, name.Middle), Part(name.Given.Length > 0 ? NamePart.Family : NamePart.Whole, name.Family));

        // A name that is spelled as a title is ("Do", "Le") must not be taken for one where the message says that it is a name.
        string Part(NamePart part, string original) =>
            original.Length == 0 ? "" : cleaning.Replacer.ReplaceName(part, original, subject, owner) is var invented && !string.Equals(invented, original, StringComparison.OrdinalIgnoreCase) ? invented : $"[{IdentifierClass.Name.Word()}]";
    }

    public string Text(string text) => string.IsNullOrWhiteSpace(text) ? text : Clean(text).Text;

    /// <summary>Free text read for identifiers, those of the record included.</summary>
    public CleanedText Clean(string text)
    {
        known ??= subject == Subject.Nobody ? cleaning.People.DetectorOfEverybody() : cleaning.People.DetectorOf(subject);
        var cleaned = cleaning.Text.Clean(text, subject, known);
        cleaning.Sampled?.Invoke(cleaned);
        return cleaned;
    }

    /// <summary>Counts something that went because nobody knows what it is, or because it cannot be read.</summary>
    public string Removed(IdentifierClass kind = IdentifierClass.OtherId)
    {
        cleaning.Tally.Add(kind, Treatment.Remove);
        return "";
    }

    /// <summary>A message says the same day dozens of times: the day is moved once, and the time of day behind it stays.</summary>
    private string? Shifted(string date)
    {
        if (date.Length < 8 || date.AsSpan(0, 8).ContainsAnyExceptInRange('0', '9') || V2Time.Parse(date) is null)
            return cleaning.Replacer.Shift(date, subject);
        var day = date[..8];
        if (!days.TryGetValue(day, out var moved))
            days.Add(day, moved = cleaning.Replacer.Shift(day, subject));
        return moved?.Length == 8 ? string.Concat(moved, date.AsSpan(8)) : moved;
    }

    private int? AgeOf(string birth)
    {
        var (born, then) = (Digits(birth), Digits(written));
        return born is null || then is null ? null : (then - born) / 10_000;

        static int? Digits(string? time)
        {
            if (V2Time.Parse(time?.Replace("-", "", StringComparison.Ordinal)) is not { } parsed)
                return null;
            var day = parsed.Digits.PadRight(8, '0')[..8];
            return int.Parse(day, CultureInfo.InvariantCulture);
        }
    }

    private static bool IsDate(string date) =>
        V2Time.Parse(date) is not null || DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
