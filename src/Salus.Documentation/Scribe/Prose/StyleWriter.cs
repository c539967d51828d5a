using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>A sentence of the note in its style, and the proposals it says.</summary>
internal sealed record StyledSentence(string Section, string? Group, string Text, ImmutableArray<Proposal> From);

/// <summary>
/// Writes chosen statements in a style. A wording is taken only where the same findings, numbers and negations are read back from it
/// as from the plain sentence; where they are not, the next plainer wording stands. So every style holds the same findings.
/// </summary>
internal sealed partial class StyleWriter(NoteStyle style, VisitReading reading, Finish finish)
{
    /// <summary>The order in which sections stand where a style joins several into one.</summary>
    private static readonly ImmutableArray<string> Order = ["cc", "hpi", "ros", "pmh", "psh", "fh", "sh", "medications", "allergies", "vitals", "exam", "results", "assessment-plan", "orders", "instructions", "followup"];

    private readonly SecondPerson second = new(reading.Patient);
    private readonly ReadBack readBack = new(reading.Vocabulary);
    private readonly PlainWords plain = new(new ReadBack(reading.Vocabulary));

    public IEnumerable<StyledSentence> Write(IReadOnlyList<Proposal> chosen)
    {
        if (style.Voice is Voice.Letter)
            return new LetterProse(style, reading, finish).Write([.. InOrder(chosen)]);
        return (style.Merge.IsEmpty ? chosen : InOrder(chosen)).Select(One);
    }

    /// <summary>One statement by itself, as while the visit still goes on.</summary>
    public StyledSentence One(Proposal proposal) => style.Voice is Voice.Letter
        ? new LetterProse(style, reading, finish).One(proposal)
        : new StyledSentence(style.SectionOf(proposal.Section), Title(proposal.Group), Text(proposal), [proposal]);

    /// <summary>Each statement by itself.</summary>
    public Dictionary<Proposal, StyledSentence> Lines(IEnumerable<Proposal> proposals) =>
        proposals.Select(p => (p, One(p))).ToDictionary(l => l.p, l => l.Item2, (IEqualityComparer<Proposal>)ReferenceEqualityComparer.Instance);

    private static IEnumerable<Proposal> InOrder(IEnumerable<Proposal> chosen) => chosen.OrderBy(p => Order.IndexOf(p.Section) is >= 0 and var place ? place : Order.Length);

    private string? Title(string? group) =>
        group is null ? null : style.Groups.GetValueOrDefault(group) is { } named ? named : style.Voice is Voice.Patient ? ReportedSpeech.Sentence(plain.Write(finish.Title(group))).TrimEnd('.') : finish.Title(group);

    private string Text(Proposal proposal)
    {
        var sentence = finish.Sentence(proposal);
        foreach (var wording in style.Voice is Voice.Patient ? ToPatient(proposal, sentence) : [style.Write(sentence, wording => readBack.Keeps(sentence, wording))])
            if (wording == sentence || readBack.Keeps(sentence, wording))
                return style.Labelled(wording, proposal.Label);
        return style.Labelled(sentence, proposal.Label);
    }

    /// <summary>The most everyday wording first.</summary>
    private IEnumerable<string> ToPatient(Proposal proposal, string sentence)
    {
        string[] said = [.. proposal.From.SelectMany(c => c.Words).Where(w => !w.IsPause).Select(w => w.Key)];
        var byCompanion = proposal.From.All(c => c.Speaker is Speaker.Companion) && reading.SpokenForByCompanion;
        var you = SystemLine().Match(sentence) is { Success: true } line
            ? Systems(line.Groups["system"].Value, line.Groups["says"].Value)
            : proposal.Section is "fh" && RelativeLine().Match(sentence) is { Success: true } relative ? $"Your {relative.Groups["who"].Value.ToLowerInvariant()}: {relative.Groups["what"].Value}"
            : second.Write(style.Write(sentence, _ => true), said, byCompanion);
        if (you is not null)
        {
            you = Adult().Replace(you, m => m.Groups["age"].Value + (m.Groups["sex"].Value is "male" ? "man" : "woman"));
            yield return plain.Write(Parted(you));
            yield return plain.Write(you);
            yield return you;
            if (second.Write(sentence, said, byCompanion) is { } bare)
                yield return bare;
        }
        yield return plain.Write(sentence);
    }

    /// <summary>"Cardiovascular: Reports chest pain. Denies palpitations."</summary>
    private string Systems(string system, string says) =>
        $"{style.Groups.GetValueOrDefault(system, system)}: {says.Replace("Reports ", "You have ", StringComparison.Ordinal).Replace("Denies ", "You have no ", StringComparison.Ordinal)}";

    /// <summary>Two sentences where two halves each speak of "you": shorter sentences are easier to read.</summary>
    private static string Parted(string sentence) =>
        Halves().Replace(sentence, m => m.Groups["joint"].Value is "but" ? ". But " + m.Groups["rest"].Value : ". " + char.ToUpperInvariant(m.Groups["rest"].Value[0]) + m.Groups["rest"].Value[1..]);

    [GeneratedRegex(@"^(?<system>Constitutional|Eyes|Ears, nose, mouth and throat|Cardiovascular|Respiratory|Gastrointestinal|Genitourinary|Musculoskeletal|Skin|Neurological|Psychiatric|Endocrine|Hematologic and lymphatic|Allergic and immunologic): (?<says>(?:Reports|Denies) .+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SystemLine();

    [GeneratedRegex(@"^(?<who>[A-Za-z' -]{2,30}): (?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RelativeLine();

    [GeneratedRegex(@"\b(?<age>(?:1[89]|[2-9]\d|1\d\d)[- ]year[- ]old )(?<sex>male|female)\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Adult();

    [GeneratedRegex(@",? (?<joint>and then|and|but|so) (?<rest>(?:you|your|we|I|it|there) (?:\S+ )\S)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Halves();
}
