using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>One lie that can be told about a true sentence.</summary>
public enum Perturbation
{
    /// <summary>A drug becomes another drug that nobody named in the visit.</summary>
    Drug,

    /// <summary>One number becomes another number.</summary>
    Number,

    /// <summary>A unit becomes another unit of its kind: mg to mcg, weeks to months.</summary>
    Unit,

    /// <summary>Left becomes right, right left. (One side of what was said of both is no lie.)</summary>
    Side,

    /// <summary>What is denied is affirmed, what is affirmed denied.</summary>
    Negation,

    /// <summary>What is the patient's becomes a relative's, a relative's the patient's, or another relative's.</summary>
    Experiencer,

    /// <summary>When it was, or whether it is over, becomes something else.</summary>
    Time,

    /// <summary>A sentence of another visit's note.</summary>
    ForeignSentence,

    /// <summary>A finding that neither conversation nor note names is added.</summary>
    InventedFinding,
}

/// <summary>A dialogue and the text a person wrote about it.</summary>
public sealed record GroundedText(string Id, Visit Visit, string Text);

/// <summary>A sentence to check: true as written, or with one lie in it.</summary>
/// <param name="Kind">Null for the sentence as the person wrote it.</param>
/// <param name="Original">The sentence before; for a foreign sentence, the one it replaces.</param>
public sealed record TestSentence(GroundedText Source, int Index, Perturbation? Kind, string Original, string Text);

/// <summary>
/// HalluBench: makes lies of sentences that people wrote. Each choice depends only on seed, text id, sentence number and kind of lie,
/// so equal input gives equal sentences whatever else is in the data. A lie is made only where the sentence has the words for it,
/// and a lie that leaves the text as it was is dropped.
/// </summary>
/// <param name="wording">How polarity, person, time and inventions are worded; the other kinds leave no choice of words.</param>
public sealed class HalluBench(int seed, LieWording wording = LieWording.Bench)
{
    private const int FewestWords = 4;

    private static readonly Lazy<ImmutableArray<Concept>> Findings = new(() => [.. Vocabulary.Embedded.Concepts.Where(c => c.Kind is ConceptKind.Finding && c.Name.Length > 4)]);
    private static readonly Lazy<ImmutableArray<Concept>> Drugs = new(() => [.. Vocabulary.Embedded.Concepts.Where(c => c.Kind is ConceptKind.Drug)]);

    /// <summary>The sentences of a text that claim something: no headings, no list marks, at least four words.</summary>
    public static ImmutableArray<string> SentencesOf(string text)
    {
        var sentences = ImmutableArray.CreateBuilder<string>();
        foreach (var line in text.Split('\n'))
            foreach (var span in SentenceSplitter.Note(line))
            {
                var sentence = span.In(line).TrimStart('•', '-', '*', ' ', '\t').Trim();
                if (IsListMark(sentence))
                    sentence = sentence[(sentence.IndexOfAny(['.', ')']) + 1)..].Trim();
                if (!IsHeading(sentence) && Tokenizer.Tokenize(sentence).Count(t => t.Kind is not TokenKind.Punctuation) >= FewestWords)
                    sentences.Add(sentence);
            }
        return sentences.DrainToImmutable();
    }

    /// <summary>Every sentence as written, then each lie that can be made of it.</summary>
    public IEnumerable<TestSentence> Sentences(IReadOnlyList<GroundedText> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var all = texts.Select(t => SentencesOf(t.Text)).ToArray();
        for (var text = 0; text < texts.Count; text++)
        {
            var named = Named(texts[text]);
            for (var index = 0; index < all[text].Length; index++)
            {
                var sentence = all[text][index];
                yield return new TestSentence(texts[text], index, null, sentence, sentence);
                foreach (var kind in Enum.GetValues<Perturbation>())
                {
                    var chance = Chance(texts[text].Id, index, kind);
                    var lie = kind switch
                    {
                        Perturbation.Drug => Drug(sentence, named, chance),
                        Perturbation.ForeignSentence => Foreign(all, text, chance),
                        Perturbation.InventedFinding => Invented(sentence, named, chance),
                        _ => wording is LieWording.Bench ? Lies.Tell(kind, sentence, chance) : OtherLies.Tell(kind, wording, sentence, chance),
                    };
                    if (lie is not null && !string.Equals(lie, sentence, StringComparison.OrdinalIgnoreCase))
                        yield return new TestSentence(texts[text], index, kind, sentence, lie);
                }
            }
        }
    }

    private static HashSet<Concept> Named(GroundedText text)
    {
        var matcher = Vocabulary.Embedded.Matcher;
        return [.. text.Visit.Transcript.Turns.SelectMany(t => matcher.Find(t.Text)).Concat(matcher.Find(text.Text)).Select(m => m.Concept)];
    }

    private static string? Drug(string sentence, HashSet<Concept> named, Random chance)
    {
        var drugs = Vocabulary.Embedded.Matcher.Find(sentence).Where(m => m.Concept.Kind is ConceptKind.Drug).ToArray();
        if (drugs.Length == 0)
            return null;
        var drug = drugs[chance.Next(drugs.Length)];
        var other = PickUnnamed(Drugs.Value, named, chance);
        return sentence[..drug.Span.Start] + other.Name + sentence[drug.Span.End..];
    }

    private static string? Foreign(ImmutableArray<string>[] all, int text, Random chance)
    {
        if (all.Length < 2)
            return null;
        var other = (text + 1 + chance.Next(all.Length - 1)) % all.Length;
        if (all[other].IsEmpty)
            return null;
        var sentence = all[other][chance.Next(all[other].Length)];
        return all[text].Contains(sentence, StringComparer.OrdinalIgnoreCase) ? null : sentence;
    }

    private string? Invented(string sentence, HashSet<Concept> named, Random chance)
    {
        var finding = PickUnnamed(Findings.Value, named, chance).Name;
        if (wording is not LieWording.Bench)
            return OtherLies.Invented(finding, wording, chance);
        return chance.Next(3) switch
        {
            0 => $"{sentence.TrimEnd('.')}, and reports {finding}.",
            1 => $"The patient reports {finding}.",
            _ => $"{sentence.TrimEnd('.')} with {finding}.",
        };
    }

    private static Concept PickUnnamed(ImmutableArray<Concept> from, HashSet<Concept> named, Random chance)
    {
        Concept picked;
        do
            picked = from[chance.Next(from.Length)];
        while (named.Contains(picked));
        return picked;
    }

    /// <summary>Stable over runs and machines: FNV-1a over what identifies the choice.</summary>
    private Random Chance(string id, int index, Perturbation kind)
    {
        var hash = 2166136261u;
        foreach (var c in FormattableString.Invariant($"{seed}/{id}/{index}/{kind}"))
            hash = (hash ^ c) * 16777619u;
        return new Random((int)(hash & int.MaxValue));
    }

    private static bool IsListMark(string sentence) =>
        sentence.Length > 2 && char.IsAsciiDigit(sentence[0]) && (sentence[1] is '.' or ')' && sentence[2] == ' ' || sentence.Length > 3 && char.IsAsciiDigit(sentence[1]) && sentence[2] is '.' or ')' && sentence[3] == ' ');

    private static bool IsHeading(string sentence) => sentence.EndsWith(':') || !sentence.Any(char.IsLower);
}
