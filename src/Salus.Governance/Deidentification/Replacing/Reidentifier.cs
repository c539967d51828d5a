using System.Text;
using System.Text.RegularExpressions;

namespace Salus.Governance.Deidentification;

/// <summary>Turns encrypted values back, for who holds the key of the release. Surrogates, shifted dates and pseudonyms stay as they are: they hold nothing to turn back.</summary>
public sealed partial class Reidentifier(ReleaseKey key)
{
    private readonly SealedValues sealing = new(key ?? throw new ArgumentNullException(nameof(key)));

    /// <summary>The text with all that was encrypted in it; also in FHIR, HL7 v2 and CSV, where the caller escapes what the format asks for.</summary>
    /// <exception cref="DeidentificationException">A token was made with another key, or was changed.</exception>
    public string Restore(string text) => Restore(text, static s => s);

    /// <inheritdoc cref="Restore(string)"/>
    /// <param name="escape">Writes a value as the format around it needs it, for example with <c>\"</c> in JSON.</param>
    public string Restore(string text, Func<string, string> escape)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(escape);
        StringBuilder? restored = null;
        var copied = 0;
        foreach (var match in Tokens().EnumerateMatches(text))
        {
            var token = text.Substring(match.Index, match.Length);
            string? original;
            // The full stop of a sentence may stand behind an id, and is a character of ids.
            while (!sealing.TryOpen(token, out original))
            {
                token = token.EndsWith('.') ? token[..^1]
                    : throw new DeidentificationException("An encrypted value cannot be opened: it was made with another key, or was changed. Give the key of this release; its fingerprint stands in the release's statement.");
            }
            restored ??= new StringBuilder(text.Length);
            restored.Append(text, copied, match.Index - copied).Append(escape(original));
            copied = match.Index + token.Length;
        }
        return restored is null ? text : restored.Append(text, copied, text.Length - copied).ToString();
    }

    [GeneratedRegex(@"\{\{salus:[A-Za-z0-9_-]{1,100000}\}\}|\bsalus\.[A-Za-z0-9.-]{34,58}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Tokens();
}
