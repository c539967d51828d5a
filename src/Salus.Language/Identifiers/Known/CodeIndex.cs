using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// Known numbers and codes as bare letters and digits, so that any separators may stand in a text: telephone numbers, record numbers, plans,
/// plates, network addresses, postal codes. Every beginning of a code is known too; reading stops as soon as no code begins like what was read.
/// </summary>
internal sealed partial class CodeIndex
{
    private const int ShortestAlone = 5;
    private const int ShortestTail = 7;
    private const int LongestTelephone = 15;

    private static readonly FrozenSet<string> LongCountryCodes = FrozenSet.Create(StringComparer.Ordinal,
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58",
        "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98");

    private readonly Dictionary<ulong, KnownCode> codes = [];
    private readonly Dictionary<ulong, KnownIdentifier> tails = [];
    private readonly HashSet<ulong> beginnings = [];
    private readonly HashFilter mayContinue;

    public CodeIndex(IEnumerable<KnownIdentifier> known)
    {
        foreach (var one in known)
            Add(one);
        mayContinue = new(beginnings);
    }

    /// <summary>Of all beginnings: what any word of the text is compared with.</summary>
    public IEnumerable<ulong> Hashes => tails.Count == 0 ? beginnings : [.. beginnings, .. tails.Keys];

    public int Longest { get; private set; }

    public bool Begins(ulong hash) => mayContinue.MayHold(hash) && beginnings.Contains(hash);

    public KnownCode? Find(ulong hash) => codes.TryGetValue(hash, out var code) ? code : null;

    /// <summary>Whose number ends in these four digits.</summary>
    public KnownIdentifier? FindTail(ulong hash) => tails.GetValueOrDefault(hash);

    private void Add(KnownIdentifier known)
    {
        var bare = string.Concat(FoldedWord.WordsOf(known.Value));
        if (known.Class is IdentifierClass.Phone or IdentifierClass.Fax)
        {
            foreach (var number in Telephone(known.Value))
            {
                Put(number, known);
                foreach (var extension in Extension().Matches(known.Value).Select(m => m.Groups["number"].Value))
                {
                    foreach (var word in (string[])["ext", "x", "extension", ""])
                        Put(number + word + extension, known);
                }
            }
        }
        else if (known.Class is IdentifierClass.Email)
        {
            Put(bare, known);
            if (known.Value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && string.Concat(FoldedWord.WordsOf(known.Value[..at])) is { Length: > 6 } user && user.AsSpan().IndexOfAnyInRange('0', '9') >= 0)
                Put(user, known);
            return;
        }
        else if (known.Class is IdentifierClass.Url)
        {
            Put(bare, known);
            foreach (var lead in (string[])["https", "http", "www"])
                bare = bare.Length > lead.Length + ShortestAlone && bare.StartsWith(lead, StringComparison.Ordinal) ? bare[lead.Length..] : bare;
            Put(bare, known);
            return;
        }
        else
        {
            Put(bare, known);
            if (bare.Length > ShortestAlone && bare.TrimStart('0') is { Length: >= ShortestAlone } stripped)
                Put(stripped, known);
            if (known.Class is IdentifierClass.PostalCode && bare.Length == 9 && bare.All(char.IsAsciiDigit))
                Put(bare[..5], known);
        }
        if (bare.Length >= ShortestTail && bare.AsSpan(bare.Length - 4).IndexOfAnyExceptInRange('0', '9') < 0 && known.Class is not (IdentifierClass.PostalCode or IdentifierClass.IpAddress))
            tails.TryAdd(WordHash.Of(bare.AsSpan(bare.Length - 4)), known);
    }

    /// <summary>As people at home, in the country and abroad dial it.</summary>
    private static IEnumerable<string> Telephone(string value)
    {
        var digits = string.Concat(Extension().Replace(value, "").Where(char.IsAsciiDigit));
        if (digits.Length is 0 or > LongestTelephone)
        {
            yield return digits;
            yield break;
        }
        var isAbroad = value.TrimStart().StartsWith('+') || digits.StartsWith("00", StringComparison.Ordinal);
        digits = digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
        yield return digits;
        var national = digits;
        var country = digits.Length == 11 && digits[0] == '1' ? "1" : "";
        if (isAbroad && digits.Length > 8)
            country = digits[0] is '1' or '7' ? digits[..1] : LongCountryCodes.Contains(digits[..2]) ? digits[..2] : digits[..3];
        national = digits[country.Length..].TrimStart('0');
        if (national.Length < 6)
            yield break;
        yield return national;
        yield return "0" + national;
        foreach (var code in country.Length > 0 ? [country] : national.Length == 10 ? (string[])["1"] : [])
        {
            foreach (var lead in (string[])["", "00", "011"])
            {
                yield return lead + code + national;
                yield return lead + code + "0" + national;
            }
        }
        if (national.Length == 10)
            yield return national[3..];
    }

    [GeneratedRegex(@"(ext(ension)?|x|durchwahl)[.: ]*(?<number>[0-9]{1,6})[ ]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Extension();

    private void Put(string bare, KnownIdentifier known)
    {
        if (bare.Length is 0 or > 512)
            return;
        Longest = Math.Max(Longest, bare.Length);
        var running = 0UL;
        foreach (var c in bare)
        {
            running = WordHash.Add(running, c);
            beginnings.Add(WordHash.Finish(running));
        }
        codes.TryAdd(WordHash.Finish(running), new(known, NeedsLabel: bare.Length < ShortestAlone, bare.Length));
    }
}

/// <param name="NeedsLabel">Too short to stand for itself: only behind a word that announces a number.</param>
internal sealed record KnownCode(KnownIdentifier Known, bool NeedsLabel, int Length);
