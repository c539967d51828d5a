using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>
/// What was said about health or life and is not in the note, with the reason, for the reviewer to look through: short, each thing once,
/// by topic with the most important topic first. A short answer stands behind its question, since "no" alone says nothing.
/// </summary>
internal sealed class Omissions
{
    /// <summary>More would not be read.</summary>
    private const int MostWords = 600;

    private const int MostTold = 24;
    private const int MostAsked = 12;
    private const int ShortAnswer = 5;
    private const int Murmur = 2;

    /// <summary>Clauses in which people say who they are.</summary>
    private const int Opening = 20;
    private const double Repeats = 0.8;

    /// <summary>What a list of omissions is sorted by; the earlier the more it matters.</summary>
    private enum Topic
    {
        Warning,
        Complaint,
        History,
        Life,
        Plan,
        Call,
    }

    private static readonly FrozenSet<string> Grammar = "a an the and or but so if then than that this it is was were are am be been to of in on at for with from by as i i'm i've my me you your you're he she his her they them we do did does have has had just like well really actually kind sort bit know think mean yeah yes okay right um uh there here what when how any some not no bye thanks thank ciao cheers hello hi good morning afternoon sounds great sure sorry ohh oh".Split(' ').ToFrozenSet(StringComparer.Ordinal);
    /// <summary>Stands in a set of words for all words that deny.</summary>
    private const string Denial = "not";

    private static readonly FrozenSet<string> Denials = "no not nor never none denies denied without neither nothing cannot negative".Split(' ').ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Call = "name birth born address email private secure confidential".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly VisitReading reading;
    private readonly HashSet<int> proposed;
    private readonly ILookup<int, HashSet<string>> citing;
    private readonly List<HashSet<string>> told;

    private Omissions(WrittenVisit written, IReadOnlyCollection<Proposal> chosen)
    {
        reading = written.Reading;
        proposed = [.. written.Proposals.Where(p => p.Kind is not ProposalKind.Said).SelectMany(p => p.From).Select(c => c.Index)];
        told = [.. chosen.Select(p => Content($"{p.Group} {p.Text}"))];
        citing = chosen.Zip(told).SelectMany(p => p.First.From.Select(c => (c.Index, Words: p.Second))).ToLookup(p => p.Index, p => p.Words);
    }

    /// <param name="everything">What the note would say at full length; what it says beyond the chosen is listed whole.</param>
    public static IEnumerable<(string Text, string Reason, ImmutableArray<Clause> From)> Of(WrittenVisit written, IReadOnlyCollection<Proposal> chosen, IReadOnlyCollection<Proposal> everything, Finish finish)
    {
        var shortened = everything.Where(p => !p.From.IsEmpty && !chosen.Contains(p, ReferenceEqualityComparer.Instance))
            .Select(p => (Text: finish.Sentence(p), Reason: "Left out for the length chosen.", p.From)).OrderBy(o => o.From[0].Index);
        return shortened.Concat(new Omissions(written, [.. chosen, .. everything]).List());
    }

    private IEnumerable<(string Text, string Reason, ImmutableArray<Clause> From)> List()
    {
        var entries = new List<Entry>();
        var words = 0;
        foreach (var entry in Entries().OrderByDescending(e => e.Weight).ThenBy(e => e.From[0].Index))
        {
            var content = Content(entry.Text);
            var cited = entry.From.SelectMany(c => citing[c.Index]).SelectMany(w => w).ToHashSet(StringComparer.Ordinal);
            if (content.Count == 0 || Tells(cited, content) || told.Exists(t => Tells(t, content)))
                continue;
            var length = entry.Text.Count(c => c == ' ') + 1;
            if (words + length > MostWords)
                continue;
            words += length;
            told.Add(content);
            entries.Add(entry);
        }
        return entries.OrderBy(e => e.Topic).ThenBy(e => e.From[0].Index).Select(e => (e.Text, ReasonOf(e), e.From));
    }

    /// <summary>Everything that could be listed: answers with their questions, what the patient told, what the doctor found or advised.</summary>
    private IEnumerable<Entry> Entries()
    {
        var asked = new List<Clause>();
        var run = new List<Clause>();
        foreach (var clause in reading.Clauses.Where(c => !reading.IsUnused(c)))
        {
            if (clause.Speaker is not Speaker.Doctor)
            {
                if (!reading.CuesOf(clause).Has("small-talk"))
                    run.Add(clause);
                continue;
            }
            // "Any discharge? No, okay.": the doctor repeats an answer that the recording lost
            if (asked.Count > 0 && run.Count == 0 && clause.Reply is not Reply.None && clause.Length <= Murmur)
            {
                if (EntryOf(asked, [clause]) is { } repeated)
                    yield return repeated;
                asked.Clear();
                continue;
            }
            // "okay", "left side" does not end what the patient tells
            if (clause.Length <= Murmur && !clause.IsQuestion && run.Count > 0)
                continue;
            foreach (var entry in Parts(asked, run))
                yield return entry;
            if (run.Count > 0)
                asked.Clear();
            run.Clear();
            if (clause.IsQuestion || Exchange.AsksForAny(clause))
                asked.Add(clause);
            else if (clause.Length > ShortAnswer)
                asked.Clear();
            if (!asked.Contains(clause) && clause.Length > Murmur && !reading.CuesOf(clause).Has("small-talk") && EntryOf([], [clause]) is { } said)
                yield return said;
        }
        foreach (var entry in Parts(asked, run))
            yield return entry;
    }

    /// <summary>What the patient tells in one go, in parts short enough to read; the question stands before a part that needs it.</summary>
    private IEnumerable<Entry> Parts(List<Clause> asked, List<Clause> run)
    {
        if (asked.Count > 0 && AsksWhat(asked[^1]))
            run.RemoveAll(c => c.Reply is not Reply.None && c.Length <= 1);
        var part = new List<Clause>();
        foreach (var clause in run.Where((c, i) => i == 0 && asked.Count > 0 || !IsTold(c)))
        {
            if (part.Count > 0 && part.Sum(c => c.Length) + clause.Length > MostTold)
            {
                if (EntryOf(asked, part) is { } entry)
                    yield return entry;
                part.Clear();
                asked = [];
            }
            part.Add(clause);
        }
        if (part.Count > 0 && EntryOf(asked, part) is { } last)
            yield return last;
    }

    /// <summary>A statement that cites the clause says nearly all of it, or there is nothing to say.</summary>
    private bool IsTold(Clause clause)
    {
        var content = Content(clause.Key);
        return content.Count == 0 && clause.Reply is not Reply.No || content.Count > 0 && citing[clause.Index].Any(words => Tells(words, content));
    }

    private Entry? EntryOf(List<Clause> asked, List<Clause> told)
    {
        // several questions in a row share an answer; the first of a long row are left to the transcript
        var words = 0;
        ImmutableArray<Clause> questions = told[0].Length > ShortAnswer && told[0].Reply is Reply.None
            ? []
            : [.. asked.AsEnumerable().Reverse().TakeWhile((q, i) => (words += q.Length) <= MostAsked || i == 0).Reverse()];
        ImmutableArray<Clause> from = [.. questions, .. told];
        var (weight, topic) = Weigh(from);
        return weight > 0 && Written(questions, told) is { Length: > 0 } text ? new Entry(text, from, weight, topic) : null;
    }

    /// <summary>"Where is the pain?": a "yes" in between is no answer.</summary>
    private static bool AsksWhat(Clause question) =>
        question.Words.Take(3).Any(w => w.Key is "what" or "where" or "whereabouts" or "when" or "how" or "which" or "who" or "why" or "describe" or "tell");

    /// <summary>Clinical content counts most, then numbers and times, then life at home.</summary>
    private (double Weight, Topic Topic) Weigh(ImmutableArray<Clause> from)
    {
        var weight = 0.0;
        var topic = Topic.Life;
        foreach (var clause in from)
        {
            var cues = reading.CuesOf(clause);
            var concepts = reading.ConceptsOf(clause);
            var findings = concepts.Count(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder);
            var history = concepts.Count(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass or ConceptKind.Procedure or ConceptKind.Test or ConceptKind.Kin);
            weight += 2 * Math.Min(3, findings) + 1.5 * Math.Min(2, history) + concepts.Count(m => m.Concept.Kind is ConceptKind.Anatomy) + cues["symptom"] + cues["social"] + cues["history"] + cues["medications"] + cues["time"]
                + (SpokenForm.ToWritten(clause.Key).Text.Any(char.IsAsciiDigit) ? 1 : 0) + (clause.Reply is not Reply.None ? 1 : 0);
            var red = concepts.Any(m => m.Concept.Has("redflag"));
            weight += red ? 4 : 0;
            var own = red ? Topic.Warning : findings > 0 || cues.Has("symptom") ? Topic.Complaint : history > 0 || cues.Has("history") || cues.Has("medications") ? Topic.History : Topic.Life;
            topic = own < topic ? own : topic;
        }
        var last = from[^1];
        if (from.Length == 1 && last.Speaker is Speaker.Doctor)
        {
            var cues = reading.CuesOf(last);
            if (reading.PhaseOf(last) is Phase.Plan || cues.Has("plan") || cues.Has("exam"))
                return (weight / 4, Topic.Plan);
            return (last.Index < Opening && last.Words.Any(w => w.Key is "doctor" or "dr") ? 2 : 0, Topic.Call);
        }
        if (topic is Topic.Life && from.Any(c => c.Words.Any(w => Call.Contains(w.Key))))
            return (Math.Max(2, weight), Topic.Call);
        // what is told of life without any cue comes last, if there is room
        return (Math.Max(weight, 0.25 * Math.Min(4, from.Sum(c => Content(c.Key).Count))), topic);
    }

    private string ReasonOf(Entry entry)
    {
        var topic = entry.Topic switch
        {
            Topic.Warning => "Warning sign",
            Topic.Complaint => "Complaint",
            Topic.History => "History and medicines",
            Topic.Life => "Life and circumstances",
            Topic.Plan => "Findings and advice",
            _ => "About the call",
        };
        var last = entry.From[^1];
        return topic + (entry.From.Any(c => proposed.Contains(c.Index)) ? ": left out to keep the section short."
            : reading.CuesOf(last).Has("other-people") ? ": it seems to be about another person."
            : entry.From[0].IsQuestion ? ": asked and answered."
            : ": it could not be put into one clean sentence; please read it in the transcript.");
    }

    private static string Written(ImmutableArray<Clause> questions, List<Clause> told)
    {
        var parts = new List<string>();
        foreach (var clause in told)
        {
            var words = Sentence(clause, MostTold);
            if ((clause.Reply is Reply.No || clause.Reply is Reply.Yes && parts.Count == 0) && clause.Words[0].Key is not ("no" or "yes" or "yeah" or "nope" or "yep" or "not"))
                words = (clause.Reply is Reply.No ? "no" : "yes") + (words.Length == 0 ? "" : ", " + words);
            if (words.Length > 0)
                parts.Add(words);
        }
        if (parts.Count == 0)
            return "";
        var answer = Capital(SpokenForm.ToWritten(string.Join("; ", parts)).Text);
        return string.Concat(questions.Select(q => Sentence(q, MostAsked, fromEnd: true)).Where(q => q.Length > 0).Select(q => Capital(q) + "? ")) + answer;
    }

    private static string Sentence(Clause clause, int most, bool fromEnd = false)
    {
        var words = clause.Words.Select(w => w.Text).Where(w => w is not ("inaudible" or "[inaudible]" or "[" or "]")).ToArray();
        var kept = words.Length <= most ? words : fromEnd ? words[^most..] : words[..most];
        var text = ReportedSpeech.Join(kept).Trim('?', '.', ',', ' ');
        return text.Length == 0 || kept.Length == words.Length ? text : fromEnd ? "… " + text : text + " …";
    }

    private static string Capital(string text) => char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];

    /// <summary>Whether words that are in the note, or in the list already, say nearly all of others; "no pain" does not tell of pain.</summary>
    private static bool Tells(HashSet<string> told, HashSet<string> content) =>
        told.Contains(Denial) == content.Contains(Denial) && content.Count(told.Contains) >= Repeats * content.Count;

    private static HashSet<string> Content(string text)
    {
        var tokens = Tokenizer.Tokenize(text).Where(t => t.Kind is not TokenKind.Punctuation).Select(t => t.Norm).ToArray();
        var content = tokens.Where(w => w.Length > 1 && !Grammar.Contains(w) && !Denials.Contains(w)).Select(Stemmer.Stem).ToHashSet(StringComparer.Ordinal);
        if (content.Count > 0 && tokens.Any(Denials.Contains))
            content.Add(Denial);
        return content;
    }

    private sealed record Entry(string Text, ImmutableArray<Clause> From, double Weight, Topic Topic);
}
