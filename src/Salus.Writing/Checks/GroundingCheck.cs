using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// Numbers with units, drugs with doses, sides, dates, polarity and whose finding it is: each statement twice, against the words
/// it cites and, by code that shares nothing with the first, against all sources. What both find is told once.
/// A statement that a person attests is theirs and is not compared.
/// </summary>
/// <param name="vocabulary">The words that findings and drugs are known by; null for those that come with Salus.</param>
/// <param name="capabilities">Whose drafts are in words; null or none for those of every capability.</param>
public sealed class GroundingCheck(Vocabulary? vocabulary = null, IEnumerable<InWords>? capabilities = null) : ICheck
{
    private readonly Vocabulary vocabulary = vocabulary ?? Vocabulary.Embedded;

    /// <summary>How the engine of a draft begins that a language model wrote.</summary>
    public const string ModelEngine = "model ";

    private const int MostWordsTold = 6;

    public string Name => "grounding";

    public string Version => "4";

    public ImmutableArray<string> Capabilities { get; } = InWords.Names(capabilities);

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var read = ReadSources.Of(sources, vocabulary);
        var isOfAModel = draft.Origin.Engine.StartsWith(ModelEngine, StringComparison.Ordinal);
        foreach (var passage in read.ToMachines.Order().Take(MostWordsTold))
            yield return new Finding("to-machines", Severity.Warning, $"Words at {read.PlaceOf(passage)} speak to a machine, not to a reader. Nothing they say was used.", null) { Evidence = read.EvidenceOf(passage) is { } evidence ? [evidence] : [] };
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = draft.Statements[index];
            if (statement.Evidence.Any(e => e is Attestation))
                continue;
            var facts = read.Facts(statement, read.VisitAt ?? draft.Origin.At).ToArray();
            var quoted = read.Cited(statement).ToArray();
            var cited = read.Grounder.Compare(statement.Text, quoted, facts, statement.Section is "fh", statement.Section is "allergies");
            foreach (var fault in cited.Where(f => !isOfAModel || !IsLeftToWords(f)))
                yield return FindingOf(fault, SeverityOf(fault), MessageOf(fault, read), fault.Passage is { } passage ? read.QuoteOf(passage) : null, index);
            foreach (var fault in read.Claims.Check(statement.Text).SelectMany(c => c.Faults).Where(f => IsNew(f, cited, facts) && !IsAboutRelatives(f, statement) && (!isOfAModel || !IsLeftToWords(f))))
                yield return FindingOf(fault, SeverityOverall(fault, quoted), MessageOverall(fault, read), fault.Passage is { } passage ? read.EvidenceOf(passage) : null, index);
            if (isOfAModel && NotBorneOut(draft.Statements[index], index, read) is { } finding)
                yield return finding;
        }
    }

    /// <summary>
    /// A language model may have invented any word, so each must be borne out by what its statement cites: where it is not, somebody has to look.
    /// </summary>
    private static Finding? NotBorneOut(Statement statement, int index, ReadSources read)
    {
        var unproven = read.Claims.Unproven(statement.Text, read.Shown(statement), read.ToMachines, aboutAllergies: statement.Section is "allergies");
        var group = statement.Group is { } title ? read.Claims.Unproven(title, Enumerable.Range(0, read.Passages.Length), read.ToMachines) : [];
        if (unproven.IsEmpty && group.IsEmpty)
            return null;
        var words = unproven.Concat(group).Select(f => $"'{f.Claimed}'").Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var told = words.Length > MostWordsTold ? $"{string.Join(", ", words[..MostWordsTold])} and {words.Length - MostWordsTold} more" : string.Join(", ", words);
        return new Finding("not-borne-out", Severity.Blocking, $"A language model wrote this, and the words it cites do not bear out {told}.", index)
        {
            Evidence = unproven.FirstOrDefault(f => f.Passage is not null)?.Passage is { } passage && read.EvidenceOf(passage) is { } evidence ? [evidence] : [],
            Start = unproven.IsEmpty ? null : unproven[0].Claim.Start,
            Length = unproven.IsEmpty ? null : unproven[0].Claim.Length,
        };
    }

    /// <summary>Of a model's statement each word is looked at by itself, so a finding whose words are said apart from each other needs no second look.</summary>
    private static bool IsLeftToWords(Fault fault) =>
        fault.Kind is FaultKind.NotNamed;

    private static Finding FindingOf(Fault fault, Severity severity, string message, Evidence? evidence, int statement) =>
        new(NameOf(fault.Kind), severity, message, statement)
        {
            Evidence = evidence is null ? [] : [evidence],
            Start = fault.Claim.Start,
            Length = fault.Claim.Length,
        };

    /// <summary>
    /// The cited words did not already tell of it; a number that a cited fact computes or records is borne out by it; and a part of a statement
    /// that has a fault needs no second one for saying as a whole too little that was said.
    /// </summary>
    private static bool IsNew(Fault fault, ImmutableArray<Fault> cited, string[] facts) => fault.Kind switch
    {
        FaultKind.Unsaid => cited.IsEmpty && facts.Length == 0,
        FaultKind.Number or FaultKind.Unit or FaultKind.Date => facts.Length == 0 && !Told(fault, cited),
        _ => !Told(fault, cited),
    };

    private static bool Told(Fault fault, ImmutableArray<Fault> cited) => cited.Any(c => c.Claim.Overlaps(fault.Claim) || NameOf(c.Kind) == NameOf(fault.Kind));

    /// <summary>In the section on relatives a finding without a person is a relative's; whose it is, the cited words decide.</summary>
    private static bool IsAboutRelatives(Fault fault, Statement statement) =>
        statement.Section is "fh" && fault.Kind is FaultKind.Polarity or FaultKind.Experiencer or FaultKind.NotNamed;

    private static string NameOf(FaultKind kind) => kind switch
    {
        FaultKind.Number or FaultKind.Unit => "numbers",
        FaultKind.Drug or FaultKind.Dose or FaultKind.DrugAct or FaultKind.Allergen => "medications",
        FaultKind.Side => "side",
        FaultKind.Date => "dates",
        FaultKind.Polarity => "polarity",
        FaultKind.Experiencer => "whose-finding",
        _ => "not-said",
    };

    private static Severity SeverityOf(Fault fault) => (fault.Kind, fault.Weight) switch
    {
        (FaultKind.NotNamed, FaultWeight.Elsewhere) => Severity.Warning,
        (FaultKind.Date, not FaultWeight.Contradicted) => Severity.Warning,
        _ => Severity.Blocking,
    };

    /// <summary>
    /// What the sources say otherwise blocks; so does a drug, a figure or a finding that they do not hold. The rest is a reason to look, and so is
    /// the polarity of a finding in words that the statement cites: the first comparison read them and found nothing wrong.
    /// </summary>
    private static Severity SeverityOverall(Fault fault, Citation[] quoted) => (fault.Kind, fault.Weight) switch
    {
        (FaultKind.Polarity, _) when Array.Exists(quoted, q => q.Passage == fault.Passage) && Vocabulary.Embedded.Matcher.Find(fault.Claimed).Any() => Severity.Warning,
        (_, FaultWeight.Contradicted) => Severity.Blocking,
        (FaultKind.Drug or FaultKind.Number or FaultKind.Unit or FaultKind.Dose or FaultKind.NotNamed, FaultWeight.NotFound) => Severity.Blocking,
        _ => Severity.Warning,
    };

    private static string MessageOverall(Fault fault, ReadSources read)
    {
        var place = fault.Passage is { } passage ? $" ({read.PlaceOf(passage)})" : "";
        return (fault.Kind, fault.Weight) switch
        {
            (FaultKind.Unsaid, _) => "Little of this statement was said in this visit. Is it about another one?",
            (FaultKind.Polarity, _) => $"Elsewhere in the sources '{fault.Claimed}' was {fault.Said}{place}.",
            (FaultKind.Experiencer, FaultWeight.Contradicted) => $"Elsewhere in the sources '{fault.Claimed}' is said of somebody else: '{fault.Said}'{place}.",
            (_, FaultWeight.Contradicted) => $"The note says '{fault.Claimed}'; elsewhere in the sources it is '{fault.Said}'{place}.",
            (_, FaultWeight.Elsewhere) => $"'{fault.Claimed}' was said of something else{place}.",
            _ => $"No source says '{fault.Claimed}' of this.",
        };
    }

    private static string MessageOf(Fault fault, ReadSources read)
    {
        var place = fault.Passage is { } passage ? $" ({read.NameOf(passage)})" : "";
        return (fault.Kind, fault.Weight) switch
        {
            (FaultKind.Polarity, _) => $"The note and the conversation disagree about '{fault.Claimed}': it was {fault.Said}{place}.",
            (FaultKind.Experiencer, _) => $"'{fault.Claimed}' was said of somebody else: '{fault.Said}'{place}.",
            (FaultKind.Allergen, _) => $"'{fault.Claimed}' was named{place}, but not as an allergy.",
            (FaultKind.Dose, _) => $"The dose '{fault.Claimed}' was said of '{fault.Said}'{place}, not of this drug.",
            (FaultKind.DrugAct, _) => $"The note says '{fault.Claimed}'; the conversation says '{fault.Said}'{place}.",
            (_, FaultWeight.Contradicted) => $"The note says '{fault.Claimed}'; the cited words say '{fault.Said}'{place}.",
            (_, FaultWeight.Elsewhere) => $"'{fault.Claimed}' is not said where this statement points{(place.Length > 0 ? $"; it is said elsewhere{place}" : "")}.",
            _ => $"'{fault.Claimed}' was not said in this visit.",
        };
    }
}
