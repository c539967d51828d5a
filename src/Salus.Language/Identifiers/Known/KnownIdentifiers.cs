using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// Searches a text for what the record holds of the people it is about: names inflected, shortened, misspelt and in user names, days in any
/// writing, numbers with any separators, places and organisations. One pass over the words of the text, whatever number of values is known.
/// Immutable, safe for several threads; building takes some microseconds a value, so values that many records share are better kept in one
/// detector of their own.
/// </summary>
public sealed partial class KnownIdentifiers : IIdentifierDetector
{
    /// <summary>Words of a text that are like nothing known are looked up once; beyond so many different ones no more are kept.</summary>
    private const int MostDismissed = 1 << 16;

    /// <summary>A patient with kin and clinicians; more people than these are no longer one patient's round.</summary>
    private const int MostInRound = 40;

    private readonly NameIndex names;
    private readonly CodeIndex codes;
    private readonly PhraseIndex phrases;
    private readonly DateIndex dates;
    private readonly ImmutableArray<KnownIdentifier> literals;
    private readonly ImmutableArray<KnownIdentifier> ages;
    private readonly HashFilter starts;
    private readonly bool correctsWords;

    private KnownIdentifiers(ILookup<Sort, KnownIdentifier> known)
    {
        var isRound = known.SelectMany(k => k).Select(k => k.Owner).Distinct(StringComparer.Ordinal).Take(MostInRound + 1).Count() <= MostInRound;
        names = new(known[Sort.Name], isRound);
        dates = new(known[Sort.Date]);
        codes = new(known[Sort.Code].Concat(dates.Unread).Concat(known[Sort.Phrase].SelectMany(PostalCodes)));
        phrases = new(known[Sort.Phrase], isRound);
        literals = [.. known[Sort.Literal]];
        ages = [.. known[Sort.Age]];
        starts = new([.. names.Hashes, .. codes.Hashes, .. phrases.Hashes, .. dates.YearHashes, .. dates.IsEmpty ? [] : WrittenDate.Openers]);
        correctsWords = !names.Near.IsEmpty || !phrases.Near.IsEmpty;
    }

    private enum Sort
    {
        Name,
        Date,
        Age,
        Phrase,
        Code,
        Literal,
    }

    public string Name => "record";

    /// <summary>Values without a letter or digit are passed over.</summary>
    public static KnownIdentifiers Of(IEnumerable<KnownIdentifier> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return new(known.Select(k => k with { Value = IdentifierText.Of(k.Value).Plain.Trim() }).Where(k => k.Value.Any(FoldedWord.IsPart)).ToLookup(SortOf));
    }

    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var match in Matches(text))
            found.Add(new(match.Span, match.Class, Name, match.Confidence));
    }

    /// <summary>The same with whom each finding belongs to, in order and without overlap.</summary>
    public ImmutableArray<KnownMatch> Matches(IdentifierText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.Plain;
        var matches = new List<KnownMatch>();
        var nameSearch = new NameSearch(names, plain);
        var phraseSearch = new PhraseSearch(phrases, plain);
        var date = new WrittenDate();
        var word = new FoldedWord();
        var next = new FoldedWord();
        var nameEnd = 0;
        var dismissed = new HashSet<ulong>();
        for (var at = 0; at < plain.Length;)
        {
            if (!FoldedWord.IsPart(plain[at]))
            {
                if (plain[at] == '@')
                    InAddress(plain, at, matches);
                at++;
                continue;
            }
            word.Read(plain, at);
            at = word.End;
            if (word.IsNumber && word.Length <= 8 && !dates.IsEmpty && date.Read(dates, plain, word) is { } day)
                matches.Add(day);
            if (starts.MayHold(word.Hash) || word.IsNumber && word.Letters[0] == '0')
                Known(word);
            else if (correctsWords && !word.IsNumber && word.Length >= 3 && word.Start >= nameEnd && (!HarmlessWords.ContainsHash(word.Hash) || NameSearch.HasAccents(plain, word)) && !dismissed.Contains(word.Hash))
                Unknown(word);
            if (word.IsLetterAlone && word.Start >= nameEnd && at < plain.Length && plain[at] == '.' && nameSearch.DottedInitials(word) is { } initials)
                AddName(initials);
            if (word.Length is >= 2 and <= 4 && word.Start >= nameEnd && char.IsUpper(plain[word.Start]) && char.IsUpper(plain[word.Start + 1]) && nameSearch.CuedInitials(word) is { } cued)
                AddName(cued);
            if (!word.IsNumber && at < plain.Length && plain[at] == '-' && BrokenAt(plain, at) is > 0 and var rest)
                Broken(plain, word, rest, next, matches);
        }
        Whole(plain, matches);
        return Settled(plain, matches);

        void Known(FoldedWord one)
        {
            var isName = one.Start >= nameEnd && names.Find(one.Hash) is not null;
            if (isName && nameSearch.Read(one, nameEnd) is { } name)
                AddName(name);
            if (phraseSearch.Read(one) is { } phrase)
                matches.Add(phrase);
            if (CodeSearch.Read(codes, plain, one, next) is { } code)
                matches.Add(code);
            if (one.IsNumber)
            {
                if (dates.Year(one.Hash) is { } year)
                    matches.Add(new(TextSpan.FromBounds(one.Start, one.End), year.Class, year, 0.9));
            }
            else if (!dates.IsEmpty && date.Read(dates, plain, one) is { } written)
            {
                matches.Add(written);
            }
            if (!isName && correctsWords && !one.IsNumber && one.Start >= nameEnd && one.Length >= 3)
                Unknown(one);
        }

        void Unknown(FoldedWord one)
        {
            var isCapital = char.IsUpper(plain[one.Start]);
            if (NameSearch.IsHarmless(plain, one) || !names.Near.IsNear(one.Bare) && !phrases.Near.IsNear(one.Bare))
            {
                // In capitals more is looked for, so that a word in small letters says nothing of it.
                if (!isCapital && HarmlessWords.ContainsInflected(one.Letters))
                    return;
                if (dismissed.Count < MostDismissed)
                    dismissed.Add(one.Hash);
                return;
            }
            if (nameSearch.Read(one, nameEnd) is { } name)
                AddName(name);
            if (phraseSearch.ReadMisspelt(one) is { } phrase)
                matches.Add(phrase);
        }

        void AddName(KnownMatch name)
        {
            nameEnd = name.Span.End;
            matches.Add(InWhole(plain, name));
        }
    }

    private static Sort SortOf(KnownIdentifier known)
    {
        if (known.Value.Any(c => c >= '\u0E00' && char.IsLetter(c) && c is not (>= '\u1E00' and < '\u2000')))
            return Sort.Literal;
        return known.Class switch
        {
            IdentifierClass.Name => Sort.Name,
            IdentifierClass.Date or IdentifierClass.Year => Sort.Date,
            IdentifierClass.Age or IdentifierClass.OldAge => Sort.Age,
            IdentifierClass.Organization or IdentifierClass.Place or IdentifierClass.Region or IdentifierClass.Address => Sort.Phrase,
            _ => Sort.Code,
        };
    }

    private static IEnumerable<KnownIdentifier> PostalCodes(KnownIdentifier address) => address.Class is not IdentifierClass.Address
        ? []
        : ZipCode().Matches(address.Value).TakeLast(1).Select(m => address with { Class = IdentifierClass.PostalCode, Value = m.Value });

    /// <summary>A name within an e-mail address or a link makes all of it one finding.</summary>
    private static KnownMatch InWhole(string text, KnownMatch name)
    {
        const int Reach = 200;
        var (start, end) = (name.Span.Start, name.Span.End);
        var hasAt = false;
        while (start > 0 && name.Span.Start - start < Reach && IsOfLink(text[start - 1]))
            hasAt |= text[--start] == '@';
        while (end < text.Length && end - name.Span.End < Reach && IsOfLink(text[end]))
            hasAt |= text[end++] == '@';
        if (text.AsSpan(start, end - start).StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            start += "mailto:".Length;
        while (end > name.Span.End && text[end - 1] is '.' or ':' or '/' or '-' or '?')
            end--;
        var whole = text.AsSpan(start, end - start);
        if (whole.Contains("://", StringComparison.Ordinal) || whole.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return name with { Span = TextSpan.FromBounds(start, end), Class = IdentifierClass.Url };
        return hasAt && whole.IndexOf('@') is > 0 and var at && whole[at..].Contains('.') ? name with { Span = TextSpan.FromBounds(start, end), Class = IdentifierClass.Email } : name;
    }

    private static bool IsOfLink(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+' or '%' or '/' or ':' or '~' or '?' or '=' or '&';

    /// <summary>Where the rest of a word stands that was divided at the end of a line; 0 where none is.</summary>
    private static int BrokenAt(string text, int hyphen)
    {
        var at = hyphen + 1;
        while (at < text.Length && at - hyphen < 12 && text[at] is ' ' or '\t' or '\r')
            at++;
        if (at >= text.Length || text[at] != '\n')
            return 0;
        while (at < text.Length && at - hyphen < 24 && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length && FoldedWord.IsLetter(text[at]) ? at : 0;
    }

    private void Broken(string text, FoldedWord word, int rest, FoldedWord second, List<KnownMatch> matches)
    {
        second.Read(text, rest);
        var joined = WordHash.Finish(WordHash.Running(WordHash.Running(0, word.Letters), second.Letters));
        if (names.Find(joined) is { Strength: NameStrength.Sure or NameStrength.Ambiguous } name)
            matches.Add(new(TextSpan.FromBounds(word.Start, second.End), IdentifierClass.Name, name.Owners[0].Known, 1));
    }

    /// <summary>The user of an e-mail address whose letters hold a known name without a border: "drkennedyfan".</summary>
    private void InAddress(string text, int at, List<KnownMatch> matches)
    {
        const int Shortest = 4;
        var start = at;
        while (start > 0 && at - start < FoldedWord.Longest && IsOfLink(text[start - 1]) && text[start - 1] != '@')
            start--;
        for (var from = start; from <= at - Shortest; from++)
        {
            var running = 0UL;
            for (var to = from; to < at && char.IsAsciiLetter(text[to]); to++)
            {
                running = WordHash.Add(running, (char)(text[to] | 0x20));
                if (to - from + 1 < Shortest || !starts.MayHold(WordHash.Finish(running)))
                    continue;
                if (names.Find(WordHash.Finish(running)) is not { Strength: NameStrength.Sure } name)
                    continue;
                matches.Add(InWhole(text, new(TextSpan.FromBounds(from, to + 1), IdentifierClass.Name, name.Owners[0].Known, 1)));
                return;
            }
        }
    }

    /// <summary>What is searched as it is written: names in scripts that do not part words, and ages, which need words around them.</summary>
    private void Whole(string text, List<KnownMatch> matches)
    {
        foreach (var known in literals)
        {
            for (var at = text.IndexOf(known.Value, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(known.Value, at + known.Value.Length, StringComparison.OrdinalIgnoreCase))
                matches.Add(new(new(at, known.Value.Length), known.Class, known, 1));
        }
        if (ages.IsEmpty)
            return;
        foreach (var written in AgeInWords().EnumerateMatches(text))
        {
            var digits = text.AsSpan(written.Index, written.Length);
            var from = digits.IndexOfAnyInRange('0', '9');
            var to = digits.LastIndexOfAnyInRange('0', '9') + 1;
            foreach (var known in ages)
            {
                if (int.TryParse(known.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var age) && int.TryParse(digits[from..to], NumberStyles.None, CultureInfo.InvariantCulture, out var found) && age == found)
                    matches.Add(new(new(written.Index + from, to - from), known.Class, known, 0.9));
            }
        }
    }

    /// <summary>Of those that overlap the longest stays whole, and of the others what lies beyond it.</summary>
    private static ImmutableArray<KnownMatch> Settled(string text, List<KnownMatch> matches)
    {
        matches.Sort((a, b) => a.Span.Start != b.Span.Start ? a.Span.Start.CompareTo(b.Span.Start) : b.Span.Length.CompareTo(a.Span.Length));
        var settled = ImmutableArray.CreateBuilder<KnownMatch>(matches.Count);
        foreach (var match in matches)
        {
            if (settled.Count == 0 || settled[^1].Span.End <= match.Span.Start)
            {
                settled.Add(match);
                continue;
            }
            var last = settled[^1];
            if (match.Span.End <= last.Span.End)
                continue;
            if (match.Span.Length > last.Span.Length)
            {
                var kept = Trimmed(text, last.Span.Start, match.Span.Start);
                settled.RemoveAt(settled.Count - 1);
                if (kept.Length > 0)
                    settled.Add(last with { Span = kept });
                settled.Add(match);
            }
            else if (Trimmed(text, last.Span.End, match.Span.End) is { Length: > 0 } beyond)
            {
                settled.Add(match with { Span = beyond });
            }
        }
        return settled.DrainToImmutable();
    }

    private static TextSpan Trimmed(string text, int start, int end)
    {
        while (start < end && !FoldedWord.IsPart(text[start]))
            start++;
        while (end > start && !FoldedWord.IsPart(text[end - 1]))
            end--;
        return TextSpan.FromBounds(start, end);
    }

    [GeneratedRegex(@"\b(?:(?:aged?|age:)[ ]{0,2}[0-9]{1,3}\b|[0-9]{1,3}[ -]?(?:years?|yrs?|y/?o|yo|jahre|años|ans)\b)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex AgeInWords();

    [GeneratedRegex(@"\b[0-9]{5}(?:-[0-9]{4})?\b|\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b|\b[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ZipCode();
}
