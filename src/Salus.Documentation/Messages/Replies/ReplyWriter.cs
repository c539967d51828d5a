using System.Collections.Immutable;
using System.Globalization;
using Salus.Language;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Messages;

/// <summary>What is wished of a reply.</summary>
/// <param name="Grade">Reading grade not to be passed; null takes that of the site's rules.</param>
/// <param name="EmbeddedOnly">Write with the embedded engine even where the site chose a model.</param>
public sealed record ReplyOptions(double? Grade = null, bool EmbeddedOnly = false);

/// <summary>
/// Answers a message as far as words can: thanks, what the patient wrote, what the chart says about it, what the clinic does next by its own
/// rules, and when to call. A message with a red flag gets no reply but a card for the clinic. Nothing is sent.
/// </summary>
public sealed class ReplyWriter(MessageTriage triage, ModelWriter models, Vocabulary vocabulary, TimeProvider clock)
{
    private static readonly Lazy<PromptFile> Prompt = new(() => PromptFile.Framed("reply-1", MessagesData.Text("prompts.reply-1.txt")));

    /// <param name="chart">Null when the patient is not known: the reply then holds no facts.</param>
    /// <param name="appointments">FHIR Appointments of the patient.</param>
    public async Task<Written> WriteAsync(PatientMessage message, Chart? chart, ImmutableArray<RecordVersion> appointments, ReplyRules rules, ReplyOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(options);
        var triaged = triage.Read(message.Text, chart is null ? [] : ChartSigns.Of(chart));
        if (triaged.IsRedFlag)
            return EscalationWriter.Write(message, triaged, chart, rules, clock);
        var grade = options.Grade ?? rules.Grade;
        var ours = Embedded(message, triaged, chart, appointments, rules, grade);
        return options.EmbeddedOnly ? ours : await models.WriteAsync(ours.Draft, ours.Sources, TaskOf(message, chart, ours, grade), cancel);
    }

    private Written Embedded(PatientMessage message, TriagedMessage triaged, Chart? chart, ImmutableArray<RecordVersion> appointments, ReplyRules rules, double grade)
    {
        var classes = triaged.Classes.Select(MessageNames.Of).ToArray();
        var facts = chart is null ? [] : ReplyFacts.Of(message, triaged, chart, appointments, vocabulary, clock.GetUtcNow());
        var statements = ImmutableArray.CreateBuilder<Statement>();
        void Say(string line) => statements.Add(new Statement(MessageDraft.Reply, line, [rules.QuoteOf(line)]));
        Say(rules.Classes[classes[0]].Thanks);
        if (triaged.Classes is not [MessageClass.Thanks] && Quoted(message, triaged) is { } words)
            statements.Add(new Statement(MessageDraft.Reply, $"You wrote: “{words.In(message.Text)}”", [message.QuoteOf(words)]));
        foreach (var fact in facts)
            statements.Add(new Statement(MessageDraft.Reply, fact.Text, fact.Evidence));
        foreach (var next in classes.Select(c => rules.Classes[c].Next).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Take(3))
            Say(next);
        if (triaged.Classes is not [MessageClass.Thanks])
            Say(rules.SafetyNet);
        Say(rules.SignOff);
        // The patient's own long words give way first where the reply would be too hard to read.
        if (GradeOf(statements) > grade && statements.FirstOrDefault(s => s.Text.StartsWith("You wrote: ", StringComparison.Ordinal)) is { } quote)
            statements.Remove(quote);
        var sources = Sources.Of([message.ToSource(), rules.ToSource(), .. facts.Select(f => f.Source).DistinctBy(s => s.Id, StringComparer.Ordinal)]);
        return new Written(MessageDraft.Of(message, MessageDraft.ReplyOutline, statements.DrainToImmutable(), [], sources, triaged, rules, grade, clock), sources);
    }

    private WritingTask TaskOf(PatientMessage message, Chart? chart, Written ours, double grade) => new(Prompt.Value, MessageDraft.ReplyOutline,
        [.. ours.Draft.Statements.Select(s => new Material(MaterialKind.Fact, new Salus.Language.Grounding.Passage(Salus.Language.Findings.SpeakerRole.Note, s.Text), s.Evidence)),
            new Material(MaterialKind.Turn, new Salus.Language.Grounding.Passage(Salus.Language.Findings.SpeakerRole.Patient, message.Text), [message.QuoteOf(new TextSpan(0, message.Text.Length))]) { About = "patient" }])
    {
        Wishes = ImmutableSortedDictionary<string, string>.Empty.Add("reading grade", grade.ToString(CultureInfo.InvariantCulture)).Add("to", "the patient"),
        Identifiers = chart is null ? [] : [.. chart.Identities.SelectMany(i => i.Resource.Names).SelectMany(n => n.Given.Append(n.Family)).OfType<string>()],
        Vocabulary = vocabulary,
    };

    /// <summary>Flesch-Kincaid grade of what goes to the patient.</summary>
    internal static double GradeOf(IEnumerable<Statement> statements) => ReadingGrade.Of(string.Join("\n\n", statements.Where(s => s.Section is MessageDraft.Reply).Select(s => s.Text)));

    /// <summary>A short sentence of the message that says what it is about; null when none is short.</summary>
    private static TextSpan? Quoted(PatientMessage message, TriagedMessage triaged)
    {
        const int MostWords = 16;
        var sentences = SentenceSplitter.Spoken(message.Text).Where(s => s.In(message.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length is >= 3 and <= MostWords).ToArray();
        return sentences.Where(s => triaged.ClassWords.Any(w => w.Words.Overlaps(s))).Select(s => (TextSpan?)s).FirstOrDefault();
    }
}
