using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Fhir;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>The chart as the sources of a draft hold it: what checks read instead of what a writer read.</summary>
public static partial class SourceChart
{
    /// <summary>The resources that came with the draft, each under the system its title names.</summary>
    public static Chart Of(Draft draft, Sources sources)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(sources);
        return Chart.Of(draft.Subject ?? new PatientId("subject"), VersionsIn(sources));
    }

    /// <summary>The text names a drug, a substance or a problem: in these words, by its first telling word, or by another name of the same drug.</summary>
    public static bool Mentions(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = ChartWords.Plain(name);
        if (text.Contains(plain, StringComparison.OrdinalIgnoreCase))
            return true;
        var drugs = Vocabulary.Embedded.Matcher.Find(plain).Select(m => m.Concept).Where(c => c.Kind is ConceptKind.Drug).ToArray();
        if (drugs.Length > 0)
            return Vocabulary.Embedded.Matcher.Find(text).Any(m => drugs.Contains(m.Concept));
        return Word().Matches(plain).Select(m => m.Value).FirstOrDefault(w => w.Length > 3 && !w.StartsWith("allerg", StringComparison.OrdinalIgnoreCase)) is { } word && text.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<RecordVersion> VersionsIn(Sources sources)
    {
        foreach (var source in sources)
            if (source.Id is not ("patient" or "encounter") && source.MediaType is "application/fhir+json" && Parsed(source) is { ResourceType: { } type, Id: { } id } resource)
                yield return new RecordVersion(new ResourceName(type, id), long.TryParse(source.Id.AsSpan(source.Id.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 1,
                    VersionAct.Create, DateTimeOffset.UnixEpoch, source.Title.Split(" from ", 2) is [_, var system] ? system : source.Title, source.Digest, null, resource);
    }

    private static FhirNode? Parsed(Source source)
    {
        try
        {
            return FhirNode.Parse(source.Original.AsSpan());
        }
        catch (FhirFormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\p{L}[\p{L}-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
