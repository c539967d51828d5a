using System.Globalization;
using System.Text;
using Salus.Language.Text;

namespace Salus.Language.Identifiers;

/// <summary>
/// A text as detectors read it: without characters nobody sees (zero-width, soft hyphens, direction marks), full-width forms and odd blanks
/// written plainly, and letters of another script put back where they stand in the middle of a Latin word to look alike ("Jоhn" with a
/// Cyrillic o). What was found is led back to the places of the original.
/// </summary>
public sealed class IdentifierText
{
    // Cyrillic and Greek letters that a reader takes for these Latin ones. Unicode TR39 confusables, restated for letters of names.
    private const string LookAlikes = "аaеeоoрpсcхxуyіiјjѕsԁdһhкkмmтtвbнhАAВBЕEЅSІIЈJКKМMНHОOРPСCТTХXУYοoαaνvρpιiκkΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX";

    private readonly OffsetMap? map;

    private IdentifierText(string original, string plain, OffsetMap? map) => (Original, Plain, this.map) = (original, plain, map);

    public string Original { get; }

    /// <summary>What detectors read; the same object as <see cref="Original"/> when nothing had to be rewritten.</summary>
    public string Plain { get; }

    public static IdentifierText Of(string original)
    {
        ArgumentNullException.ThrowIfNull(original);
        if (original.AsSpan().IndexOfAnyExceptInRange('\0', '\u009F') < 0)
            return new(original, original, null);
        StringBuilder? plain = null;
        OffsetMap.Builder? pieces = null;
        var copied = 0;
        for (var i = 0; i < original.Length; i++)
        {
            var c = original[i];
            var read = c < '\u00A0' ? c : Read(original, i);
            if (read == c)
                continue;
            plain ??= new StringBuilder(original.Length);
            pieces ??= new OffsetMap.Builder(original.Length);
            plain.Append(original, copied, i - copied);
            pieces.Copied(TextSpan.FromBounds(copied, i));
            if (read != '\0')
            {
                plain.Append(read);
                pieces.Replaced(1, new TextSpan(i, 1));
            }
            copied = i + 1;
        }
        if (plain is null)
            return new(original, original, null);
        plain.Append(original, copied, original.Length - copied);
        pieces!.Copied(TextSpan.FromBounds(copied, original.Length));
        return new(original, plain.ToString(), pieces.Build());
    }

    /// <summary>From a place in <see cref="Plain"/> to the place in <see cref="Original"/>.</summary>
    public TextSpan ToOriginal(TextSpan plain) => map?.ToOriginal(plain) ?? plain;

    /// <summary>The character as a reader sees it; nul for one that nobody sees.</summary>
    private static char Read(string text, int at)
    {
        var c = text[at];
        if (c is '\u00AD' or '\u061C' or '\u180E' or '\uFEFF' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069'))
            return '\0';
        if (c is >= '\uFF01' and <= '\uFF5E')
            return (char)(c - 0xFEE0);
        if (c is '\u00A0' or '\u202F' or '\u3000' or (>= '\u2000' and <= '\u200A'))
            return ' ';
        if (c is '\u2010' or '\u2011' or '\u2012')
            return '-';
        if (c is '\u2019' or '\u02BC')
            return '\'';
        if (c is >= '\u0370' and <= '\u052F' && LookAlikes.AsSpan().IndexOf(c) is >= 0 and var found && found % 2 == 0 && StandsInLatinWord(text, at))
            return LookAlikes[found + 1];
        if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber && CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit)
            return (char)('0' + digit);
        return c;
    }

    private static bool StandsInLatinWord(string text, int at)
    {
        for (var i = at - 1; i >= 0 && char.IsLetter(text[i]); i--)
            if (text[i] < '\u0250')
                return true;
        for (var i = at + 1; i < text.Length && char.IsLetter(text[i]); i++)
            if (text[i] < '\u0250')
                return true;
        return false;
    }
}
