using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>E-mail addresses, web addresses, file names of pictures, IP and hardware addresses.</summary>
internal static partial class NetworkNames
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;

    // A form that says "the same again" is made into a program only where capitals count.
    private const RegexOptions Again = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Patience = 10_000;
    private const int LongestLocalPart = 64;

    // A full stop without a blank after it looks like a domain, so country codes that are words ("it", "is", "no") count only after another dot.
    private static readonly WordSet sureDomains = new("com org net edu gov mil info biz health hospital clinic care medical doctor app dev online site website tech io");
    private static readonly WordSet countryDomains = new("com org net edu gov mil info biz io uk us ca au nz ie de at ch fr be nl lu es pt it gr dk se no fi is pl cz sk hu ro bg si hr rs ee lv lt cy mt ru ua tr il in cn jp kr br mx ar cl co za ng ke eg eu me tv cc");
    private static readonly WordSet pictures = new("jpg jpeg png gif bmp tif tiff heic webp raw");
    private static readonly WordSet files = new("pdf doc docx xls xlsx csv dcm txt rtf mp3 mp4 wav mov avi nii zip xml json");
    private static readonly WordSet seers = new("at visit website site web url homepage portal see www");

    /// <summary>At an "@", or an "(at)" that ends at <paramref name="end"/>: the whole address around it.</summary>
    public static int Email(Page page, int at, int end)
    {
        var gap = page[end] == ' ' ? 1 : 0;
        var size = page.Measure(Domain(), end + gap);
        var least = Math.Max(0, at - LongestLocalPart);
        var back = page[at - 1] == ' ' && gap == 1 ? at - 1 : at;
        var start = back;
        while (start > least && (page.IsWordPart(start - 1) || page[start - 1] is '.' or '_' or '%' or '+' or '-' or '\'' or '=' or '&'))
            start--;
        while (start < back && !page.IsWordPart(start))
            start++;
        if (size > 0 && start < back)
        {
            page.Add(start, end + gap + size, IdentifierClass.Email, 0.97);
            return end + gap + size;
        }
        if (start == back && !page.IsWordPart(at - 1) && page.Measure(Handle(), end) is > 0 and var handle)
        {
            page.Add(at, end + handle, IdentifierClass.OtherId, 0.6);
            return end + handle;
        }
        return 0;
    }

    /// <summary>At the "dot" of an address told in words: "name at site dot org".</summary>
    public static int SpokenEmail(Page page, int dot)
    {
        var top = page.SkipBlanks(dot + 3);
        if (page[top] is ')' or ']')
            top = page.SkipBlanks(top + 1);
        var end = page.SkipWord(top);
        if (!countryDomains.Has(page.Text.AsSpan(top, end - top)))
            return 0;
        var from = Math.Max(0, dot - Page.Sight);
        var start = -1;
        foreach (var match in SpokenStart().EnumerateMatches(page.Text.AsSpan(from, dot - from)))
            start = from + match.Index;
        if (start < 0)
            return 0;
        page.Add(start, end, IdentifierClass.Email, 0.85);
        return end;
    }

    /// <summary>At "http", "ftp" or "www".</summary>
    public static int Url(Page page, int at)
    {
        var size = page.Measure(Address(), at);
        if (size == 0)
            return 0;
        var end = at + size;
        while (end < page.Length && !char.IsWhiteSpace(page[end]) && page[end] is not ('"' or '<' or '>' or '\'' or '|' or '`'))
            end++;
        while (end > at + size && page[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '}' or '*')
            end--;
        page.Add(at, end, IdentifierClass.Url, 0.97);
        return end;
    }

    /// <summary>At a full stop between two letters or figures: a bare domain or the name of a file.</summary>
    public static int Dotted(Page page, int dot)
    {
        var start = dot;
        var least = Math.Max(0, dot - Page.Sight);
        while (start > least && (page.IsWordPart(start - 1) || page[start - 1] is '-' or '_' or '.'))
            start--;
        while (start < dot && !page.IsWordPart(start))
            start++;
        var end = dot + 1;
        var most = Math.Min(page.Length, dot + Page.Sight);
        while (end < most && (page.IsWordPart(end) || page[end] is '-' or '_' || (page[end] == '.' && page.IsWordPart(end + 1))))
            end++;
        var last = end - 1;
        while (last > dot && page[last] != '.')
            last--;
        if (start == dot || page[end] == '@' || page[start - 1] is '@' or '/')
            return end;
        var ending = page.Text.AsSpan(last + 1, end - last - 1);
        if (pictures.Has(ending) || files.Has(ending))
        {
            page.Add(start, end, pictures.Has(ending) ? IdentifierClass.Photo : IdentifierClass.OtherId, pictures.Has(ending) ? 0.96 : 0.94);
            return end;
        }
        var path = page[end] == '/' && page.IsWordPart(end + 1);
        var sure = sureDomains.Has(ending) || (countryDomains.Has(ending) && (last != dot || path || seers.Has(page.WordBefore(start, ":"))));
        if (!sure || page.Measure(Domain(), start) != end - start || (last == dot && char.IsUpper(page[dot + 1]) && char.IsLower(page[dot + 2])))
            return end;
        while (path && end < page.Length && !char.IsWhiteSpace(page[end]) && page[end] is not ('"' or '<' or '>' or ',' or ';' or ')'))
            end++;
        if (page[end - 1] == '.')
            end--;
        if (page.WordBefore(start, "", out var at) is "at" or "AT" or "At" && page.Measure(LocalPart(), SkipTokenBack(page, at)) is > 0 and var local)
        {
            var from = SkipTokenBack(page, at);
            if (from + local == page.SkipBlanksBack(at))
            {
                page.Add(from, end, IdentifierClass.Email, 0.85);
                return end;
            }
        }
        page.Add(start, end, IdentifierClass.Url, 0.85);
        return end;
    }

    /// <summary>IPv4 at its first figure, IPv6 and hardware addresses at their first hexadecimal figure.</summary>
    public static int Numbered(Page page, int at)
    {
        var run = at;
        while (run - at < 5 && char.IsAsciiHexDigit(page[run]))
            run++;
        if (page[run] is not (':' or '.' or '-'))
            return 0;
        var size = run - at is 2 or 4 ? page.Measure(Hardware(), at) : 0;
        if (size > 0)
        {
            page.Add(at, at + size, IdentifierClass.Device, 0.95);
            return at + size;
        }
        size = page[run] == '.' && run - at < 4 ? page.Measure(Version4(), at) : 0;
        if (size > 0)
        {
            page.Add(at, at + size, IdentifierClass.IpAddress, 0.95);
            return at + size;
        }
        if (page[run] != ':')
            return 0;
        var end = at;
        var colons = 0;
        while (end - at < 46 && (char.IsAsciiHexDigit(page[end]) || page[end] is ':' or '.'))
            colons += page[end++] == ':' ? 1 : 0;
        while (end > at && page[end - 1] is '.' or ':' && page[end - 2] != ':')
            end--;
        if (colons < 2 || page.IsWordPart(end) || !IPAddress.TryParse(page.Text.AsSpan(at, end - at), out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            return 0;
        page.Add(at, end, IdentifierClass.IpAddress, 0.95);
        return end;
    }

    private static int SkipTokenBack(Page page, int at)
    {
        at = page.SkipBlanksBack(at);
        var least = Math.Max(0, at - LongestLocalPart);
        while (at > least && (page.IsWordPart(at - 1) || page[at - 1] is '.' or '_' or '-'))
            at--;
        return at;
    }

    [GeneratedRegex(@"\G(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,8}\p{L}{2,24}(?![\p{L}\d])", Form, Patience)]
    private static partial Regex Domain();

    [GeneratedRegex(@"\G[a-z_][a-z0-9_]{3,29}\b(?!\.\w)", Form, Patience)]
    private static partial Regex Handle();

    [GeneratedRegex(@"\G(?:(?:https?|ftps?|sftp) ?: ?// ?[\p{L}\d\[]|www\.[\p{L}\d])", Form, Patience)]
    private static partial Regex Address();

    [GeneratedRegex(@"\G[a-z0-9]{1,30}(?:[._-][a-z0-9]{1,30}){1,4}(?=\s)|\G[a-z]{2,30}\d{1,8}(?=\s)", Form, Patience)]
    private static partial Regex LocalPart();

    [GeneratedRegex(@"[a-z0-9][a-z0-9_-]{0,30}(?:(?:\.| dot | ?[(\[]dot[)\]] ?)[a-z0-9][a-z0-9_-]{0,30}){0,2}(?: at | ?[(\[]at[)\]] ?)[a-z0-9][a-z0-9_-]{0,30}(?: dot [a-z0-9][a-z0-9-]{0,30}){0,2} ?[(\[]?$", Form, Patience)]
    private static partial Regex SpokenStart();

    [GeneratedRegex(@"\G[0-9A-Fa-f]{2}(?<s>[:-])[0-9A-Fa-f]{2}(?:\k<s>[0-9A-Fa-f]{2}){4}(?![0-9A-Za-z]|\k<s>[0-9A-Fa-f])|\G[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![0-9A-Za-z.])", Again, Patience)]
    private static partial Regex Hardware();

    [GeneratedRegex(@"\G(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?!\d|\.\d)(?:/\d{1,2}(?!\d))?", Form, Patience)]
    private static partial Regex Version4();
}
