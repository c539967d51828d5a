using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Synthesis.Tables.Gate;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Releases;

/// <summary>What goes out with a released table, so that whoever receives it knows what it is and what it is not.</summary>
public sealed record DataCard(bool Synthetic, string FileName, string Content, long Rows, ImmutableArray<CardColumn> Columns, string Source, string SourceDigest, long SourceRows, string Engine, string Version,
    ulong FitSeed, ulong? DrawSeed, int Protection, double? Epsilon, double? Delta, double ControlShare, ImmutableArray<Measure> Measures, ImmutableArray<string> Decisions, string SignedBy, string SignedAs, DateTimeOffset SignedAt, string Draft, ImmutableArray<string> Overruled)
{
    /// <summary>What a synthetic table cannot do, in every card.</summary>
    public static ImmutableArray<string> Limits { get; } =
    [
        "Synthetic: no row describes a person. A row that resembles somebody does so by chance, within the risks below.",
        "Made to plan studies, to teach and to try software. Confirm every finding on real data before anybody acts on it.",
        "Rare groups, extreme values and combinations that the source hardly holds are blurred or left out on purpose.",
        "The risks are measured for the attacks that are named, against people who were held back from learning. Other attacks may do better.",
    ];

    public static DataCard Of(DataSet set, GateReport report, DraftId draft, Signature signature)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(signature);
        return new(true, set.FileName, set.Content.ToString(), set.Rows, [.. set.Schema.Columns.Select(c => new CardColumn(c.Name, c.Kind, c.Levels.Length))], set.About.Source, set.About.SourceDigest, set.About.SourceRows,
            set.About.Engine, set.About.Version, set.About.Seed, set.Seed, set.About.Protection, set.About.Epsilon, set.About.Delta, set.About.ControlShare, report.Measures, set.Schema.Decisions,
            signature.Name, signature.Role.ToString(), signature.At, draft.ToString(), [.. signature.Overruled.Select(o => $"{o.Finding.Message} Set aside: {o.Reason}")]);
    }

    /// <summary>The card to be read by people.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Data card: {FileName}\n\n");
        foreach (var limit in Limits)
            text.Append(CultureInfo.InvariantCulture, $"- {limit}\n");
        if (Epsilon is not null)
            text.Append("- ε holds for the rows alone: the figures below were measured on the real table, outside that budget.\n");
        text.Append(CultureInfo.InvariantCulture, $"\n## Origin\n\n| | |\n|---|---|\n| rows | {Rows} |\n| file, SHA-256 | `{Content}` |\n| source | {Cell(Source)}, {SourceRows} rows |\n| source, SHA-256 | `{SourceDigest}` |\n| engine | {Engine}, Salus {Version} |\n| seeds | learned with {FitSeed}, drawn with {DrawSeed?.ToString(CultureInfo.InvariantCulture) ?? "one that was not said"} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| privacy | {(Epsilon is { } e ? string.Create(CultureInfo.InvariantCulture, $"differential privacy, ε = {e:0.###}, δ = {Delta:0.#e+0}") : string.Create(CultureInfo.InvariantCulture, $"no proof; protection level {Protection}, attacks below"))} |\n| held back for the attacks | {100 * ControlShare:0.#} % |\n");
        text.Append(CultureInfo.InvariantCulture, $"| signed | {Cell(SignedBy)}, {SignedAs}, {SignedAt:yyyy-MM-dd HH:mm} UTC |\n| draft | `{Draft}` |\n");
        foreach (var section in Measures.GroupBy(m => m.Section).OrderByDescending(g => g.Key is GateSection.Privacy))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n| measure | value | 95 % interval | limit | verdict |\n|---|---|---|---|---|\n");
            foreach (var m in section)
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(m.Title)} | {Number(m.Value)} | {(m.Low is null || m.High is null ? "" : $"{Number(m.Low)} to {Number(m.High)}")} | {Number(m.Limit)} | {m.Verdict} |\n");
        }
        List(text, "Decisions about the source", Decisions);
        List(text, "Findings that were set aside by the signer", Overruled);
        text.Append("\n## Columns\n\n| column | kind | levels |\n|---|---|---|\n");
        foreach (var column in Columns)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(column.Name)} | {column.Kind} | {(column.Levels == 0 ? "" : column.Levels.ToString(CultureInfo.InvariantCulture))} |\n");
        return text.ToString();
    }

    private static void List(StringBuilder text, string title, ImmutableArray<string> lines)
    {
        if (lines.IsEmpty)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        foreach (var line in lines)
            text.Append(CultureInfo.InvariantCulture, $"- {line.ReplaceLineEndings(" ")}\n");
    }

    private static string Number(double? value) => value is { } v ? v.ToString("0.###", CultureInfo.InvariantCulture) : "";

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}

/// <param name="Levels">How many; 0 for numbers and dates.</param>
public sealed record CardColumn(string Name, ColumnKind Kind, int Levels);
