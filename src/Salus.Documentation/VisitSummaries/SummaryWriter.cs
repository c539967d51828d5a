using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.VisitSummaries;

/// <summary>
/// Tells a patient in plain words what a note says. Never above grade six: what cannot be said so is listed as left out, with the reason, so
/// that a person tells it. What is said keeps every number, date, drug, side and denial of its sentence.
/// </summary>
public sealed partial class SummaryWriter(ModelWriter models, Vocabulary vocabulary, TimeProvider clock)
{
    public const double MostGrade = 6;

    public const string Talked = "talked";
    public const string Found = "found";
    public const string Medicines = "medicines";
    public const string Next = "next";
    public const string Help = "help";

    private const string EngineVersion = "1";
    private static readonly Lazy<PromptFile> Prompt = new(() => PromptFile.Framed("visit-summary-1", SummaryRules.Text("prompts.visit-summary-1.txt")));

    internal static ImmutableArray<DraftSection> Outline { get; } =
    [
        new(Talked, "What we talked about", SectionLayout.List),
        new(Found, "What we found", SectionLayout.List),
        new(Medicines, "Your medicines", SectionLayout.List, "10160-0"),
        new(Next, "What happens next", SectionLayout.List, "18776-5"),
        new(Help, "When to get help", SectionLayout.List, "69730-0"),
    ];

    /// <summary>By the site's model where one was chosen, else by the embedded engine.</summary>
    public async Task<Written> WriteAsync(SummarySource note, SummaryRules rules, bool embeddedOnly, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(rules);
        var sources = Sources.Of(note.Source, rules.ToSource());
        var ours = Embedded(note, rules, sources, toPatient: true, cancel);
        if (embeddedOnly)
            return new Written(ours, sources);
        var task = new WritingTask(Prompt.Value, Outline, [.. ours.Statements.Select(s => new Material(MaterialKind.Fact, new Passage(SpeakerRole.Note, s.Text), s.Evidence)), .. note.Sentences().Select(s => new Material(MaterialKind.Paragraph, new Passage(SpeakerRole.Note, s.Text), [s.Place]))])
        {
            Wishes = ImmutableSortedDictionary<string, string>.Empty.Add("reading grade", MostGrade.ToString(CultureInfo.InvariantCulture)).Add("to", "the patient"),
            Vocabulary = vocabulary,
        };
        return await models.WriteAsync(ours, sources, task, cancel);
    }

    /// <param name="toPatient">False keeps the person of the text: for documents that are about nobody.</param>
    internal Draft Embedded(SummarySource note, SummaryRules rules, Sources sources, bool toPatient, CancellationToken cancel)
    {
        var plain = new PlainSentence(vocabulary, toPatient);
        var said = new List<Statement>();
        var omitted = ImmutableArray.CreateBuilder<Omission>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var sentence in note.Sentences())
        {
            cancel.ThrowIfCancellationRequested();
            if (plain.Write(sentence.Text) is not { Length: > 0 } words)
                omitted.Add(new Omission(sentence.Text, "No plain wording kept all of it: tell the patient in your own words.", [sentence.Place]));
            else if (seen.TryGetValue(words, out var twice))
                said[twice] = said[twice] with { Evidence = said[twice].Evidence.Add(sentence.Place) };
            else
            {
                seen.Add(words, said.Count);
                said.Add(new Statement(SectionOf(sentence), words, [sentence.Place]));
            }
        }
        var statements = WithFixed(said, rules, toPatient);
        var factual = statements.DistinctBy(s => s.Text, StringComparer.Ordinal).ToDictionary(s => s.Text, s => KeptFacts.Of(s.Text, vocabulary).Any, StringComparer.Ordinal);
        while (GradeOf(statements) > MostGrade && Hardest(statements, factual) is { } hard)
        {
            statements.Remove(hard);
            omitted.Add(new Omission(((Quote)hard.Evidence[0]).Text, "It would be too hard to read: tell the patient in your own words.", hard.Evidence));
        }
        // An opening without anything behind it says nothing.
        statements.RemoveAll(s => IsFixed(s) && s.Section is not Help && !statements.Exists(o => o.Section == s.Section && !IsFixed(o)));
        return new Draft(DraftId.New(clock), 1, VisitSummariesCapability.CapabilityName, note.Subject, [.. statements], [], new Provenance("embedded-plain-language", EngineVersion, clock.GetUtcNow(), [.. sources.Select(s => s.Reference)],
            ImmutableSortedDictionary<string, string>.Empty.Add("grade", MostGrade.ToString(CultureInfo.InvariantCulture)).Add("rules", rules.Version)))
        { Outline = Outline, Omitted = omitted.ToImmutable() };
    }

    /// <summary>Flesch-Kincaid grade of all statements, each a line of its own.</summary>
    public static double GradeOf(IEnumerable<Statement> statements) => ReadingGrade.Of(string.Join("\n\n", statements.Select(s => s.Text)));

    internal static bool IsFixed(Statement statement) => statement.Evidence is [Quote { Source: SummaryRules.SourceId }];

    private static List<Statement> WithFixed(List<Statement> said, SummaryRules rules, bool toPatient)
    {
        var all = new List<Statement>();
        foreach (var section in Outline)
        {
            var own = said.Where(s => s.Section == section.Key).ToArray();
            if (toPatient && section.Key is Help && rules.Help.Length > 0)
                all.Add(new Statement(Help, rules.Help, [rules.QuoteOf(rules.Help)]));
            else if (toPatient && own.Length > 0 && rules.Intros.GetValueOrDefault(section.Key) is { Length: > 0 } intro)
                all.Add(new Statement(section.Key, intro, [rules.QuoteOf(intro)]));
            all.AddRange(own);
        }
        return all;
    }

    /// <summary>
    /// What goes first when the whole is too hard: what holds no number, date, drug, side or denial; then talk before findings, medicines and
    /// plan last; the hardest of its kind.
    /// </summary>
    private static Statement? Hardest(List<Statement> statements, Dictionary<string, bool> factual)
    {
        static int Weight(Statement s) => s.Section switch { Talked => 0, Found => 1, Next => 2, Help => 3, _ => 4 };
        static double Excess(Statement s) => ReadingGrade.Count(s.Text) is var (words, sentences, syllables) && words > 0 ? (0.39 * words / sentences + 11.8 * syllables / words - 15.59 - MostGrade) * words : 0;
        return statements.Where(s => !IsFixed(s)).Select(s => (Statement: s, Excess: Excess(s))).Where(s => s.Excess > 0)
            .OrderBy(s => factual[s.Statement.Text]).ThenBy(s => Weight(s.Statement)).ThenByDescending(s => s.Excess).Select(s => s.Statement).FirstOrDefault()
            ?? statements.FindLast(s => !IsFixed(s));
    }

    private string SectionOf(NoteSentence sentence)
    {
        var drug = vocabulary.Matcher.Find(sentence.Text).Any(m => m.Concept.Kind is ConceptKind.Drug);
        return sentence.Section switch
        {
            "medications" or "allergies" => Medicines,
            "cc" or "hpi" or "ros" or "pmh" or "psh" or "fh" or "sh" => Talked,
            "vitals" or "exam" or "results" => Found,
            "assessment-plan" or "assessment" or "plan" or "orders" or "instructions" or "followup" => GetHelp().IsMatch(sentence.Text) ? Help : drug ? Medicines : Next,
            _ => GetHelp().IsMatch(sentence.Text) ? Help : drug ? Medicines : Talked,
        };
    }

    [GeneratedRegex(@"\b(?:call|return|go|come back|seek|contact)\b.{0,60}\b(?:if|worse|worsen\w*|emergency|ER|911|fever|develop\w*)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex GetHelp();
}
