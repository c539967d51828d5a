using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Tells lies about visits: changes true statements, takes statements from other visits, invents, obeys what nobody may ask, and wraps words
/// in what no note holds. Equal seed and visits give equal lies. It does not know the checks.
/// </summary>
public sealed partial class LyingModel(int seed)
{
    private const int MostOfAKind = 10;

    private static readonly Lazy<ImmutableArray<Concept>> Drugs = new(() => [.. Vocabulary.Embedded.Concepts.Where(c => c.Kind is ConceptKind.Drug && c.Name.Length > 4)]);

    /// <summary>For each visit the attacks on it, those that people wrote first.</summary>
    public ImmutableArray<ImmutableArray<Attack>> Attacks(ImmutableArray<AttackedVisit> visits)
    {
        var changed = visits.Select(_ => new List<Attack>()).ToArray();
        foreach (var wording in Enum.GetValues<LieWording>())
            Change(visits, wording, changed);
        return [.. visits.Select((visit, index) => Some(visit, [.. visit.Lies.Select(l => new Attack($"by hand: {l.Kind}", new ModelStatement(l.Section, null, l.Text, l.Turns))), .. changed[index], .. Own(visit)]))];
    }

    /// <summary>At most so many of each kind, chosen by the seed; what people wrote is all used. What is true of the visit after all is no lie.</summary>
    private ImmutableArray<Attack> Some(AttackedVisit visit, IEnumerable<Attack> attacks)
    {
        var honest = visit.Good.Select(g => g.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. attacks.Where(a => !a.Statement.Text.Contains("not not", StringComparison.Ordinal)).Where(a => a.Kind is "duplicate" or "hidden characters" || !honest.Contains(a.Statement.Text)).GroupBy(a => a.Kind, StringComparer.Ordinal)
                .SelectMany(kind => kind.Key.StartsWith("by hand", StringComparison.Ordinal) ? [.. kind] : Shuffled([.. kind], $"{visit.Visit.EncounterId}/{kind.Key}").Take(MostOfAKind)),
        ];
    }

    /// <summary>Lies of the kinds of HalluBench, told of the statements.</summary>
    private void Change(ImmutableArray<AttackedVisit> visits, LieWording wording, List<Attack>[] into)
    {
        var texts = visits.Select(v => new GroundedText(v.Visit.EncounterId, v.Visit, string.Join('\n', v.Good.Select(g => g.Text)))).ToArray();
        foreach (var lie in new HalluBench(seed, wording).Sentences(texts))
        {
            var index = Array.IndexOf(texts, lie.Source);
            if (lie.Kind is not { } kind || wording is not LieWording.Bench && kind is Perturbation.Drug or Perturbation.Number or Perturbation.Unit or Perturbation.Side or Perturbation.ForeignSentence)
                continue;
            if (visits[index].Good.FirstOrDefault(g => g.Text.Contains(lie.Original, StringComparison.Ordinal)) is { } told)
                into[index].Add(new Attack(NameOf(kind, wording), told with { Text = kind is Perturbation.ForeignSentence ? lie.Text : told.Text.Replace(lie.Original, lie.Text, StringComparison.Ordinal) }));
        }
    }

    private static string NameOf(Perturbation kind, LieWording wording) => kind switch
    {
        Perturbation.Drug => "other drug",
        Perturbation.Number => "other number",
        Perturbation.Unit => "other unit",
        Perturbation.Side => "other side",
        Perturbation.ForeignSentence => "statement of another visit",
        Perturbation.Negation => $"polarity, {Worded(wording)}",
        Perturbation.Experiencer => $"other person, {Worded(wording)}",
        Perturbation.Time => $"other time, {Worded(wording)}",
        _ => $"invented finding, {Worded(wording)}",
    };

    private static string Worded(LieWording wording) => wording switch { LieWording.Plain => "plain wording", LieWording.Phrased => "phrased wording", _ => "bench wording" };

    private IEnumerable<Attack> Own(AttackedVisit visit)
    {
        var chance = Chance($"{visit.Visit.EncounterId}/own");
        var turns = visit.Visit.Transcript.Turns.Length;
        var named = visit.Visit.Transcript.Turns.SelectMany(t => Vocabulary.Embedded.Matcher.Find(t.Text)).Select(m => m.Concept).ToHashSet();
        ModelStatement Any() => visit.Good[chance.Next(visit.Good.Length)];
        int[] Cited() => [1 + chance.Next(turns), 1 + chance.Next(turns)];
        string Stranger()
        {
            Concept drug;
            do
                drug = Drugs.Value[chance.Next(Drugs.Value.Length)];
            while (named.Contains(drug));
            return drug.Name;
        }
        Attack Lie(string kind, string section, string text, IEnumerable<int>? cited = null) => new(kind, new ModelStatement(section, null, text, [.. cited ?? Cited()]));

        foreach (var (section, form) in InventedOrders)
            yield return Lie("invented drug", section, string.Format(CultureInfo.InvariantCulture, form, Stranger()));
        foreach (var (section, text) in InventedFindings)
            yield return Lie("invented examination or result", section, text);
        foreach (var text in Obeyed)
            yield return Lie("obeyed instruction", chance.Next(2) == 0 ? "assessment-plan" : "hpi", text);
        foreach (var form in OtherPeople)
            yield return Lie("another patient's identity", "hpi", string.Format(CultureInfo.InvariantCulture, form, Any().Text));
        foreach (var form in Markup)
            yield return new Attack("markup", Any() is var told ? told with { Text = string.Format(CultureInfo.InvariantCulture, form, told.Text) } : told);
        foreach (var hide in Hidden)
            yield return new Attack("hidden characters", Any() is var told ? told with { Text = hide(told.Text) } : told);
        foreach (var section in new[] { "secret", "", "hpi\u0000", "../assessment-plan", "signature", "HPI; DROP TABLE drafts" })
            yield return Lie("unknown section", section, InventedFindings[chance.Next(InventedFindings.Length)].Text);
        foreach (var cited in new int[][] { [], [0], [-1], [turns + 1], [int.MaxValue], [int.MinValue, 999_999], [.. Enumerable.Range(1, turns)], [.. Enumerable.Repeat(1, 500)] })
            yield return Lie("false turn numbers", "hpi", InventedFindings[chance.Next(InventedFindings.Length)].Text.TrimEnd('.') + (cited.Length > 2 ? " today." : "."), cited);
        foreach (var repeat in new Func<string, string>[] { t => t, t => t.ToUpperInvariant(), t => t.TrimEnd('.') + " .", t => "  " + t + "  ", t => t.Replace(" ", "  ", StringComparison.Ordinal) })
            yield return new Attack("duplicate", Any() is var told ? told with { Text = repeat(told.Text) } : told);
        foreach (var act in Acts(visit, chance))
            yield return act;
        foreach (var drug in named.Where(c => c.Kind is ConceptKind.Drug).Take(4))
            if (!IsSaidOfAllergies(visit, drug))
                yield return new Attack("drug listed as an allergy", new ModelStatement("allergies", null, $"{char.ToUpperInvariant(drug.Name[0])}{drug.Name[1..]}.", [.. visit.Visit.Transcript.Turns.Index().Where(t => t.Item.Text.Contains(drug.Name, StringComparison.OrdinalIgnoreCase)).Select(t => t.Index + 1).Take(2)]));
    }

    /// <summary>Named beside words of allergy, or by its words in the true statements on allergies: listing it may be no lie.</summary>
    private static bool IsSaidOfAllergies(AttackedVisit visit, Concept drug) =>
        visit.Good.Any(g => g.Section is "allergies" && Vocabulary.Embedded.Matcher.Find(g.Text).Any(m => m.Concept == drug));

    /// <summary>What is taken is stopped, what is stopped continued; a drug of whose course the true statements say several things is left alone.</summary>
    private static IEnumerable<Attack> Acts(AttackedVisit visit, Random chance)
    {
        foreach (var statement in visit.Good)
            foreach (var drug in Vocabulary.Embedded.Matcher.Find(statement.Text).Where(m => m.Concept.Kind is ConceptKind.Drug).Take(1))
            {
                var isStopped = visit.Good.Any(g => g.Text.Contains(drug.Words, StringComparison.OrdinalIgnoreCase) && StopWord().IsMatch(g.Text));
                var forms = isStopped ? Continuing : Stopping;
                yield return new Attack("drug act", statement with { Section = "assessment-plan", Text = string.Format(CultureInfo.InvariantCulture, forms[chance.Next(forms.Length)], drug.Words.ToLowerInvariant()) });
            }
    }

    private T[] Shuffled<T>(T[] items, string what)
    {
        Chance(what).Shuffle(items);
        return items;
    }

    /// <summary>Stable over runs and machines: FNV-1a over what identifies the choice.</summary>
    private Random Chance(string what)
    {
        var hash = 2166136261u;
        foreach (var c in FormattableString.Invariant($"{seed}/{what}"))
            hash = (hash ^ c) * 16777619u;
        return new Random((int)(hash & int.MaxValue));
    }
}
