using System.Globalization;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>The last touch on a statement: numbers in written form, names and abbreviations in their case, capital and full stop.</summary>
internal sealed class Finish(VisitReading reading)
{
    private readonly Dictionary<string, string> casing = Spelling(reading);

    public string Sentence(Proposal proposal)
    {
        var text = SpokenForm.ToWritten(proposal.Text).Text;
        return ReportedSpeech.Sentence(Cased(text));
    }

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

    private static Dictionary<string, string> Spelling(VisitReading reading)
    {
        var spelling = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = ScribeData.Read("spelling.json");
        foreach (var word in document.RootElement.GetProperty("words").EnumerateArray())
            spelling[word.GetString()!.ToLowerInvariant()] = word.GetString()!;
        return spelling;
    }
}
