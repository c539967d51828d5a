using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>What is different between a note and the same note a turn later, or at its end.</summary>
internal static class LiveDifference
{
    /// <param name="reason">Why settled statements changed, when they did; null when they did not.</param>
    public static ImmutableArray<LineChange> Between(IReadOnlyList<LiveLine> before, IReadOnlyList<LiveLine> after, NoteStyle style, string? reason)
    {
        var old = before.ToDictionary(l => l.Id, StringComparer.Ordinal);
        var present = after.Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
        var changes = ImmutableArray.CreateBuilder<LineChange>();
        foreach (var gone in before.Where(l => !present.Contains(l.Id)))
            changes.Add(gone.ToChange(LineChangeKind.Withdrawn, style, null, gone.Settled ? reason : null));
        for (var i = 0; i < after.Count; i++)
        {
            var line = after[i];
            if (KindOf(old.GetValueOrDefault(line.Id), line) is not { } kind)
                continue;
            var previous = i > 0 && after[i - 1].Statement.Section == line.Statement.Section ? after[i - 1].Id : null;
            changes.Add(line.ToChange(kind, style, previous, kind is LineChangeKind.Corrected ? reason ?? line.Proposal.Correction : null));
        }
        return changes.ToImmutable();
    }

    private static LineChangeKind? KindOf(LiveLine? old, LiveLine line)
    {
        if (old is null)
            return LineChangeKind.New;
        // The places of settled statements are numbers that only a hearing of all turns anew may give otherwise; their order is what counts.
        var same = old.Statement.Text == line.Statement.Text && old.Statement.Section == line.Statement.Section && old.Statement.Group == line.Statement.Group && (old.Settled || old.Place == line.Place);
        return (same, old.Settled, line.Settled) switch
        {
            (false, true, _) => LineChangeKind.Corrected,
            (false, false, _) => LineChangeKind.Changed,
            (true, false, true) => LineChangeKind.Settled,
            _ => old.Statement.Evidence.SequenceEqual(line.Statement.Evidence) ? null : LineChangeKind.Changed,
        };
    }

    /// <param name="kept">Settled statements that stand in the draft word for word.</param>
    public static ImmutableArray<LineChange> AtTheEnd(IReadOnlyList<LiveLine> lines, Draft draft, NoteStyle style, out int kept)
    {
        var (left, byModel) = (lines.ToList(), draft.Origin.Engine != NoteWriter.Engine);
        var pairs = new LiveLine?[draft.Statements.Length];
        Pair((line, statement) => line.Statement.Text == statement.Text && line.Statement.Section == statement.Section);
        kept = pairs.Count(p => p is { Settled: true });
        Pair((line, statement) => line.Statement.Section == statement.Section && Begins(line.Statement) is { } place && place == Begins(statement));
        var changes = ImmutableArray.CreateBuilder<LineChange>();
        foreach (var gone in left)
            changes.Add(gone.ToChange(LineChangeKind.Withdrawn, style, null, WhyLeftOut(gone, draft)));
        var named = 0;
        string? previous = null;
        for (var i = 0; i < pairs.Length; i++)
        {
            var statement = draft.Statements[i];
            var line = pairs[i];
            var id = line?.Id ?? FormattableString.Invariant($"f{++named}");
            var after = i > 0 && draft.Statements[i - 1].Section == statement.Section ? previous : null;
            previous = id;
            if (line is null)
                changes.Add(Change(LineChangeKind.New, byModel ? "The model wrote it." : "Only the whole conversation shows it."));
            else if (line.Statement.Text != statement.Text)
                changes.Add(Change(LineChangeKind.Changed, byModel ? "The model put it otherwise." : "Reads differently with the whole conversation."));
            else if (line.Statement.Group != statement.Group)
                changes.Add(Change(LineChangeKind.Changed, byModel ? "The model put it under another heading." : "Stands under another heading with the whole conversation."));

            LineChange Change(LineChangeKind kind, string reason) => new(kind, id, statement.Section, LivePlaces.Title(style, statement.Section), statement.Group, statement.Text, after, Settled: true, statement.Evidence, reason);
        }
        return changes.ToImmutable();

        void Pair(Func<LiveLine, Statement, bool> match)
        {
            for (var i = 0; i < pairs.Length; i++)
            {
                if (pairs[i] is not null || left.FindIndex(line => match(line, draft.Statements[i])) is not (>= 0 and var found))
                    continue;
                pairs[i] = left[found];
                left.RemoveAt(found);
            }
        }
    }

    private static (int, int)? Begins(Statement statement) => statement.Evidence.OfType<Quote>().FirstOrDefault() is { } quote ? (quote.Segment, quote.Start) : null;

    private static string WhyLeftOut(LiveLine line, Draft draft)
    {
        var quotes = line.Statement.Evidence.OfType<Quote>().ToArray();
        if (draft.Statements.Any(s => s.Evidence.OfType<Quote>().Any(q => quotes.Any(own => own.Segment == q.Segment && own.Start == q.Start))))
            return "Said by another statement of the finished note.";
        if (draft.Omitted.FirstOrDefault(o => o.Evidence.OfType<Quote>().Any(q => quotes.Any(own => own.Segment == q.Segment && own.Start == q.Start))) is { } omission)
            return omission.Reason;
        return draft.Origin.Engine == NoteWriter.Engine ? "Left out to keep the section short." : "The model left it out.";
    }
}
