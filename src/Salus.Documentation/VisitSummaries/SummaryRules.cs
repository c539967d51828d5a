using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Documentation.VisitSummaries;

/// <summary>The site's file of fixed sentences cannot be used; the message says what to do.</summary>
public sealed class SummaryRulesException(string message) : Exception(message);

/// <summary>The fixed sentences of a summary: the opening of each part, and when to get help.</summary>
public sealed record SummaryRules(string Version, ImmutableSortedDictionary<string, string> Intros, string Help)
{
    /// <summary>Id of the source that holds them in a draft.</summary>
    public const string SourceId = "summary-rules";

    private static readonly Lazy<SummaryRules> Known = new(() => Parse(Text("summary-rules.json"), null));

    public static SummaryRules Embedded => Known.Value;

    /// <exception cref="SummaryRulesException">The site's file cannot be read.</exception>
    public static SummaryRules Of(TrustOptions site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var file = new FileInfo(Path.Combine(site.Home.FullName, "visit-summary.json"));
        try
        {
            return file.Exists ? Parse(File.ReadAllText(file.FullName), Embedded) : Embedded;
        }
        catch (JsonException)
        {
            throw new SummaryRulesException($"{file.Name} is not the JSON it should be: an object with 'intros' and 'help'.");
        }
    }

    public Source ToSource()
    {
        var lines = Lines;
        return new Source(SourceId, "Fixed sentences of this site", "text/plain", [.. Encoding.UTF8.GetBytes(string.Join('\n', lines))], [.. lines.Select(l => new Segment(null, l))]);
    }

    internal ImmutableArray<string> Lines => [.. Intros.Values.Append(Help).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal)];

    internal Quote QuoteOf(string line) => new(SourceId, Lines.IndexOf(line), 0, line.Length, line);

    internal static string Text(string name)
    {
        using var stream = typeof(SummaryRules).Assembly.GetManifestResourceStream("Salus.Documentation.VisitSummaries.Data." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static SummaryRules Parse(string json, SummaryRules? under)
    {
        var file = JsonSerializer.Deserialize<RulesFile>(json, JsonSerializerOptions.Web) ?? throw new JsonException();
        var intros = (under?.Intros ?? ImmutableSortedDictionary<string, string>.Empty).SetItems((file.Intros ?? []).Select(i => KeyValuePair.Create(i.Key, i.Value.Trim())));
        return new SummaryRules(file.Version ?? under?.Version ?? "1", intros, file.Help?.Trim() ?? under?.Help ?? "");
    }

    private sealed record RulesFile(string? Version, Dictionary<string, string>? Intros, string? Help);
}
