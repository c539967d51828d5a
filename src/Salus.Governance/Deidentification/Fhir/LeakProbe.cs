using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Language.Identifiers;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Measures a release against its originals: which identifying values of any person still stand in it, in any writing; which clinical values were kept; whether
/// the dates of each patient are as far apart as before. It knows nothing of how the release was made. First <see cref="Add"/> every original, then
/// <see cref="Compare"/> every original with what became of it.
/// </summary>
/// <remarks>
/// Rules by which an occurrence is no evidence, each counted: a word of a standard's display ("White" of the OMB race categories is no surname there); a common
/// word in a sentence; a state or country, which Safe Harbor lets stay; a value of fewer than five letters and digits, or a name of two letters; and, in elements
/// that hold somebody's invented name or number, a likeness to another person's than those of the same file. Dates are compared place by place, for a date that
/// moved may fall on another date of somebody.
/// </remarks>
public sealed class LeakProbe(FhirDefinitions? definitions = null)
{
    private readonly FhirDefinitions definitions = definitions ?? FhirDefinitions.R4;
    private readonly Compartments compartments = new(definitions ?? FhirDefinitions.R4);
    private readonly PatientAliases aliases = new();
    private readonly ProbeValues all = new();
    private readonly Dictionary<string, ProbeValues> ofFiles = new(StringComparer.Ordinal);
    private readonly List<Leak> leaks = [];
    private readonly Dictionary<string, long> notEvidence = new(StringComparer.Ordinal);
    private readonly Dictionary<Subject, Dictionary<int, long>> moved = [];
    private long clinical;
    private long keptClinical;

    public void Add(string fileName, FhirNode original)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(original);
        var own = ofFiles[fileName] = new ProbeValues();
        foreach (var (resource, fullUrl) in Resources(original))
        {
            if (resource.ResourceType is "Patient")
                aliases.Add(resource, fullUrl);
            foreach (var known in PersonIdentifiers.Of(resource))
                Add(own, known.Class, known.Value);
            if (resource.Id is { } id)
                Add(own, IdentifierClass.OtherId, id);
            foreach (var identifier in resource.All("identifier"))
            {
                if (identifier["value"]?.Value is { } value)
                    Add(own, IdentifierKinds.Of(identifier), value);
            }
        }
        Add(own, IdentifierClass.OtherId, Path.GetFileNameWithoutExtension(fileName));
    }

    public void Compare(string fileName, FhirNode original, string outputName, FhirNode output)
    {
        ArgumentNullException.ThrowIfNull(outputName);
        var own = ofFiles[fileName];
        Search(outputName, "file name", outputName, own, isInvented: false);
        var cleaned = new Queue<(FhirNode Resource, string? FullUrl)>(Resources(output));
        foreach (var (resource, fullUrl) in Resources(original))
        {
            if (!cleaned.TryPeek(out var next) || !string.Equals(next.Resource.ResourceType, resource.ResourceType, StringComparison.Ordinal))
                continue;
            cleaned.Dequeue();
            var comparison = new ResourceComparison(definitions, resource, next.Resource, compartments.SubjectOf(resource, fullUrl, aliases) ?? Subject.Nobody);
            clinical += comparison.Clinical;
            keptClinical += comparison.Kept;
            foreach (var (days, count) in comparison.Moved)
            {
                var ofSubject = moved.TryGetValue(comparison.Subject, out var known) ? known : moved[comparison.Subject] = [];
                ofSubject[days] = ofSubject.GetValueOrDefault(days) + count;
            }
            foreach (var place in comparison.Unmoved)
                leaks.Add(new Leak("date", outputName, place, IsFuzzy: false, ""));
        }
        foreach (var (resource, fullUrl) in Resources(output))
        {
            if (fullUrl is not null)
                Search(outputName, "Bundle.entry.fullUrl", fullUrl, own, isInvented: false);
            Search(outputName, resource, own);
        }
    }

    public LeakReport Report()
    {
        long dates = 0, pairs = 0, kept = 0;
        foreach (var (subject, days) in moved)
        {
            if (subject == Subject.Nobody)
                continue;
            var count = days.Values.Sum();
            dates += count;
            pairs += count * (count - 1) / 2;
            kept += days.Values.Sum(n => n * (n - 1) / 2);
        }
        return new LeakReport(all.Count, [.. leaks.Distinct()], notEvidence.ToImmutableSortedDictionary(StringComparer.Ordinal), clinical, keptClinical, dates, pairs, kept);
    }

    private void Add(ProbeValues own, IdentifierClass kind, string value)
    {
        own.Add(kind, value);
        all.Add(kind, value);
    }

    private void Search(string output, FhirNode resource, ProbeValues own)
    {
        var open = new Stack<(FhirNode Node, FhirNode Parent, string Path, bool IsInvented)>();
        open.Push((resource, resource, resource.ResourceType ?? "", false));
        while (open.TryPop(out var at))
        {
            if (at.Node.Kind is FhirValueKind.String && at.Node.Value is { } value)
                Search(output, at, value, own);
            foreach (var child in at.Node.Children)
            {
                if (child.ResourceType is not null && child.Name is "resource")
                    continue;
                open.Push((child, at.Node, at.Path + "." + child.Name, at.IsInvented || child.Name is "name" or "address" or "telecom" or "identifier" or "contact" || (child.Name is "display" && at.Node["reference"] is not null)));
            }
        }
    }

    private void Search(string output, (FhirNode Node, FhirNode Parent, string Path, bool IsInvented) at, string value, ProbeValues own)
    {
        var rule = at.Node.Name switch
        {
            "display" or "code" or "system" when CodeSystems.IsStandard(at.Parent["system"]?.Value) => "word of a standard's code",
            "text" when at.Parent.All("coding").Any(c => CodeSystems.IsStandard(c["system"]?.Value) && string.Equals(c["display"]?.Value, value, StringComparison.OrdinalIgnoreCase)) => "word of a standard's code",
            "valueString" when at.Parent["url"]?.Value is "text" && at.Path.Contains(".extension.extension.", StringComparison.Ordinal) => "word of a standard's code",
            "state" or "country" => "state or country",
            "url" when at.Parent.Children.Length > 1 && at.Path.EndsWith("extension.url", StringComparison.Ordinal) => "address of a definition",
            "profile" => "address of a definition",
            _ => null,
        };
        Search(output, at.Path, value, own, at.IsInvented, rule);
    }

    private void Search(string output, string place, string text, ProbeValues own, bool isInvented, string? rule = null)
    {
        var words = ProbeValues.Words(text);
        foreach (var (kind, value, isFuzzy) in all.Find(words, isFuzzy: false).Concat((isInvented ? own : all).Find(words, isFuzzy: true)))
        {
            var why = rule ?? (!isInvented && IsCommon(value, isFuzzy, words) ? "common word" : null);
            if (why is null && kind is "date" && DateForms.IsValid(text))
                why = "date, compared in its place";
            if (why is not null)
                notEvidence[why] = notEvidence.GetValueOrDefault(why) + 1;
            else
                leaks.Add(new Leak(kind, output, place, isFuzzy, value));
        }
    }

    /// <summary>A word of the language, or one that may be it as well as the name; with the rest of a person's name it is found as their whole name too.</summary>
    private static bool IsCommon(string value, bool isFuzzy, List<string> words) =>
        !value.Contains(' ', StringComparison.Ordinal) && (CommonWords.ContainsAnyCase(value) || (isFuzzy && words.Exists(w => CommonWords.Contains(w) && EditDistance.Within(w, value.ToLowerInvariant(), 1) is 0 or 1)));

    /// <summary>The resource, or those of a Bundle, with the address of its entry.</summary>
    private static IEnumerable<(FhirNode Resource, string? FullUrl)> Resources(FhirNode node)
    {
        yield return (node, null);
        if (node.ResourceType is not "Bundle")
            yield break;
        foreach (var entry in node.All("entry"))
        {
            if (entry["resource"] is not { ResourceType: not null } inside)
                continue;
            foreach (var (resource, _) in Resources(inside))
                yield return (resource, entry["fullUrl"]?.Value);
        }
    }
}
