using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;
using Salus.Learning;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Puts identifiers into carriers: a header or letterhead before, a signature or thread of messages after, sentences and turns between those of the
/// carrier, and the patient's name where the carrier has its own or says "the patient". Templates are dealt like cards, so that all are used
/// about equally often. The same seed gives the same notes.
/// </summary>
public sealed partial class NotePlanter
{
    private const double HeaderShare = 0.6;
    private const double SignatureShare = 0.55;
    private const double NamedShare = 0.25;
    private const double CapitalShare = 0.04;

    private readonly PlantingSet set;
    private readonly SeededRandom random;
    private readonly SortedDictionary<string, Queue<NoteTemplate>> decks = new(StringComparer.Ordinal);

    public NotePlanter(PlantingSplit split, int seed)
        : this(PlantingSet.Of(split), new SeededRandom(unchecked((ulong)seed)).Fork((ulong)split))
    {
    }

    public NotePlanter(PlantingSet set, SeededRandom random) => (this.set, this.random) = (set, random);

    public PlantedNote Plant(Carrier carrier)
    {
        var pieces = CarrierScreen.Sentences(carrier).ToArray();
        var isLower = carrier.IsDialogue && IsLower(carrier.Text);
        var text = new PlantedText(isLower ? LetterCase.Lower : !carrier.IsDialogue && random.Chance(CapitalShare) ? LetterCase.Capitals : LetterCase.AsGiven);
        var cast = new Cast(set, random);
        if (!isLower && random.Chance(carrier.IsDialogue ? HeaderShare / 4 : HeaderShare))
            Block("top", text, cast);
        var kind = carrier.IsDialogue ? "turn" : "sentence";
        var planted = Math.Clamp(carrier.IsDialogue ? pieces.Length / 6 : pieces.Length / 3, 2, 10);
        // A turn is planted between turns, a sentence also within a paragraph.
        var places = Enumerable.Range(0, Math.Max(1, pieces.Length)).Where(i => i == 0 || !carrier.IsDialogue || pieces[i - 1].EndsWith('\n')).ToArray();
        var before = Enumerable.Range(0, planted).Select(_ => random.Pick(places)).ToLookup(p => p);
        var labels = Labels(carrier.Text);
        for (var i = 0; i < Math.Max(1, pieces.Length); i++)
        {
            foreach (var _ in before[i])
            {
                if (carrier.IsDialogue)
                    Turns(Next(kind), labels, text, cast);
                else
                    Sentence(Next(kind), text, cast);
            }
            if (i < pieces.Length)
                Piece(pieces[i], carrier, isLower, text, cast);
        }
        if (!carrier.IsDialogue && random.Chance(SignatureShare))
            Block("bottom", text, cast);
        return text.ToNote(carrier.Id, cast.Known);
    }

    private void Block(string kind, PlantedText text, Cast cast)
    {
        if (!text.EndsWithLineBreak)
            text.Append("\n");
        Next(kind).Write(text, cast);
        text.Append("\n\n");
    }

    private static void Sentence(NoteTemplate template, PlantedText text, Cast cast)
    {
        template.Write(text, cast);
        text.Append(" ");
    }

    /// <summary>Templates write <c>D:</c> and <c>P:</c>; the dialogue's own labels take their place.</summary>
    private static void Turns(NoteTemplate template, (string Doctor, string Patient) labels, PlantedText text, Cast cast)
    {
        if (!text.EndsWithLineBreak)
            text.Append("\n");
        foreach (var (words, slot) in template.Parts)
        {
            text.Append(TurnLabel().Replace(words, m => m.ValueSpan[0] == 'D' ? labels.Doctor : labels.Patient));
            if (slot is not null)
                cast.Fill(slot, text);
        }
        text.Append("\n");
    }

    private void Piece(string piece, Carrier carrier, bool isLower, PlantedText text, Cast cast)
    {
        var from = 0;
        foreach (Match match in Mentions(carrier).Matches(piece))
        {
            var isGiven = string.Equals(match.Value, carrier.PatientGiven, StringComparison.OrdinalIgnoreCase);
            if (!isGiven && match.Groups["role"].Success && (isLower || !random.Chance(NamedShare)))
                continue;
            // In lower case only the context tells a family name from a word: after a title or the given name.
            if (!match.Groups["role"].Success && !char.IsUpper(match.ValueSpan[0]) && CommonWords.ContainsAnyCase(match.ValueSpan) && !NameBefore().IsMatch(piece.AsSpan(0, match.Index)))
                continue;
            text.Append(piece.AsSpan(from, match.Index - from));
            if (match.Groups["role"].Success)
                cast.NamePatient(text);
            else
                cast.Fill(isGiven ? "patient.given" : "patient.family", text);
            from = match.Index + match.Length;
        }
        text.Append(piece.AsSpan(from));
    }

    private static Regex Mentions(Carrier carrier)
    {
        var names = string.Join('|', new[] { carrier.PatientGiven, carrier.PatientFamily }.Where(n => n.Length > 1).Select(Regex.Escape));
        return names.Length == 0 ? RoleAlone() : new Regex(@$"\b(?<role>[Tt]he patient)\b(?! (information|education|portal|population))|\b({names})\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(2));
    }

    private NoteTemplate Next(string kind)
    {
        if (!decks.TryGetValue(kind, out var deck) || deck.Count == 0)
            decks[kind] = deck = new Queue<NoteTemplate>(random.Shuffled(set.Templates[kind]));
        return deck.Dequeue();
    }

    private static bool IsLower(string text)
    {
        var letters = text.Where(char.IsLetter).Take(2000).ToArray();
        return letters.Length > 0 && letters.Count(char.IsUpper) < letters.Length * 0.005;
    }

    private static (string Doctor, string Patient) Labels(string text) => text.Contains("[doctor]", StringComparison.Ordinal) ? ("[doctor]", "[patient]") : ("Doctor:", "Patient:");

    [GeneratedRegex(@"(?<=^|\n)[DP]:", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex TurnLabel();

    [GeneratedRegex(@"\b(mr|mrs|ms|miss)\b\.? $", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 2000)]
    private static partial Regex NameBefore();

    [GeneratedRegex(@"\b(?<role>[Tt]he patient)\b(?! (information|education|portal|population))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex RoleAlone();
}
