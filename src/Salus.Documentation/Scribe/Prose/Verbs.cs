using System.Collections.Frozen;

namespace Salus.Documentation.Scribe;

/// <summary>The little English morphology that reported speech needs: third person of the present, and what counts as a past form.</summary>
public static class Verbs
{
    private static readonly FrozenSet<string> Base = Set(
        "accept ache agree allow apply appreciate ask attend avoid bake become begin believe bend bike bleed bother break breathe bring bruise buy bug call care carry catch cause change chew check choke clean clear climb come complain "
        + "connect consume continue control cook cough cramp crave cry decide deny depend develop die digest do drink drive drop dry eat elevate endorse enjoy enter exercise exert expect experience faint fall fatigue feed feel fight fill find finish fly follow "
        + "forget freak function gain garden get give go golf grow guess hang happen hate have hear heal help hike hold hope hunt ice ignore improve increase inhale inject injure itch jog join jump keep kneel know lack last lay lead lean leave "
        + "lie lift like limit limp listen live look lose love make manage mean measure meet miss monitor move need neglect notice nap own panic pass pay pee perform pick play plan practice prefer press produce pull push quit reach react read realize "
        + "recall recommend recover relax remember remove report rest return ride rub run say scratch see seem shake shop show shower sit skip sleep slip smell smoke snack sneeze sound speak spend spray squat squeeze stand start stay step stick stop strain stress "
        + "stretch struggle suffer suppose swallow swell swim swing take talk taste tell tend think throw tingle tire touch track train travel treat try turn twist type understand urinate use visit vomit wait wake walk want wash watch wear weigh wheeze wish wonder work worry write");

    private static readonly FrozenSet<string> Past = Set(
        "ate became began bent bled bought broke brought built burst came caught chose cut did drank drew drove fell felt fought found flew forgot gave got grew had heard held hit hurt kept knew laid lay led left lost made meant met paid put quit ran rang rode rose "
        + "said sat saw sent set shook shot showed slept slid spent spoke stood stuck stung swam swelled swung taught thought threw told took tore understood was went were woke won wore wrote began");

    private static readonly FrozenSet<string> Auxiliary = Set("is are was were am be been being has have had do does did can could will would shall should may might must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't cannot couldn't won't wouldn't shouldn't");

    private static readonly FrozenSet<string> Participles = Set("been done gone had seen taken given known come become begun eaten drunk driven fallen forgotten gotten got grown hidden lost made put run said set shown slept spoken stood told thought tried used worn written woken felt kept left found held heard met");

    /// <summary>Present third person of a base form: <c>try</c> gives <c>tries</c>.</summary>
    public static string ThirdPerson(string verb) => verb switch
    {
        "have" => "has",
        "do" => "does",
        "go" => "goes",
        "be" or "am" or "are" => "is",
        "don't" => "does not",
        "haven't" => "has not",
        "aren't" => "is not",
        _ when verb.Length > 1 && verb[^1] == 'y' && !"aeiou".Contains(verb[^2], StringComparison.Ordinal) => verb[..^1] + "ies",
        _ when verb[^1] is 's' or 'x' or 'z' || verb.EndsWith("ch", StringComparison.Ordinal) || verb.EndsWith("sh", StringComparison.Ordinal) => verb + "es",
        _ => verb + "s",
    };

    /// <summary>A base form whose present can be told from its past: inflecting it cannot change the time.</summary>
    public static bool IsPresent(string word) => Base.Contains(word) && !(Past.Contains(word) && word is not "lay") || word is "have" or "do" or "go" or "am" or "are" or "don't" or "haven't" or "aren't";

    public static bool IsBase(string word) => Base.Contains(word);

    /// <summary>The -ing form of a verb known here: <c>taking</c>, <c>running</c>, <c>coughing</c>.</summary>
    public static bool IsGerund(string gerund)
    {
        if (gerund.Length < 5 || !gerund.EndsWith("ing", StringComparison.Ordinal))
            return false;
        var stem = gerund[..^3];
        return Base.Contains(stem) || Base.Contains(stem + "e") || stem[^1] == stem[^2] && Base.Contains(stem[..^1]);
    }

    public static bool IsPast(string word) => Past.Contains(word) || word.Length > 3 && word.EndsWith("ed", StringComparison.Ordinal) && !word.EndsWith("eed", StringComparison.Ordinal) && word is not ("shed" or "sled");

    public static bool IsParticiple(string word) => Participles.Contains(word) || word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal) && word is not "need";

    public static bool IsAuxiliary(string word) => Auxiliary.Contains(word);

    private static readonly FrozenSet<string> Third = Base.Select(ThirdPerson).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Bases = Base.Union(["go", "have", "do"], StringComparer.Ordinal).ToFrozenDictionary(ThirdPerson, StringComparer.Ordinal);

    /// <summary>The base form of a third person: <c>tries</c> gives <c>try</c>; null when it is none.</summary>
    public static string? BaseOf(string third) => Bases.GetValueOrDefault(third);

    /// <summary>A form that can carry a sentence.</summary>
    public static bool IsFinite(string word) => Auxiliary.Contains(word) && word is not ("be" or "been" or "being") || IsPast(word) || Third.Contains(word);

    /// <summary>Written out as notes do: <c>doesn't</c> becomes <c>does not</c>; null when it is no contraction.</summary>
    public static string? Expand(string word) => word switch
    {
        "don't" => "do not",
        "doesn't" => "does not",
        "didn't" => "did not",
        "can't" => "cannot",
        "won't" => "will not",
        "ain't" => "is not",
        "i'm" => "i am",
        "let's" => "let us",
        _ when word.Length > 3 && word.EndsWith("n't", StringComparison.Ordinal) => word[..^3] + " not",
        _ when word.Length > 3 && word.EndsWith("'re", StringComparison.Ordinal) => word[..^3] + " are",
        _ when word.Length > 3 && word.EndsWith("'ve", StringComparison.Ordinal) => word[..^3] + " have",
        _ when word.Length > 3 && word.EndsWith("'ll", StringComparison.Ordinal) => word[..^3] + " will",
        _ => null,
    };

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
