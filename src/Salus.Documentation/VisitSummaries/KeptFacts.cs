using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.VisitSummaries;

/// <summary>
/// What a reader must find again in other words: numbers with their marks, dates, drugs, sides, and whether something is denied. Counted from
/// the text alone, by code that shares nothing with the writer.
/// </summary>
/// <param name="Numbers">As written: <c>20</c>, <c>2.5</c>, <c>130/80</c>; sorted, with repeats.</param>
/// <param name="Dates">Months and weekdays.</param>
/// <param name="Drugs">Concepts of the vocabulary.</param>
/// <param name="Denied">Findings that are said not to be.</param>
/// <param name="Stated">Findings that are said to be.</param>
/// <param name="Negations">How many words deny.</param>
public sealed partial record KeptFacts(ImmutableArray<string> Numbers, ImmutableSortedSet<string> Dates, ImmutableSortedSet<string> Drugs, ImmutableSortedSet<string> Sides, ImmutableSortedSet<string> Denied, ImmutableSortedSet<string> Stated, int Negations)
{
    /// <summary>Whether there is anything to keep.</summary>
    public bool Any => Numbers.Length + Dates.Count + Drugs.Count + Sides.Count + Negations > 0;

    public static KeptFacts Of(string text, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var findings = new FindingExtractor(vocabulary).Extract([new Utterance(SpeakerRole.Note, text)]);
        return new KeptFacts(
            [.. Number().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal)],
            [.. Date().Matches(text).Select(m => m.Value[..3].ToLowerInvariant())],
            [.. vocabulary.Matcher.Find(text).Where(m => m.Concept.Kind is ConceptKind.Drug).Select(m => m.Concept.Id)],
            [.. Side().Matches(text).Select(m => m.Value.ToLowerInvariant())],
            [.. findings.Where(f => f.Polarity is Polarity.Negated).Select(f => f.Concept.Id)],
            [.. findings.Where(f => f.Polarity is Polarity.Affirmed).Select(f => f.Concept.Id)],
            Negation().Count(text));
    }

    /// <summary>What of <paramref name="source"/> is not here; empty when everything is.</summary>
    public IEnumerable<string> Missing(KeptFacts source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var number in source.Numbers.Except(Numbers, StringComparer.Ordinal))
            yield return $"the number {number}";
        foreach (var date in source.Dates.Except(Dates))
            yield return $"the date {date}";
        foreach (var drug in source.Drugs.Except(Drugs))
            yield return $"the medicine {drug}";
        foreach (var side in source.Sides.Except(Sides))
            yield return $"the side {side}";
        if (source.Negations > 0 && Negations == 0)
            yield return "what is not so";
    }

    /// <summary>What is here and not in <paramref name="source"/>, or the other way round there; empty when nothing is.</summary>
    public IEnumerable<string> Added(KeptFacts source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var number in Numbers.Except(source.Numbers, StringComparer.Ordinal))
            yield return $"the number {number}";
        foreach (var date in Dates.Except(source.Dates))
            yield return $"the date {date}";
        foreach (var drug in Drugs.Except(source.Drugs))
            yield return $"the medicine {drug}";
        foreach (var side in Sides.Except(source.Sides))
            yield return $"the side {side}";
        if (Negations > 0 && source.Negations == 0)
            yield return "a denial";
        if (Denied.Intersect(source.Stated).Except(source.Denied).Count > 0)
            yield return "a denial of what is so";
        if (Stated.Intersect(source.Denied).Except(source.Stated).Count > 0)
            yield return "what was denied";
    }

    /// <summary>The same facts in both.</summary>
    public bool Same(KeptFacts other) => !Missing(other).Any() && !Added(other).Any();

    [GeneratedRegex(@"\d+(?:[.,:/]\d+)*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:January|February|March|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Date();

    [GeneratedRegex(@"\b(?:left|right|both)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Side();

    [GeneratedRegex(@"\b(?:no|not|never|without|none|neither|nor|nothing|cannot|denies|deny|denied|denying|negative|avoid|stop|hold|free of)\b|n't\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Negation();
}
