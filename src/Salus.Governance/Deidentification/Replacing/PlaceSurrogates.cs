using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Salus.Governance.Deidentification;

/// <summary>Invented towns, houses and streets. The words that say what something is ("Hospital", "Street", "Apt") stay; capitals and numbers keep their form. The same place gets the same stand-in throughout a release.</summary>
internal sealed partial class PlaceSurrogates(ReleaseKey key, AvoidedWords avoided)
{
    private const int Tries = 64;

    private static readonly ImmutableDictionary<string, ImmutableArray<string>> data = PolicyData.Text("Replacing.Data.surrogate-places.txt").Split('\n')
        .Where(l => !l.StartsWith('#')).Select(l => l.Split(": ", 2)).Where(l => l.Length == 2)
        .ToImmutableDictionary(l => l[0], l => l[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableArray(), StringComparer.Ordinal);

    private readonly ReleaseKey key = key;
    private readonly AvoidedWords avoided = avoided;
    private readonly Recent<string> made = new();

    public string Place(string original, Subject subject) => Cased(original, Town(Normal(original)));

    public string Organization(string original, Subject subject)
    {
        // "St. Mary's Hospital": what it is stays, who it is goes.
        var kind = Kinds().Matches(original) is { Count: > 0 } matches ? matches[^1] : null;
        if (kind is null)
            return Cased(original, Town(Normal(original)) + " " + Kind(Normal(original)));
        var who = kind.Index == 0 ? original : original[..kind.Index].TrimEnd();
        return Cased(who, Town(Normal(who))) + " " + Generic(kind.Value);
    }

    /// <summary>Of "Hospital of Larkspur" or "Hospital-Larkspur Inc" only what any house may be called.</summary>
    private static string Generic(string kind) => string.Join(' ', kind.Split([' ', '-', ',', '.', '/', '(', ')', '&'], StringSplitOptions.RemoveEmptyEntries).Where(w => GenericWords().IsMatch(w)));

    [GeneratedRegex(@"^(community|regional|general|memorial|children'?s|university|veterans|medical|health|surgery|surgical|urgent|care|family|primary|imaging|cancer|heart|eye|dental|rehabilitation|nursing|assisted|living|behavioral|behavioural|hospitals?|clinics?|center|centre|infirmary|hospice|pharmacy|practice|laboratory|laboratories|labs?|institute|foundation|college|school|insurance|association|associates|partners|group|system|services?|home|ward|unit|department|inc|llc|ltd|corporation|company|bank|church)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex GenericWords();

    /// <summary>A street line: the numbers get other digits, the street another name, and the words for street, box and flat stay.</summary>
    public string Street(string original, Subject subject)
    {
        var normal = Normal(original);
        var draws = new Draws(key, stackalloc byte[32], "street", "", normal);
        var street = Draw(ref draws, normal, static (ref Draws d) => data["street"][d.Next(data["street"].Length)]);
        var written = new StringBuilder(original.Length + 8);
        var named = false;
        var copied = 0;
        foreach (var part in StreetParts().EnumerateMatches(original))
        {
            written.Append(original, copied, part.Index - copied);
            copied = part.Index + part.Length;
            var said = original.Substring(part.Index, part.Length);
            if (char.IsAsciiDigit(said[0]))
                written.Append(NumberSurrogates.Redrawn(said, ref draws));
            else if (StreetKinds().IsMatch(said))
                written.Append(said);
            else if (said.Length == 1)
                written.Append((char)('A' + draws.Next(26)));
            else if (!named)
                written.Append(Cased(said, street));
            else
                while (written.Length > 0 && written[^1] is ' ' or ',' or '.')
                    written.Length--;
            named |= said.Length > 1 && !char.IsAsciiDigit(said[0]) && !StreetKinds().IsMatch(said);
        }
        return written.Append(original, copied, original.Length - copied).ToString();
    }

    private delegate string Drawer(ref Draws draws);

    private string Town(string normal) => made.GetOrAdd(normal, this, static (of, self) =>
    {
        var draws = new Draws(self.key, stackalloc byte[32], "town", "", of);
        return self.Draw(ref draws, of, static (ref Draws d) => data["town-begin"][d.Next(data["town-begin"].Length)] + data["town-end"][d.Next(data["town-end"].Length)]);
    });

    /// <summary>For a house that does not say what it is.</summary>
    private string Kind(string normal)
    {
        var draws = new Draws(key, stackalloc byte[32], "house", "", normal);
        return data["house"][draws.Next(data["house"].Length)];
    }

    private string Draw(ref Draws draws, string normal, Drawer draw)
    {
        var name = draw(ref draws);
        for (var i = 0; i < Tries && (avoided.Has(NameWords.Fold(name)) || string.Equals(NameWords.Fold(name), normal, StringComparison.Ordinal)); i++)
            name = draw(ref draws);
        return name;
    }

    private static string Normal(string text) => string.Join(' ', NameWords.Split(text).Select(NameWords.Fold)) is { Length: > 0 } words ? words : text.Trim();

    private static string Cased(string like, string text) =>
        like.Any(char.IsLetter) && !like.Any(char.IsLower) ? text.ToUpperInvariant() : like.Any(char.IsUpper) || !like.Any(char.IsLetter) ? text : text.ToLowerInvariant();

    [GeneratedRegex(@"\b(((community|regional|general|memorial|children'?s|university|veterans|medical|health|surgery|surgical|urgent care|family|primary care|imaging|cancer|heart|eye|dental|rehabilitation|nursing|assisted living|behavioral|behavioural)\s+)*(hospitals?|clinics?|center|centre|infirmary|hospice|pharmacy|practice|laboratory|laboratories|labs?|institute|foundation|university|college|school|insurance|associates|partners|group|system|services?|home|ward|unit|department|inc\.?|llc|ltd\.?|corporation|company|bank|church))\b.*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Kinds();

    [GeneratedRegex(@"[0-9][0-9/]*[A-Za-z]?\b|[\p{L}\p{M}'’]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StreetParts();

    [GeneratedRegex(@"^(street|str|st|avenue|ave|av|road|rd|drive|dr|lane|ln|court|ct|circle|cir|boulevard|blvd|way|place|pl|terrace|ter|trail|trl|parkway|pkwy|highway|hwy|route|rte|square|sq|alley|loop|crossing|row|path|pike|plaza|close|crescent|gardens|mews|apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|building|bldg|po|p|o|box|north|south|east|west|n|s|e|w|ne|nw|se|sw|rue|calle|strasse|straße|platz|weg|allee|via|avenida|rua|th|st|nd|rd)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex StreetKinds();
}
