using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Fhir;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// A signed note reduced to its manner: the sections without what tells of whom they are. The patient's own name becomes "the patient"; a
/// statement that holds any other name, date, number, address or contact that identifies is left out, rather too many than too few. A note
/// whose patient's name is not known shows nothing: nobody could say whether it was taken out.
/// </summary>
/// <param name="PatientName">To leave the note out where the same patient is written about; never shown.</param>
/// <param name="Sections">Key of the section, and its text.</param>
public sealed partial record StyleNote(DraftId Id, Sha256 Content, PatientId? Subject, string PatientName, ImmutableArray<(string Section, string Text)> Sections)
{
    private const int LongestSection = 900;
    private const int ShortestSection = 24;
    private const int ShortestPart = 3;

    /// <param name="vocabulary">Words of medicine, which are no names.</param>
    public static StyleNote Of(SignedExample note, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (NameIn(note.Sources.Find("patient")) is not { } name)
            return new StyleNote(note.Id, note.Content, note.Subject, "", []);
        string[] known = [.. new[] { name, note.Subject?.Value }.OfType<string>(), .. Identifiers(note.Sources)];
        var said = note.Sources.SelectMany(s => s.Segments).Select(s => s.Text);
        var concealment = new Concealment(known, note.Kept.Select(s => s.Text).Concat(note.Kept.Select(s => s.Group).OfType<string>()).Concat(said), vocabulary);
        string[] own = Parts(name);
        string[] secret = [.. known.SelectMany(Parts).Where(p => p.Length >= ShortestPart).Distinct(StringComparer.OrdinalIgnoreCase)];
        var sections = note.Kept.GroupBy(s => s.Section, StringComparer.Ordinal)
            .Select(g => (g.Key, Text: Join(g.Select(s => Anonymous(s.Text, concealment, own, secret)).OfType<string>())))
            .Where(s => s.Text.Length >= ShortestSection);
        return new StyleNote(note.Id, note.Content, note.Subject, name, [.. sections]);
    }

    /// <summary>Null when it tells of whom it is.</summary>
    private static string? Anonymous(string statement, Concealment concealment, string[] own, string[] secret)
    {
        var hidden = concealment.Conceal(statement);
        hidden = Named().Replace(hidden, m => Parts(concealment.Restore(m.Groups["name"].Value)).All(p => own.Contains(p, StringComparer.OrdinalIgnoreCase))
            ? (m.Index == 0 ? "The patient" : "the patient")
            : m.Value);
        return Placeholder().IsMatch(hidden) || Parts(hidden).Any(p => secret.Contains(p, StringComparer.OrdinalIgnoreCase)) ? null : hidden;
    }

    /// <summary>Whole statements as far as they fit.</summary>
    private static string Join(IEnumerable<string> statements)
    {
        var text = "";
        foreach (var statement in statements)
        {
            if (text.Length + statement.Length + 1 > LongestSection)
                break;
            text = text.Length == 0 ? statement : $"{text} {statement}";
        }
        return text;
    }

    private static string[] Parts(string text) => text.Split([' ', ',', '.', '-', ';', ':', '(', ')', '/', '\'', '’'], StringSplitOptions.RemoveEmptyEntries);

    private static string? NameIn(Source? patient) => Read(patient) is { } resource ? PersonSentences.Of(resource, at: null).Name : null;

    /// <summary>Numbers and names by which the patient and the encounter are known, and all other names the patient has.</summary>
    private static IEnumerable<string> Identifiers(Sources sources)
    {
        foreach (var resource in new[] { Read(sources.Find("patient")), Read(sources.Find("encounter")) }.OfType<FhirNode>())
        {
            if (resource.Id is { } id)
                yield return id;
            foreach (var identifier in resource.All("identifier"))
                if (identifier["value"]?.Value is { } value)
                    yield return value;
            foreach (var name in resource.All("name"))
                foreach (var part in name.All("given").Append(name["family"]).Append(name["text"]))
                    if (part?.Value is { } value)
                        yield return value;
        }
    }

    private static FhirNode? Read(Source? source)
    {
        try
        {
            return source is null ? null : FhirNode.Parse(source.Original.AsSpan());
        }
        catch (FhirFormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?:\b(?:mr|mrs|ms|miss)\b\.?\s+)?(?<name>\[NAME-\d+\](?:\s+\[NAME-\d+\])*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex(@"\[[A-Z]+-\d+\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
