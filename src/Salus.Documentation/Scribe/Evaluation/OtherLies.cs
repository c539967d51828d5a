using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>Who tells the lies: three ways of wording the same kinds, so that a checker can be tried on words it was not set on.</summary>
public enum LieWording
{
    /// <summary>The bench's own.</summary>
    Bench,

    /// <summary>Short swaps of single words: "denies" for "reports", "is not" for "is", "last year" for "last week".</summary>
    Plain,

    /// <summary>Antonyms, longer phrases and added clauses: "complains of" for "denies", "abnormal" for "normal", "for the past 3 years".</summary>
    Phrased,
}

/// <summary>Polarity, person, time and invented findings in two other wordings than the bench's. One applicable change is drawn for each sentence.</summary>
internal static partial class OtherLies
{
    private static readonly ImmutableArray<(string From, string To)> PlainPolarity = Pairs(
        "denies=reports|denies any=reports|denied=reported|denying=reporting|reports=denies|reported=denied|endorses=denies|no evidence of=evidence of|without=with|with=without|not =|no =|never=always|is=is not|are=are not|was=was not|were=were not|has=does not have|had=did not have|has had=has not had|will=will not|should=should not|can=cannot|does not=does|did not=did|negative=positive|positive=negative|there is no=there is|there are no=there are|continue=do not continue|takes=does not take|agrees=does not agree");

    private static readonly ImmutableArray<(string From, string To)> PhrasedPolarity = Pairs(
        "denies=complains of|denies any=admits to|denied=complained of|denies=endorses|reports=does not report|reported=did not report|endorses=does not endorse|no=some|no=significant|not=indeed|without=with notable|without any=with|normal=abnormal|abnormal=normal|unremarkable=remarkable|negative for=notable for|stable=unstable|intact=impaired|regular=irregular|clear=not clear|soft=firm|nontender=tender|non-tender=tender|improved=worsened|improving=worsening|worse=better|increased=decreased|decreased=increased|able to=unable to|unable to=able to|has been=has never been|is=is no longer|will=will no longer|has a=has no|have=have never|compliant=noncompliant|well=poorly|absent=present|present=absent|no acute=acute|started=never started|continue=stop|continues=has stopped|recommend=advise against|recommended=advised against|takes=no longer takes|does not=does|did not=did|is not=is|was not=was|are not=are");

    private static readonly ImmutableArray<(string From, string To)> PlainTimes = Pairs(
        "last week=last year|last year=last week|last month=last year|yesterday=last year|today=last year|today=yesterday|this morning=last month|last night=last year|tomorrow=next year|next week=next year|currently=in the past|current=past|previously=now|recently=years ago|recent=remote|history of=current|chronic=acute|acute=chronic|ongoing=former|ago=from now|days=years|weeks=months|months=years|years=days|years=months|day=year|week=month|month=year|year=week|day=week|daily=weekly|weekly=daily|morning=evening|night=morning|nightly=weekly|continues to=used to|has=used to have|is taking=was taking|presents=presented last year|prior=upcoming|previous=upcoming|monday=friday|tuesday=saturday|wednesday=monday|thursday=tuesday|friday=wednesday|saturday=thursday|sunday=monday|january=may|february=august|march=november|april=december|june=march|july=january|august=february|september=april|october=may|november=june|december=july");

    private static readonly ImmutableArray<(string From, string To)> PhrasedTimes = Pairs(
        "for the last=since the last|last week=several years ago|last month=this morning|last year=two days ago|yesterday=3 weeks ago|today=6 months ago|this morning=2 years ago|currently=at one time|previously=at present|recently=a decade ago|history of=recent onset of|past medical history of=newly diagnosed|chronic=new|acute=longstanding|ongoing=resolved|days=decades|weeks=hours|months=hours|years=weeks|day=hour|week=decade|month=week|year=day|daily=monthly|once a day=once a month|twice a day=twice a week|ago=earlier today|since=until|after=before|before=after|until=since|returns=returned|presents today=presented in 2005|will=already did|prior=future|next=last|status post=awaiting|started=stopped|new=old");

    private static readonly string[] PlainRelatives = ["mother", "father", "brother", "sister"];
    private static readonly string[] PhrasedRelatives = ["wife", "grandmother", "son", "aunt", "grandfather", "daughter", "husband"];
    private static readonly string[] PlainInvented = ["The patient also reports {0}.", "Patient has {0}.", "Positive for {0}.", "She also has {0}.", "The patient was found to have {0}.", "Patient denies {0}.", "History of {0}."];
    private static readonly string[] PhrasedInvented = ["He also complains of {0}.", "There is evidence of {0} on exam.", "Examination reveals {0}.", "The patient endorses worsening {0} as well.", "He was diagnosed with {0} last year.", "She notes occasional {0} at night.", "Past medical history is significant for {0}."];
    private static readonly string[] AddedTimes = [" for the past 3 years", " since last week", " for 10 days", " starting yesterday", " for the last 6 months"];

    public static string? Tell(Perturbation kind, LieWording wording, string sentence, Random chance)
    {
        var isPlain = wording is LieWording.Plain;
        return kind switch
        {
            Perturbation.Negation => Polarity(sentence, isPlain, chance),
            Perturbation.Time => Time(sentence, isPlain, chance),
            Perturbation.Experiencer => Person(sentence, isPlain, chance),
            _ => Lies.Tell(kind, sentence, chance),
        };
    }

    public static string Invented(string finding, LieWording wording, Random chance)
    {
        var forms = wording is LieWording.Plain ? PlainInvented : PhrasedInvented;
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, forms[chance.Next(forms.Length)], finding);
    }

    private static string? Polarity(string sentence, bool isPlain, Random chance)
    {
        var named = Vocabulary.Embedded.Matcher.Find(sentence).Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam).ToArray();
        var lies = Swaps(sentence, isPlain ? PlainPolarity : PhrasedPolarity).ToList();
        foreach (var mention in named.Where(m => !Denied().IsMatch(sentence[..m.Span.Start])))
        {
            var (before, after) = (sentence[..mention.Span.Start], sentence[mention.Span.Start..]);
            lies.Add(Capital(before + (isPlain ? "no " : "absence of ") + Lower(after)));
        }
        return lies.Count == 0 ? null : lies[chance.Next(lies.Count)];
    }

    private static string? Time(string sentence, bool isPlain, Random chance)
    {
        var lies = Swaps(sentence, isPlain ? PlainTimes : PhrasedTimes).ToList();
        // Only what is told of the patient takes a duration.
        if (!isPlain && lies.Count == 0 && chance.Next(4) == 0 && Told().IsMatch(sentence) && !sentence.Any(char.IsAsciiDigit))
            lies.Add(sentence.TrimEnd('.') + AddedTimes[chance.Next(AddedTimes.Length)] + ".");
        return lies.Count == 0 ? null : lies[chance.Next(lies.Count)];
    }

    private static string? Person(string sentence, bool isPlain, Random chance)
    {
        var relatives = isPlain ? PlainRelatives : PhrasedRelatives;
        var relative = relatives[chance.Next(relatives.Length)];
        var finding = Vocabulary.Embedded.Matcher.Find(sentence).FirstOrDefault(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder);
        var kin = Vocabulary.Embedded.Matcher.Find(sentence).FirstOrDefault(m => m.Concept.Kind is ConceptKind.Kin);
        if (kin is not null)
            return string.Equals(kin.Words, relative, StringComparison.OrdinalIgnoreCase) ? null : sentence[..kin.Span.Start] + relative + sentence[kin.Span.End..];
        if (finding is null)
            return null;
        var subject = Subject().Match(sentence);
        return (isPlain, chance.Next(2)) switch
        {
            (true, 0) when subject.Success => $"Patient's {relative}{sentence[(subject.Index + subject.Length)..]}",
            (true, _) => $"Patient's {relative} has {finding.Words.ToLowerInvariant()}.",
            (false, 0) when subject.Success => sentence[..subject.Index] + (subject.Index == 0 ? "Her " : "her ") + relative + sentence[(subject.Index + subject.Length)..],
            _ => $"There is a family history of {finding.Words.ToLowerInvariant()} in the {relative}.",
        };
    }

    private static IEnumerable<string> Swaps(string sentence, ImmutableArray<(string From, string To)> pairs)
    {
        foreach (var (from, to) in pairs)
        {
            var match = Regex.Match(sentence, $@"(?<![\w-]){Regex.Escape(from.TrimEnd())}(?![\w-]){(from.EndsWith(' ') ? " " : "")}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (match.Success)
                yield return Capital((sentence[..match.Index] + to + sentence[(match.Index + match.Length)..]).Replace("  ", " ", StringComparison.Ordinal).Trim());
        }
    }

    private static ImmutableArray<(string From, string To)> Pairs(string pairs) => [.. pairs.Split('|').Select(p => p.Split('=')).Select(p => (p[0], p[1]))];

    private static string Capital(string sentence) => sentence.Length > 0 && char.IsLower(sentence[0]) ? char.ToUpperInvariant(sentence[0]) + sentence[1..] : sentence;

    private static string Lower(string words) => words.Length > 1 && char.IsLower(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;

    [GeneratedRegex(@"\b(?:no|not|without|denies|denied|negative|absent|any|or)\b[^.;:]*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\b(?:reports|has|had|experiences|complains|states|notes|endorses|denies|taking|pain|having)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Told();

    [GeneratedRegex(@"\b(?:the patient|patient|she|he|(?:mr|mrs|ms|miss)\.? \p{Lu}\p{Ll}+)\b(?!['’]s)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Subject();
}
