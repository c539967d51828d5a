using System.Collections.Immutable;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Names, places, organisations, forms of numbers and templates of one author, read from five or six files: tab-separated, one group
/// per line, values parted by <c>; </c>, lines with <c>#</c> say where they come from. Two sets come with the program.
/// </summary>
public sealed class PlantingSet
{
    private const string NumberForms = "numbers.tsv";

    private static readonly Lazy<PlantingSet> development = new(() => new PlantingSet("development"));
    private static readonly Lazy<PlantingSet> heldOut = new(() => new PlantingSet("heldout"));

    private PlantingSet(string split)
        : this(file => file is NumberForms ? [] : EvaluationData.Lines($"{split}.{file}"))
    {
    }

    private PlantingSet(Func<string, IEnumerable<string>> read)
    {
        Given = [.. Rows(read, "given.tsv").SelectMany(l => Values(l[2]).Select(n => n.Split('=') is [var name, var called] ? new GivenName(name, l[0], l[1], [.. called.Split('|')]) : new GivenName(n, l[0], l[1], [])))];
        Family = [.. Rows(read, "family.tsv").SelectMany(l => Values(l[1]).Select(n => new FamilyName(n, l[0])))];
        Places = Grouped(read, "places.tsv");
        Organizations = Grouped(read, "organizations.tsv");
        Numbers = Grouped(read, NumberForms);
        Templates = Rows(read, "templates.tsv").GroupBy(l => l[0], l => NoteTemplate.Parse(l[1]), StringComparer.Ordinal).ToImmutableSortedDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
    }

    public ImmutableArray<GivenName> Given { get; }

    public ImmutableArray<FamilyName> Family { get; }

    /// <summary>By kind: <c>city</c>, <c>street</c>, <c>region</c>.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Places { get; }

    /// <summary>By kind: <c>hospital</c>, <c>clinic</c>, <c>employer</c>, <c>school</c>, <c>insurer</c>, <c>domain</c>.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Organizations { get; }

    /// <summary>Forms of numbers by kind, where the author gives any: <c>phone</c>, <c>mrn</c>, <c>plan</c> and so on; <c>#</c> for a digit, <c>@</c> for a letter.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Numbers { get; }

    /// <summary>By where they go: <c>top</c>, <c>sentence</c>, <c>bottom</c>, <c>turn</c>.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<NoteTemplate>> Templates { get; }

    public static PlantingSet Of(PlantingSplit split) => split is PlantingSplit.Development ? development.Value : heldOut.Value;

    /// <summary>A set in a folder: <c>given.tsv</c>, <c>family.tsv</c>, <c>places.tsv</c>, <c>organizations.tsv</c>, <c>templates.tsv</c> and perhaps <c>numbers.tsv</c>.</summary>
    public static PlantingSet In(DirectoryInfo folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new PlantingSet(file => new FileInfo(Path.Combine(folder.FullName, file)) is var held && (file is not NumberForms || held.Exists) ? EvaluationData.Lines(held) : []);
    }

    /// <summary>Carriers that come with the program: invented notes and dialogues without identifiers.</summary>
    public static ImmutableArray<Carrier> EmbeddedCarriers => [.. Rows(EvaluationData.Lines, "carriers.tsv").Select((l, i) => new Carrier(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"invented-{i + 1:00}"), l[0] is "dialogue", l[1].Replace("\\n", "\n", StringComparison.Ordinal)))];

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Grouped(Func<string, IEnumerable<string>> read, string file) =>
        Rows(read, file).GroupBy(l => l[0], StringComparer.Ordinal).ToImmutableSortedDictionary(g => g.Key, g => g.SelectMany(l => Values(l[1])).ToImmutableArray(), StringComparer.Ordinal);

    private static string[] Values(string group) => group.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string[]> Rows(Func<string, IEnumerable<string>> read, string file) => read(file).Select(l => l.Split('\t'));
}

/// <param name="Sex"><c>f</c>, <c>m</c>, or <c>x</c> for either.</param>
/// <param name="Called">Nicknames.</param>
public sealed record GivenName(string Name, string Culture, string Sex, ImmutableArray<string> Called);

public sealed record FamilyName(string Name, string Culture);
