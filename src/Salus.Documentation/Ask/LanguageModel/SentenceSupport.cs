using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Retrieval;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Ask;

/// <summary>What became of a model's sentence.</summary>
internal enum SentenceFate
{
    Supported,

    /// <summary>It names no passage that was sent.</summary>
    NoPassage,

    /// <summary>The passages it names do not say it.</summary>
    NotSaid,

    /// <summary>They say something else.</summary>
    Contradicted,
}

/// <summary>Words of a passage that bear a sentence out.</summary>
internal readonly record struct SupportingWords(CitablePassage Passage, TextSpan Span);

/// <summary>
/// Whether the passages that a model's sentence names say it. Every word that asserts something must stand in them, most of them close
/// together in a few sentences, which must not be denied where the sentence affirms, nor the other way round; every number must stand in
/// those sentences with its unit; and the checker of claims must find no fault. Strict on purpose: a true sentence that falls away costs
/// a quote in its place, a false one that stays costs more.
/// </summary>
internal sealed partial class SentenceSupport(Vocabulary vocabulary)
{
    private const int MostPlaces = 3;
    private const double LeastTogether = 0.6;
    private const double AsGood = 0.85;

    private static readonly ImmutableHashSet<string> Phrasing = [.. AskData.Lines("phrasing-words.txt").SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => SearchWords.Key(w))];

    private static readonly ImmutableArray<(ImmutableHashSet<string> One, ImmutableHashSet<string> Other)> Opposites =
        [.. AskData.Lines("opposites.tsv").Select(l => l.Split('\t')).Where(p => p.Length == 2).Select(p => (Keys(p[0]), Keys(p[1])))];

    private static readonly ImmutableHashSet<string> Negators = ["not", "no", "never", "none", "neither", "nor", "without", "cannot", "nobody", "nothing", "unlikely", "avoid", "avoided", "avoids", "lack", "lacks", "lacking", "absence", "absent", "unable", "fails", "fail", "failed", "denies", "denied", "deny", "instead", "contraindicated", "stop", "stopped", "discontinue", "discontinued", "rarely", "seldom", "hardly", "false", "untrue", "myth", "ineffective", "cease", "refuse", "refused", "except", "excluding"];

    /// <summary>Where what is denied on one side is not denied on the other.</summary>
    private static readonly ImmutableHashSet<string> Turns = ["but", "although", "though", "whereas", "however", ";"];

    /// <summary>Words that say how far a statement goes: they must stand in the cited words.</summary>
    private static readonly ImmutableHashSet<string> Strong = ["all", "always", "every", "everyone", "everybody", "only", "must", "never", "none", "nobody", "completely", "definitely", "certainly", "guarantee", "guaranteed", "immediately", "permanently", "entirely", "proven", "cure", "cures", "cured", "any", "most"];

    private static readonly ImmutableHashSet<string> Hedges = ["may", "might", "could", "possibly", "perhaps", "maybe", "rarely", "seldom", "sometimes", "occasionally", "some", "suspected", "probably", "likely", "can", "often", "usually", "generally", "sometime", "unlikely", "potentially", "thought", "suggest", "suggests", "suggested", "appear", "appears", "seem", "seems"];

    private static readonly ImmutableDictionary<string, string> Units = new[] { "mg milligram milligrams", "mcg microgram micrograms µg ug", "g gram grams", "kg kilogram kilograms", "ml milliliter milliliters millilitre millilitres", "l liter liters litre litres", "% percent", "hour hours h hr hrs", "minute minutes min", "day days", "week weeks", "month months", "year years", "time times", "unit units iu", "mmol", "mmhg", "tablet tablets", "dose doses", "drop drops", "puff puffs", "cm", "mm", "kcal calories", "degree degrees" }
        .SelectMany(l => l.Split(' ') is var all ? all.Select(u => (u, all[0])) : []).ToImmutableDictionary(u => u.u, u => u.Item2, StringComparer.OrdinalIgnoreCase);

    /// <param name="cited">The passages the sentence names, as they were sent.</param>
    public (SentenceFate Fate, ImmutableArray<SupportingWords> Places) Of(string sentence, IReadOnlyList<(CitablePassage Passage, TextSpan Sent)> cited)
    {
        if (cited.Count == 0)
            return (SentenceFate.NoPassage, []);
        if (Markup().IsMatch(sentence))
            return (SentenceFate.NotSaid, []);
        var claim = Words(sentence);
        var asserted = claim.Keys.Where(k => !Phrasing.Contains(k)).ToHashSet(StringComparer.Ordinal);
        if (claim.Keys.Count == 0)
            return (SentenceFate.NotSaid, []);
        var titles = cited.SelectMany(c => SearchWords.Keys(c.Passage.Title)).ToHashSet(StringComparer.Ordinal);
        var sentences = cited.SelectMany(c => SentenceSplitter.Note(c.Sent.In(c.Passage.Text)).Select(s => new TextSpan(s.Start + c.Sent.Start, s.Length)).Select(s => (Place: new SupportingWords(c.Passage, s), Words: Words(s.In(c.Passage.Text))))).ToArray();
        var said = sentences.SelectMany(s => s.Words.Keys).Concat(titles).ToHashSet(StringComparer.Ordinal);
        said.UnionWith(SameConcepts(sentence, cited));
        if (asserted.Any(k => !said.Contains(k)))
            return (SentenceFate.NotSaid, []);

        var chosen = Chosen(asserted.Count > 0 ? asserted : claim.Keys, sentences, titles);
        if (chosen.Count == 0)
            return (SentenceFate.NotSaid, []);
        var together = chosen.SelectMany(c => c.Words.Keys).Concat(titles).Concat(SameConcepts(sentence, cited)).ToHashSet(StringComparer.Ordinal);
        if (asserted.Count(together.Contains) < LeastTogether * asserted.Count || !NumbersStand(claim, chosen.Select(c => c.Words), titles) || GoesFurther(claim, chosen.Select(c => c.Words)))
            return (SentenceFate.NotSaid, []);
        if (IsTurned(claim, chosen.Select(c => c.Words)) || IsOtherwiseDenied(claim, sentences.Select(s => s.Words)))
            return (SentenceFate.Contradicted, []);

        var checker = new ClaimChecker(cited.SelectMany(c => new[] { c.Passage.Title, c.Sent.In(c.Passage.Text) }).Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => new Passage(SpeakerRole.Note, t)), vocabulary);
        var worst = checker.Check(sentence).Select(c => c.Verdict).DefaultIfEmpty(Verdict.NotFound).Max(v => v switch { Verdict.Contradicted => SentenceFate.Contradicted, Verdict.NotFound => SentenceFate.NotSaid, _ => SentenceFate.Supported });
        return worst is SentenceFate.Supported ? (worst, [.. chosen.Select(c => c.Place)]) : (worst, []);
    }

    /// <summary>The few sentences that together hold most of what is asserted: the best, then those that add to it.</summary>
    private static List<(SupportingWords Place, SentenceWords Words)> Chosen(IReadOnlySet<string> asserted, (SupportingWords Place, SentenceWords Words)[] sentences, HashSet<string> titles)
    {
        var open = asserted.Where(k => !titles.Contains(k)).ToHashSet(StringComparer.Ordinal);
        if (open.Count == 0)
            open = [.. asserted];
        var chosen = new List<(SupportingWords Place, SentenceWords Words)>();
        while (chosen.Count < MostPlaces && open.Count > 0)
        {
            var best = sentences.Select((s, order) => (s.Place, s.Words, Adds: s.Words.Keys.Count(open.Contains), order)).OrderByDescending(s => s.Adds).ThenBy(s => s.order).FirstOrDefault();
            if (best.Adds == 0)
                break;
            chosen.Add((best.Place, best.Words));
            open.ExceptWith(best.Words.Keys);
        }
        return chosen;
    }

    /// <summary>Words of the sentence that name something the passages name in other words.</summary>
    private IEnumerable<string> SameConcepts(string sentence, IReadOnlyList<(CitablePassage Passage, TextSpan Sent)> cited)
    {
        var named = cited.SelectMany(c => vocabulary.Matcher.Find(c.Passage.Title).Concat(vocabulary.Matcher.Find(c.Sent.In(c.Passage.Text)))).Select(m => m.Concept).ToHashSet();
        return vocabulary.Matcher.Find(sentence).Where(m => m.Distance == 0 && named.Contains(m.Concept)).SelectMany(m => SearchWords.Keys(m.Words));
    }

    /// <summary>Each number stands in the chosen sentences, and where a unit follows it, before the same unit.</summary>
    private static bool NumbersStand(SentenceWords claim, IEnumerable<SentenceWords> chosen, HashSet<string> titles)
    {
        var said = chosen.SelectMany(c => c.Numbers).ToHashSet();
        return claim.Numbers.All(n => said.Contains(n) || (n.Unit is null && (said.Any(s => s.Number == n.Number) || titles.Contains(n.Number))));
    }

    /// <summary>It says all, always or must where the cited words do not, or says for sure what they only hold possible.</summary>
    private static bool GoesFurther(SentenceWords claim, IEnumerable<SentenceWords> chosen)
    {
        var all = chosen.ToArray();
        return Strong.Any(w => claim.Surfaces.Contains(w) && !Array.Exists(all, c => c.Surfaces.Contains(w)))
            || (Array.TrueForAll(all, c => c.Surfaces.Overlaps(Hedges)) && !claim.Surfaces.Overlaps(Hedges));
    }

    /// <summary>A word of one side where the cited sentences have only the other.</summary>
    private static bool IsTurned(SentenceWords claim, IEnumerable<SentenceWords> chosen)
    {
        var mine = claim.Surfaces.Select(w => SearchWords.Key(w)).ToHashSet(StringComparer.Ordinal);
        var said = chosen.SelectMany(c => c.Surfaces).Select(w => SearchWords.Key(w)).ToHashSet(StringComparer.Ordinal);
        return Opposites.Any(o => Turned(o.One, o.Other) || Turned(o.Other, o.One));

        bool Turned(ImmutableHashSet<string> one, ImmutableHashSet<string> other) => mine.Overlaps(one) && !said.Overlaps(one) && said.Overlaps(other);
    }

    /// <summary>The part of the sources that says most of what a part of the sentence says denies what the sentence affirms, or affirms what it denies.</summary>
    private static bool IsOtherwiseDenied(SentenceWords claim, IEnumerable<SentenceWords> sentences)
    {
        var parts = sentences.SelectMany(s => s.Parts).Where(p => p.Keys.Count > 0).ToArray();
        foreach (var part in claim.Parts.Where(p => p.Keys.Count > 1 || claim.Parts.Length == 1))
        {
            var own = part.Keys.Where(k => !Phrasing.Contains(k)).ToArray();
            if (own.Length == 0)
                own = [.. part.Keys];
            var held = parts.Select(p => (p.Denies, Held: own.Count(p.Keys.Contains))).ToArray();
            var best = held.Select(h => h.Held).DefaultIfEmpty(0).Max();
            if (best > 0 && Array.Exists(held, h => h.Held >= AsGood * best && h.Denies != part.Denies))
                return true;
        }
        return false;
    }

    private static SentenceWords Words(string text)
    {
        var tokens = Tokenizer.Tokenize(text);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var surfaces = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(string, string?)>();
        var parts = ImmutableArray.CreateBuilder<SentencePart>();
        var part = new HashSet<string>(StringComparer.Ordinal);
        var denies = false;
        for (var i = 0; i < tokens.Length; i++)
        {
            var norm = tokens[i].Norm;
            if (tokens[i].IsWord)
                surfaces.Add(norm);
            if (Turns.Contains(norm))
            {
                parts.Add(new SentencePart([.. part], denies));
                part.Clear();
                denies = false;
                continue;
            }
            denies ^= Negators.Contains(norm) && !(norm is "not" && i + 1 < tokens.Length && tokens[i + 1].Norm is "only");
            if (norm.Length > 0 && char.IsAsciiDigit(norm[0]))
            {
                var next = i + 1 < tokens.Length && tokens[i + 1].Norm is "-" ? i + 2 : i + 1;
                numbers.Add((norm.TrimEnd('.', ','), next < tokens.Length && Units.TryGetValue(tokens[next].Norm, out var unit) ? unit : null));
            }
            if (tokens[i].IsWord && !SearchWords.IsStop(norm) && !Negators.Contains(norm))
                foreach (var key in SearchWords.Keys(norm))
                {
                    keys.Add(key);
                    part.Add(key);
                }
        }
        parts.Add(new SentencePart([.. part], denies));
        return new SentenceWords(keys, surfaces, [.. numbers], parts.ToImmutable());
    }

    private static ImmutableHashSet<string> Keys(string words) => [.. words.Split('|').Select(w => SearchWords.Key(w))];

    [GeneratedRegex(@"<[a-z/!]|https?://|www\.|\]\(|```|javascript:|&[a-z#0-9]+;", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Markup();

    private sealed record SentencePart(ImmutableHashSet<string> Keys, bool Denies);

    private sealed record SentenceWords(HashSet<string> Keys, HashSet<string> Surfaces, ImmutableArray<(string Number, string? Unit)> Numbers, ImmutableArray<SentencePart> Parts);
}
