using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Documentation.Messages;

/// <summary>
/// Whether the words of a sign say that it is so now, read off the words around them. Only clear denials, clear past, clear suppositions and
/// clear strangers set a sign aside; whatever is in doubt counts.
/// </summary>
internal static class Standing
{
    private const int DenialReach = 6;
    private const int PastReach = 6;
    private const int SupposedReach = 14;

    private static readonly FrozenSet<string> Barriers = Set("but ; however except although though because yet : still now . ? ! ( )");

    /// <summary>After "no" these deny something else: "no idea why my chest hurts".</summary>
    private static readonly FrozenSet<string> OtherNouns = Set("idea doubt wonder matter one way clue help relief change appetite sleep energy better money insurance reply response answer need longer improvement luck choice more reason point");

    /// <summary>What may stand between "not" and what it denies.</summary>
    private static readonly FrozenSet<string> Carriers = Set("have has had having any a an the feel feeling feels felt get getting got experience experiencing experienced noticed notice noticing seen see been be really hit his her my taken take taking in with much other significant such actually ever signs sign of symptoms complain complaining from short out bit at all even head him soak pass run or through");

    private static readonly FrozenSet<string> Wishes = Set("want wants wanted wanna wish need going to");

    private static readonly FrozenSet<string> Months = Set("january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec");

    private static readonly FrozenSet<string> Long = Set("year years yrs yr month months decade decades");

    private static readonly FrozenSet<string> PresentWords = Set("again today tonight now currently just still worse keeps keep since currently morning");

    private static readonly FrozenSet<string> Strangers = Set("neighbor neighbour neighbors neighbours coworker co-worker colleague friend friends uncle aunt cousin grandfather someone somebody people guy boss celebrity actor client customers customer students grandparents");

    private static readonly FrozenSet<string> Kin = Set("mother father mom mum dad mother's father's brother sister grandmother grandfather grandma grandpa uncle aunt cousin parents family son daughter husband wife");

    private static readonly FrozenSet<string> PastVerbs = Set("had died collapsed got suffered was were passed lost dropped went took");

    private static readonly FrozenSet<string> Deaths = Set("died dies passed death funeral killed late");

    public static SetAside Of(ImmutableArray<LayWord> words, int from, int to, int first, int end, SignKind kind)
    {
        if (IsDenied(words, from, to, first, end, kind))
            return SetAside.Denied;
        if (kind is SignKind.Context)
            return SetAside.None;
        if (IsSupposed(words, from, to, first, end))
            return SetAside.Supposed;
        if (kind is not SignKind.Literal && IsSomebodyElse(words, from, to, first, end))
            return SetAside.SomebodyElse;
        return IsLongPast(words, from, to, first, end) ? SetAside.LongPast : SetAside.None;
    }

    private static bool IsDenied(ImmutableArray<LayWord> words, int from, int to, int first, int end, SignKind kind)
    {
        for (var i = first - 1; i >= Math.Max(from, first - DenialReach - 6); i--)
        {
            var word = words[i].Norm;
            if (word is "no" or "without" or "denies" or "deny" or "denied" or "never" or "nor" or "neither" || (word is "of" && i > from && words[i - 1].Norm is "free") || (word is "for" && i > from && words[i - 1].Norm is "negative"))
                return Reaches(words, to, i, first, end, word) && !IsOther(words, to, i);
            if (word is "not" && !IsQuestionTag(words, i, from))
                return CarriedOver(words, i, first, kind);
            if (Barriers.Contains(word) || (word is "and" && !IsOrList(words, to, i, end)))
                break;
        }
        // "fever: none", "chest pain no", "bleeding - negative".
        return end < to && words[end].Norm is "none" or "negative" || end + 1 < to && words[end].Norm is ":" or "-" or "," && words[end + 1].Norm is "none" or "no" or "negative" && (end + 2 >= to || !char.IsLetter(words[end + 2].Norm[0]));
    }

    private static bool Reaches(ImmutableArray<LayWord> words, int to, int cue, int first, int end, string word)
    {
        // The sign's own words count with what stands between: "no more than slight chest pain".
        var commas = 0;
        for (var i = cue + 1; i < first; i++)
        {
            var norm = words[i].Norm;
            if (norm is "i" or "he" or "she" or "we" or "they" or "it" or "is" or "are" or "my")
                return false;
            commas += norm is "," ? 1 : 0;
        }
        var list = IsOrList(words, to, cue, end);
        if (commas > 0 && !list)
            return false;
        if (word is "never" && words.AsSpan(end, Math.Min(to - end, 4)).ContainsAny(["like", "before", "this"]))
            return false;
        return first - cue - 1 <= (list ? DenialReach + 6 : DenialReach);
    }

    /// <summary>"no fever, chills, chest pain or rash": one denial for all, as the "or" shows.</summary>
    private static bool IsOrList(ImmutableArray<LayWord> words, int to, int cue, int end)
    {
        for (var i = cue + 1; i < Math.Min(to, end + 6); i++)
        {
            if (words[i].Norm is "or" or "nor")
                return true;
            if (Barriers.Contains(words[i].Norm))
                return false;
        }
        return false;
    }

    private static bool IsOther(ImmutableArray<LayWord> words, int to, int cue) =>
        cue + 1 < to && OtherNouns.Contains(words[cue + 1].Norm) && words[cue].Norm is "no" && !(words[cue + 1].Norm is "more" && cue + 2 < to && words[cue + 2].Norm is not "than") && !(words[cue + 1].Norm is "longer" && cue + 2 < to && words[cue + 2].Norm is "have" or "having")
        || cue + 1 < to && words[cue].Norm is "without" && words[cue + 1].Norm is "warning" or "noticing" or "reason" or "stopping" or "help";

    private static bool CarriedOver(ImmutableArray<LayWord> words, int cue, int first, SignKind kind)
    {
        if (first - cue - 1 > DenialReach)
            return false;
        for (var i = cue + 1; i < first; i++)
        {
            if (kind is SignKind.Literal && Wishes.Contains(words[i].Norm))
                return false;
            if (!Carriers.Contains(words[i].Norm) && !Wishes.Contains(words[i].Norm))
                return false;
        }
        return true;
    }

    /// <summary>"why not" and "if not" deny nothing that follows.</summary>
    private static bool IsQuestionTag(ImmutableArray<LayWord> words, int i, int from) => i > from && words[i - 1].Norm is "why" or "if" or "or";

    private static bool IsLongPast(ImmutableArray<LayWord> words, int from, int to, int first, int end)
    {
        // "Two years ago I was treated for …": the time that opens a sentence holds for all of it.
        if (Enumerable.Range(from, Math.Min(5, first - from)).Any(i => IsPastAt(words, i, to)) && !words[from..to].Any(w => PresentWords.Contains(w.Norm)))
            return true;
        var past = Nearest(words, Math.Max(from, first - PastReach - 3), Math.Min(to, end + PastReach + 3), first, end, IsPastAt);
        if (past > PastReach)
            return false;
        var present = Nearest(words, Math.Max(from, first - PastReach), Math.Min(to, end + PastReach), first, end, (w, i, _) => PresentWords.Contains(w[i].Norm));
        return past <= present;
    }

    /// <summary>Words between the sign and the nearest mark of time; large when there is none, or when the sentence turns in between.</summary>
    private static int Nearest(ImmutableArray<LayWord> words, int from, int to, int first, int end, Func<ImmutableArray<LayWord>, int, int, bool> marks)
    {
        var nearest = int.MaxValue;
        for (var i = end; i < to && !Barriers.Contains(words[i].Norm) || i < to && words[i].Norm is "still" or "now"; i++)
        {
            if (marks(words, i, to))
            {
                nearest = i - end;
                break;
            }
        }
        for (var i = first - 1; i >= from && !Barriers.Contains(words[i].Norm); i--)
        {
            if (marks(words, i, to))
            {
                nearest = Math.Min(nearest, first - 1 - i);
                break;
            }
        }
        return nearest;
    }

    private static bool IsPastAt(ImmutableArray<LayWord> words, int i, int to)
    {
        var word = words[i];
        var next = i + 1 < to ? words[i + 1].Norm : "";
        var before = i > 0 ? words[i - 1].Norm : "";
        return word switch
        {
            { Number: >= 1930 and <= 2100 and var year, Upper: null } when decimal.Truncate(year) == year && before is not "$" => before is not "like" && (i < 2 || words[i - 2].Norm is not "like"),
            { Norm: "ago" } => Long.Contains(before) || before is "weeks" && i > 1 && words[i - 2].Number is >= 5 || before is "long",
            { Norm: "last" } => next is "year" or "month" or "summer" or "spring" or "winter" or "fall" or "autumn" || Months.Contains(next),
            { Norm: "in" or "from" or "of" } => Months.Contains(next) || next is "the" && i + 2 < to && words[i + 2].Norm is "past" or "summer" or "spring" or "winter",
            { Norm: "when" } => next is "i" or "she" or "he" && i + 2 < to && words[i + 2].Norm is "was" && i + 3 < to && words[i + 3].Norm is "a" or "young" or "little" or "in" or "pregnant",
            { Norm: "history" or "hx" } => next is "of",
            { Norm: "childhood" or "previously" or "formerly" or "discharged" or "admitted" } => true,
            { Norm: "used" } => next is "to",
            { Norm: "old" } => false,
            { Norm: "years" or "year" } => next is "back" or "earlier" or "before",
            { Norm: "hospital" or "er" } => before is "in" or "the" && i > 2 && words[i - 2].Norm is "in" && words[i - 3].Norm is "was",
            { Norm: "healed" or "recovered" } => true,
            _ => false,
        };
    }

    private static bool IsSupposed(ImmutableArray<LayWord> words, int from, int to, int first, int end)
    {
        var own = false;
        for (var i = end; i + 1 < to; i++)
            own |= words[i].Norm is "i" or "he" or "she" && words[i + 1].Norm is "have" or "has" or "am" or "got" or "had";
        for (var i = first - 1; i >= Math.Max(from, first - SupposedReach); i--)
        {
            var word = words[i].Norm;
            if (word is "but" or ";")
                return false;
            if (IsSupposedAt(words, i, first, to))
                return !own;
        }
        return first < to && end < to && words[end].Norm is "prevention" or "awareness" or "vaccine" || end + 1 < to && words[end].Norm is "in" && words[end + 1].Norm is "general";
    }

    private static bool IsSupposedAt(ImmutableArray<LayWord> words, int i, int first, int to)
    {
        bool Between(Func<string, bool> holds, int most = 5)
        {
            for (var j = i + 1; j < Math.Min(first, i + 1 + most); j++)
            {
                if (holds(words[j].Norm))
                    return true;
            }
            return false;
        }
        var next = i + 1 < to ? words[i + 1].Norm : "";
        switch (words[i].Norm)
        {
            case "if" or "should" or "whenever" or "when" when i == 0 || words[i - 1].Norm is not ("know" or "sure" or "see" or "tell" or "wonder" or "wondering" or "unsure" or "worried"):
                return words[i].Norm is "should" ? next is "i" or "he" or "she" && Between(w => w is "ever") : Between(w => w is "ever" or "happens" or "goes" or "should" or "were" || w.StartsWith("develop", StringComparison.Ordinal) || (w is "get" or "gets" && words[i].Norm is "if"));
            case "case":
                return i > 0 && words[i - 1].Norm is "in" || i > 0 && words[i - 1].Norm is "just";
            case "can" or "could" or "may" or "might":
                return Between(w => w is "cause" or "lead" or "trigger" or "raise" or "increase" or "causing", 3) && !Between(w => w is "my" or "me" or "his" or "her" or "this" or "these", 8);
            case "include" or "includes" or "including" or "lists" or "warns" or "mentions" or "says":
                for (var j = Math.Max(0, i - 6); j < i; j++)
                {
                    if (words[j].Norm is "leaflet" or "label" or "insert" or "effects" or "pamphlet" or "article" or "website" or "instructions" or "paper")
                        return true;
                }
                return false;
            case "read" or "heard" or "watched" or "learned" or "news" or "article" or "show" or "movie" or "podcast":
                return next is "that" or "about" or "on" or "online" or "of" or "somewhere" or "a" or "an" or "how" or "ibuprofen";
            case "prevent" or "prevents" or "preventing" or "avoid" or "against" or "vaccine":
                return first - i <= 5;
            case "of" or "for":
                return first - i <= 3 && i > 0 && words[i - 1].Norm is "risk" or "risks" or "chance" or "chances" or "screening" or "screened" or "test" or "tested" or "watch" or "course" or "training" or "out" or "certificate";
            case "training" or "course" or "lecture" or "class" or "teach" or "leaflets" or "awareness":
                return true;
            case "ever":
                return next is "had" or "have" or "get" or "got" or "happen" or "happened";
            case "asks" or "asked":
                return next is "about" or "whether" or "if" && Between(w => w is "had" or "have" or "ever", 6);
            case "family":
                return next is "history";
            case "prone":
                return true;
            default:
                return false;
        }
    }

    private static bool IsSomebodyElse(ImmutableArray<LayWord> words, int from, int to, int first, int end)
    {
        for (var i = Math.Max(from, first - 7); i < first; i++)
        {
            if (Deaths.Contains(words[i].Norm) && (words[i].Norm is not "late" || i > 0 && words[i - 1].Norm is "my"))
                return true;
        }
        for (var i = end; i < Math.Min(to, end + 5); i++)
        {
            if (words[i].Norm is "killed" or "died")
                return true;
        }
        var (stranger, kin, past, present) = (false, false, false, false);
        // The verb may be among the words of the sign: "had a stroke".
        for (var i = Math.Max(from, first - 9); i < end; i++)
        {
            var word = words[i].Norm;
            stranger |= i < first && Strangers.Contains(word);
            kin |= i < first && Kin.Contains(word);
            if (!stranger && !kin)
                continue;
            past |= PastVerbs.Contains(word);
            present |= word is "is" or "has" or "am" or "just" or "now" or "today" or "'s" or "i" or "my" && i > 0 && Strangers.Contains(words[i - 1].Norm);
        }
        if (stranger && past && !present)
            return true;
        // "my father had a heart attack at 52": an age is a family's history.
        for (var i = end; kin && past && i + 1 < Math.Min(to, end + 4); i++)
        {
            if (words[i].Norm is "at" or "age" or "aged" && (words[i + 1].Number is >= 15 and <= 110 || words[i + 1].Norm is "age"))
                return true;
        }
        return false;
    }

    private static bool ContainsAny(this ReadOnlySpan<LayWord> words, ReadOnlySpan<string> norms)
    {
        foreach (var word in words)
        {
            if (norms.Contains(word.Norm))
                return true;
        }
        return false;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
