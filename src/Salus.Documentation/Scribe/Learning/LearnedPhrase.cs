using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A sentence as a site writes it, with slots where the facts of a patient stood.</summary>
/// <param name="Id">Of section and text: the same phrase has the same id in every file, so a person can name it.</param>
/// <param name="Section">Key of the section it stood in most often.</param>
/// <param name="Text">With slots as <c>{drug}</c>; without its full stop.</param>
/// <param name="Notes">How many patients' notes have it.</param>
public sealed partial record LearnedPhrase(string Id, string Section, string Text, int Notes)
{
    private const int LongestText = 1000;

    /// <summary>Kind of a plan entry, where the site's notes label it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }

    /// <summary>Part of the body it stood under in the examination, where many notes have that heading.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Group { get; init; }

    /// <summary>The slots in order, a kind as often as it comes.</summary>
    /// <exception cref="FormatException">The text has a slot that this version does not know.</exception>
    [JsonIgnore]
    public IReadOnlyList<Slot> Slots => [.. Parts().Where(p => p.Slot is not null).Select(p => p.Slot!.Value)];

    /// <summary>A phrase with the id that belongs to its section and text.</summary>
    public static LearnedPhrase Of(string section, string text, int notes) => new(IdOf(section, text), section, text, notes);

    private static string IdOf(string section, string text) => Sha256.Of(System.Text.Encoding.UTF8.GetBytes(section + "\n" + text)).ToString()[..10];

    /// <exception cref="FormatException">The text has a slot that this version does not know.</exception>
    internal IEnumerable<TemplatePart> Parts()
    {
        var at = 0;
        foreach (Match match in SlotPlace().Matches(Text))
        {
            if (!Enum.TryParse<Slot>(match.Groups["slot"].Value, ignoreCase: true, out var slot))
                throw new FormatException($"The phrase '{Id}' has a slot {match.Value} that this version does not know.");
            if (match.Index > at)
                yield return new TemplatePart(Text[at..match.Index], null);
            yield return new TemplatePart(null, slot);
            at = match.Index + match.Length;
        }
        if (at < Text.Length)
            yield return new TemplatePart(Text[at..], null);
    }

    /// <summary>What makes it unusable; null when nothing does.</summary>
    internal string? Fault()
    {
        if (string.IsNullOrWhiteSpace(Text) || Section is null || Text.Length > LongestText || Notes < 1)
            return $"The phrase '{Id}' has no text, no section or no note.";
        if (!string.Equals(Id, IdOf(Section, Text), StringComparison.Ordinal))
            return string.Create(CultureInfo.InvariantCulture, $"The phrase '{Id}' was changed after it was learned: its id is not that of its text.");
        try
        {
            return Parts().Any() ? null : $"The phrase '{Id}' is empty.";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"\{(?<slot>[a-z]{1,20})\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    internal static partial Regex SlotPlace();
}

/// <summary>A learned phrase filled with words of a visit.</summary>
/// <param name="Text">Without its full stop.</param>
/// <param name="Evidence">The places of the conversation and the record that it rests on.</param>
public sealed record PhrasedStatement(LearnedPhrase Phrase, string Text, ImmutableArray<Evidence> Evidence);

/// <summary>A piece of a template: its own words, or a slot.</summary>
internal readonly record struct TemplatePart(string? Words, Slot? Slot);
