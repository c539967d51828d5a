using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Resources;
using Salus.Fhir.Units;

namespace Salus.Trust;

/// <summary>Where a value lies against its reference range.</summary>
public enum RangeFlag
{
    None,
    Low,
    High,
    CriticalLow,
    CriticalHigh,

    /// <summary>Not normal, without a direction.</summary>
    Abnormal,
}

/// <summary>One measured value, or one in words.</summary>
/// <param name="Number">In the unit of the course; null for words.</param>
/// <param name="Text">As its source wrote it, in its own unit.</param>
/// <param name="Comparator"><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;=</c>, <c>&gt;</c>, or empty when the value is exact.</param>
/// <param name="Low">Of the reference range, in the unit of the course; null when it is not given.</param>
/// <param name="Part">For a value that is read together with others, such as blood pressure, which part it is; else empty.</param>
/// <param name="Path">FHIRPath of the value in <paramref name="Fact"/>.</param>
public sealed record ResultPoint(DateTimeOffset At, decimal? Number, string Text, string Comparator, decimal? Low, decimal? High, RangeFlag Flag, string Part, ChartFact<Observation> Fact, string Path)
{
    /// <summary>The number, or the words, as evidence of a draft.</summary>
    public Element Evidence() => Fact.Evidence(Number is null ? Path : Path + ".value");
}

/// <summary>
/// What was measured of one kind, over time, oldest first. Values in units that UCUM can convert are one course in the unit of the newest;
/// values that cannot be converted are courses of their own. The range and flag are those of the laboratory; without a flag the value is held
/// against the range that came with it, never against another.
/// </summary>
/// <param name="Category">The observation's category, for example <c>laboratory</c>; null when it has none.</param>
/// <param name="Panel">The report that lists the newest of them; null when none does.</param>
/// <param name="Unit">UCUM where the source uses it, else its own words; empty for none.</param>
public sealed record ResultCourse(string Name, string Key, string? Category, string? Panel, string Unit, ImmutableArray<ResultPoint> Points)
{
    private const string UcumSystem = "http://unitsofmeasure.org";

    public ResultPoint Newest => Points[^1];

    /// <summary>
    /// A value of this course as written, never without its unit: the source's own digits where they are of the course's unit, else the
    /// converted ones; words as they are.
    /// </summary>
    public string AmountOf(ResultPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (point.Number is not { } number)
            return point.Text;
        var written = decimal.TryParse(point.Text, NumberStyles.Number, CultureInfo.InvariantCulture, out var own) && own == number ? point.Text : number.ToString("0.####", CultureInfo.InvariantCulture);
        return $"{point.Comparator}{written}{(Unit.Length > 0 ? " " + Unit : "")}";
    }

    internal static ImmutableArray<ResultCourse> From(IEnumerable<ChartFact<Observation>> observations, IEnumerable<ChartFact<DiagnosticReport>> reports)
    {
        var panels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            foreach (var result in report.Resource.Results.Select(r => r.Target).OfType<(string Type, string Id)>())
            {
                if (report.Resource.Code?.Display is { } title)
                    panels.TryAdd(result.Id, title);
            }
        }
        var measured = observations.Where(o => o.Resource.Status is not ("entered-in-error" or "cancelled")).SelectMany(o => Measure(o, panels)).ToArray();
        return
        [
            .. SameThing.Group(measured, m => m.Keys).SelectMany(Courses)
                .OrderByDescending(c => c.Newest.At).ThenBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Unit, StringComparer.Ordinal),
        ];
    }

    /// <summary>An observation can hold several measurements: its own value, or a component each.</summary>
    private static IEnumerable<Measured> Measure(ChartFact<Observation> fact, Dictionary<string, string> panels)
    {
        var observation = fact.Resource;
        if ((observation.Effective ?? observation.Issued) is not { } when || observation.Code is not { Display: { } name } code)
            yield break;
        var about = new About(fact, when.Start, observation.Categories.SelectMany(c => c.Codings).Select(c => c.Code).FirstOrDefault(c => c is not null), observation.Id is { } id ? panels.GetValueOrDefault(id) : null);
        string[] keys = [.. SameThing.Keys(code)];
        if (Measured.Of(about, name, keys, "", "Observation.value", observation.ValueQuantity, observation.ValueConcept, observation.ValueText, observation.Interpretations, observation.ReferenceRanges) is { } own)
            yield return own;
        var components = observation.Components.Index()
            .Where(c => c.Item.Code?.Display is not null)
            .Select(c => (Part: c.Item.Code!.Value, Read: Measured.Of(about, c.Item.Code!.Value.Display!, [.. SameThing.Keys(c.Item.Code!.Value).Select(k => keys[0] + "/" + k)], "",
                string.Create(CultureInfo.InvariantCulture, $"Observation.component[{c.Index}].value"), c.Item.ValueQuantity, c.Item.ValueConcept, c.Item.ValueText, c.Item.Interpretations, c.Item.ReferenceRanges)))
            .Where(c => c.Read is not null).ToArray();
        // Two amounts of one unit are read together, as a blood pressure is.
        var together = components.Length == 2 && components.All(c => c.Read!.Number is not null) && components[0].Read!.Unit == components[1].Read!.Unit;
        foreach (var (part, read) in components)
            yield return together ? read! with { Name = name, Keys = keys, Part = Short(part.Display!, name) } : read!;
    }

    private static IEnumerable<ResultCourse> Courses(List<Measured> same)
    {
        // The newest value names the unit that the others are converted to; what cannot be converted starts a course of its own.
        var left = same.OrderByDescending(m => m.About.At).ThenBy(m => m.About.Fact.Version.Place, StringComparer.Ordinal).ToList();
        while (left.Count > 0)
        {
            var first = left[0];
            var course = left.Select(m => (From: m, To: m.In(first))).Where(m => m.To is not null).ToArray();
            left.RemoveAll(m => Array.Exists(course, c => ReferenceEquals(c.From, m)));
            yield return new ResultCourse(first.Name, first.Keys[0], first.About.Category, first.About.Panel, first.Unit, [.. course.Select(c => c.To!).Reverse()]);
        }
    }

    // “Systolic Blood Pressure” of “Blood Pressure” is “Systolic”.
    private static string Short(string part, string whole) => part.Replace(whole, "", StringComparison.OrdinalIgnoreCase).Trim() is { Length: > 2 } rest ? rest : part;

    private sealed record About(ChartFact<Observation> Fact, DateTimeOffset At, string? Category, string? Panel);

    private sealed record Measured(About About, string Name, string[] Keys, string Part, string Path, string Unit, bool IsUcum, decimal? Number, string Text, string Comparator, decimal? Low, decimal? High, RangeFlag? Said)
    {
        public static Measured? Of(About about, string name, string[] keys, string part, string path, Quantity? quantity, CodeableConcept? concept, string? words, IReadOnlyList<CodeableConcept> interpretations, IReadOnlyList<Observation.ReferenceRange> ranges)
        {
            var said = interpretations.SelectMany(i => i.Codings).Select(c => FlagOf(c.Code)).FirstOrDefault(f => f is not null);
            if (quantity is { Value: { } number } amount)
            {
                var isUcum = amount is { System: UcumSystem, Code: not null };
                var range = ranges.FirstOrDefault(r => r.Type is null || r.Type.Value.Codings.Any(c => c.Code is "normal"));
                var (low, high) = range.Node is null ? (null, null) : (Bound(range.Low, amount), Bound(range.High, amount));
                return new Measured(about, name, keys, part, path, (isUcum ? amount.Code : amount.Unit ?? amount.Code) ?? "", isUcum, number, amount.Node["value"]!.Value!, amount.Comparator ?? "", low, high, said);
            }
            return (concept?.Display ?? words) is { } text ? new Measured(about, name, keys, part, concept is { Node: { } node } ? WordsPath(path, node) : path, "", IsUcum: false, null, text, "", null, null, said) : null;
        }

        /// <summary>The point of it in the unit of another; null when the two are of different kinds.</summary>
        public ResultPoint? In(Measured other)
        {
            if (Number is null != other.Number is null)
                return null;
            var flag = Said ?? (Number is { } own ? Against(own, Comparator, Low, High) : RangeFlag.None);
            if (Number is null || string.Equals(Unit, other.Unit, StringComparison.Ordinal))
                return new ResultPoint(About.At, Number, Text, Comparator, Low, High, flag, Part, About.Fact, Path);
            if (!IsUcum || !other.IsUcum || Convert(Number, other.Unit) is not { } number)
                return null;
            return new ResultPoint(About.At, number, $"{Text} {Unit}", Comparator, Convert(Low, other.Unit), Convert(High, other.Unit), flag, Part, About.Fact, Path);
        }

        private decimal? Convert(decimal? value, string to) => value is { } known ? Ucum.TryConvert(known, Unit, to) : null;

        // A bound in another unit than the value is converted, or not used.
        private static decimal? Bound(Quantity? bound, Quantity value) =>
            bound is not { Value: { } number } known ? null
            : known.Code is null || string.Equals(known.Code, value.Code, StringComparison.Ordinal) ? number
            : value.Code is { } to ? Ucum.TryConvert(number, known.Code, to) : null;

        private static string WordsPath(string path, FhirNode concept) => concept["text"] is not null ? path + ".text"
            : concept["coding"]?["display"] is not null ? path + ".coding[0].display" : path + ".coding[0].code";
    }

    /// <summary>Codes of http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation (4.0.1); null for those that are no flag.</summary>
    private static RangeFlag? FlagOf(string? code) => code switch
    {
        "H" or "HU" or "HX" => RangeFlag.High,
        "HH" => RangeFlag.CriticalHigh,
        "L" or "LU" or "LX" => RangeFlag.Low,
        "LL" => RangeFlag.CriticalLow,
        "A" or "AA" => RangeFlag.Abnormal,
        "N" => RangeFlag.None,
        _ => null,
    };

    // A value known only to be less than a bound is low only when the whole of it is.
    private static RangeFlag Against(decimal value, string comparator, decimal? low, decimal? high) =>
        low is { } least && (value < least || (value == least && comparator is "<")) && comparator is not (">" or ">=") ? RangeFlag.Low
        : high is { } most && (value > most || (value == most && comparator is ">")) && comparator is not ("<" or "<=") ? RangeFlag.High
        : RangeFlag.None;
}
