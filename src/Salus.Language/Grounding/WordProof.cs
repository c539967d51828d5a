using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>Which passages bear a claim out.</summary>
/// <param name="Cited">Those that it points at.</param>
/// <param name="Around">With those beside them, which ask and answer.</param>
/// <param name="Opening">Where the conversation says what it is about; a part of the body or a complaint named there need not be named again.</param>
internal sealed record Shown(IReadOnlySet<int> Cited, IReadOnlySet<int> Around, IReadOnlySet<int> Opening);

/// <summary>
/// Turns the burden round: a claim is believed only where the words it points at bear out each of its words, its polarity, its numbers and its
/// sides. For text whose writer may have invented anything. The other rules look for what speaks against a claim and believe the rest;
/// here the rest is told, so a true sentence in words of its own may be told too.
/// </summary>
internal static class WordProof
{
    private const int WordsBefore = 3;
    private const int TwiceReach = 4;
    private const int Together = 10;
    private const int ScopeReach = 5;
    private const double Most = 0.6;
    private const double Half = 0.5;

    /// <summary>Words of notes that say how something is known or what is done with it, never what is the case.</summary>
    private static readonly FrozenSet<string> Frame = Set(
        "patient patients pt report reports reported reporting state states stated note notes noted describe describes described present presents presented presenting complain complains complained endorse endorses endorsed mention mentions mentioned tell tells told say says said explain explains explained "
        + "history medical surgical social current currently visit evaluation evaluate evaluated follow follows followup followed assessment assess plan exam examination examined physical finding findings found reveal reveals revealed demonstrate demonstrates demonstrated show shows showed review reviewed appear appears appeared regarding reason "
        + "discuss discussed discussion counsel counseled counselled counseling advise advised advises recommend recommended recommends recommendation instruct instructed instructions inform informed agree agrees agreed order ordered obtain obtained perform performed schedule scheduled refer referred referral prescribe prescribed prescription provide provided undergo underwent arrange arranged plans planned "
        + "due related associated secondary attribute attributed include includes including such approximately about roughly around overall additionally further furthermore also however currently well experience experiences experienced experiencing have having been symptom symptoms issue issues concern concerns problem problems condition episode episodes occur occurs occurred known otherwise age aged going way "
        + "treatment therapy medication medications medicine management manage managed use uses used using take takes taking taken took dose doses dosage oral orally mouth tablet tablets per via mr mrs ms dr doctor clinician provider time times male female man woman boy girl gentleman lady child "
        + "left right both bilateral bilaterally side sides want wants wish wishes would like make made set get gets got give given gives go goes went come comes came thing things lot kind bit part place area region site location located clinic office");

    /// <summary>Headings of notes and the systems of an examination; they order what is said.</summary>
    private static readonly FrozenSet<string> Headings = Set(
        "constitutional general head eyes ears nose mouth throat neck cardiovascular respiratory gastrointestinal abdomen genitourinary musculoskeletal extremities neurological neurologic psychiatric endocrine hematologic lymphatic allergic immunologic integumentary skin breast vital vitals "
        + "reasoning education additional testing imaging laboratory labs procedures change chief complaint present illness systems subjective objective impression allergies orders himself herself themselves itself");

    /// <summary>Words of grammar that can still turn a statement.</summary>
    private static readonly FrozenSet<string> Telling = Set("once today now before after during since until");

    /// <summary>Before a number, these say which way it goes.</summary>
    private static readonly FrozenSet<string> Directions = Set("up down over under above below exceeds");

    /// <summary>Words that only deny; what they deny is what is looked at.</summary>
    private static readonly FrozenSet<string> Deniers = Set("no not never none neither nor nothing without denies denied deny denying negative absent absence lack lacks lacking unable cannot free gone resolved resolution longer nobody unlikely except unremarkable longer");

    private static readonly FrozenSet<string> Turning = Set("deny denies denied denying without absence absent lack lacks free unable unlikely exclude excluded not no never stopped quit stop negative");

    private static readonly FrozenSet<string> Likelihoods = Set("likely probable possible suspected expected plausible");

    /// <summary>What of a claim nothing in the shown passages bears out.</summary>
    /// <param name="aboutAllergies">The claim stands in the section on allergies: its drugs must be spoken of as such.</param>
    public static IEnumerable<Fault> Faults(Claim claim, Shown shown, bool aboutAllergies)
    {
        foreach (var fault in DrugComparison.OtherActs(claim, shown))
            yield return fault;
        if (aboutAllergies)
            foreach (var fault in Allergens(claim, shown))
                yield return fault;
        var words = Read(claim, shown).ToArray();
        foreach (var word in words)
            if (word.Places.Length == 0 && word.Opposites.Length == 0)
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, word.Span);
            else if (!word.IsProven && (word.Mention is not null || !word.IsDenied))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, word.Span, "otherwise", word.All[0].Passage);
        foreach (var fault in Denials(claim, shown, words).Concat(Missed(claim, shown)).Concat(AsAWhole(claim, words)).Concat(ProofFigures.Faults(claim, shown)))
            yield return fault;
        if (DeniedTwice(claim) is { } twice)
            yield return twice;
        foreach (var fault in UnlikelyUnsaid(claim, shown).Concat(CausedByNothing(claim, shown)))
            yield return fault;
        if (words.Length == 0 && !claim.Reading.Tokens.All(t => !t.IsWord || Headings.Contains(t.Norm) || t.Norm is "and" or "of" or "the") && SaysNothingShown(claim, shown) is { } nothing)
            yield return nothing;
    }

    /// <summary>"The patient agrees with the plan": where no word tells, the words of the frame must be said.</summary>
    private static Fault? SaysNothingShown(Claim claim, Shown shown)
    {
        foreach (var token in claim.Reading.Tokens)
            if (token.IsWord && token.Norm is not ("patient" or "patients") && WordWeights.Of(token.Norm) > 0 && !claim.Sources.Related(Stemmer.Stem(token.Norm)).Any(p => shown.Around.Contains(p.Passage)))
                return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, token.Span);
        return null;
    }

    /// <summary>A word of the claim with where it is said: in the cited passages, and only where these do not, beside them.</summary>
    private sealed record ProofWord(int Index, TextSpan Span, Mention? Mention, bool IsDenied, ImmutableArray<WordPlace> Places, ImmutableArray<WordPlace> Opposites, bool IsProven)
    {
        public ImmutableArray<WordPlace> All => Places.Length > 0 ? Places : Opposites;
    }

    private static IEnumerable<ProofWord> Read(Claim claim, Shown shown)
    {
        var tokens = claim.Reading.Tokens;
        var words = claim.Words.ToDictionary(w => w.Token);
        for (var index = 0; index < tokens.Length; index++)
        {
            var token = tokens[index];
            if (!token.IsWord || token.Norm.Length < 2 || !char.IsLetter(token.Norm[0]) || Frame.Contains(token.Norm) || IsHeading(tokens, index) || IsOfAPeriod(tokens, index) || Deniers.Contains(token.Norm) || WordWeights.Of(token.Norm) <= 0 && !IsTelling(tokens, index) && !IsDirection(tokens, index))
                continue;
            var mention = claim.Reading.Mentions.FirstOrDefault(m => m.Span.Overlaps(token.Span));
            var named = mention is null ? [] : In(shown, claim.Sources.Places(mention.Concept).Select(p => new WordPlace(p.Passage, claim.Sources.Readings[p.Passage].TokenAt(p.Mention.Span.Start))));
            if (named.Length > 0 && mention!.Span.Start < token.Span.Start)
                continue;
            var stem = Stemmer.Stem(token.Norm);
            var said = named.Length > 0 ? [] : ProofWords.Of(stem);
            var isHeld = mention is { Concept.Kind: ConceptKind.Finding or ConceptKind.Disorder };
            // A finding that is not named is only borne out by its own words, said together.
            var places = named.Length > 0 ? named : In(shown, (!isHeld && words.TryGetValue(index, out var word) ? word.Places : claim.Sources.Related(stem)).Concat(said.Where(s => !s.IsOpposite).SelectMany(s => claim.Sources.Words(s.Stem))));
            var opposites = In(shown, said.Where(s => s.IsOpposite).SelectMany(s => claim.Sources.Words(s.Stem)));
            if (places.Length == 0 && opposites.Length == 0 && mention is { Concept.Kind: ConceptKind.Anatomy or ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Test })
                places = [.. claim.Sources.Places(mention.Concept).Where(p => shown.Opening.Contains(p.Passage)).Select(p => new WordPlace(p.Passage, claim.Sources.Readings[p.Passage].TokenAt(p.Mention.Span.Start))), .. ProofWords.Of(stem).Where(s => !s.IsOpposite).SelectMany(s => claim.Sources.Words(s.Stem)).Concat(claim.Sources.Words(stem)).Where(p => shown.Opening.Contains(p.Passage))];
            if (named.Length == 0 && isHeld && places.Length > 0 && !AreTogether(claim, mention!, places))
                places = [];
            var span = named.Length > 0 ? mention!.Span : token.Span;
            // A part of the body is not denied; what is said of it may be.
            var isDenied = mention?.Concept.Kind is not ConceptKind.Anatomy && IsDenied(claim, index, span);
            var isOpen = mention?.Concept.Kind is ConceptKind.Anatomy || !isDenied && claim.StanceOf(span) is Stance.Open or Stance.Asked;
            var isEnded = isDenied && ProofReading.SpeaksOfAnEnd(claim.Reading);
            places = Closest(claim, index, places);
            var isProven = isOpen || places.Any(p => Agrees(claim, p, isDenied, mention) || isEnded && ProofReading.IsOver(claim.Sources, p)) || opposites.Any(p => Agrees(claim, p, !isDenied, mention));
            yield return new ProofWord(index, span, mention, isDenied, places, opposites, isProven);
        }
    }

    /// <summary>Of several places those beside which most of the claim's other words stand: tenderness here and none there.</summary>
    private static ImmutableArray<WordPlace> Closest(Claim claim, int index, ImmutableArray<WordPlace> places)
    {
        if (places.Length < 2)
            return places;
        var others = claim.Words.Where(w => w.Token != index && !Frame.Contains(claim.Reading.Tokens[w.Token].Norm)).ToArray();
        var beside = places.Select(p => others.Count(o => o.Places.Any(q => q.Passage == p.Passage && q.Token != p.Token && Math.Abs(q.Token - p.Token) <= Together))).ToArray();
        var most = beside.Max();
        if (most == 0)
            return places;
        var near = places.Where((_, i) => beside[i] == most).ToArray();
        int Distance(WordPlace place) => others.Sum(o => o.Places.Where(q => q.Passage == place.Passage && q.Token != place.Token && Math.Abs(q.Token - place.Token) <= Together).Select(q => Math.Abs(q.Token - place.Token)).DefaultIfEmpty(0).Min());
        var least = near.Min(Distance);
        return [.. near.Where(p => Distance(p) <= least + (least / 2) + 1)];
    }

    /// <summary>Beside one of the places the other words of the finding are said: in the passage, or in its question or answer.</summary>
    private static bool AreTogether(Claim claim, Mention mention, ImmutableArray<WordPlace> places)
    {
        var others = claim.Reading.Tokens.Where(t => t.IsWord && t.Span.Overlaps(mention.Span) && WordWeights.Of(t.Norm) > 0 && !Frame.Contains(t.Norm)).Select(t => Stemmer.Stem(t.Norm)).Distinct(StringComparer.Ordinal).ToArray();
        return places.Any(p => Array.TrueForAll(others, o => claim.Sources.Related(o).Concat(ProofWords.Of(o).Where(w => !w.IsOpposite).SelectMany(w => claim.Sources.Words(w.Stem))).Any(q => q.Passage == p.Passage ? Math.Abs(q.Token - p.Token) <= Together : Math.Abs(q.Passage - p.Passage) == 1)));
    }

    /// <summary>The places in the cited passages; where there are none, those beside them.</summary>
    private static ImmutableArray<WordPlace> In(Shown shown, IEnumerable<WordPlace> places)
    {
        var around = places.Where(p => shown.Around.Contains(p.Passage)).Distinct().ToImmutableArray();
        var cited = around.RemoveAll(p => !shown.Cited.Contains(p.Passage));
        return cited.Length > 0 ? cited : around;
    }

    /// <summary>A word of a heading, before the colon that ends it or as all of a group's title.</summary>
    private static bool IsHeading(ImmutableArray<Token> tokens, int index)
    {
        if (tokens[index].Norm is "himself" or "herself" or "themselves" or "itself")
            return true;
        if (!Headings.Contains(tokens[index].Norm) && tokens[index].Norm is not ("past" or "review"))
            return false;
        for (var after = index + 1; after < tokens.Length; after++)
        {
            if (tokens[after].Norm is ":")
                return true;
            if (tokens[after].IsWord && !Headings.Contains(tokens[after].Norm) && !Frame.Contains(tokens[after].Norm) && tokens[after].Norm is not ("and" or "of" or "the"))
                return false;
        }
        return tokens.All(t => !t.IsWord || Headings.Contains(t.Norm) || t.Norm is "and" or "of" or "the");
    }

    /// <summary>"Past medical history", "for the past 3 weeks": names a period and says nothing of what is over.</summary>
    private static bool IsOfAPeriod(ImmutableArray<Token> tokens, int index) =>
        tokens[index].Norm is "past" && index + 1 < tokens.Length && (tokens[index + 1].Kind is TokenKind.Number || tokens[index + 1].Norm is "medical" or "surgical" or "history" or "family" or "social" or "few" or "several" or "couple" or "day" or "days" or "week" or "weeks" or "month" or "months" or "year" or "years");

    /// <summary>"Since" and the like tell a time only where one follows: "has since resolved" tells none.</summary>
    private static bool IsTelling(ImmutableArray<Token> tokens, int index) =>
        Telling.Contains(tokens[index].Norm) && (tokens[index].Norm is not "since" || index + 1 < tokens.Length && !tokens[index + 1].Norm.EndsWith("ed", StringComparison.Ordinal));

    private static bool IsDirection(ImmutableArray<Token> tokens, int index) =>
        Directions.Contains(tokens[index].Norm) && index + 1 < tokens.Length && tokens[index + 1].Kind is TokenKind.Number;

    private static bool IsDenied(Claim claim, int index, TextSpan span) =>
        ProofReading.IsDeniedClosely(claim.Reading, index) || ProofReading.IsDeniedAfter(claim.Reading, span) || ProofReading.StanceIn(claim.Reading, index, span, mayAsk: false, isWritten: true) is Stance.Denied && !ProofReading.IsAffirmedAgainBefore(claim.Reading, index);

    private static bool Agrees(Claim claim, WordPlace place, bool isDenied, Mention? mention)
    {
        var sources = claim.Sources;
        var isDeniedThere = ProofReading.IsDenied(sources, place);
        if (isDenied)
            return isDeniedThere;
        var own = ProofReading.OwnStance(sources, place);
        if (own is Stance.Denied || isDeniedThere && own is not Stance.Affirmed || ProofReading.IsDeniedClosely(sources.Readings[place.Passage], place.Token) || ProofReading.IsOfTheCompanion(sources, place) && !NamesRelative(claim))
            return false;
        if (mention?.Concept.Kind is not (ConceptKind.Finding or ConceptKind.Disorder) || own is Stance.Affirmed && sources.Speaker(place.Passage) is not SpeakerRole.Clinician)
            return true;
        return own is Stance.Asked
            ? ProofReading.IsTakenForGranted(sources, place) || ProofReading.IsAnsweredWithHaving(sources, place) || Said(sources, place) is Stance.Affirmed
            : own is Stance.Open ? sources.Speaker(place.Passage) is SpeakerRole.Clinician : Said(sources, place) is Stance.Affirmed || sources.Readings[place.Passage].Tokens[^1].Norm is not "?";
    }

    private static Stance Said(SourceIndex sources, WordPlace place) => sources.StanceOf(place.Passage, sources.Readings[place.Passage].Tokens[place.Token].Span);

    /// <summary>A drug listed as an allergy is named in a sentence that speaks of one, or in answer to the question for allergies, and not as another person's.</summary>
    private static IEnumerable<Fault> Allergens(Claim claim, Shown shown)
    {
        var sources = claim.Sources;
        foreach (var drug in claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass && claim.StanceOf(m.Span) is Stance.Affirmed))
        {
            var places = sources.Places(drug.Concept).Where(p => shown.Cited.Contains(p.Passage)).ToArray();
            if (places.Length > 0 && !Array.Exists(places, p => IsAllergen(sources, new WordPlace(p.Passage, sources.Readings[p.Passage].TokenAt(p.Mention.Span.Start)), p.Mention.Span)) && claim.Reading.Mentions.First(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass) == drug)
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, drug.Span, "not as an allergy", places[0].Passage);
        }
    }

    private static bool IsAllergen(SourceIndex sources, WordPlace place, TextSpan span)
    {
        if (ProofReading.IsOfTheCompanion(sources, place))
            return false;
        var reading = sources.Readings[place.Passage];
        if (sources.Speaker(place.Passage) is SpeakerRole.Note)
            return AllergyReader.SpeaksOfAllergy(reading);
        var (first, last) = reading.SentenceAround(place.Token);
        return reading.Tokens[first..(last + 1)].Any(t => t.Norm is "allergic" or "allergy" or "allergies" or "hives" or "rash" or "anaphylaxis" or "reaction" or "swelled" or "swelling" or "itching")
            || place.Passage > 0 && AllergyReader.AsksForAllergies(sources.Readings[place.Passage - 1]) && AllergyReader.IsFirstNamed(reading, span);
    }

    private static bool NamesRelative(Claim claim) => claim.Reading.Mentions.Any(m => m.Concept.Kind is ConceptKind.Kin);

    /// <summary>What each denial of the claim governs must be denied where it is said: "cannot swallow tablets", "the lungs are not clear".</summary>
    private static IEnumerable<Fault> Denials(Claim claim, Shown shown, ProofWord[] words)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            if (!Deniers.Contains(tokens[index].Norm))
                continue;
            // It governs the next word that says something, or what stood before it: "is gone", "are absent".
            var heads = words.Where(w => w.Index > index && w.Mention?.Concept.Kind is not ConceptKind.Anatomy && !Enumerable.Range(index, w.Index - index).Any(i => tokens[i].Norm is "." or ";" or ":" or "but" or "," or "now")).Take(1).ToArray();
            if (heads.Length == 0)
                heads = [.. words.Where(w => w.Index < index).TakeLast(WordsBefore)];
            var isBorneOut = heads.Length == 0
                ? claim.Words.Length > 0 && shown.Cited.Any(p => claim.Sources.Readings[p].Tokens.Any(t => ProofReading.IsDenial(t.Norm)))
                : Array.Exists(heads, h => h.IsDenied && h.IsProven || h.All.Any(p => ProofReading.IsDenied(claim.Sources, p) || ProofReading.SpeaksOfAnEnd(claim.Reading) && ProofReading.IsOver(claim.Sources, p)));
            if (!isBorneOut)
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, tokens[index].Span);
        }
    }

    /// <summary>What a cited passage denies in words that the claim has too must be denied by the claim: "that was not there last year", "you should not drive".</summary>
    private static IEnumerable<Fault> Missed(Claim claim, Shown shown)
    {
        var own = claim.Reading.Tokens;
        var stems = own.Select(t => t.IsWord || t.Kind is TokenKind.Number ? Stemmer.Stem(t.Norm) : "").ToArray();
        foreach (var passage in shown.Cited.Order())
        {
            var tokens = claim.Sources.Readings[passage].Tokens;
            for (var index = 0; index < tokens.Length; index++)
            {
                if (tokens[index].Norm is not ("not" or "never" or "cannot" or "except") || index + 1 < tokens.Length && tokens[index + 1].Norm is "only" or "just" or "sure" || tokens[^1].Norm is "?" && index + ScopeReach > tokens.Length)
                    continue;
                var scope = new List<string>();
                for (var after = index + 1; after < tokens.Length && after <= index + ScopeReach && tokens[after].Kind is not TokenKind.Punctuation && tokens[after].Norm is not ("and" or "but" or "or" or "because" or "so" or "until" or "if" or "i" or "you" or "we"); after++)
                    if (WordWeights.Of(tokens[after].Norm) > 0 && !Frame.Contains(tokens[after].Norm))
                        scope.Add(Stemmer.Stem(tokens[after].Norm));
                if (scope.Count == 0 || !scope.TrueForAll(s => Array.IndexOf(stems, s) >= 0))
                    continue;
                var at = Array.IndexOf(stems, scope[0]);
                if (!own.Take(at + 1).TakeLast(TwiceReach + ScopeReach).Any(t => ProofReading.IsDenial(t.Norm)) && !own.Skip(at).Take(ScopeReach).Any(t => t.Norm is "not" or "no" or "never" or "denied" or "negative" or "absent"))
                    yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, own[at].Span, "denied", passage);
            }
        }
    }

    /// <summary>What was said of a relative, of what is over, or of a case that need not come, and stands in the claim as the patient's, as current, as a fact.</summary>
    private static IEnumerable<Fault> AsAWhole(Claim claim, ProofWord[] words)
    {
        var told = words.Where(w => w.Places.Length > 0 && WordWeights.Of(claim.Reading.Tokens[w.Index].Norm) > 0).ToArray();
        if (told.Length == 0)
            yield break;
        var sources = claim.Sources;
        // What was only asked says nothing by itself, unless nothing else does.
        ImmutableArray<WordPlace> SaidOf(ProofWord word) => word.Places.RemoveAll(p => ProofReading.OwnStance(sources, p) is Stance.Asked) is { Length: > 0 } said ? said : word.Places;
        double Share(Func<WordPlace, bool> of) => (double)told.Count(w => SaidOf(w).All(of)) / told.Length;
        var span = told[0].Span;
        if (!NamesRelative(claim) && Share(p => ProofReading.IsOfSomebodyElse(sources, p)) >= Half)
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, span, "of somebody else", told[0].Places[0].Passage);
        else if (!ProofReading.SpeaksOfThePast(claim.Reading) && Share(p => ProofReading.IsOver(sources, p)) >= Most)
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, span, "as over", told[0].Places[0].Passage);
        else if (!ProofReading.IsHedged(claim.Reading) && Share(p => ProofReading.IsConditional(sources, p)) >= Most)
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, span, "only for a case", told[0].Places[0].Passage);
        foreach (var word in told.Where(w => w.Mention is { Concept.Kind: ConceptKind.Finding or ConceptKind.Disorder }))
            if (Kinship.Before(claim.Reading, word.Span) is { } kin && !Array.Exists([.. word.Places], p => IsSpokenOf(sources, kin, p.Passage)))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, kin.Span, "of somebody else", word.Places[0].Passage);
        if (ProofReading.HasPair(claim.Reading, "used", "to") && !Array.Exists(told, w => w.Places.Any(p => ProofReading.IsOver(sources, p)))
            || ProofReading.HasPair(claim.Reading, "was", "taking") && !Array.Exists(told, w => w.Places.Any(p => ProofReading.IsOver(sources, p) || ProofReading.IsToldOfThePast(sources, p))))
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, span);
        if (ProofReading.HasPair(claim.Reading, "from", "now"))
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, span);
    }

    /// <summary>The relative is named in the passage or in the question before it, or speaks there.</summary>
    private static bool IsSpokenOf(SourceIndex sources, Mention kin, int passage) =>
        sources.Speaker(passage) is SpeakerRole.Companion || sources.Places(kin.Concept).Any(p => p.Passage == passage || p.Passage == passage - 1);

    /// <summary>"Does not deny", "never without": two turns make a riddle that no reader should sign.</summary>
    private static Fault? DeniedTwice(Claim claim)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 1; index < tokens.Length; index++)
        {
            if (!Turning.Contains(tokens[index].Norm))
                continue;
            if (tokens[index].Norm is "stopped" or "quit" or "stop" && index > 0 && (tokens[index - 1].Norm is "no" || index > 1 && tokens[index - 1].Norm is "of" && tokens[index - 2].Norm is "absence" or "lack"))
                return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, tokens[index].Span);
            for (var before = Math.Max(0, index - TwiceReach); before < index && tokens[index].Norm is not ("stopped" or "quit" or "stop"); before++)
                if (tokens[before].Norm is "not" or "never" or "cannot" or "absence" or "denies" or "denied" or "denying" or "without" && !tokens[(before + 1)..index].Any(t => t.Kind is TokenKind.Punctuation || t.Norm is "and" or "or" or "but"))
                    return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, TextSpan.FromBounds(tokens[before].Span.Start, tokens[index].Span.End));
        }
        return null;
    }

    /// <summary>"Strep is not likely" is only borne out where the cited words call something unlikely or doubt it.</summary>
    private static IEnumerable<Fault> UnlikelyUnsaid(Claim claim, Shown shown)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 1; index < tokens.Length; index++)
            if (Likelihoods.Contains(tokens[index].Norm) && DeniedJustBefore(tokens, index) && !shown.Cited.Any(p => SpeaksOfDoubt(claim.Sources.Readings[p].Tokens)))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, TextSpan.FromBounds(tokens[index - 1].Span.Start, tokens[index].Span.End));
    }

    private static bool SpeaksOfDoubt(ImmutableArray<Token> tokens) =>
        tokens.Any(t => t.Norm is "unlikely" or "improbable" or "doubt" or "doubtful") || Enumerable.Range(0, tokens.Length).Any(i => Likelihoods.Contains(tokens[i].Norm) && DeniedJustBefore(tokens, i));

    private static bool DeniedJustBefore(ImmutableArray<Token> tokens, int index)
    {
        for (var before = index - 1; before >= Math.Max(0, index - WordsBefore) && tokens[before].Kind is not TokenKind.Punctuation && tokens[before].Norm is not ("and" or "or" or "but"); before--)
            if (ProofReading.IsDenial(tokens[before].Norm))
                return true;
        return false;
    }

    /// <summary>"Sore from no coughing": nothing comes of what is denied, unless the cited words put it so.</summary>
    private static IEnumerable<Fault> CausedByNothing(Claim claim, Shown shown)
    {
        if (CauseDenied(claim.Reading.Tokens) is { } index && !shown.Cited.Any(p => CauseDenied(claim.Sources.Readings[p].Tokens) is not null))
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, TextSpan.FromBounds(claim.Reading.Tokens[index].Span.Start, claim.Reading.Tokens[index + 1].Span.End));
    }

    /// <summary>Where a cause is followed at once by a denial; null when nowhere.</summary>
    private static int? CauseDenied(ImmutableArray<Token> tokens)
    {
        for (var index = 0; index + 1 < tokens.Length; index++)
            if ((tokens[index].Norm is "from" or "after" || tokens[index].Norm is "to" or "of" && index > 0 && tokens[index - 1].Norm is "due" or "because") && tokens[index + 1].Norm is "no" or "not" or "never" or "absence" or "lack" or "without")
                return index;
        return null;
    }

    public static bool IsFrame(string word) => Frame.Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
