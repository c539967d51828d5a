using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Grounding;

namespace Salus.Documentation.Scribe;

/// <summary>
/// How notes are usually worded, counted in notes that people wrote: which words follow each other, which are denied as a rule, and
/// which are written without being said. A sentence whose polarity or time was turned reads oddly even where no source speaks of it.
/// </summary>
internal sealed class NoteHabits(HashedCounts counts)
{
    private const string Rare = "?";
    private const string Edge = "|";

    /// <summary>What is in fewer visits than this is not kept, so that no single note can be read from the counts.</summary>
    public const int FewestVisits = 5;

    private static readonly ImmutableArray<string[]> PolaritySwaps = Groups("denies reports endorses|denied reported|denying reporting|with without|positive negative|normal abnormal|present absent|is isnt|no some|able unable|stable unstable|worse better|improved worsened|increased decreased|intact impaired|remarkable unremarkable|does did|regular irregular|tender nontender|continue stop|always never");
    private static readonly ImmutableArray<string[]> TimeSwaps = Groups("days weeks months years hours minutes|day week month year hour|last next this|currently previously recently|current previous prior recent|chronic acute new|today yesterday tomorrow|daily weekly monthly nightly yearly|morning night evening|before after|since until|ongoing resolved|history onset|has had|is was|have had|are were|ago earlier");
    private static readonly ImmutableArray<string[]> PersonSwaps = Groups("patient mother father brother sister wife husband son daughter|patient's mother's father's");
    private static readonly FrozenSet<string> Deniers = "no not never denies denied without nor cannot".Split(' ').ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Auxiliaries = "is are was were has have had will should can does did do would may".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static ImmutableArray<string> Names { get; } =
    [
        "habit.mean", "habit.least", "habit.second-least", "habit.tie-least", "habit.pairs-known", "habit.triples-known", "habit.rare-share", "habit.start",
        "wording.deleting", "wording.swapping", "wording.denying", "wording.lacking", "wording.time", "wording.person",
        "stance.least", "stance.second-least", "stance.mean", "stance.finding-share",
        "unsaid.sum", "unsaid.mean", "unsaid.most", "unsaid.weighted",
    ];

    public HashedCounts Counts => counts;

    /// <summary>Counts the words of notes; each visit's claims belong together.</summary>
    public static NoteHabits Learn(IReadOnlyList<IReadOnlyList<ImmutableArray<MeasuredWord>>> visits)
    {
        ArgumentNullException.ThrowIfNull(visits);
        var words = HashedCounts.From(visits.SelectMany((claims, visit) => claims.SelectMany(c => c.Select(w => (visit, HashedCounts.Key('1', Plain(w.Norm)))))), FewestVisits);
        return new NoteHabits(HashedCounts.From(visits.SelectMany((claims, visit) => claims.SelectMany(c => Keys(c, words)).Select(k => (visit, k))), FewestVisits));
    }

    /// <summary>One value for each of <see cref="Names"/>.</summary>
    public IEnumerable<float> Of(ImmutableArray<MeasuredWord> words)
    {
        var text = Normal(words, counts);
        var ties = new List<double>();
        var logs = new List<double>();
        var (pairs, triples) = (0, 0);
        for (var index = 2; index < text.Length; index++)
        {
            logs.Add(LogChance(text, index));
            ties.Add(Tie(text, index));
            pairs += counts.Of(HashedCounts.Key('2', text[index - 1], text[index])) > 0 ? 1 : 0;
            triples += counts.Of(HashedCounts.Key('3', text[index - 2], text[index - 1], text[index])) > 0 ? 1 : 0;
        }
        logs.Sort();
        ties.Sort();
        var length = Math.Max(1, text.Length - 2);
        yield return logs.Count == 0 ? float.NaN : (float)logs.Average();
        yield return logs.Count == 0 ? float.NaN : (float)logs[0];
        yield return logs.Count < 2 ? float.NaN : (float)logs[1];
        yield return ties.Count == 0 ? float.NaN : (float)ties[0];
        yield return (float)pairs / length;
        yield return (float)triples / length;
        yield return (float)text.Count(t => t == Rare) / length;
        yield return text.Length > 4 ? (float)(LogChance(text, 2) + LogChance(text, 3)) : float.NaN;

        yield return Gain(text, Deleting);
        yield return Gain(text, t => Swapping(t, PolaritySwaps));
        yield return Gain(text, t => Inserting(t, "not", Auxiliaries.Contains));
        yield return Gain(text, t => Inserting(t, "no", w => w is "with" or "has" or "is" or "," or Edge or "reports" or "shows" or "reveals" or "are" or ":"));
        yield return Gain(text, t => Swapping(t, TimeSwaps));
        yield return Gain(text, t => Swapping(t, PersonSwaps));

        var stances = words.Where(w => w is { IsContent: true, IsDenied: not null }).Select(Stance).Order().ToArray();
        yield return stances.Length == 0 ? float.NaN : (float)stances[0];
        yield return stances.Length < 2 ? float.NaN : (float)stances[1];
        yield return stances.Length == 0 ? float.NaN : (float)stances.Average();
        yield return words.Length == 0 ? float.NaN : (float)words.Count(w => w.IsDenied is true) / words.Length;

        var content = words.Where(w => w.IsContent).ToArray();
        var missing = content.Where(w => !w.IsFound).Select(w => -Math.Log(MissingShare(w.Stem))).ToArray();
        yield return (float)missing.Sum();
        yield return content.Length == 0 ? float.NaN : (float)(missing.Sum() / content.Length);
        yield return (float)missing.DefaultIfEmpty(0).Max();
        var weights = content.Sum(w => Weight(w.Stem));
        yield return weights <= 0 ? float.NaN : (float)(content.Where(w => w.IsFound).Sum(w => Weight(w.Stem)) / weights);
    }

    private static IEnumerable<uint> Keys(ImmutableArray<MeasuredWord> claim, HashedCounts known)
    {
        var text = Normal(claim, known);
        for (var index = 2; index < text.Length; index++)
        {
            yield return HashedCounts.Key('1', text[index]);
            yield return HashedCounts.Key('2', text[index - 1], text[index]);
            yield return HashedCounts.Key('3', text[index - 2], text[index - 1], text[index]);
        }
        yield return HashedCounts.Key('1', Edge);
        yield return HashedCounts.Key('2', Edge, Edge);
        foreach (var word in claim.Where(w => w.IsContent))
        {
            yield return HashedCounts.Key(word.IsFound ? 'f' : 'm', word.Stem);
            if (word.IsDenied is { } denied)
                yield return HashedCounts.Key(denied ? 'd' : 'a', word.Stem);
        }
    }

    /// <summary>Edges around, figures alike, words that few visits use alike.</summary>
    private static string[] Normal(ImmutableArray<MeasuredWord> words, HashedCounts known) =>
        [Edge, Edge, .. words.Select(w => Plain(w.Norm)).Select(w => known.Of(HashedCounts.Key('1', w)) > 0 ? w : Rare), Edge];

    private static string Plain(string norm) => norm.Length > 0 && char.IsAsciiDigit(norm[0]) ? "#" : norm;

    /// <summary>Natural logarithm of the chance of a word after the two before it; the longer the history that was met, the more it counts.</summary>
    private double LogChance(string[] text, int index)
    {
        double all = Math.Max(1, counts.Of(HashedCounts.Key('1', Edge))) * 12.0;
        var alone = (counts.Of(HashedCounts.Key('1', text[index])) + 0.5) / all;
        var (after, before) = (counts.Of(HashedCounts.Key('2', text[index - 1], text[index])), counts.Of(HashedCounts.Key('1', text[index - 1])));
        var pair = (after + 4 * alone) / (before + 4);
        var (third, history) = (counts.Of(HashedCounts.Key('3', text[index - 2], text[index - 1], text[index])), counts.Of(HashedCounts.Key('2', text[index - 2], text[index - 1])));
        return Math.Log(Math.Min(1, (third + 3 * pair) / (history + 3)));
    }

    /// <summary>How much likelier a word is after the one before than anywhere; of two rare words nothing is known.</summary>
    private double Tie(string[] text, int index)
    {
        if (text[index] == Rare || text[index - 1] == Rare)
            return 0;
        double all = Math.Max(1, counts.Of(HashedCounts.Key('1', Edge))) * 12.0;
        var alone = (counts.Of(HashedCounts.Key('1', text[index])) + 0.5) / all;
        var expected = alone * counts.Of(HashedCounts.Key('1', text[index - 1]));
        return Math.Log((counts.Of(HashedCounts.Key('2', text[index - 1], text[index])) + 0.5) / (expected + 0.5));
    }

    /// <summary>By how much the likeliest of the changed sentences is likelier, per changed place; NaN when nothing can be changed.</summary>
    private float Gain(string[] text, Func<string[], IEnumerable<string[]>> change)
    {
        var best = double.NaN;
        var own = double.NaN;
        foreach (var changed in change(text))
        {
            own = double.IsNaN(own) ? LogChance(text) : own;
            var gain = LogChance(changed) - own;
            best = double.IsNaN(best) ? gain : Math.Max(best, gain);
        }
        return (float)best;
    }

    private double LogChance(string[] text)
    {
        var sum = 0.0;
        for (var index = 2; index < text.Length; index++)
            sum += LogChance(text, index);
        return sum;
    }

    private static IEnumerable<string[]> Deleting(string[] text)
    {
        for (var index = 2; index < text.Length - 1; index++)
            if (Deniers.Contains(text[index]))
                yield return [.. text[..index], .. text[(index + 1)..]];
    }

    private static IEnumerable<string[]> Inserting(string[] text, string word, Func<string, bool> after)
    {
        for (var index = 1; index < text.Length - 1; index++)
            if (after(text[index]) && !Deniers.Contains(text[index + 1]))
                yield return [.. text[..(index + 1)], word, .. text[(index + 1)..]];
    }

    private static IEnumerable<string[]> Swapping(string[] text, ImmutableArray<string[]> groups)
    {
        for (var index = 2; index < text.Length - 1; index++)
            foreach (var group in groups)
                if (Array.IndexOf(group, text[index]) >= 0)
                    foreach (var other in group)
                        if (other != text[index])
                            yield return [.. text[..index], other, .. text[(index + 1)..]];
    }

    /// <summary>Logarithm of the share of notes that give the word this stance, of those that give it one.</summary>
    private double Stance(MeasuredWord word)
    {
        var (denied, affirmed) = (counts.Of(HashedCounts.Key('d', word.Stem)), counts.Of(HashedCounts.Key('a', word.Stem)));
        return Math.Log(((word.IsDenied is true ? denied : affirmed) + 1.0) / (denied + affirmed + 2.0));
    }

    /// <summary>Share of the notes with the word whose sources do not say it; words that few notes use are mostly said.</summary>
    private double MissingShare(string stem)
    {
        var (found, missing) = (counts.Of(HashedCounts.Key('f', stem)), counts.Of(HashedCounts.Key('m', stem)));
        return (missing + 1.0) / (found + missing + 5.0);
    }

    private double Weight(string stem) =>
        1 / Math.Log(2.8 + counts.Of(HashedCounts.Key('f', stem)) + counts.Of(HashedCounts.Key('m', stem)));

    private static ImmutableArray<string[]> Groups(string groups) => [.. groups.Split('|').Select(g => g.Split(' '))];
}
