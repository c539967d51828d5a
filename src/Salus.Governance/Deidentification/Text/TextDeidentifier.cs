using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Finds identifiers in free text and treats each as the policy says of its class. Safe for several threads.</summary>
public sealed class TextDeidentifier
{
    /// <summary>Initials are looked for among so many names of a text, so that the cost stays linear.</summary>
    private const int MostNames = 64;

    private readonly IdentifierFinder finder;
    private readonly Replacer replacer;
    private readonly Tally tally;
    private readonly TimeProvider clock;

    /// <param name="clock">For the age of who is told to be born long ago; the system's by default.</param>
    public TextDeidentifier(IdentifierFinder finder, Replacer replacer, Tally tally, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(finder);
        ArgumentNullException.ThrowIfNull(replacer);
        ArgumentNullException.ThrowIfNull(tally);
        (this.finder, this.replacer, this.tally, this.clock) = (finder, replacer, tally, clock ?? TimeProvider.System);
    }

    public Replacer Replacer => replacer;

    /// <param name="known">Searches for what the record holds of the subject: see <see cref="KnownPeople.DetectorOf"/>.</param>
    public CleanedText Clean(string text, Subject subject, IIdentifierDetector? known = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Treat(text, finder.Find(text, known), subject);
    }

    /// <summary>What identifies somebody, before any treatment.</summary>
    public ImmutableArray<IdentifierSpan> Find(string text, IIdentifierDetector? known = null) => finder.Find(text, known);

    /// <summary>Treats what was found by somebody else, for example in a text that was read in parts.</summary>
    /// <param name="spans">In order and without overlap.</param>
    public CleanedText Treat(string text, ImmutableArray<IdentifierSpan> spans, Subject subject)
    {
        ArgumentNullException.ThrowIfNull(text);
        var written = new StringBuilder(text.Length + 16);
        var replaced = ImmutableArray.CreateBuilder<Replacement>(spans.Length);
        var copied = 0;
        var year = 0;
        var people = Document(text, spans);
        var old = OldDates.Of(text, spans, replacer.Policy, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), replacer.BirthOf(subject));
        var hasTokens = text.Contains(SealedValues.Start, StringComparison.Ordinal);
        foreach (var found in spans)
        {
            if (found.Span.Start < copied)
                continue;
            var original = found.Span.In(text);
            var treatment = replacer.Policy.Of(found.Class);
            if (found.Class is IdentifierClass.Date or IdentifierClass.Year && YearOf(original) is > 0 and var said)
                year = said;
            if (hasTokens && InToken(text, found.Span))
                continue;
            var (kind, replacement) = (found.Class, "");
            if (old?.Tells(found, original) is true)
                (kind, treatment, replacement) = (IdentifierClass.OldAge, Treatment.Generalize, old.Instead);
            tally.Add(kind, treatment);
            if (treatment is Treatment.Keep)
                continue;
            if (replacement.Length == 0)
                replacement = Replaced(found.Class, treatment, original, subject, year, people);
            // "90" of a text would be an age; an element or a cell must stay a number.
            if (found.Class is IdentifierClass.OldAge && treatment is Treatment.Generalize && char.IsAsciiDigit(replacement[^1]) && (found.Span.End == text.Length || text[found.Span.End] is not '+'))
                replacement += "+";
            written.Append(text, copied, found.Span.Start - copied);
            replaced.Add(new(new TextSpan(written.Length, replacement.Length), original, kind, treatment, found.Detector));
            written.Append(replacement);
            copied = found.Span.End;
        }
        return replaced.Count == 0 ? new(text, []) : new(written.Append(text, copied, text.Length - copied).ToString(), replaced.DrainToImmutable());
    }

    /// <summary>XHTML narrative (FHIR Text.div, C-CDA text): text cleaned across its tags, tags kept, attributes that can hold identifiers dropped.</summary>
    /// <exception cref="DeidentificationException">It is not well-formed.</exception>
    public string CleanXhtml(string xhtml, Subject subject, IIdentifierDetector? known = null)
    {
        ArgumentNullException.ThrowIfNull(xhtml);
        return XhtmlNarrative.Clean(xhtml, text => Clean(text, subject, known));
    }

    private string Replaced(IdentifierClass kind, Treatment treatment, string original, Subject subject, int year, PersonWords? people)
    {
        if (treatment is Treatment.Surrogate && kind is IdentifierClass.Name)
            return replacer.ReplaceName(original, subject, people);
        if (treatment is not Treatment.Shift)
            return replacer.Replace(treatment, kind, original, subject);
        // A date that cannot be read says at least that it is one.
        return (year > 0 ? replacer.Shift(original, subject, year) : replacer.Shift(original, subject)) ?? $"[{kind.Word()}]";
    }

    /// <summary>The whole names of a text; null when it has none.</summary>
    private static PersonWords? Document(string text, ImmutableArray<IdentifierSpan> spans)
    {
        var names = spans.Where(s => s.Class is IdentifierClass.Name).Select(s => s.Span.In(text)).Where(n => NameWords.Spans(n).Count(w => w.End - w.Start > 1) > 1).Distinct(StringComparer.Ordinal).Take(MostNames).ToList();
        return names.Count == 0 ? null : PersonWords.OfDocument(names);
    }

    private static int YearOf(string date)
    {
        for (var i = 0; i + 4 <= date.Length; i++)
            if (int.TryParse(date.AsSpan(i, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1850 and <= 2150
                && (i == 0 || !char.IsAsciiDigit(date[i - 1])) && (i + 4 == date.Length || !char.IsAsciiDigit(date[i + 4])))
                return year;
        return 0;
    }

    /// <summary>Within a token that was encrypted under this very key: nothing to find there, and to change it would lose it.</summary>
    private bool InToken(string text, TextSpan span)
    {
        var from = Math.Min(text.Length - 1, span.Start + SealedValues.Start.Length);
        var start = text.LastIndexOf(SealedValues.Start, from, Math.Min(from + 1, 4096), StringComparison.Ordinal);
        if (start < 0)
            return false;
        var end = text.IndexOf(SealedValues.End, start, Math.Min(text.Length - start, 8192), StringComparison.Ordinal);
        return end >= 0 && end + SealedValues.End.Length >= span.End && replacer.IsSealed(text[start..(end + SealedValues.End.Length)]);
    }
}
