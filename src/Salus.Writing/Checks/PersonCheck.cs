using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>Nothing about another person: names that neither the visit nor the patient's record holds, and the wrong pronoun.</summary>
/// <param name="vocabulary">The words that findings and drugs are known by; null for those that come with Salus.</param>
/// <param name="capabilities">Whose drafts are in words; null or none for those of every capability.</param>
public sealed partial class PersonCheck(IEnumerable<InWords>? capabilities = null, Vocabulary? vocabulary = null) : ICheck
{
    private readonly Vocabulary vocabulary = vocabulary ?? Vocabulary.Embedded;

    public string Name => "person";

    public string Version => "2";

    public ImmutableArray<string> Capabilities { get; } = InWords.Names(capabilities);

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var read = ReadSources.Of(sources, vocabulary);
        var known = KnownWords(read);
        var gender = read.Patient?.ValueAt("Patient.gender");
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = draft.Statements[index];
            if (statement.Evidence.Any(e => e is Attestation))
                continue;
            foreach (var name in Names(statement.Text).Where(n => !known.Contains(n.Value.ToLowerInvariant())))
                yield return new Finding(Name, Severity.Blocking, $"'{name.Value}' is not a name from this visit or this patient's record. Is this statement about somebody else?", index) { Start = name.Index, Length = name.Length };
            if (WrongPronoun(statement, gender) is { } pronoun)
                yield return new Finding(Name, Severity.Warning, $"'{pronoun.Value}' does not fit the patient, recorded as {gender}.", index) { Start = pronoun.Index, Length = pronoun.Length };
        }
    }

    /// <summary>Words of the sources that may be names, lower case.</summary>
    private static HashSet<string> KnownWords(ReadSources read)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in read.Passages.Select(p => p.Text).Concat(read.Sentences.Select(s => s.Text)).Concat(read.Patient?.Places().Select(p => p.Node.Value ?? "") ?? []))
            foreach (var word in Word().EnumerateMatches(text))
                known.Add(text.Substring(word.Index, word.Length).ToLowerInvariant());
        return known;
    }

    /// <summary>Words after a title, the subject of "is a 56-year-old", and capitalised pairs inside a sentence that are no clinical term.</summary>
    private IEnumerable<Capture> Names(string text)
    {
        var terms = vocabulary.Matcher.Find(text);
        foreach (Match match in Titled().Matches(text).Concat(Introduced().Matches(text)).Concat(Pair().Matches(text)))
            foreach (Capture capture in match.Groups["name"].Captures)
                if (!terms.Any(t => t.Span.Overlaps(new Language.TextSpan(capture.Index, capture.Length))))
                    yield return capture;
    }

    private Match? WrongPronoun(Statement statement, string? gender)
    {
        if (gender is not ("male" or "female") || statement.Section is "fh" || MentionsAnotherPerson(statement.Text))
            return null;
        var match = gender is "male" ? Female().Match(statement.Text) : Male().Match(statement.Text);
        return match.Success ? match : null;
    }

    private bool MentionsAnotherPerson(string text) =>
        vocabulary.Matcher.Find(text).Any(m => m.Concept.Kind is ConceptKind.Kin or ConceptKind.Specialty) || Titled().IsMatch(text);

    [GeneratedRegex(@"[\p{L}][\p{L}'’-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Prof)\.? +(?<name>\p{Lu}[\p{L}'’-]+)(?: +(?<name>\p{Lu}[\p{L}'’-]+))?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Titled();

    [GeneratedRegex(@"^(?<name>\p{Lu}[\p{L}'’-]+)(?: +(?<name>\p{Lu}[\p{L}'’-]+)){0,3} is an? [^.]{0,40}(?:year|month|week|day)s?[- ]old", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Introduced();

    [GeneratedRegex(@"(?<=[\p{Ll},] )(?<name>\p{Lu}\p{Ll}+) (?<name>\p{Lu}\p{Ll}+)\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pair();

    [GeneratedRegex(@"\b(?:she|her|hers|herself)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Female();

    [GeneratedRegex(@"\b(?:he|his|him|himself)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Male();
}
