using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Fhir.Paths;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>
/// What a registry asks and where the answers of a chart stand. Read from a mapping file (see docs/reference/registry-mapping.md);
/// one that exists is sound: expressions parse, names are known, units and ranges fit their types.
/// </summary>
/// <param name="Name">Kebab-case; names the registry in commands and exports.</param>
/// <param name="Version">Of the form, as its owner counts; goes into every draft and export.</param>
/// <param name="Text">The file as it was read.</param>
public sealed record RegistryMapping(
    string Name,
    string Version,
    string Title,
    string? Publisher,
    string? Origin,
    ImmutableArray<RegistrySection> Sections,
    ImmutableDictionary<string, CodeList> Codes,
    ImmutableDictionary<string, EventRule> Events,
    string Text)
{
    /// <summary>Id of the mapping among the sources of a draft.</summary>
    public const string SourceId = "mapping";

    public IEnumerable<RegistryField> Fields => Sections.SelectMany(s => s.Fields);

    /// <summary>The field whose label begins a statement; null when none does.</summary>
    public RegistryField? Labelled(string label) => Fields.FirstOrDefault(f => string.Equals(f.Label, label.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The mapping goes with every draft made from it, so that checks and exports need no other copy.</summary>
    public Source ToSource() => new(SourceId, $"Mapping of {Title}, version {Version}", "application/yaml", [.. Encoding.UTF8.GetBytes(Text)], []);
}

public sealed record RegistrySection(string Name, string Title, ImmutableArray<RegistryField> Fields);

/// <summary>What an answer may be.</summary>
public enum FieldType
{
    Code,
    Quantity,
    Date,
    Boolean,
    Text,
}

/// <summary>One question of the form.</summary>
/// <param name="Label">As printed; unique in the mapping. A statement begins with it.</param>
/// <param name="Unit">UCUM code the answer is given in; null for all but quantities.</param>
/// <param name="Decimals">Digits after the point of a converted number; numbers that need no conversion keep their own.</param>
/// <param name="PreferFirst">The first rule that has an answer gives it; otherwise rules that disagree leave the field open.</param>
public sealed record RegistryField(
    string Name,
    string Label,
    FieldType Type,
    bool Required,
    string? Unit,
    int Decimals,
    FieldRange? Range,
    ImmutableArray<FieldOption> Options,
    bool PreferFirst,
    ImmutableArray<AnswerRule> Rules,
    int Line);

/// <summary>Bounds that belong to the range. For dates <paramref name="Most"/> may be <c>report</c>: the day the form is filled in for.</summary>
public sealed record FieldRange(string? Least, string? Most)
{
    public const string Report = "report";
}

/// <summary>An answer to choose from. The label is what people read and write, the code is what leaves.</summary>
public sealed record FieldOption(string Code, string Label, string? System);

/// <summary>Codes of one code system, with where the list comes from.</summary>
/// <param name="Exact">Codes that belong to it.</param>
/// <param name="Beginnings">Every code that begins so belongs to it too, as in classifications whose codes grow to the right.</param>
public sealed record CodeList(string Name, string System, ImmutableArray<string> Exact, ImmutableArray<string> Beginnings, string Source, string Version)
{
    public bool Has(string? system, string? code) =>
        code is not null && string.Equals(system, System, StringComparison.Ordinal) && (Exact.Contains(code, StringComparer.Ordinal) || Beginnings.Any(b => code.StartsWith(b, StringComparison.Ordinal)));
}

/// <summary>Which of several values counts.</summary>
public enum Choice
{
    /// <summary>There may be one value only; different ones are a conflict.</summary>
    Only,
    Newest,
    First,

    /// <summary>Nearest in time to the event of the window.</summary>
    Nearest,
}

/// <summary>Which resources are meant.</summary>
/// <param name="Coded">FHIRPath to the CodeableConcepts that <paramref name="Codes"/> are looked for in.</param>
/// <param name="Date">Element names to the time that counts, for example <c>effective</c>; null when time does not matter.</param>
public sealed record ResourceRule(string Type, FhirPath Coded, ImmutableArray<string> Codes, FhirPath? Where, string? Date);

/// <summary>Something that time windows are counted from: the first or newest resource that fits.</summary>
public sealed record EventRule(string Name, string Title, ResourceRule Resources, Choice Choice);

/// <summary>Calendar steps; negative before. Years and months are added to days as calendars do.</summary>
public readonly record struct TimeStep(int Count, string Unit)
{
    /// <summary>The first or last day there is where the calendar ends.</summary>
    public DateOnly After(DateOnly day)
    {
        try
        {
            return Unit switch
            {
                "years" => day.AddYears(Count),
                "months" => day.AddMonths(Count),
                "weeks" => day.AddDays(7 * Count),
                _ => day.AddDays(Count),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return Count < 0 ? DateOnly.MinValue : DateOnly.MaxValue;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} {Unit}");
}

/// <summary>Days from one bound to the other, both included, counted from an event; <c>report</c> is the day the form is filled in for.</summary>
public sealed record TimeWindow(string Around, TimeStep From, TimeStep To)
{
    public const string Report = "report";
}

/// <summary>A way to answer a field.</summary>
public abstract record AnswerRule(Choice Choice, TimeWindow? Window, int Line);

/// <summary>From elements of resources.</summary>
/// <param name="Value">FHIRPath from the resource to the elements that hold the answer.</param>
/// <param name="Constant">The answer that a fitting resource means, instead of an element's value: a boolean or an option's code; <paramref name="Value"/> then shows what proves it.</param>
/// <param name="Map">How coded or written values become options.</param>
public sealed record ElementRule(ResourceRule Resources, FhirPath Value, string? Constant, ImmutableArray<ValueMap> Map, ImmutableArray<UnitRule> Units, Choice Choice, TimeWindow? Window, int Line)
    : AnswerRule(Choice, Window, Line);

/// <summary>From words of notes and documents, read by the finding engine.</summary>
/// <param name="Terms">What it is called; inflection and hyphens do not matter.</param>
/// <param name="Affirmed">The answer when it is said to be there; null when that answers nothing.</param>
/// <param name="Negated">The answer when it is said not to be there.</param>
/// <param name="Resolved">The answer when it is said to be over, or in the past.</param>
/// <param name="Family">Look for relatives' findings instead of the patient's.</param>
public sealed record FindingRule(ImmutableArray<string> Terms, string? Affirmed, string? Negated, string? Resolved, bool Family, Choice Choice, TimeWindow? Window, int Line)
    : AnswerRule(Choice, Window, Line);

/// <summary>Source values that mean an option, a boolean: by code list, or by words as they are written.</summary>
public sealed record ValueMap(string To, ImmutableArray<string> Codes, ImmutableArray<string> Texts);

/// <summary>A conversion that UCUM cannot know, such as between amounts of substance and mass: value × factor + offset.</summary>
/// <param name="Source">Where the formula comes from.</param>
public sealed record UnitRule(string From, decimal Factor, decimal Offset, string Source);
