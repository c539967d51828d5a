using System.Collections.Immutable;
using Salus.Language.Vocabularies;
using Salus.Language.Written;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// How much of a draft its evidence carries: counted from the statements and their quotes alone, with the written form of both,
/// and without asking the engine or the checks.
/// </summary>
public sealed record NoteScore(int Statements, int WithEvidence, int Numbers, int NumbersSupported, int Units, int UnitsSupported, int Drugs, int DrugsSupported)
{
    internal static readonly ImmutableHashSet<string> UnitWords = ImmutableHashSet.Create(StringComparer.Ordinal,
        "mg", "mcg", "g", "kg", "ml", "l", "cm", "mm", "m", "lb", "lbs", "pounds", "pound", "ounces", "mmhg", "bpm", "degrees", "units", "percent", "%", "puffs", "tablets", "days", "day", "weeks", "week", "months", "month", "years", "year", "hours", "hour", "minutes");

    public static NoteScore operator +(NoteScore a, NoteScore b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(a.Statements + b.Statements, a.WithEvidence + b.WithEvidence, a.Numbers + b.Numbers, a.NumbersSupported + b.NumbersSupported, a.Units + b.Units, a.UnitsSupported + b.UnitsSupported, a.Drugs + b.Drugs, a.DrugsSupported + b.DrugsSupported);
    }

    public static NoteScore None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <param name="unsupported">Receives the statements with a number, unit or drug that their evidence does not hold, for reading.</param>
    public static NoteScore Of(Draft draft, Sources sources, ICollection<string>? unsupported = null)
    {
        var score = None;
        foreach (var statement in draft.Statements)
        {
            var resolves = !statement.Evidence.IsEmpty && statement.Evidence.All(e => e is not Quote quote || sources.TryRead(quote, out var said) && string.Equals(said, quote.Text, StringComparison.Ordinal));
            var said = string.Join(" . ", statement.Evidence.Select(e => e switch { Quote q => q.Text, Element element => element.Value, _ => "" }));
            if (statement.Evidence.Any(e => e is Element element && VisitPatient.IsAge(element)))
                said += " years";
            var written = SpokenForm.ToWritten(said).Text;
            var tokens = Rouge.Tokens(said).Concat(Rouge.Tokens(written)).ToHashSet(StringComparer.Ordinal);
            var own = Rouge.Tokens(statement.Text);
            var numbers = own.Where(t => char.IsAsciiDigit(t[0])).ToArray();
            var units = own.Where(UnitWords.Contains).ToArray();
            var drugs = DrugsIn(statement.Text);
            var known = drugs.Count == 0 ? [] : DrugsIn(said);
            var one = new NoteScore(
                1,
                resolves ? 1 : 0,
                numbers.Length,
                numbers.Count(tokens.Contains),
                units.Length,
                units.Count(u => tokens.Contains(u) || Spelled(u).Any(tokens.Contains)),
                drugs.Count,
                drugs.Count(known.Contains));
            score += one;
            if (one.NumbersSupported < one.Numbers || one.UnitsSupported < one.Units || one.DrugsSupported < one.Drugs)
                unsupported?.Add($"{statement.Text} ← {said}");
        }
        return score;
    }

    internal static HashSet<string> DrugsIn(string text) =>
        [.. Vocabulary.Embedded.Matcher.Find(text).Where(m => m.Concept.Kind is ConceptKind.Drug).Select(m => m.Concept.Id)];

    /// <summary>What a unit is called when it is spoken.</summary>
    internal static IEnumerable<string> Spelled(string unit) => unit switch
    {
        "mg" => ["milligram", "milligrams"],
        "mcg" => ["microgram", "micrograms"],
        "cm" => ["centimeter", "centimeters"],
        "mm" => ["millimeter", "millimeters"],
        "ml" => ["milliliter", "milliliters"],
        "kg" => ["kilogram", "kilograms", "kilos"],
        "lb" or "lbs" => ["pound", "pounds"],
        "bpm" => ["beats"],
        "year" or "month" or "week" or "day" or "hour" => [unit + "s"],
        _ => [],
    };
}
