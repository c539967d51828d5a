using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Says whether a visit bears out a sentence that the writer did not make from its clauses: by code that knows nothing of how it was made,
/// against the cited words (numbers, drugs, doses, sides, polarity, whose finding) and against the whole conversation, and by who may say what.
/// </summary>
internal sealed partial class PhraseProof
{
    private readonly VisitReading reading;
    private readonly Grounder grounder;
    private readonly ClaimChecker checker;
    private readonly string[] facts;
    private readonly HashSet<int> denied = [];
    private readonly HashSet<int> affirmed = [];
    private readonly HashSet<int> asked = [];

    public PhraseProof(VisitReading reading)
    {
        this.reading = reading;
        Passage[] passages = [.. reading.Turns.Select(t => new Passage(t.Speaker switch { Speaker.Doctor => SpeakerRole.Clinician, Speaker.Patient => SpeakerRole.Patient, Speaker.Companion => SpeakerRole.Companion, _ => SpeakerRole.Unknown }, t.Text))];
        grounder = new Grounder(passages, reading.Vocabulary);
        var patient = reading.Visit.Patient;
        facts = [.. new[] { patient?.Name, patient?.AgeYears is { } age ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{age} year old") : null, patient?.Gender }.Where(f => f is not null).Select(f => f!)];
        var who = patient?.Name is { } name ? [new Passage(SpeakerRole.Note, ClaimChecker.NameFact + name)] : Array.Empty<Passage>();
        checker = new ClaimChecker([.. passages, .. who, .. facts.Skip(patient?.Name is null ? 0 : 1).Select(f => new Passage(SpeakerRole.Note, f))], reading.Vocabulary);
        foreach (var exchange in reading.Exchanges)
        {
            var places = exchange.Reply switch { Reply.No => denied, Reply.Yes => affirmed, _ => asked };
            places.Add(exchange.Question.Index);
            if (exchange.Reply is Reply.No)
                denied.Add(exchange.Answer[0].Index);
        }
    }

    public bool Holds(FilledPhrase filled) => Doubt(filled) is null;

    /// <summary>What speaks against the sentence; null when nothing does.</summary>
    public string? Doubt(FilledPhrase filled)
    {
        var section = filled.Template.Phrase.Section;
        if (!SpeakersFit(section, filled.From))
            return "speaker";
        if (!PolarityFits(filled))
            return "polarity";
        if (!TimeFits(filled))
            return "time";
        if (!ActsFit(filled))
            return "act";
        if (!ReportFits(filled))
            return "report";
        if (!NamesFit(filled))
            return "name";
        var cited = filled.From.SelectMany(c => c.Places).Select(p => new Citation(p.Turn, TextSpan.FromBounds(p.Start, p.End)));
        if (!grounder.Compare(filled.Text, cited, facts, section is "fh", section is "allergies").IsEmpty)
            return "cited words";
        return checker.Check(filled.Text + ".").All(c => c.Faults.IsEmpty) ? null : "conversation";
    }

    /// <summary>Examination, results and plan are what the doctor said, in their part of the visit.</summary>
    private bool SpeakersFit(string section, ImmutableArray<Clause> from) => section switch
    {
        "exam" or "vitals" => from.All(c => c.Speaker is Speaker.Doctor && reading.PhaseOf(c) is not Phase.Plan && !c.IsQuestion),
        "results" => from.All(c => c.Speaker is Speaker.Doctor && !c.IsQuestion),
        "assessment-plan" or "orders" or "followup" => from.Any(c => c.Speaker is Speaker.Doctor) && from.All(c => !c.IsQuestion || affirmed.Contains(c.Index)),
        _ => from.All(c => reading.PhaseOf(c) is not Phase.Exam),
    };

    /// <summary>
    /// A sentence that denies rests on words that deny, one that affirms on none that do; an open question carries neither.
    /// What follows the last word of the sentence in a clause is another matter: "order a CT scan without contrast".
    /// </summary>
    private bool PolarityFits(FilledPhrase filled)
    {
        var own = Content(filled.Text);
        var denies = filled.From.Any(c => denied.Contains(c.Index) || c.Reply is Reply.No || Negation().IsMatch(UpTo(c, own)));
        if (filled.Template.Negates ? !denies && !filled.From.Any(c => PhraseBook.Negation().IsMatch(c.Key)) : denies)
            return false;
        if (filled.Template.Negates && filled.From.Any(c => Other().IsMatch(c.Key)) && !Other().IsMatch(filled.Text))
            return false;
        return !filled.From.Any(c => c.IsQuestion && !denied.Contains(c.Index) && !affirmed.Contains(c.Index)) && !filled.From.Any(c => asked.Contains(c.Index));
    }

    /// <summary>What is only intended, or only would be so, is not written as done.</summary>
    private static bool TimeFits(FilledPhrase filled)
    {
        var text = filled.Text;
        var own = Content(text);
        if (filled.From.Any(c => Condition().IsMatch(UpTo(c, own))) && !Condition().IsMatch(text))
            return false;
        var intends = filled.From.Any(c => Intention().IsMatch(UpTo(c, own)));
        return !intends || Intention().IsMatch(text) || Planned().IsMatch(text);
    }

    private static HashSet<string> Content(string text) =>
        Rouge.Tokens(text).Where(w => !PhraseBook.Frame.Contains(w)).Select(Stemmer.Stem).ToHashSet(StringComparer.Ordinal);

    /// <summary>The clause up to the last word that it shares with the sentence.</summary>
    private static string UpTo(Clause clause, HashSet<string> own)
    {
        var last = clause.Words.Length - 1;
        while (last >= 0 && !Rouge.Tokens(clause.Words[last].Key).Any(t => own.Contains(Stemmer.Stem(t))))
            last--;
        return last < 0 ? clause.Key : string.Join(' ', clause.Words.Take(last + 1).Select(w => w.Key));
    }

    /// <summary>What is done with a drug or test is said in the words of the visit: "continue" is not "start".</summary>
    private static bool ActsFit(FilledPhrase filled)
    {
        foreach (var act in Acts)
            if (act.Written.IsMatch(filled.Text) && !filled.From.Any(c => act.Said.IsMatch(c.Key)))
                return false;
        return true;
    }

    /// <summary>"He reports" needs the patient's own words, an answer of theirs, or a doctor who repeats what they told.</summary>
    private bool ReportFits(FilledPhrase filled) =>
        !Report().IsMatch(filled.Text) || filled.From.Any(c => c.Speaker is not Speaker.Doctor || affirmed.Contains(c.Index) || denied.Contains(c.Index) || Told().IsMatch(c.Key));

    private static readonly ImmutableArray<(Regex Written, Regex Said)> Acts =
    [
        (Continue(), ContinueSaid()), (Start(), StartSaid()), (Increase(), IncreaseSaid()), (Decrease(), DecreaseSaid()), (Stop(), StopSaid()), (Refer(), ReferSaid()), (OrderTest(), OrderSaid()),
    ];

    /// <summary>Each test, procedure, drug, disorder and finding is named as itself in the cited words, and nothing is said twice.</summary>
    private bool NamesFit(FilledPhrase filled)
    {
        var named = reading.Vocabulary.Matcher.Find(filled.Text);
        var words = named.SelectMany(m => Rouge.Tokens(m.Words)).ToArray();
        if (words.Distinct(StringComparer.Ordinal).Count() < words.Length)
            return false;
        var said = filled.From.SelectMany(c => reading.ConceptsOf(c)).Select(m => m.Concept).ToHashSet();
        return named.All(m => m.Concept.Kind is not (ConceptKind.Test or ConceptKind.Procedure or ConceptKind.Disorder or ConceptKind.Finding or ConceptKind.Drug or ConceptKind.DrugClass) || said.Contains(m.Concept));
    }

    [GeneratedRegex(@"\bother\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Other();

    [GeneratedRegex(@"\bcontinu", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Continue();

    [GeneratedRegex(@"\b(?:continu|keep|stay on|remain|carry on)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ContinueSaid();

    [GeneratedRegex(@"\b(?:start|initiat|begin|prescrib)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Start();

    [GeneratedRegex(@"\b(?:start|initiat|begin|prescri|put you on|give you|add|try)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StartSaid();

    [GeneratedRegex(@"\bincreas", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Increase();

    [GeneratedRegex(@"\b(?:increas|go up|up your|raise|higher|bump|more)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IncreaseSaid();

    [GeneratedRegex(@"\b(?:decreas|reduc|lower)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Decrease();

    [GeneratedRegex(@"\b(?:decreas|reduc|lower|cut|less|down|limited)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DecreaseSaid();

    [GeneratedRegex(@"\b(?:stop|discontinu|hold)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Stop();

    [GeneratedRegex(@"\b(?:stop|discontinu|hold|quit|come off|off of)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StopSaid();

    [GeneratedRegex(@"\b(?:refer|referral|consult)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Refer();

    [GeneratedRegex(@"\b(?:refer|consult|send you|see a|see an|see the|set you up)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ReferSaid();

    [GeneratedRegex(@"\b(?:order|repeat)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex OrderTest();

    [GeneratedRegex(@"\b(?:order|repeat|get a|get an|get some|check|send you for|another)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OrderSaid();

    [GeneratedRegex(@"\b(?:reports?|reported|states?|stated|endorses?|endorsed|denies|denied|admits|notes)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Report();

    [GeneratedRegex(@"\b(?:you|you've|patient|he|she|he's|she's)\s+(?:\w+\s+)?(?:said|mentioned|told|indicated|stated|states|reported|reports|noted|denied|denies|noticed|complain|complained|say|tell)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Told();

    [GeneratedRegex(@"\b(?:no|not|denies|denied|deny|denying|without|never|none|negative|absent|nor|neither|unable|cannot|stop|stopped|discontinue|discontinued|avoid|lack|lacks|free|ruled)\b|n't\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Negation();

    [GeneratedRegex(@"\b(?:if|unless|in case|should you|whether|would|could|might|may|maybe|perhaps|possibly|probably|make sure|hope|hopefully|hoping)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\b(?:will|going to|i'll|we'll|let's|let us|want to|want you|like to|like you|plan to|need to)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Intention();

    [GeneratedRegex(@"\b(?:plans?|recommend|recommended|orders?|ordered|refer|referred|schedule|scheduled|advised|encouraged|should|continue|start|increase|decrease|stop|initiate|prescribed?|repeat|refill|referral|follow|obtain|monitor|i|we)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Planned();
}
