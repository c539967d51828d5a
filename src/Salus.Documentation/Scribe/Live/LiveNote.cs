using System.Collections.Immutable;
using System.Globalization;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// A note that grows while people talk. Each turn is heard together with the few turns before it, so its cost does not depend on how
/// long the visit has lasted. A statement is <em>open</em> while later words may still change it, and <em>settled</em> when the
/// <see cref="SettledAfter"/> turns after its last words are heard; lists that gather over the history (systems, past illnesses, family)
/// settle when the visit moves on to what ends them. A settled statement keeps its words, its section and its order among settled ones;
/// only the conversation takes it back, by a correction, and the change then says so. Not for several threads at once.
/// </summary>
public sealed class LiveNote
{
    /// <summary>So many turns must follow the last words of a statement before it settles: an answer, a correction and the talk between.</summary>
    public const int SettledAfter = 6;

    /// <summary>UTF-16 code units of one turn, as in transcripts that are read as a whole.</summary>
    public const int LongestTurn = Pieces.LongestTurn;

    /// <summary>Turns heard again only so that what follows is understood.</summary>
    private const int LeadIn = 4;

    /// <summary>Up to here all turns are heard together: the complaint may be put in several ways.</summary>
    private const int Opening = 14;

    /// <summary>Code units that may be open; with very long turns, statements settle earlier than <see cref="SettledAfter"/> turns.</summary>
    private const int MostOpen = 6_000;

    private readonly Visit about;
    private readonly NoteStyle style;
    private readonly ScribeOptions options;
    private readonly SpeakerWatch speakers = new();
    private readonly List<int> clausesBefore = [];
    private readonly List<Phase> phases = [];
    private readonly List<string?> problems = [];
    private readonly LiveSelection selection;
    private ImmutableArray<Turn> heard = [];
    private List<LiveLine> lines = [];
    private PatientReference? patient;
    private int settledTurns;

    /// <param name="about">The visit as far as it is known: id, patient and time; its transcript is not read.</param>
    /// <exception cref="ArgumentException">There is no such style.</exception>
    public LiveNote(Visit about, ScribeOptions options)
    {
        (this.about, this.options) = (about, options);
        style = NoteWriter.StyleOf(options);
        selection = new LiveSelection(options.Learned);
    }

    /// <summary>The turns so far, word for word.</summary>
    public ImmutableArray<Turn> Turns => heard;

    /// <summary>The statements as they stand, in the order of the note.</summary>
    public IEnumerable<LineChange> Lines => lines.Select((line, i) => line.ToChange(LineChangeKind.New, style, Before(lines, i)));

    /// <summary>Hears one more turn.</summary>
    /// <exception cref="ArgumentException">The turn is empty or longer than <see cref="LongestTurn"/>.</exception>
    public NoteChange Add(Turn turn)
    {
        if (string.IsNullOrWhiteSpace(turn.Text))
            throw new ArgumentException("A turn has words.", nameof(turn));
        if (turn.Text.Length > LongestTurn)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A turn has at most {LongestTurn} characters; this one has {turn.Text.Length}."), nameof(turn));
        heard = heard.Add(turn);
        var before = lines;
        var turned = speakers.Hear(turn);
        if (turned)
            HearAllAgain();
        else
            Hear(heard.Length);
        var changes = LiveDifference.Between(before, lines, style, turned ? "The labels of the speakers were swapped." : null);
        return new NoteChange(heard.Length, turn, phases[^1].ToString().ToLowerInvariant(), changes);
    }

    /// <summary>
    /// Ends the note: the draft is the one that is written for the whole transcript, and the changes say how it differs from what was
    /// shown. Only now is it known how much there is to say, so weaker statements of long sections are left out here, with the reason.
    /// </summary>
    /// <param name="visit">The visit with the finished transcript; its turns are the ones heard.</param>
    public FinishedNote Finish(NoteWriter writer, Visit visit)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return Finish(visit, writer.Write(visit, options));
    }

    /// <inheritdoc cref="Finish(NoteWriter, Visit)"/>
    /// <param name="draft">What the embedded engine or the site's model wrote for that visit.</param>
    public FinishedNote Finish(Visit visit, Draft draft)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(draft);
        if (!visit.Transcript.Turns.Select(t => (t.Speaker, t.Text)).SequenceEqual(heard.Select(t => (t.Speaker, t.Text))))
            throw new ArgumentException("The transcript holds other turns than the note heard.", nameof(visit));
        return new FinishedNote(draft, visit, LiveDifference.AtTheEnd(lines, draft, style, out var kept), lines.Count(l => l.Settled), kept);
    }

    /// <summary>Loads vocabularies and code in the background, so that the first turns of the first visit need not wait for them.</summary>
    public static void Prepare() => _ = Ready.Value;

    private static readonly Lazy<Task> Ready = new(() => Task.Run(() =>
    {
        var note = new LiveNote(new Visit("ready", new Transcript([])), new ScribeOptions());
        for (var i = 0; i < 2 * Opening; i++)
            note.Add(i % 2 == 0 ? new Turn(Speaker.Doctor, "doctor", "any chest pain or fever since then ? your blood pressure is 120 over 80 .") : new Turn(Speaker.Patient, "patient", "no , but my right knee hurts and i take ibuprofen 200 mg ."));
    }));

    /// <summary>The visit with the turns so far as plain labelled text.</summary>
    public Visit ToVisit() => about with { Transcript = LiveTranscript.Of(heard) };

    /// <summary>A swap of the two speakers is only noticed after some turns; what was understood the wrong way round is then heard anew.</summary>
    private void HearAllAgain()
    {
        var ids = lines.ToDictionary(l => l.Key, l => l.Id, StringComparer.Ordinal);
        (lines, patient, settledTurns) = ([], null, 0);
        clausesBefore.Clear();
        phases.Clear();
        problems.Clear();
        selection.Forget();
        for (var turns = 1; turns <= heard.Length; turns++)
            Hear(turns);
        lines = [.. lines.Select(l => ids.TryGetValue(l.Key, out var id) ? l with { Id = id } : l)];
    }

    private void Hear(int turns)
    {
        var (from, open) = Window(turns);
        var before = new VisitSoFar(from, from == 0 ? 0 : clausesBefore[from], from == 0 ? Phase.History : phases[from - 1], from == 0 ? null : patient, from == 0 ? null : problems[from - 1]);
        var shell = about with { Transcript = new Transcript(heard) };
        var reading = VisitReading.Of(shell, speakers.Repaired(turns), before, options.Vocabulary);
        var written = NoteWriter.Propose(reading);
        if (from == 0 && reading.Patient != PatientReference.Neutral)
            patient = reading.Patient;
        Remember(reading, written, from, turns);

        var held = lines.Where(l => l.Held || l.Proposal.Gathered is not null && Ended(l.Proposal.Section, open));
        var proposals = selection.Choose(written, lines, settledTurns, open, Ended);
        var styled = new StyleWriter(style, reading, new Finish(reading));
        var next = new List<LiveLine>(held.Where(l => !LiveSelection.Absorbed(l, proposals)).Select(l => l with { Held = true, Settled = l.Settled || Ended(l.Proposal.Section, open) }));
        var ids = lines.Where(l => !l.Held).ToDictionary(l => l.Key, l => l.Id, StringComparer.Ordinal);
        foreach (var (key, proposal) in proposals)
        {
            if (next.FindIndex(l => l.Key == key) is >= 0 and var corrected)
            {
                next[corrected] = next[corrected] with { Statement = NoteWriter.ToStatement(styled.One(proposal), shell), Proposal = proposal };
                continue;
            }
            var past = proposal.Gathered is null && proposal.LastTurn < open;
            var statement = NoteWriter.ToStatement(styled.One(proposal), shell);
            next.Add(new LiveLine(ids.GetValueOrDefault(key) ?? selection.NextId(), key, statement, proposal) { Held = past, Settled = past && Ended(proposal.Section, open) });
        }
        lines = LivePlaces.Order(next, style);
        settledTurns = open;
    }

    /// <summary>Whether what a section gathers can still grow: systems and family until the plan begins, past illnesses until the history ends.</summary>
    private bool Ended(string section, int open)
    {
        var phase = open == 0 ? Phase.History : phases[open - 1];
        return section switch
        {
            "ros" or "fh" => phase is Phase.Plan,
            "pmh" => phase is not Phase.History,
            _ => true,
        };
    }

    /// <summary>The first turn to hear again, and the first one whose statements may still change.</summary>
    private (int From, int Open) Window(int turns)
    {
        var open = turns;
        for (var length = 0; open > 0 && turns - open < SettledAfter; open--)
        {
            length += heard[open - 1].Text.Length;
            if (length > MostOpen && turns - open >= 2)
                break;
        }
        open = Math.Max(open, settledTurns);
        if (turns <= Opening && heard.Take(turns).Sum(t => t.Text.Length) <= MostOpen)
            return (0, open);
        var from = Math.Min(open, settledTurns);
        for (var length = 0; from > 0 && open - from < LeadIn; from--)
        {
            length += heard[from - 1].Text.Length;
            if (length > MostOpen / 2)
                break;
        }
        return (from, open);
    }

    /// <summary>What the reading of later turns will ask about these.</summary>
    private void Remember(VisitReading reading, WrittenVisit written, int from, int turns)
    {
        while (phases.Count < turns)
        {
            phases.Add(phases.Count == 0 ? Phase.History : phases[^1]);
            problems.Add(null);
            clausesBefore.Add(0);
        }
        var clause = 0;
        var phase = from == 0 ? Phase.History : phases[from - 1];
        for (var turn = from; turn < turns; turn++)
        {
            if (turn > from)
                clausesBefore[turn] = reading.Clauses.Length > clause ? reading.Clauses[clause].Index : reading.Clauses.IsEmpty ? clausesBefore[from] : reading.Clauses[^1].Index + 1;
            for (; clause < reading.Clauses.Length && reading.Clauses[clause].Turn <= turn; clause++)
                phase = reading.PhaseOf(reading.Clauses[clause]);
            phases[turn] = phase;
            problems[turn] = written.Proposals.LastOrDefault(p => p.Section is "assessment-plan" && p.LastTurn <= turn) is { } last ? last.Group : turn == 0 ? null : problems[turn - 1];
        }
    }

    private static string? Before(List<LiveLine> all, int i) => i > 0 && all[i - 1].Statement.Section == all[i].Statement.Section ? all[i - 1].Id : null;
}
