using System.Collections.Immutable;
using Salus.Documentation.Scribe;
using Salus.Tests.Samples;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Live;

/// <summary>Notes that grow turn by turn: what has settled stays, and the end is the note of the whole conversation.</summary>
public sealed class LiveNoteTests
{
    public static TheoryData<string> SampleVisits() =>
        ["knee-injury.txt", "diabetes-and-blood-pressure.vtt", "cough-with-asthma.json", "chest-pain-on-warfarin.srt", "sore-throat-child.txt"];

    [Theory]
    [MemberData(nameof(SampleVisits))]
    public async Task Settled_statements_keep_words_section_and_order(string file)
    {
        var visit = await ReadAsync(file);
        Watch(visit, visit.Transcript.Turns);
    }

    [Theory]
    [MemberData(nameof(SampleVisits))]
    public async Task Settled_statements_stay_wherever_turns_are_cut_and_left_out(string file)
    {
        var visit = await ReadAsync(file);
        for (var seed = 1; seed <= 5; seed++)
            Watch(visit, Cut(visit.Transcript.Turns, new Random(seed)));
    }

    [Theory]
    [MemberData(nameof(SampleVisits))]
    public async Task The_finished_draft_is_the_one_of_the_whole_transcript(string file)
    {
        var visit = await ReadAsync(file);
        var writer = new NoteWriter(new ManualClock());
        foreach (var style in NoteStyle.Embedded)
        {
            var options = new ScribeOptions(style.Name);
            var note = new LiveNote(visit, options);
            foreach (var turn in visit.Transcript.Turns)
                note.Add(turn);
            var finished = note.Finish(writer, visit);
            Assert.Equal(Statements(writer.Write(visit, options)), Statements(finished.Draft));
            Assert.Equal(Statements(finished.Draft).Order(StringComparer.Ordinal), Statements(Apply(note, finished)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Most_settled_statements_stand_in_the_finished_note_word_for_word()
    {
        var (settled, kept, shown, written) = (0, 0, 0, 0);
        foreach (var file in SampleVisits().Select(row => row.Data))
        {
            var visit = await ReadAsync(file);
            var note = new LiveNote(visit, new ScribeOptions());
            foreach (var turn in visit.Transcript.Turns)
                note.Add(turn);
            var finished = note.Finish(new NoteWriter(new ManualClock()), visit);
            (settled, kept) = (settled + finished.Settled, kept + finished.Kept);
            var texts = note.Lines.Select(l => l.Text).ToHashSet(StringComparer.Ordinal);
            (shown, written) = (shown + finished.Draft.Statements.Count(s => texts.Contains(s.Text)), written + finished.Draft.Statements.Length);
        }
        Assert.True(settled > 50, $"{settled} settled");
        Assert.True(kept >= 0.9 * settled, $"{kept} of {settled} settled statements kept");
        Assert.True(shown >= 0.9 * written, $"{shown} of {written} statements were shown before the end");
    }

    [Theory]
    [InlineData("actually , it was the left knee .")]
    [InlineData("oh wait , sorry , it's my left .")]
    [InlineData("not my right , my left .")]
    public void A_side_that_is_taken_back_corrects_the_settled_statement_and_says_why(string correction)
    {
        string[] talk =
        [
            "what brings you in today ?", "i hurt my right knee when i fell off a ladder .", "when was that ?", "it was three days ago .", "any numbness ?", "no numbness .", "any fever ?", "no fever .",
            "did you take anything ?", "i took some ibuprofen .", "okay .",
        ];
        var note = new LiveNote(new Visit("v", new Transcript([])), new ScribeOptions());
        foreach (var (i, text) in talk.Take(8).Index())
            note.Add(Say(i, text));
        var before = Assert.Single(note.Lines, l => l is { Section: "hpi" } && l.Text.Contains("right knee", StringComparison.Ordinal));
        Assert.True(before.Settled);
        var change = Assert.Single(note.Add(Say(9, correction)).Changes, l => l.Id == before.Id);
        Assert.Equal(LineChangeKind.Corrected, change.Kind);
        Assert.Contains("left knee", change.Text, StringComparison.Ordinal);
        Assert.Equal("Corrected in the conversation: left, not right.", change.Reason);
        foreach (var (i, text) in talk.Skip(8).Concat(talk.Skip(2)).Index())
            Assert.DoesNotContain(note.Add(Say(i, text)).Changes, l => l.Id == before.Id);
        var draft = note.Finish(new NoteWriter(new ManualClock()), note.ToVisit()).Draft;
        Assert.DoesNotContain(draft.Statements, s => s.Section is "hpi" && s.Text.Contains("right knee", StringComparison.Ordinal));
        Assert.Equal(2, Assert.Single(draft.Statements, s => s.Section is "hpi" && s.Text.Contains("left knee", StringComparison.Ordinal)).Evidence.Length);

        static Turn Say(int i, string text) => i % 2 == 0 ? new Turn(Speaker.Doctor, "doctor", text) : new Turn(Speaker.Patient, "patient", text);
    }

    [Theory]
    [InlineData("that's right .")]
    [InlineData("actually the left one is fine .")]
    [InlineData("my left shoulder hurts too .")]
    public void What_corrects_nothing_leaves_the_statement_alone(string said)
    {
        var note = new LiveNote(new Visit("v", new Transcript([])), new ScribeOptions());
        note.Add(new Turn(Speaker.Doctor, "doctor", "what brings you in today ?"));
        note.Add(new Turn(Speaker.Patient, "patient", "i hurt my right knee when i fell off a ladder ."));
        note.Add(new Turn(Speaker.Patient, "patient", said));
        Assert.Contains(note.Lines, l => l.Text.Contains("right knee", StringComparison.Ordinal));
        Assert.DoesNotContain(note.Lines, l => l.Text.Contains("left knee", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Equal_turns_give_equal_events()
    {
        var visit = await ReadAsync("knee-injury.txt");
        Assert.Equal(Events(visit), Events(visit));

        static List<string> Events(Visit visit)
        {
            var note = new LiveNote(visit, new ScribeOptions());
            return [.. visit.Transcript.Turns.Select(t => LiveEvent.Of(note.Add(t)).ToJson())];
        }
    }

    [Fact]
    public async Task Every_statement_shown_quotes_words_of_its_turns()
    {
        var visit = await ReadAsync("diabetes-and-blood-pressure.vtt");
        var note = new LiveNote(visit, new ScribeOptions());
        foreach (var line in visit.Transcript.Turns.SelectMany(t => note.Add(t).Changes).Where(l => l.Kind is not LineChangeKind.Withdrawn))
        {
            Assert.NotEmpty(line.Evidence);
            foreach (var quote in line.Evidence.OfType<Quote>())
                Assert.Equal(quote.Text, visit.Transcript.Turns[quote.Segment].Text.Substring(quote.Start, quote.Length));
        }
    }

    [Fact]
    public void Speakers_that_turn_out_to_be_swapped_are_heard_anew_with_the_reason()
    {
        var note = new LiveNote(new Visit("v", new Transcript([])), new ScribeOptions());
        note.Add(new Turn(Speaker.Doctor, "doctor", "i have had a bad cough for two weeks and i feel tired"));
        note.Add(new Turn(Speaker.Patient, "patient", "okay any fever"));
        note.Add(new Turn(Speaker.Doctor, "doctor", "no fever"));
        var changes = note.Add(new Turn(Speaker.Patient, "patient", "on your physical examination your lungs have some wheezing on auscultation and your heart has a regular rate and rhythm, your abdomen is soft and nontender to palpation")).Changes;
        var told = note.Add(new Turn(Speaker.Patient, "patient", "let me take a look at your throat, your lungs have wheezing, no edema in your legs, on exam no tenderness to palpation of your neck"));
        Assert.Contains(note.Lines, l => l.Text.Contains("cough", StringComparison.Ordinal));
        Assert.All(changes.Concat(told.Changes).Where(l => l.Kind is LineChangeKind.Corrected), l => Assert.NotNull(l.Reason));
    }

    [Fact]
    public async Task A_visit_of_a_thousand_turns_keeps_a_readable_note()
    {
        var turns = new List<Turn>();
        while (turns.Count < 1000)
            foreach (var file in SampleVisits().Select(row => row.Data))
                turns.AddRange((await ReadAsync(file)).Transcript.Turns);
        var note = new LiveNote(new Visit("v", new Transcript([])), new ScribeOptions());
        foreach (var turn in turns.Take(1000))
            note.Add(turn);
        Assert.Equal(1000, note.Turns.Length);
        Assert.InRange(note.Lines.Count(), 20, 200);
    }

    [Fact]
    public void Refuses_an_empty_turn_one_without_end_and_an_unknown_style()
    {
        var note = new LiveNote(new Visit("v", new Transcript([])), new ScribeOptions());
        Assert.Throws<ArgumentException>(() => note.Add(new Turn(Speaker.Doctor, "doctor", " ")));
        Assert.Throws<ArgumentException>(() => note.Add(new Turn(Speaker.Doctor, "doctor", new string('a', LiveNote.LongestTurn + 1))));
        Assert.Throws<ArgumentException>(() => new LiveNote(new Visit("v", new Transcript([])), new ScribeOptions("sonnet")));
    }

    /// <summary>Hears the turns and fails when a settled statement changes without a correction.</summary>
    private static void Watch(Visit visit, IEnumerable<Turn> turns)
    {
        var note = new LiveNote(visit, new ScribeOptions());
        var settled = new Dictionary<string, LineChange>(StringComparer.Ordinal);
        foreach (var turn in turns)
        {
            var change = note.Add(turn);
            foreach (var line in change.Changes)
            {
                Assert.False(line.Kind is LineChangeKind.Withdrawn && settled.ContainsKey(line.Id) && line.Reason is null, $"turn {change.Number} withdrew settled {line.Id}: {line.Text}");
                Assert.False(line.Kind is LineChangeKind.Corrected && line.Reason is null, $"turn {change.Number} corrected {line.Id} without a reason: {line.Text}");
            }
            var reasoned = change.Changes.Where(l => l.Reason is not null).Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
            var now = note.Lines.ToArray();
            foreach (var line in now)
            {
                if (settled.TryGetValue(line.Id, out var before) && !reasoned.Contains(line.Id))
                    Assert.Equal((before.Text, before.Section, before.Group), (line.Text, line.Section, line.Group));
            }
            var order = now.Where(l => settled.ContainsKey(l.Id)).Select(l => l.Id).ToArray();
            var earlier = settled.Keys.Where(id => order.Contains(id)).ToArray();
            Assert.Equal(earlier, order);
            settled = now.Where(l => l.Settled).ToDictionary(l => l.Id, StringComparer.Ordinal);
        }
    }

    /// <summary>What the page shows at the end: the live lines with the last changes.</summary>
    private static List<(string Section, string? Group, string Text)> Apply(LiveNote note, FinishedNote finished)
    {
        var lines = note.Lines.ToDictionary(l => l.Id, l => (l.Section, l.Group, l.Text), StringComparer.Ordinal);
        foreach (var change in finished.Changes)
        {
            Assert.False(string.IsNullOrEmpty(change.Reason));
            if (change.Kind is LineChangeKind.Withdrawn)
                Assert.True(lines.Remove(change.Id));
            else
                lines[change.Id] = (change.Section, change.Group, change.Text);
        }
        return [.. lines.Values];
    }

    /// <summary>Some turns missing, some cut in two.</summary>
    private static IEnumerable<Turn> Cut(ImmutableArray<Turn> turns, Random random)
    {
        foreach (var turn in turns)
        {
            var chance = random.Next(10);
            var space = turn.Text.IndexOf(' ', turn.Text.Length / 2);
            if (chance == 0)
                continue;
            if (chance != 1 || space < 0)
            {
                yield return turn;
                continue;
            }
            yield return turn with { Text = turn.Text[..space] };
            yield return turn with { Text = turn.Text[(space + 1)..] };
        }
    }

    private static IEnumerable<string> Statements(Draft draft) => draft.Statements.Select(s => $"{s.Section}|{s.Group}|{s.Text}");

    private static IEnumerable<string> Statements(List<(string Section, string? Group, string Text)> lines) => lines.Select(s => $"{s.Section}|{s.Group}|{s.Text}");

    private static Task<Visit> ReadAsync(string file) => TranscriptReader.ReadAsync(new FileInfo(Path.Combine(SampleVisitTests.Visits.FullName, file)), TestContext.Current.CancellationToken);
}
