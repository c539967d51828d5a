using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>Chooses which proposals the note carries: the best of each section up to its length, each thing said once, in the order spoken.</summary>
internal sealed class Selection(WrittenVisit written, LearnedScribe? learned)
{
    /// <summary>Words per section that a reader of notes expects; statements from templates do not count against them.</summary>
    internal static readonly ImmutableDictionary<string, int> Words = ImmutableDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, int>[]
    {
        new("cc", 12), new("hpi", 210), new("pmh", 40), new("psh", 30), new("fh", 30), new("sh", 40), new("medications", 40), new("allergies", 12), new("ros", 80),
        new("vitals", 30), new("exam", 110), new("results", 70), new("assessment-plan", 230), new("orders", 40), new("instructions", 60), new("followup", 40),
    });

    internal const double LeastScore = 1;

    /// <summary>Below this there is nothing about health in a sentence.</summary>
    private const double LeastInFull = 0.4;

    /// <summary>The proposals of the note in the order in which they are written.</summary>
    public List<Proposal> Choose(NoteLength length = NoteLength.Standard)
    {
        var said = new List<HashSet<string>>();
        var standard = Standard(said);
        return InOrder(length switch
        {
            NoteLength.Brief => Essentials.Of(standard, Rank),
            NoteLength.Full => Everything(standard, said),
            _ => standard,
        });
    }

    private HashSet<Proposal> Standard(List<HashSet<string>> said)
    {
        if (learned is not null)
        {
            var liked = LearnedEngine.Of(learned).Choose(written, Values).ToHashSet<Proposal>(ReferenceEqualityComparer.Instance);
            said.AddRange(liked.Select(p => Rouge.Tokens(p.Text).ToHashSet(StringComparer.Ordinal)));
            return Finished(liked);
        }
        var kept = new HashSet<Proposal>(ReferenceEqualityComparer.Instance);
        foreach (var section in Alternatives(written.Proposals, Rank).GroupBy(p => p.Section, StringComparer.Ordinal))
        {
            var left = Words[section.Key];
            foreach (var proposal in section.OrderByDescending(p => p.Fixed).ThenByDescending(p => p.Score).ThenBy(p => p.Order))
            {
                if (proposal.Score < LeastScore || left <= 0)
                    continue;
                var words = Rouge.Tokens(proposal.Text).ToHashSet(StringComparer.Ordinal);
                if (SaysOnce(proposal) && said.Exists(other => Repeats(words, other)))
                    continue;
                said.Add(words);
                kept.Add(proposal);
                if (!proposal.Fixed)
                    left -= proposal.WordCount;
            }
        }
        return Finished(kept);
    }

    private HashSet<Proposal> Finished(HashSet<Proposal> kept)
    {
        DropWithoutAntecedent(kept);
        return kept;
    }

    /// <summary>How likely the site keeps each proposal; computed once for the visit.</summary>
    private Dictionary<Proposal, double> Values => values ??= LearnedEngine.Of(learned!).Values(written);
    private Dictionary<Proposal, double>? values;

    private double Rank(Proposal proposal) => learned is null ? proposal.Score : Values[proposal];

    /// <summary>What the standard note holds and whatever else is worth a sentence, each thing said once.</summary>
    private HashSet<Proposal> Everything(HashSet<Proposal> standard, List<HashSet<string>> said)
    {
        var all = new HashSet<Proposal>(standard, ReferenceEqualityComparer.Instance);
        var places = standard.SelectMany(p => p.From.Select(c => (p.Section, c.Index))).ToHashSet();
        foreach (var proposal in written.Proposals.Where(p => p.Kind is not ProposalKind.Said && !standard.Contains(p) && Math.Max(p.Score, Rank(p)) >= LeastInFull).OrderBy(p => p.Order))
        {
            var words = Rouge.Tokens(proposal.Text).ToHashSet(StringComparer.Ordinal);
            if (said.Exists(other => Repeats(words, other)) || proposal.Leans && !places.Contains((proposal.Section, proposal.Order - 1)) && !places.Contains((proposal.Section, proposal.Order - 2)))
                continue;
            said.Add(words);
            all.Add(proposal);
            places.UnionWith(proposal.From.Select(c => (proposal.Section, c.Index)));
        }
        return all;
    }

    /// <summary>What was carried over as said stands in one section at most: the one where it ranks best.</summary>
    internal static IEnumerable<Proposal> Alternatives(ImmutableArray<Proposal> proposals, Func<Proposal, double> rank)
    {
        var best = proposals.Where(p => p.Kind is ProposalKind.Said)
            .GroupBy(p => p.Order)
            .Select(g => g.MaxBy(rank)!)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return proposals.Where(p => p.Kind is not ProposalKind.Said || best.Contains(p));
    }

    /// <summary>"That seemed to go away" stays only behind what went away.</summary>
    private void DropWithoutAntecedent(HashSet<Proposal> kept)
    {
        var places = kept.SelectMany(p => p.From.Select(c => (p.Section, c.Index))).ToHashSet();
        foreach (var leaning in written.Proposals.Where(p => p.Leans && kept.Contains(p)).OrderBy(p => p.Order).ToArray())
        {
            if (places.Contains((leaning.Section, leaning.Order - 1)) || places.Contains((leaning.Section, leaning.Order - 2)))
                continue;
            kept.Remove(leaning);
            places.Remove((leaning.Section, leaning.Order));
        }
    }

    private List<Proposal> InOrder(HashSet<Proposal> kept)
    {
        var order = written.Proposals.Where(kept.Contains).OrderBy(p => p.Order).ToList();
        // A group stands where it is first spoken of; what belongs to it joins it.
        var groups = order.Where(p => p.Group is not null).GroupBy(p => (p.Section, p.Group)).ToDictionary(g => g.Key, g => g.Min(p => p.Order));
        return [.. order.OrderBy(p => p.Group is null ? p.Section is "assessment-plan" or "exam" ? -1 : p.Order : groups[(p.Section, p.Group)])];
    }

    /// <summary>Lists name what the history told; other sentences are written once.</summary>
    internal static bool SaysOnce(Proposal proposal) => proposal.Section is not ("cc" or "ros" or "pmh" or "fh" or "medications" or "orders");

    internal static bool Repeats(HashSet<string> words, HashSet<string> other) =>
        (words.Count == 0 ? 1 : (double)words.Count(other.Contains) / words.Count) > 0.8;
}
