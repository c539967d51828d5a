using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Chooses what a growing note shows: as <see cref="Selection"/> does for a finished one, but what is held stands, and because the rest of
/// the visit is unknown a section that has its usual length only takes what ranks with the better half of it.
/// </summary>
internal sealed class LiveSelection(LearnedScribe? learned)
{
    private readonly Dictionary<(string Section, string Head), GatheredLine> gathered = [];
    private readonly Dictionary<string, double> ranks = new(StringComparer.Ordinal);
    private int named;

    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"s{++named}");

    /// <summary>Before all turns are heard anew. Ids go on, so that none is given twice.</summary>
    public void Forget()
    {
        gathered.Clear();
        ranks.Clear();
    }

    /// <param name="settled">Turns before it are heard only to understand the others.</param>
    /// <param name="open">The first turn that is heard again next time.</param>
    /// <param name="ended">Whether a section that gathers can no longer grow.</param>
    public List<(string Key, Proposal Proposal)> Choose(WrittenVisit written, IReadOnlyList<LiveLine> lines, int settled, int open, Func<string, int, bool> ended)
    {
        var values = learned is null ? null : LearnedEngine.Of(learned).Values(written);
        var held = lines.Where(l => l.Held).ToArray();
        var shown = lines.Where(l => !l.Held).Select(l => l.Key).ToHashSet(StringComparer.Ordinal);
        var said = held.Where(l => Selection.SaysOnce(l.Proposal)).Select(l => Words(l.Proposal)).ToList();
        var chosen = new List<(string Key, Proposal Proposal)>();
        foreach (var section in Selection.Alternatives(written.Proposals, p => Rank(p, values)).Where(p => p.Gathered is null && p.LastTurn >= settled).GroupBy(p => p.Section, StringComparer.Ordinal))
        {
            if (section.Key is "cc" && held.Any(l => l.Proposal.Section is "cc"))
                continue;
            var own = held.Where(l => l.Proposal.Section == section.Key).ToArray();
            var length = own.Where(l => !l.Proposal.Fixed).Sum(l => l.Proposal.WordCount);
            var most = learned?.Sections.GetValueOrDefault(section.Key)?.Words ?? Selection.Words[section.Key];
            var better = BetterHalf(own);
            foreach (var (proposal, rank) in section.Select(p => (p, Rank: Rank(p, values))).OrderByDescending(p => p.p.Fixed).ThenByDescending(p => p.Rank).ThenBy(p => p.p.Order))
            {
                var key = KeyOf(proposal, chosen);
                if (own.Any(l => l.Key == key))
                {
                    // What is held changes only when the conversation takes it back.
                    if (proposal.Correction is not null)
                        chosen.Add((key, proposal));
                    continue;
                }
                if (rank < (learned?.Shape.Keep ?? Selection.LeastScore) && !(proposal.Fixed && learned is not null))
                    continue;
                if (!proposal.Fixed && length > most && rank < better && !shown.Contains(key))
                    continue;
                if (proposal.About is { } name && (own.Any(l => l.Proposal.About == name || section.Key is "pmh" && FindingComposer.Within(name, l.Proposal.About!)) || chosen.Exists(c => c.Proposal.Section == section.Key && c.Proposal.About == name)))
                    continue;
                var words = Words(proposal);
                if (Selection.SaysOnce(proposal) && said.Exists(other => Selection.Repeats(words, other)))
                    continue;
                said.Add(words);
                ranks[key] = rank;
                chosen.Add((key, proposal));
                if (!proposal.Fixed)
                    length += proposal.WordCount;
            }
        }
        DropWithoutAntecedent(chosen, held);
        chosen.AddRange(Gather(written, settled, open, ended));
        return chosen;
    }

    /// <summary>"diabetes mellitus" goes when "type 2 diabetes mellitus" comes.</summary>
    public static bool Absorbed(LiveLine line, List<(string Key, Proposal Proposal)> chosen) =>
        !line.Settled && line.Proposal is { Section: "pmh", About: { } name } && chosen.Exists(c => c.Proposal is { Section: "pmh", About: { } other } && other.Length > name.Length && FindingComposer.Within(name, other));

    private IEnumerable<(string Key, Proposal Proposal)> Gather(WrittenVisit written, int settled, int open, Func<string, int, bool> ended)
    {
        var heard = written.Proposals.Where(p => p.Gathered is not null).ToDictionary(p => (p.Section, p.Gathered!.Head), p => p.Gathered!.Items.RemoveAll(i => LastTurn(i) < settled));
        foreach (var key in gathered.Keys.Concat(heard.Keys).Distinct().Where(k => !ended(k.Section, open)).Order().ToArray())
        {
            var kept = gathered.GetValueOrDefault(key) ?? new GatheredLine(key.Head, []);
            var items = heard.GetValueOrDefault(key, []);
            var line = kept.With(items);
            gathered[key] = kept.Adding(items.Where(i => LastTurn(i) < open));
            if (!line.Items.IsEmpty)
                yield return ($"{key.Section}|{key.Head}", new Proposal(key.Section, line.Text(key.Section), line.From, 5) { Fixed = true, Gathered = line });
        }
    }

    private static int LastTurn(GatheredItem item) => item.From.Max(c => c.LastTurn);

    private static void DropWithoutAntecedent(List<(string Key, Proposal Proposal)> chosen, LiveLine[] held)
    {
        var places = chosen.Select(c => c.Proposal).Concat(held.Select(l => l.Proposal)).SelectMany(p => p.From.Select(c => (p.Section, c.Index))).ToHashSet();
        foreach (var leaning in chosen.Where(c => c.Proposal.Leans).OrderBy(c => c.Proposal.Order).ToArray())
        {
            var (section, order) = (leaning.Proposal.Section, leaning.Proposal.Order);
            if (places.Contains((section, order - 1)) || places.Contains((section, order - 2)))
                continue;
            chosen.Remove(leaning);
            places.Remove((section, order));
        }
    }

    private double BetterHalf(LiveLine[] own)
    {
        var sorted = own.Where(l => !l.Proposal.Fixed).Select(l => ranks.GetValueOrDefault(l.Key)).Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private static string KeyOf(Proposal proposal, List<(string Key, Proposal Proposal)> chosen)
    {
        var word = proposal.From.IsEmpty ? default : proposal.From[0].Words[0];
        var key = string.Create(CultureInfo.InvariantCulture, $"{proposal.Section}|{word.Turn}:{word.Start}");
        var more = 0;
        var free = key;
        while (chosen.Exists(c => c.Key == free))
            free = string.Create(CultureInfo.InvariantCulture, $"{key}/{++more}");
        return free;
    }

    private static HashSet<string> Words(Proposal proposal) => Rouge.Tokens(proposal.Text).ToHashSet(StringComparer.Ordinal);

    private static double Rank(Proposal proposal, Dictionary<Proposal, double>? values) => values is null ? proposal.Score : values[proposal];
}
