using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Findings;
using Salus.Language.Medications;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>
/// What a reader takes out of a statement: each finding with whether, whose, on which side and how much, and each drug with its dose.
/// Two wordings of one statement are equal when the same is read back from both; time and wording may differ.
/// </summary>
public sealed partial class ReadBack(Vocabulary vocabulary)
{
    private readonly FindingExtractor findings = new(vocabulary);
    private readonly MedicationReader medications = new(vocabulary);

    public ImmutableSortedSet<string> Of(string text)
    {
        Utterance[] read = [new(SpeakerRole.Note, text)];
        return
        [
            .. findings.Extract(read).Select(f => $"{f.Concept.Id} {f.Polarity} {f.Experiencer.Kind} {f.Side} {Amount(f.Measure)} {f.Result}".TrimEnd()),
            .. medications.Extract(read).Select(m => $"{m.Drug.Id} {Amount(m.Dose)}".TrimEnd()),
        ];
    }

    private static string Amount(Measure? measure) => measure switch
    {
        null => "",
        { Second: { } second } => string.Create(CultureInfo.InvariantCulture, $"{measure.Value}/{second} {measure.Unit}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{measure.Value} {measure.Unit}"),
    };

    /// <summary>Whether a wording of a statement keeps its findings, numbers and negations.</summary>
    public bool Keeps(string sentence, string wording) =>
        Numbers(sentence).SequenceEqual(Numbers(wording), StringComparer.Ordinal) && Negation().Count(sentence) == Negation().Count(wording) && Of(sentence).SetEquals(Of(wording));

    private static IEnumerable<string> Numbers(string text) => Number().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\d+(?:[.,:/]\d+)*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:no|not|never|without|none|neither|nor|nothing|cannot|denies|deny|denied|negative)\b|n't\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Negation();
}
