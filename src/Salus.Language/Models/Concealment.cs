using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Models;

/// <summary>
/// Takes identifiers out of text that leaves the house and puts them back into what returns: the same identifier always becomes the same
/// placeholder, such as <c>[NAME-1]</c>. Hidden are what is known of the patient, names after titles, greetings and introductions and
/// capitalised words that are no words of medicine or everyday English, calendar dates, ages above 89, telephone numbers, e-mail and web
/// addresses, street addresses and long numbers. It hides rather too much than too little; clinical numbers with units stay. One per
/// exchange; not safe for several threads.
/// </summary>
public sealed partial class Concealment
{
    private const int LongNumber = 6;
    private const int ShortestNamePart = 2;

    private readonly Dictionary<string, string> placeholders = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> originals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Vocabulary vocabulary;

    /// <param name="known">Names and identifiers of the patient and others, as the record has them: each is searched literally.</param>
    /// <param name="texts">Everything that will be sent: a name introduced anywhere is hidden everywhere.</param>
    public Concealment(IEnumerable<string> known, IEnumerable<string> texts, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(texts);
        this.vocabulary = vocabulary;
        foreach (var value in known)
            foreach (var part in value.Split([' ', ',', '.', '-'], StringSplitOptions.RemoveEmptyEntries))
                if (part.Length >= ShortestNamePart)
                    names.Add(part);
        foreach (var text in texts)
        {
            foreach (Match introduced in Introduced().Matches(text))
                foreach (var part in new[] { introduced.Groups["first"].Value, introduced.Groups["second"].Value })
                    if (IsNameLike(part))
                        names.Add(part);
            CollectCapitalised(text);
        }
    }

    /// <summary>How many different identifiers were hidden so far.</summary>
    public int Count => originals.Count;

    public string Conceal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = Replace(text, Address(), "ADDRESS");
        text = Replace(text, Electronic(), "CONTACT");
        text = Replace(text, CalendarDate(), "DATE");
        text = Replace(text, Phone(), "CONTACT");
        text = OldAge().Replace(text, m => int.Parse(m.Groups["age"].ValueSpan, CultureInfo.InvariantCulture) > 89 ? Placeholder("AGE", m.Groups["age"].Value) + m.Value[m.Groups["age"].Length..] : m.Value);
        text = Number().Replace(text, m => m.Value.Count(char.IsAsciiDigit) >= LongNumber ? Placeholder("NUMBER", m.Value) : m.Value);
        return names.Count == 0 ? text : Word().Replace(text, m => names.Contains(Bare(m.Value)) && !InPlaceholder(text, m) ? Placeholder("NAME", Bare(m.Value)) + m.Value[Bare(m.Value).Length..] : m.Value);
    }

    /// <summary>Puts back what was hidden; a placeholder that was never given out stays as it is.</summary>
    public string Restore(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Given().Replace(text, m => originals.GetValueOrDefault(m.Value, m.Value));
    }

    private string Replace(string text, Regex pattern, string kind) => pattern.Replace(text, m => InPlaceholder(text, m) ? m.Value : Placeholder(kind, m.Value));

    private string Placeholder(string kind, string original)
    {
        if (!placeholders.TryGetValue(original, out var placeholder))
        {
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            placeholders[original] = placeholder = string.Create(CultureInfo.InvariantCulture, $"[{kind}-{counts[kind]}]");
            originals[placeholder] = original;
        }
        return placeholder;
    }

    private static bool InPlaceholder(string text, Match match) => match.Index > 0 && text[match.Index - 1] == '[';

    private static string Bare(string word) => word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal) ? word[..^2] : word;

    /// <summary>Words with a capital where no sentence begins, that neither everyday English nor medicine knows.</summary>
    private void CollectCapitalised(string text)
    {
        var letters = text.Count(char.IsLetter);
        if (letters == 0 || text.Count(char.IsUpper) > letters / 2)
            return;
        var starts = SentenceSplitter.Spoken(text).Select(s => s.Start).ToHashSet();
        foreach (Match word in Word().Matches(text))
        {
            var bare = Bare(word.Value);
            if (char.IsUpper(bare[0]) && bare.Skip(1).Any(char.IsLower) && !starts.Contains(word.Index) && IsNameLike(bare))
                names.Add(bare);
        }
    }

    private bool IsNameLike(string word) =>
        word.Length >= ShortestNamePart && word.All(c => char.IsLetter(c) || c is '-' or '\'' or '’') && !CommonWords.ContainsAnyCase(word) && !NotNames.Contains(word.ToLowerInvariant()) && vocabulary.Matcher.Find(word.ToLowerInvariant()).IsEmpty;

    private static readonly HashSet<string> NotNames = new(StringComparer.Ordinal)
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        "english", "spanish", "french", "okay", "ok", "mri", "ct", "ekg", "ecg", "doctor", "nurse", "god", "christmas", "easter", "thanksgiving", "covid", "advil", "tylenol",
    };

    [GeneratedRegex(@"(?:\b(?:mr|mrs|ms|miss|dr|doctor|prof|professor|nurse|sister|father|reverend)\b\.?|\b(?:hi|hello|hey|good morning|good afternoon|thanks|thank you|bye)\b\s*,?|\bmy name is|\bmy name's|\bi am called|\bi'm doctor|\bi'm dr\.?|\bthis is|\bcalled|\bnamed|\b(?:husband|wife|son|daughter|mother|father|brother|sister|friend|partner|boss|uncle|aunt),?)\s+(?<first>[\p{L}][\p{L}'’-]+)(?:\s+(?<second>\p{Lu}[\p{L}'’-]+))?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Introduced();

    [GeneratedRegex(@"[\p{L}][\p{L}'’-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b\d{1,5}\s+(?:\p{Lu}[\p{L}'-]+\s+){1,3}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|close|crescent|terrace)\b\.?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bhttps?://\S+|\bwww\.\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Electronic();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?\b|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)(?:,?\s+\d{4})?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CalendarDate();

    [GeneratedRegex(@"(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,5}\)|\b\d{3,5})[ .-]\d{3,4}[ .-]\d{3,4}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\b(?<age>\d{2,3})(?:[- ]year[- s]*old|[- ]?y/?o\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OldAge();

    [GeneratedRegex(@"\b[A-Za-z]{0,3}\d[\d-]{5,}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\[[A-Z]+-\d+\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Given();
}
