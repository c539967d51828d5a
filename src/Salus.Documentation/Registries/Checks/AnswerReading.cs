using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Resources;
using Salus.Fhir.Units;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Whether the evidence of an answer says it: read again from raw sources, rule by rule of the mapping.</summary>
internal sealed class AnswerReading : IDisposable
{
    private readonly RegistryMapping mapping;
    private readonly Sources sources;
    private readonly DateOnly report;
    private readonly FindingExtractor words;
    private readonly Dictionary<string, RawResource> resources;

    public AnswerReading(RegistryMapping mapping, Sources sources, DateOnly report, Vocabulary vocabulary)
    {
        (this.mapping, this.sources, this.report, words) = (mapping, sources, report, new FindingExtractor(vocabulary));
        resources = sources.Select(s => (s.Id, Raw: s.MediaType.Contains("json", StringComparison.Ordinal) ? RawResource.Of(s) : null)).Where(r => r.Raw is not null).ToDictionary(r => r.Id, r => r.Raw!, StringComparer.Ordinal);
    }

    public void Dispose()
    {
        foreach (var resource in resources.Values)
            resource.Dispose();
    }

    /// <summary>What is wrong with an answer; null when one rule of the mapping bears it out.</summary>
    public string? Fault(RegistryField field, FieldValue value, string? at, ImmutableArray<Evidence> evidence)
    {
        string? fault = null;
        foreach (var rule in field.Rules)
        {
            var found = rule switch
            {
                ElementRule element => ByElements(field, element, value, at, evidence),
                FindingRule finding => ByWords(field, finding, value, at, evidence),
                _ => "",
            };
            if (found is null)
                return null;
            if (found.Length > 0)
                fault ??= found;
        }
        return fault ?? $"Nothing that is shown for '{field.Label}' is of the kind the mapping asks for.";
    }

    /// <summary>Null when it holds, empty when the evidence is of another kind.</summary>
    private string? ByElements(RegistryField field, ElementRule rule, FieldValue value, string? at, ImmutableArray<Evidence> evidence)
    {
        var fault = "";
        foreach (var place in evidence.OfType<Element>().GroupBy(e => e.Source, StringComparer.Ordinal))
        {
            if (!resources.TryGetValue(place.Key, out var raw) || raw.Type != rule.Resources.Type)
                continue;
            var found = WrongValue(field, rule, value, raw, [.. place]) ?? WrongTime(rule, at, raw, place.Key, evidence) ?? NotChosen(rule, raw, place.Key, evidence);
            if (found is null)
                return null;
            fault = found;
        }
        return fault;
    }

    private string? WrongValue(RegistryField field, ElementRule rule, FieldValue value, RawResource raw, Element[] elements)
    {
        if (rule.Constant is { } constant)
        {
            if (value.Value != constant)
                return $"What is shown means {new FieldValue(constant, null).Shown(field)}, not {value.Shown(field)}.";
            return rule.Resources.Codes.IsEmpty || elements.Any(e => IsIn(raw, e, rule.Resources.Codes)) ? null : $"The code that is shown is in none of the mapping's lists ({string.Join(", ", rule.Resources.Codes)}).";
        }
        switch (field.Type)
        {
            case FieldType.Quantity:
                return WrongNumber(field, rule, value, raw, elements);
            case FieldType.Date:
                return elements.Any(e => raw.At(e.Path) is { } date && date.StartsWith(value.Value, StringComparison.Ordinal)) ? null : $"The source does not say {value.Value}.";
            case FieldType.Text:
                return elements.Any(e => raw.At(e.Path) is { } text && string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) == value.Value) ? null : "The words are not those of the source.";
            default:
                return elements.Any(e => Means(field, rule, value, raw, e)) ? null : $"What is shown does not mean {value.Shown(field)} by the mapping.";
        }
    }

    private bool Means(RegistryField field, ElementRule rule, FieldValue value, RawResource raw, Element element)
    {
        var said = raw.At(element.Path);
        if (!rule.Map.IsEmpty)
            return rule.Map.Any(m => m.To == value.Value && (IsIn(raw, element, m.Codes) || m.Texts.Contains(said ?? "", StringComparer.OrdinalIgnoreCase)));
        var option = field.Options.FirstOrDefault(o => o.Code == value.Value);
        return said == value.Value && (option?.System is null || option.System == raw.Beside(element.Path, "system"));
    }

    private bool IsIn(RawResource raw, Element element, ImmutableArray<string> lists) =>
        raw.At(element.Path) is { } code && raw.Beside(element.Path, "system") is var system && lists.Any(l => mapping.Codes[l].Has(system, code));

    private static string? WrongNumber(RegistryField field, ElementRule rule, FieldValue value, RawResource raw, Element[] elements)
    {
        foreach (var element in elements.Where(e => e.Path.EndsWith(".value", StringComparison.Ordinal) || !elements.Any(v => v.Path.EndsWith(".value", StringComparison.Ordinal))))
        {
            if (!double.TryParse(raw.At(element.Path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                continue;
            var unit = raw.Beside(element.Path, "code") ?? raw.Beside(element.Path, "unit") ?? "1";
            if (unit == field.Unit)
                return raw.At(element.Path) == value.Value || (value.Number is { } same && new FieldValue(raw.At(element.Path)!, unit).Number == same) ? null : $"The source says {raw.At(element.Path)} {unit}, not {value.Shown(field)}.";
            double expected;
            if (rule.Units.FirstOrDefault(u => u.From == unit) is { } conversion)
                expected = (number * (double)conversion.Factor) + (double)conversion.Offset;
            else if (Ucum.AreComparable(unit, field.Unit!))
                expected = Ucum.Convert(number, unit, field.Unit!);
            else
                return $"{raw.At(element.Path)} {unit} cannot be converted to {field.Unit}.";
            var allowed = (0.5 * Math.Pow(10, -field.Decimals)) + (1e-9 * Math.Abs(expected));
            return value.Number is { } converted && Math.Abs((double)converted - expected) <= allowed ? null
                : string.Create(CultureInfo.InvariantCulture, $"The source says {number} {unit}, which is {Math.Round(expected, field.Decimals)} {field.Unit}, not {value.Shown(field)}.");
        }
        return "The source holds no number where this answer points.";
    }

    private string? WrongTime(ElementRule rule, string? at, RawResource raw, string place, ImmutableArray<Evidence> evidence)
    {
        if (rule.Resources.Date is not { } path)
            return at is null ? null : "The day in brackets is in no source.";
        var date = raw.DateAt(path);
        if (at is not null && (date is not { Text: var text } || !text.StartsWith(at, StringComparison.Ordinal)))
            return $"The source is not of {at}{(date is { } other ? $" but of {other.Text[..Math.Min(10, other.Text.Length)]}" : "")}.";
        return rule.Window is null ? null : Outside(rule.Window, date is { } known ? (known.First, known.Last) : null, place, evidence);
    }

    private string? Outside(TimeWindow window, (DateOnly First, DateOnly Last)? date, string place, ImmutableArray<Evidence> evidence)
    {
        if (date is not { } at)
            return "The mapping asks for a value of a certain time, and this one has no date.";
        var around = window.Around is TimeWindow.Report ? (First: report, Last: report) : EventOf(window, place, evidence);
        if (around is not { } anchor)
            return $"Nothing that is shown says when the {mapping.Events[window.Around].Title} was, from which the time window counts.";
        var (from, to) = (window.From.After(anchor.Last), window.To.After(anchor.First));
        return at.First >= from && at.Last <= to ? null : string.Create(CultureInfo.InvariantCulture, $"The value is of {at.First:yyyy-MM-dd}, outside the time asked for: {from:yyyy-MM-dd} to {to:yyyy-MM-dd}.");
    }

    /// <summary>The event's day, from the last element that is shown: it stands behind those of the answer itself.</summary>
    private (DateOnly First, DateOnly Last)? EventOf(TimeWindow window, string place, ImmutableArray<Evidence> evidence)
    {
        var rule = mapping.Events[window.Around].Resources;
        foreach (var element in evidence.OfType<Element>().Reverse())
        {
            if (resources.TryGetValue(element.Source, out var raw) && raw.Type == rule.Type && raw.DateAt(rule.Date!) is { } date && raw.At(element.Path) == date.Text)
                return (date.First, date.Last);
            if (element.Source == place)
                break;
        }
        return null;
    }

    /// <summary>Another source of the draft that the rule would have taken before this one.</summary>
    private string? NotChosen(ElementRule rule, RawResource raw, string place, ImmutableArray<Evidence> evidence)
    {
        if (rule.Choice is not (Choice.Newest or Choice.First) || rule.Resources.Codes.IsEmpty || rule.Resources.Where is not null || raw.DateAt(rule.Resources.Date!) is not { } mine)
            return null;
        foreach (var (id, other) in resources)
        {
            if (id == place || other.Type != rule.Resources.Type || other.DateAt(rule.Resources.Date!) is not { } theirs || !Codings(other, rule.Resources))
                continue;
            if (rule.Window is not null && Outside(rule.Window, (theirs.First, theirs.Last), place, evidence) is not null)
                continue;
            if (rule.Choice is Choice.Newest ? theirs.First > mine.Last : theirs.Last < mine.First)
                return $"Another value of the same kind, of {theirs.Text[..Math.Min(10, theirs.Text.Length)]}, is {(rule.Choice is Choice.Newest ? "newer" : "earlier")}; the mapping asks for the {rule.Choice.ToString().ToLowerInvariant()}.";
        }
        return null;
    }

    /// <summary>Only where codes stand in the usual place, so that nothing but names and indexes is needed to find them.</summary>
    private bool Codings(RawResource other, ResourceRule rule)
    {
        if (!rule.Coded.Text.All(c => char.IsAsciiLetter(c) || c == '.') || other.At("status") is "entered-in-error" or "cancelled" or "not-done")
            return false;
        const int MostCodings = 20;
        for (var i = 0; i < MostCodings; i++)
        {
            if (other.At(string.Create(CultureInfo.InvariantCulture, $"{rule.Coded.Text}.coding[{i}].code")) is not { } code)
                return false;
            if (rule.Codes.Any(l => mapping.Codes[l].Has(other.At(string.Create(CultureInfo.InvariantCulture, $"{rule.Coded.Text}.coding[{i}].system")), code)))
                return true;
        }
        return false;
    }

    private string? ByWords(RegistryField field, FindingRule rule, FieldValue value, string? at, ImmutableArray<Evidence> evidence)
    {
        var fault = "";
        foreach (var quote in evidence.OfType<Quote>())
        {
            if (!sources.TryRead(quote, out var sentence))
                return "The words quoted for this answer are not in their source.";
            var term = rule.Terms.Select(t => (Term: t, At: sentence.IndexOf(t, StringComparison.OrdinalIgnoreCase))).Where(t => t.At >= 0).OrderByDescending(t => t.Term.Length).FirstOrDefault();
            // Inflected or hyphenated: the stem of the term's first word must stand there all the same.
            if (term.Term is null && rule.Terms.Select(t => t.Split(' ')[0]).Select(w => (Term: w, At: sentence.IndexOf(w[..Math.Max(3, w.Length - 2)], StringComparison.OrdinalIgnoreCase))).FirstOrDefault(t => t.At >= 0) is { Term: not null } stem)
                term = (stem.Term[..Math.Max(3, stem.Term.Length - 2)], stem.At);
            if (term.Term is null)
            {
                fault = $"The words quoted do not speak of {rule.Terms[0]}.";
                continue;
            }
            var found = WrongWords(field, rule, value, sentence, new TextSpan(term.At, term.Term.Length)) ?? WrongDay(rule, at, quote, evidence);
            if (found is null)
                return null;
            fault = found;
        }
        return fault;
    }

    private string? WrongWords(RegistryField field, FindingRule rule, FieldValue value, string sentence, TextSpan span)
    {
        var (polarity, frame, experiencer) = words.Assess(sentence, span);
        if (experiencer.Kind != (rule.Family ? ExperiencerKind.Family : ExperiencerKind.Patient))
            return $"The words quoted are about {(rule.Family ? "the patient" : "somebody else")}.";
        if (field.Type is FieldType.Quantity)
            return sentence.Contains(value.Value, StringComparison.Ordinal) ? null : $"The words quoted do not say {value.Shown(field)}.";
        if (polarity is Polarity.Possible or Polarity.Conditional)
            return "The words quoted say it only as possible.";
        var meant = polarity is Polarity.Negated ? [rule.Negated] : frame is TimeFrame.Past or TimeFrame.Resolved ? new[] { rule.Resolved, frame is TimeFrame.Past ? rule.Affirmed : null } : [rule.Affirmed, rule.Resolved];
        return meant.Contains(value.Value, StringComparer.Ordinal) ? null : $"The words quoted do not mean {value.Shown(field)}.";
    }

    private string? WrongDay(FindingRule rule, string? at, Quote quote, ImmutableArray<Evidence> evidence)
    {
        var date = ChartText.DateOf(quote.Source);
        if (at is not null && date?.StartsWith(at, StringComparison.Ordinal) is not true)
            return $"The text quoted is not of {at}.";
        return rule.Window is null ? null
            : Outside(rule.Window, FhirDate.TryParse(date, out var known) ? (known.Day, DateOnly.FromDateTime(known.End.AddTicks(-1).DateTime)) : null, quote.Source, evidence);
    }
}
