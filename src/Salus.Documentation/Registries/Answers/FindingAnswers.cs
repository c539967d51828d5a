using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Resources;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>The answers that words of notes and documents offer, each with the sentence that says it.</summary>
internal sealed class FindingAnswers
{
    private const string Prefix = "registry/";

    private readonly FindingExtractor extractor;

    /// <summary>What the vocabulary itself means by a term: its longer names for the same, such as "smoke cigarettes" for "cigarettes", win over the term.</summary>
    private readonly Dictionary<string, string> known;

    /// <summary>The vocabulary of a mapping: that of the site, with the mapping's own terms before it.</summary>
    public FindingAnswers(RegistryMapping mapping, Vocabulary vocabulary)
    {
        var own = mapping.Fields.SelectMany(f => f.Rules.OfType<FindingRule>().SelectMany(r => r.Terms.Select(t => (Term: Key(t), f.Type))))
            .GroupBy(t => t.Term, StringComparer.Ordinal)
            .Select(g => new Concept(Prefix + g.Key, g.Key, g.Any(t => t.Type is FieldType.Quantity) ? ConceptKind.Test : ConceptKind.Finding, [g.Key], null, [], ImmutableDictionary<string, string>.Empty))
            .ToArray();
        HasRules = own.Length > 0;
        known = own.Select(c => (c.Name, vocabulary.Matcher.Exact(c.Name)?.Id)).Where(k => k.Id is not null).ToDictionary(k => k.Name, k => k.Id!, StringComparer.Ordinal);
        extractor = new FindingExtractor(HasRules ? vocabulary.With(own) : vocabulary);
    }

    private bool HasRules { get; }

    /// <summary>What the texts say, in order; read once for all fields.</summary>
    public ImmutableArray<(ChartText Text, ClinicalFinding Finding)> Read(ImmutableArray<ChartText> texts) => !HasRules ? [] :
        [.. texts.SelectMany(t => extractor.Extract([.. t.Source.Segments.Select(s => new Utterance(SpeakerRole.Note, s.Text))]).Where(f => f.Concept.Id.StartsWith(Prefix, StringComparison.Ordinal) || known.ContainsValue(f.Concept.Id)).Select(f => (t, f)))];

    public IEnumerable<Candidate> Of(RegistryField field, FindingRule rule, ImmutableArray<(ChartText Text, ClinicalFinding Finding)> findings)
    {
        var wanted = rule.Terms.Select(t => Prefix + Key(t)).ToHashSet(StringComparer.Ordinal);
        foreach (var (text, finding) in findings)
        {
            if (!(wanted.Contains(finding.Concept.Id) || IsLonger(rule, finding, text)) || finding.Experiencer.Kind != (rule.Family ? ExperiencerKind.Family : ExperiencerKind.Patient))
                continue;
            var segment = text.Source.Segments[finding.Named.Utterance].Text;
            var sentence = SentenceSplitter.Note(segment).FirstOrDefault(s => s.Overlaps(finding.Named.Span), finding.Named.Span);
            var quote = new Quote(text.Source.Id, finding.Named.Utterance, sentence.Start, sentence.Length, sentence.In(segment));
            var (value, fault, why) = Answer(field, rule, finding, quote.Text);
            Days? at = FhirDate.TryParse(text.At, out var date) ? Days.Of(date) : null;
            if (value is not null || fault is not null)
                yield return new Candidate(value, fault, why, $"“{quote.Text}”", at, at is null ? null : date.Text, [quote], text.Source.Id);
        }
    }

    private bool IsLonger(FindingRule rule, ClinicalFinding finding, ChartText text)
    {
        var named = finding.Named.Span.In(text.Source.Segments[finding.Named.Utterance].Text);
        return rule.Terms.Any(t => known.GetValueOrDefault(Key(t)) == finding.Concept.Id && named.Contains(t, StringComparison.OrdinalIgnoreCase));
    }

    private static (FieldValue? Value, OpenReason? Fault, string? Why) Answer(RegistryField field, FindingRule rule, ClinicalFinding finding, string sentence)
    {
        if (finding.Polarity is Polarity.Possible or Polarity.Conditional || finding.Time.Frame is TimeFrame.Future)
            return (null, OpenReason.NotCertain, $"It is only said as possible or to come: “{sentence}”.");
        if (field.Type is FieldType.Quantity)
            return Measured(field, finding);
        var constant = finding.Polarity is Polarity.Negated ? rule.Negated
            : finding.Time.Frame is TimeFrame.Resolved or TimeFrame.Past && rule.Resolved is not null ? rule.Resolved
            : finding.Time.Frame is TimeFrame.Resolved ? null
            : rule.Affirmed;
        return (constant is null ? null : new FieldValue(constant, null), null, null);
    }

    private static (FieldValue? Value, OpenReason? Fault, string? Why) Measured(RegistryField field, ClinicalFinding finding)
    {
        if (finding.Measure is not { Shape: MeasureShape.Single, Comparator: Comparator.Equal } measure || finding.Polarity is Polarity.Negated)
            return (null, null, null);
        var unit = measure.Unit.Length == 0 ? "1" : UcumOf(measure.Unit);
        if (string.Equals(unit, field.Unit, StringComparison.Ordinal))
            return (new FieldValue(measure.Value.ToString(CultureInfo.InvariantCulture), field.Unit), null, null);
        return UnitConversion.Apply(measure.Value, unit, field, []) is var (amount, _)
            ? (new FieldValue(amount.ToString(CultureInfo.InvariantCulture), field.Unit), null, null)
            : (null, OpenReason.NotConvertible, $"{measure.Text} is not in a unit that can be converted to {field.Unit}.");
    }

    /// <summary>Units as notes write them, in UCUM.</summary>
    internal static string UcumOf(string unit) => unit switch
    {
        "mmHg" => "mm[Hg]",
        "mcg" => "ug",
        "mcg/L" => "ug/L",
        "°C" => "Cel",
        "°F" => "[degF]",
        "bpm" => "/min",
        "mEq" => "meq",
        "mEq/L" => "meq/L",
        "inch" => "[in_i]",
        "pound" => "[lb_av]",
        _ => unit,
    };

    private static string Key(string term) => term.Trim().ToLowerInvariant();
}
