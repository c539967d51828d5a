namespace Salus.Documentation.Scribe;

/// <summary>Chooses which proposals the note carries: the best of each section up to its length, each thing said once, in the order spoken.</summary>
internal static class Selection
{
    private static readonly Dictionary<string, int> Words = new(StringComparer.Ordinal)
    {
        ["cc"] = 12, ["pmh"] = 40, ["medications"] = 40, ["hpi"] = 190, ["ros"] = 80, ["psh"] = 25, ["fh"] = 30, ["sh"] = 40, ["allergies"] = 12, ["vitals"] = 25, ["exam"] = 100, ["results"] = 60, ["assessment-plan"] = 170, ["followup"] = 25,
    };

    public static List<Proposal> Choose(IReadOnlyCollection<Proposal> proposals)
    {
        var kept = new HashSet<Proposal>(ReferenceEqualityComparer.Instance);
        var said = new List<HashSet<string>>();
        foreach (var section in proposals.GroupBy(p => p.Section, StringComparer.Ordinal))
        {
            var left = Words[section.Key];
            foreach (var proposal in section.OrderByDescending(p => p.Fixed).ThenByDescending(p => p.Score).ThenBy(p => p.Order))
            {
                if (proposal.Score < 1 || left <= 0)
                    continue;
                var words = Rouge.Tokens(proposal.Text).ToHashSet(StringComparer.Ordinal);
                if (proposal.Section is not ("cc" or "ros" or "pmh" or "fh" or "medications") && said.Exists(other => Overlap(words, other) > 0.8))
                    continue;
                said.Add(words);
                kept.Add(proposal);
                if (!proposal.Fixed)
                    left -= proposal.WordCount;
            }
        }
        var followed = proposals.Where(kept.Contains).SelectMany(p => p.From).Select(c => c.Index).ToHashSet();
        kept.RemoveWhere(p => p.Leans && !followed.Contains(p.Order - 1));
        var order = proposals.Where(kept.Contains).OrderBy(p => p.Order).ToList();
        // A group stands where it is first spoken of; what belongs to it joins it.
        var groups = order.Where(p => p.Group is not null).GroupBy(p => (p.Section, p.Group)).ToDictionary(g => g.Key, g => g.Min(p => p.Order));
        return [.. order.OrderBy(p => p.Group is null ? p.Section is "assessment-plan" or "exam" ? -1 : p.Order : groups[(p.Section, p.Group)])];
    }

    private static double Overlap(HashSet<string> words, HashSet<string> other) =>
        words.Count == 0 ? 1 : (double)words.Count(other.Contains) / words.Count;
}
