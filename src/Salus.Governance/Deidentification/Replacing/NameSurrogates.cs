using System.Collections.Immutable;
using System.Text;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Invented names, word by word: within a subject each name word has one stand-in, so "John A. Smith", "SMITH, JOHN" and "Smith's" stay one person, kin share a family
/// name, and titles, initials, order, capitals and possessives stay as written. A word that is a misspelling, a short form or an initial of somebody known gets the stand-in
/// of that one's word. People of the release (clinicians) have one stand-in in all subjects.
/// </summary>
internal sealed class NameSurrogates(ReleaseKey key, AvoidedWords avoided)
{
    private const int Tries = 48;
    private const string Letters = "ABCDEFGHJKLMNPRSTVW";

    private static readonly ImmutableArray<string> beginnings = [.. "Al Ar Bel Bran Cal Cor Dar Del El Fal Gar Hal Hol Jar Kel Lan Lor Mar Mel Nor Or Pel Quin Ral Ros Sel Tal Tor Val Ver Wil Yar".Split(' ')];
    private static readonly ImmutableArray<string> middles = [.. "an be da do en fi gar go li ma mon ni ra ri ro sa ta te va vi".Split(' ')];
    private static readonly ImmutableArray<string> endings = [.. "bert dell den dor fen gan land len lin low man mer mond more nell ney rell rick son ston ton vale vin well win wyn".Split(' ')];

    private readonly Recent<string> standIns = new();
    private KnownPeople? people;

    public void Know(KnownPeople known) => people = known;

    public string Of(string original, Subject subject, string? owner, NamePart part, PersonWords? document = null)
    {
        var spans = NameWords.Spans(original).ToList();
        if (spans.Count == 0)
            return original.Any(char.IsLetterOrDigit) ? Invented(original, subject) : original;
        var read = Read(original, spans, part);
        var scope = Scope(original, subject, owner) with { Document = document };
        var plain = Ascii.IsValid(original);
        var written = new StringBuilder(original.Length + 8);
        var copied = 0;
        foreach (var word in read)
        {
            // What is no word and no usual sign between words would be a part of the name that was not understood.
            Between(original, copied, word.Start, written);
            written.Append(word.Kept ? original[word.Start..word.End] : Written(original[word.Start..word.End], word, scope, plain));
            copied = word.End;
        }
        Between(original, copied, original.Length, written);
        return written.ToString();
    }

    private string Written(string said, Word word, NameScope scope, bool plain)
    {
        if (said.Length == 1 || word.Initials)
            return string.Concat(said.Select(c => Initial(c, word.AsGiven, scope)));
        var known = scope.Known?.Find(NameWords.Fold(said)) ?? scope.Document?.FindExactly(NameWords.Fold(said));
        var standIn = StandIn(known?.Word ?? NameWords.Fold(said), known?.AsGiven ?? word.AsGiven, known is { Shared: true } ? "" : scope.Id);
        if (plain)
            standIn = NameWords.WithoutAccents(standIn);
        return said.Any(char.IsUpper) && !said.Any(char.IsLower) ? standIn.ToUpperInvariant() : char.IsLower(said[0]) ? standIn.ToLowerInvariant() : standIn;
    }

    private char Initial(char letter, bool asGiven, NameScope scope)
    {
        var folded = NameWords.Fold(letter.ToString());
        if ((scope.Known?.FindInitial(folded, asGiven) ?? scope.Document?.FindInitial(folded, asGiven)) is { } known)
        {
            var first = NameWords.WithoutAccents(StandIn(known.Word, known.AsGiven, known.Shared ? "" : scope.Id))[0];
            return char.IsUpper(letter) ? first : char.ToLowerInvariant(first);
        }
        var drawn = standIns.GetOrAdd($"{scope.Id}\n{folded}", (key, scope.Id, folded), static (_, of) =>
        {
            var draws = new Draws(of.key, stackalloc byte[32], "initial", of.Id, of.folded);
            string letterDrawn;
            do
                letterDrawn = Letters[draws.Next(Letters.Length)].ToString();
            while (string.Equals(letterDrawn, of.folded, StringComparison.OrdinalIgnoreCase));
            return letterDrawn;
        })[0];
        return char.IsUpper(letter) ? drawn : char.ToLowerInvariant(drawn);
    }

    private string StandIn(string folded, bool asGiven, string scope) =>
        standIns.GetOrAdd($"{scope}\n{(asGiven ? 'g' : 'f')}{folded}", (this, folded, asGiven, scope), static (_, of) => of.Item1.Draw(of.folded, of.asGiven, of.scope));

    private string Draw(string folded, bool asGiven, string scope)
    {
        var draws = new Draws(key, stackalloc byte[32], asGiven ? "given" : "family", scope, folded);
        var list = SurrogateNames.Own.Like(folded, asGiven);
        for (var i = 0; i < Tries; i++)
            if (list[draws.Next(list.Length)] is var name && Fits(name, folded))
                return name;
        // The source holds most names of the list: a name that nobody bears.
        for (var i = 0; ; i++)
        {
            var name = beginnings[draws.Next(beginnings.Length)] + (i > Tries ? middles[draws.Next(middles.Length)] : "") + (i > 2 * Tries ? middles[draws.Next(middles.Length)] : "") + endings[draws.Next(endings.Length)];
            if (i > 4 * Tries || Fits(name, folded))
                return name;
        }
    }

    private bool Fits(string name, string folded) => NameWords.Fold(name) is var other && !string.Equals(other, folded, StringComparison.Ordinal) && !avoided.Has(other);

    private string Invented(string original, Subject subject)
    {
        // A name in a script without letters, or a number in the place of a name.
        var draws = new Draws(key, stackalloc byte[32], "nameless", subject.Id ?? "", original);
        return beginnings[draws.Next(beginnings.Length)] + endings[draws.Next(endings.Length)];
    }

    private NameScope Scope(string original, Subject subject, string? owner)
    {
        if (people is null)
            return new(subject.Id ?? "", null);
        var known = people.WordsOf(subject);
        return (owner is not null && people.IsShared(owner)) || known.IsSharedPerson(original)
            ? new("", people.WordsOf(Subject.Nobody))
            : new(subject.Id ?? "", known);
    }

    private static void Between(string text, int start, int end, StringBuilder to)
    {
        for (var i = start; i < end; i++)
            if (!char.IsLetterOrDigit(text[i]))
                to.Append(text[i]);
    }

    private static List<Word> Read(string text, List<(int Start, int End)> spans, NamePart part)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var words = new List<Word>(spans.Count);
        var possessive = spans.Count > 1 && text[^1] is 's' or 'S' && text.Length > 2 && text[^2] is '\'' or '’' && spans[^1].Start == text.Length - 1;
        if (possessive)
            spans.RemoveAt(spans.Count - 1);
        for (var i = 0; i < spans.Count; i++)
        {
            var (start, end) = spans[i];
            var said = text[start..end];
            var folded = NameWords.Fold(said);
            var kept = (i == 0 && spans.Count > 1 && part is NamePart.Whole && NameWords.IsTitle(folded))
                || (i == spans.Count - 1 && i > 0 && NameWords.IsSuffix(folded, comma >= 0 && comma < start))
                || (NameWords.IsParticle(folded) && i < spans.Count - 1 && (char.IsLower(said[0]) || i > 0));
            words.Add(new(start, end, kept, AsGiven: false, Initials: said.Length == 1));
        }
        if (possessive)
            words.Add(new(text.Length - 1, text.Length, Kept: true, AsGiven: false, Initials: false));
        var named = words.Where(w => !w.Kept).ToList();
        if (named.Count == 0)
            return [.. words.Select(w => w with { Kept = false })];
        var single = named.Count == 1;
        // "MJ" alone is initials; "Li" and "Ng" are names.
        if (single && named[0] is { } only && only.End - only.Start is 2 or 3 && text[only.Start..only.End] is var letters && letters.All(char.IsUpper)
            && !letters.Any(c => "AEIOUY".Contains(c, StringComparison.Ordinal)) && NameWords.Fold(letters) is var short_ && SurrogateNames.Own.AsGiven(short_) is null && short_ is not "ng")
            return [.. words.Select(w => w with { Initials = !w.Kept })];
        var familyBeforeComma = comma >= 0 && named.Exists(w => w.End <= comma) && named.Exists(w => w.Start > comma);
        // Words joined by a hyphen at the end are one family name.
        var last = named.Count - 1;
        while (last > 0 && text[(named[last].Start - 1)] is '-' && named[last - 1].End == named[last].Start - 1)
            last--;
        var lastStart = named[last].Start;
        return [.. words.Select(w => w with { AsGiven = IsGiven(w) })];

        bool IsGiven(Word word)
        {
            // A word that is listed is the same everywhere, so that it has one stand-in with and without the rest of the name.
            if (word.End - word.Start > 1 && SurrogateNames.Own.AsGiven(NameWords.Fold(text[word.Start..word.End])) is { } listed)
                return listed;
            if (part is not NamePart.Whole)
                return part is NamePart.Given;
            return familyBeforeComma ? word.Start > comma : !single && word.Start < lastStart;
        }
    }

    private readonly record struct Word(int Start, int End, bool Kept, bool AsGiven, bool Initials);

    private readonly record struct NameScope(string Id, PersonWords? Known)
    {
        public PersonWords? Document { get; init; }
    }
}
