using System.Collections.Concurrent;
using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Language.Grounding;

/// <summary>A token of the sources.</summary>
internal readonly record struct WordPlace(int Passage, int Token);

/// <summary>A concept named in the sources.</summary>
internal readonly record struct ConceptPlace(int Passage, Mention Mention);

/// <summary>A number said in the sources.</summary>
internal readonly record struct NumberPlace(int Passage, NumberSaid Number);

/// <summary>The sources of a check, read once: where each word, concept, number and side stands, and who speaks.</summary>
internal sealed class SourceIndex
{
    /// <summary>How a fact of the record that gives the patient's name begins.</summary>
    public const string NameFact = "The patient's name is ";

    private const int FamilyLength = 5;
    private const int LastWords = 25;
    private const int FewestOthers = 5;

    private readonly ImmutableArray<Passage> passages;
    private readonly Dictionary<string, List<WordPlace>> stems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> families = new(StringComparer.Ordinal);
    private readonly Dictionary<Concept, List<ConceptPlace>> concepts = [];
    private readonly Dictionary<decimal, List<NumberPlace>> numbers = [];
    private readonly Dictionary<int, List<NumberPlace>> numbersIn = [];
    private readonly ConcurrentDictionary<(int Passage, int Start, int Length), Stance> stances = new();

    public SourceIndex(ImmutableArray<Passage> passages, ConceptMatcher matcher)
    {
        this.passages = passages;
        Readings = [.. passages.Select(p => Reading.Of(p.Text, matcher))];
        for (var passage = 0; passage < Readings.Length; passage++)
            Add(passage);
        Gender = Introduced() switch { [var only] => only, _ => null };
        KnowsSurname = passages.Any(p => p.Speaker is SpeakerRole.Note && p.Text.StartsWith(NameFact, StringComparison.Ordinal) && p.Text.AsSpan(NameFact.Length).Trim().Contains(' '));
        var answers = Enumerable.Range(0, passages.Length).Where(i => passages[i].Speaker is SpeakerRole.Patient or SpeakerRole.Companion).SelectMany(i => Readings[i].Tokens).ToArray();
        var others = answers.Count(t => t.Norm is "she" or "he" or "her" or "him");
        SomebodySpeaksForThePatient = others >= FewestOthers && others > answers.Count(t => t.Norm is "i");
        Sides = [.. Readings.SelectMany((reading, passage) => SideClaims.In(reading, passage)).Where(IsMeant)];
    }

    public ImmutableArray<Reading> Readings { get; }

    public ImmutableArray<SaidSide> Sides { get; }

    /// <summary><c>male</c> or <c>female</c> when a fact of the record or an introduction says so; null when none does or they differ.</summary>
    public string? Gender { get; }

    /// <summary>Whoever answers the clinician speaks of the patient as "she" or "he": a parent, a spouse.</summary>
    public bool SomebodySpeaksForThePatient { get; }

    /// <summary>A month is named or a date given in figures.</summary>
    public bool SpeaksOfDates => Readings.Any(r => r.Tokens.Any(t => t.Kind is TokenKind.Number && t.Norm.Count(c => c == '/') == 2 || t.IsWord && t.Norm is not "may" and not "march" && SpokenDates.IsMonth(t.Norm)));

    /// <summary>The record gives the patient's name with a surname.</summary>
    public bool KnowsSurname { get; }

    public IReadOnlyList<WordPlace> Words(string stem) => stems.TryGetValue(stem, out var places) ? places : [];

    public IReadOnlyList<ConceptPlace> Places(Concept concept) => concepts.TryGetValue(concept, out var places) ? places : [];

    public IReadOnlyList<NumberPlace> Numbers(decimal value) => numbers.TryGetValue(value, out var places) ? places : [];

    /// <summary>The numbers that a passage says, in no order.</summary>
    public IReadOnlyList<NumberPlace> NumbersIn(int passage) => numbersIn.TryGetValue(passage, out var places) ? places : [];

    public IEnumerable<decimal> AllNumbers => numbers.Keys;

    public IEnumerable<ConceptPlace> All(ConceptKind kind) => concepts.Where(c => c.Key.Kind == kind).SelectMany(c => c.Value);

    public SpeakerRole Speaker(int passage) => passages[passage].Speaker;

    public bool Names(Concept concept) => concepts.ContainsKey(concept);

    /// <summary>Where the word or one of its family stands: <c>dietary</c> is of the family of <c>diet</c>.</summary>
    public IEnumerable<WordPlace> Related(string stem)
    {
        foreach (var place in Words(stem))
            yield return place;
        if (stem.Length < FamilyLength - 1 || !families.TryGetValue(stem[..Math.Min(FamilyLength, stem.Length)], out var related))
            yield break;
        foreach (var other in related.Where(o => !string.Equals(o, stem, StringComparison.Ordinal) && AreRelated(stem, o)))
            foreach (var place in Words(other))
                yield return place;
    }

    /// <summary>What the passage says of something it names, with the answer of the next speaker when it only asks.</summary>
    public Stance StanceOf(int passage, TextSpan span)
    {
        if (!stances.TryGetValue((passage, span.Start, span.Length), out var known))
            stances[(passage, span.Start, span.Length)] = known = Read(passage, span);
        return known;
    }

    private Stance Read(int passage, TextSpan span)
    {
        var reading = Readings[passage];
        var stance = StanceReader.Of(reading, span, passages[passage].Speaker is not SpeakerRole.Note);
        if (AnswerTo(passage) is not { } answer)
            return stance;
        var answered = Readings[answer];
        if (stance is Stance.Affirmed)
            return IsLastAsked(reading, span) && StanceReader.AnswerOf(answered) is Stance.Denied ? Stance.Open : stance;
        if (stance is not Stance.Asked)
            return stance;
        // "weight loss or decreased appetite ?" "slightly decreased appetite": of the rest the answer says nothing.
        var asked = reading.Mentions.FirstOrDefault(m => m.Span.Overlaps(span));
        if (asked is not null && answered.Mentions.FirstOrDefault(m => m.Concept == asked.Concept) is { } again)
            return StanceReader.Of(answered, again.Span);
        var said = StanceReader.AnswerOf(answered);
        if (said is Stance.Affirmed && answered.Mentions.Any(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder))
            return Stance.Open;
        return said is Stance.Denied && Withdraws(answered) ? Stance.Open : said;
    }

    /// <summary>"No , but i did about three years ago", "not really , except at night".</summary>
    private static bool Withdraws(Reading answer)
    {
        for (var index = 0; index + 1 < answer.Tokens.Length; index++)
            if (answer.Tokens[index].Norm is "except" || answer.Tokens[index].Norm is "i" && answer.Tokens[index + 1].Norm is "did" or "used" or "do" && !(index + 2 < answer.Tokens.Length && answer.Tokens[index + 2].Norm is "not"))
                return true;
        return false;
    }

    /// <summary>Close to the end of a turn that the next speaker answers with no: a question that lost its mark.</summary>
    private static bool IsLastAsked(Reading reading, TextSpan span) => reading.Tokens.Length - reading.TokenAt(span.Start) <= LastWords;

    /// <summary>"The patient is male", "a 56-year-old woman", "mr. gomez": what the sources say the patient is; empty, one, or both.</summary>
    private string[] Introduced()
    {
        var facts = Enumerable.Range(0, passages.Length).Where(i => passages[i].Speaker is SpeakerRole.Note).ToArray();
        foreach (var where in (IEnumerable<IEnumerable<int>>)[facts, Enumerable.Range(0, passages.Length)])
        {
            var said = new HashSet<string>(StringComparer.Ordinal);
            foreach (var passage in where)
            {
                var tokens = Readings[passage].Tokens;
                for (var index = 0; index < tokens.Length; index++)
                {
                    var isIntroduced = passages[passage].Speaker is SpeakerRole.Note || index > 0 && tokens[index - 1].Norm is "old";
                    if (isIntroduced && tokens[index].Norm is "male" or "man" or "gentleman" or "boy")
                        said.Add("male");
                    else if (isIntroduced && tokens[index].Norm is "female" or "woman" or "lady" or "girl")
                        said.Add("female");
                }
            }
            if (said.Count > 0)
                return [.. said];
        }
        return [];
    }

    private int? AnswerTo(int passage) =>
        passage + 1 < passages.Length && passages[passage].Speaker is not SpeakerRole.Note && passages[passage + 1].Speaker != passages[passage].Speaker ? passage + 1 : null;

    /// <summary>One begins as the other does, and what follows is an ending.</summary>
    private static bool AreRelated(string a, string b)
    {
        var common = 0;
        while (common < a.Length && common < b.Length && a[common] == b[common])
            common++;
        return common >= FamilyLength - 1 && a.Length - common <= 4 && b.Length - common <= 4 && common >= Math.Max(a.Length, b.Length) - 4;
    }

    private void Add(int passage)
    {
        var reading = Readings[passage];
        for (var token = 0; token < reading.Tokens.Length; token++)
        {
            if (reading.Tokens[token].Kind is TokenKind.Punctuation)
                continue;
            var stem = Stemmer.Stem(reading.Tokens[token].Norm);
            if (!stems.TryGetValue(stem, out var places))
            {
                stems[stem] = places = [];
                if (stem.Length >= FamilyLength - 1)
                    AddFamily(stem);
            }
            places.Add(new WordPlace(passage, token));
        }
        foreach (var mention in reading.Mentions)
            Append(concepts, mention.Concept, new ConceptPlace(passage, mention));
        foreach (var number in NumberReader.Read(reading).Concat(SaidNumbers.In(reading)))
        {
            Append(numbers, number.Value, new NumberPlace(passage, number));
            Append(numbersIn, passage, new NumberPlace(passage, number));
        }
    }

    private void AddFamily(string stem)
    {
        for (var length = FamilyLength - 1; length <= Math.Min(FamilyLength, stem.Length); length++)
            Append(families, stem[..length], stem);
    }

    private static void Append<TKey, TValue>(Dictionary<TKey, List<TValue>> index, TKey key, TValue value)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var values))
            index[key] = values = [];
        values.Add(value);
    }

    /// <summary>A side that its own passage, or the next one, takes back was not meant.</summary>
    private bool IsMeant(SaidSide side) =>
        !SideRetraction.IsTakenBack(Readings[side.Passage], side.Span)
        && (side.Side is not (Side.Left or Side.Right) || side.Passage + 1 >= Readings.Length || !SideRetraction.Swaps(Readings[side.Passage + 1]) || !SideRetraction.Takes(Readings[side.Passage + 1], side.Side));
}
