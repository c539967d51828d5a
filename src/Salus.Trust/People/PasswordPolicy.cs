using System.Collections.Frozen;

namespace Salus.Trust;

/// <summary>
/// What a password must be: long, and not among the first guesses. No rules about kinds of characters and no expiry
/// (NIST SP 800-63B-4, section 3.1.1.2).
/// </summary>
public static class PasswordPolicy
{
    public const int MinimumLength = 12;

    /// <summary>Beyond this nobody types; hashing more would only cost.</summary>
    public const int MaximumLength = 256;

    /// <summary>First guesses with digits and signs taken off and look-alikes undone. Ours, from what people in clinics and offices choose.</summary>
    private static readonly FrozenSet<string> Guesses = new[]
    {
        "password", "passwords", "passwort", "passphrase", "mypassword", "thepassword", "newpassword", "changeme", "changemenow", "changethis",
        "changeit", "letmein", "letmeinnow", "letmeinplease", "openup", "opensesame", "welcome", "welcomehome", "welcometo", "welcomeback",
        "hello", "helloworld", "hellothere", "qwerty", "qwertyuiop", "qwertz", "qwertzuiop", "azerty", "azertyuiop", "asdf",
        "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc", "qwertyasdfgh", "abc", "abcd", "abcdef",
        "abcdefg", "abcdefgh", "abcdefghij", "abcdefghijkl", "admin", "administrator", "adminadmin", "root", "rootroot", "superuser",
        "user", "username", "guest", "guestguest", "login", "secret", "secretsecret", "topsecret", "mysecret", "default",
        "master", "monkey", "dragon", "shadow", "sunshine", "princess", "football", "baseball", "superman", "batman",
        "iloveyou", "iloveyousomuch", "trustno", "trustnoone", "whatever", "starwars", "michael", "jennifer", "computer", "internet",
        "hospital", "thehospital", "clinic", "clinics", "theclinic", "doctor", "doctordoctor", "doctors", "nurse", "nurses",
        "medical", "medicine", "health", "healthcare", "patient", "patients", "surgery", "pharmacy", "emergency", "stethoscope",
        "salus", "salussalus", "workbench", "company", "spring", "summer", "autumn", "winter", "january", "december",
        "test", "testtest", "testing", "testpassword", "temp", "temporary", "example", "correcthorsebatterystaple", "passwordpassword", "opensalus",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <returns>A sentence that says what to do; null when the password will do.</returns>
    public static string? WhyNot(string password, string userName)
    {
        if (password.Length < MinimumLength)
            return $"Choose at least {MinimumLength} characters. A few unrelated words are easy to remember and hard to guess.";
        if (password.Length > MaximumLength)
            return $"Choose at most {MaximumLength} characters.";
        if (userName.Length > 0 && password.Contains(userName, StringComparison.OrdinalIgnoreCase))
            return "Choose a password that does not contain the user name.";
        if (password.Distinct().Count() < 5 || IsSequence(password))
            return "Choose a password that is not one character, digit or pattern repeated.";
        if (Readings(password).Any(Guesses.Contains))
            return "That password is among the first that anybody would try. Choose another; a few unrelated words do well.";
        return null;
    }

    /// <summary>123456…, abcdef…, and the like downwards.</summary>
    private static bool IsSequence(string password)
    {
        var steps = 0;
        for (var i = 1; i < password.Length; i++)
        {
            if (Math.Abs(password[i] - password[i - 1]) <= 1 || (password[i - 1] is '9' && password[i] is '0'))
                steps++;
        }
        return steps >= password.Length - 2;
    }

    /// <summary>Only the letters; and again with look-alikes read as letters, up to the digits and signs at the end.</summary>
    private static IEnumerable<string> Readings(string password)
    {
        var lower = password.ToLowerInvariant();
        yield return string.Concat(lower.Where(char.IsLetter));
        var word = lower.AsSpan().TrimEnd("0123456789!@#$%^&*()-_=+.,;:?*/ ").ToString();
        yield return string.Concat(word.Select(Letter).Where(char.IsLetter));
    }

    private static char Letter(char c) => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        _ => c,
    };
}
