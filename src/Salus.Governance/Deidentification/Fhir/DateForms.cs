namespace Salus.Governance.Deidentification.Fhir;

/// <summary>The forms of date, dateTime and instant (R4, Datatypes): whether a text is one, without saying that the day exists.</summary>
internal static class DateForms
{
    public static bool IsValid(string value, string type) => IsValid(value) && type switch
    {
        "date" => value.Length <= 10,
        "instant" => value.Length > 10,
        _ => true,
    };

    public static bool IsValid(string value)
    {
        var text = value.AsSpan();
        if (!Fits(ref text, "dddd"))
            return false;
        if (text.IsEmpty)
            return true;
        if (!Fits(ref text, "-dd"))
            return false;
        if (text.IsEmpty)
            return true;
        if (!Fits(ref text, "-dd"))
            return false;
        if (text.IsEmpty)
            return true;
        if (!Fits(ref text, "Tdd:dd:dd"))
            return false;
        if (!text.IsEmpty && text[0] == '.')
        {
            text = text[1..];
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is 0 or > 12 || (digits < 0 && text.Length is 0 or > 12))
                return false;
            text = digits < 0 ? [] : text[digits..];
        }
        return text is "Z" or "" || ((text[0] is '+' or '-') && text.Length == 6 && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]) && text[3] == ':' && char.IsAsciiDigit(text[4]) && char.IsAsciiDigit(text[5]));
    }

    /// <param name="form">d for a digit.</param>
    private static bool Fits(ref ReadOnlySpan<char> text, ReadOnlySpan<char> form)
    {
        if (text.Length < form.Length)
            return false;
        for (var i = 0; i < form.Length; i++)
        {
            if (form[i] == 'd' ? !char.IsAsciiDigit(text[i]) : text[i] != form[i])
                return false;
        }
        text = text[form.Length..];
        return true;
    }
}
