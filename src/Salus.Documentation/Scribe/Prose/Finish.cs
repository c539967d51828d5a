using System.Globalization;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>The last touch on a statement: numbers in written form, names and abbreviations in their case, capital and full stop.</summary>
internal sealed class Finish(VisitReading reading)
{
    private readonly Dictionary<string, string> casing = Spelling(reading);

    public string Sentence(Proposal proposal) => ReportedSpeech.Sentence(Phrase(proposal));

    /// <summary>Without capital and full stop, for a place inside a sentence.</summary>
    public string Phrase(Proposal proposal) => Cased(SpokenForm.ToWritten(proposal.Text).Text);

    public string Title(string group)
    {
        var text = Cased(SpokenForm.ToWritten(group).Text);
        return text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
    }

    private string Cased(string text)
    {
        var words = text.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var core = words[i].TrimEnd('.', ',', ';', ':');
            if (casing.TryGetValue(core, out var cased))
                words[i] = cased + words[i][core.Length..];
        }
        return string.Join(' ', words);
    }

    /// <summary>Case of words that are written in one way only: abbreviations, brands, names of days.</summary>
    private static readonly Lazy<Dictionary<string, string>> Fixed = new(() =>
    {
        var spelling = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var term in Vocabulary.Embedded.Concepts.Where(c => c.Kind is ConceptKind.Drug).SelectMany(c => c.Terms).Where(t => !t.Contains(' ', StringComparison.Ordinal) && t.Any(char.IsUpper)))
            spelling.TryAdd(term.ToLowerInvariant(), term);
        using var document = ScribeData.Read("spelling.json");
        foreach (var word in document.RootElement.GetProperty("words").EnumerateArray())
            spelling[word.GetString()!.ToLowerInvariant()] = word.GetString()!;
        return spelling;
    });

    /// <summary>A transcript that keeps case inside sentences shows how its names are written.</summary>
    private static Dictionary<string, string> Spelling(VisitReading reading)
    {
        var seen = new Dictionary<string, string>(Fixed.Value, StringComparer.Ordinal);
        foreach (var clause in reading.Clauses)
            foreach (var word in clause.Words.Skip(1))
                if (word.Text.Length > 1 && char.IsUpper(word.Text[0]) && word.Text[1..].Any(char.IsLower))
                    seen.TryAdd(word.Key, word.Text);
        foreach (var name in (reading.Visit.Patient?.Name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            seen[name.ToLowerInvariant()] = name;
        return seen;
    }
}
