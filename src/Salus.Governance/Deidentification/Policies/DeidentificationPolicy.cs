using System.Collections.Concurrent;
using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// What is done with every kind of identifier, in text and in each format; one file says it all. Rules are ordered and the first match wins; what no
/// rule names goes (fail closed).
/// </summary>
public sealed record DeidentificationPolicy
{
    private static readonly ConcurrentDictionary<string, DeidentificationPolicy> profiles = new(StringComparer.Ordinal);

    /// <summary>The profiles that come with Salus. <c>safe-harbor</c> is the one to begin with.</summary>
    public static ImmutableArray<string> Profiles { get; } = ["safe-harbor", "limited-data-set", "research-keep-dates"];

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>The profile whose rules follow the policy's own; null for a profile and for a policy that stands alone.</summary>
    public string? BasedOn { get; init; }

    /// <summary>What happens to what is found in free text: every class has a treatment.</summary>
    public required ImmutableSortedDictionary<IdentifierClass, Treatment> Text { get; init; }

    public ImmutableArray<ElementRule> Fhir { get; init; } = [];

    /// <summary>HL7 v2.</summary>
    public ImmutableArray<FieldRule> Fields { get; init; } = [];

    /// <summary>CSV. A column that no rule names is judged by its heading and its cells.</summary>
    public ImmutableArray<ColumnRule> Columns { get; init; } = [];

    /// <summary>Words in free text that are not known to be harmless are treated as names.</summary>
    public bool DefaultDeny { get; init; }

    public DateFacts Dates { get; init; } = new();

    public AgeFacts Ages { get; init; } = new();

    public PostalCodeFacts PostalCodes { get; init; } = new();

    /// <summary>Where the policy keeps what its profile would not, and why: for the statement that goes with a release.</summary>
    public ImmutableArray<KeptForReason> Reasons { get; init; } = [];

    /// <summary>What happens to this class in free text.</summary>
    public Treatment Of(IdentifierClass kind) => Text[kind];

    /// <param name="name">One of <see cref="Profiles"/>.</param>
    /// <exception cref="DeidentificationException">There is no such profile.</exception>
    public static DeidentificationPolicy Profile(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return profiles.TryGetValue(name, out var known) ? known : profiles.GetOrAdd(name, Read(YamlOf(name), $"{name}.yaml"));
    }

    /// <summary>The file of a profile, to read or to begin a policy with.</summary>
    /// <param name="profile">One of <see cref="Profiles"/>.</param>
    /// <exception cref="DeidentificationException">There is no such profile.</exception>
    public static string YamlOf(string profile) => Profiles.Contains(profile, StringComparer.Ordinal)
        ? PolicyData.Text($"Policies.Data.{profile}.yaml")
        : throw new DeidentificationException($"There is no such profile. Known are {string.Join(", ", Profiles)}; for a policy of your own give the name of its file.");

    /// <summary>Reads a policy file.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="DeidentificationException">It cannot be read or contradicts itself; the message says file, line and what to do.</exception>
    public static DeidentificationPolicy Read(string yaml, string file)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(file);
        return PolicyFile.Read(yaml, file);
    }
}

/// <summary>
/// What happens to elements of FHIR resources. For every primitive the rule that stands first among those matching it or anything around it decides,
/// so a rule for a complex element speaks for all inside it that no earlier rule names.
/// </summary>
/// <param name="Path">
/// <c>Patient.name</c> (resource type or data type, then elements; <c>Resource</c> stands for every resource type; the choice <c>value[x]</c> is written
/// <c>value</c>, and a choice of one type <c>value.ofType(string)</c>), <c>nodesByType('HumanName')</c>, <c>nodesByName('display')</c>, each with elements after it,
/// and <c>Extension.where(url = '…')</c>.
/// </param>
/// <param name="Class">What the element holds, for surrogates and for the tally.</param>
public sealed record ElementRule(string Path, Treatment Treatment, IdentifierClass Class);

/// <summary>What happens to fields of HL7 v2 messages.</summary>
/// <param name="Path"><c>PID-5</c>, <c>PID-3.1</c>, <c>NK1-*</c>, <c>Z*</c> (all segments that begin so). What no rule names goes.</param>
public sealed record FieldRule(string Path, Treatment Treatment, IdentifierClass Class);

/// <summary>What happens to columns of tables.</summary>
/// <param name="Column">The heading, capitals ignored; <c>*</c> stands for any characters.</param>
public sealed record ColumnRule(string Column, Treatment Treatment, IdentifierClass Class);

/// <param name="Where">The class or the path that is kept.</param>
public sealed record KeptForReason(string Where, string Because);
