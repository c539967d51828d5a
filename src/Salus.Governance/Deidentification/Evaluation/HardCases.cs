using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Short texts that are known to mislead: eponyms, words that are names, capitals, broken numbers, look-alike letters. Written with the
/// identifiers marked in place: <c>Dr. {name:May}, on {date:May 3}</c>; <c>{~age:45}</c> may be found or not.
/// </summary>
public static partial class HardCases
{
    private static readonly Lazy<ImmutableArray<HardCase>> all = new(() => [.. EvaluationData.Lines("hard-cases.tsv").Select((line, i) => Parse(string.Create(CultureInfo.InvariantCulture, $"hard-{i + 1:000}"), line))]);

    public static ImmutableArray<HardCase> All => all.Value;

    public static HardCase Parse(string id, string line)
    {
        var topic = line[..line.IndexOf('\t', StringComparison.Ordinal)];
        var marked = Unescaped(line[(topic.Length + 1)..]);
        var text = new StringBuilder();
        var spans = ImmutableArray.CreateBuilder<PlantedSpan>();
        var from = 0;
        foreach (Match mark in Mark().Matches(marked))
        {
            if (!IdentifierClasses.TryParse(mark.Groups["class"].Value, out var kind))
                throw new FormatException($"{id}: '{mark.Groups["class"].Value}' is no class.");
            text.Append(marked, from, mark.Index - from);
            spans.Add(new PlantedSpan(new TextSpan(text.Length, mark.Groups["value"].Length), kind, null, mark.Groups["stays"].Length > 0));
            text.Append(mark.Groups["value"].ValueSpan);
            from = mark.Index + mark.Length;
        }
        text.Append(marked, from, marked.Length - from);
        return new HardCase(id, topic, text.ToString(), spans.ToImmutable());
    }

    private static string Unescaped(string written) => Escape().Replace(written, m => m.ValueSpan[1] switch
    {
        'n' => "\n",
        't' => "\t",
        _ => char.ConvertFromUtf32(int.Parse(m.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
    });

    [GeneratedRegex(@"\{(?<stays>~?)(?<class>[a-z-]+):(?<value>[^{}]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\\n|\\t|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Escape();
}

/// <param name="Topic">For example <c>eponym</c>.</param>
public sealed record HardCase(string Id, string Topic, string Text, ImmutableArray<PlantedSpan> Spans)
{
    /// <summary>Nothing in it may be taken for an identifier.</summary>
    public bool IsHarmless => Spans.IsEmpty;
}
