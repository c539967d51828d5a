using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Salus.Language;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>How much of a sentence becomes slots.</summary>
internal enum SlotDepth
{
    /// <summary>Names, numbers, drugs, sides and the words that tell the patient's gender.</summary>
    Facts,

    /// <summary>Symptoms, disorders, tests, procedures and specialties as well; parts of the body stay, as what they are joined to cannot be told apart.</summary>
    Concepts,
}

/// <summary>A stretch of a text that a slot stands for.</summary>
internal readonly record struct SlotMark(Slot Slot, TextSpan Span);

/// <summary>
/// Finds in a text what a slot would stand for. The same reading makes templates of signed sentences and takes the values from what was
/// said, so a slot is only ever filled with the kind of words it was cut from.
/// </summary>
internal static partial class SlottedText
{
    /// <summary>The marks in order, without overlap; what is listed first below wins.</summary>
    public static ImmutableArray<SlotMark> Marks(string text, SlotDepth depth, string? patientName, ImmutableArray<Mention> mentions)
    {
        var taken = new bool[text.Length];
        var marks = new List<SlotMark>();
        if (patientName is not null)
            Names(text, patientName, taken, marks);
        foreach (var mention in mentions.Where(m => m.Concept.Kind is ConceptKind.Drug))
            Take(text, Slot.Drug, mention.Span, taken, marks);
        Each(Age(), Slot.Age);
        Each(Dose(), Slot.Dose);
        Each(Duration(), Slot.Duration);
        Each(Number(), Slot.Number);
        if (depth is SlotDepth.Concepts)
            foreach (var mention in mentions)
                if (IsPlain(mention) && SlotOf(mention.Concept) is { } slot)
                    Take(text, slot, mention.Span, taken, marks);
        Each(Side(), Slot.Side);
        Each(Subject(), Slot.Subject);
        foreach (Match match in HisOrHer().Matches(text))
            Take(text, IsOwner(match) ? Slot.Possessive : Slot.Object, new TextSpan(match.Groups["word"].Index, 3), taken, marks);
        Each(Him(), Slot.Object);
        Each(Reflexive(), Slot.Reflexive);
        Each(Gender(), Slot.Gender);
        return [.. marks.OrderBy(m => m.Span.Start)];

        void Each(Regex pattern, Slot slot)
        {
            foreach (Match match in pattern.Matches(text))
            {
                if (slot is not Slot.Number || !IsPartOfName(text, match.Index, match.Index + match.Length))
                    Take(text, slot, new TextSpan(match.Index, match.Length), taken, marks);
            }
        }
    }

    /// <summary>The text with each mark as <c>{slot}</c>.</summary>
    public static string Template(string text, ImmutableArray<SlotMark> marks)
    {
        var template = new StringBuilder();
        var at = 0;
        foreach (var mark in marks)
        {
            template.Append(text, at, mark.Span.Start - at).Append('{').Append(mark.Slot.ToString().ToLowerInvariant()).Append('}');
            at = mark.Span.End;
        }
        return template.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>
    /// The words share the beginning of a word with the name of what they name: everyday words that may mean a symptom
    /// ("fitting", "backed up") are too little to fill a slot with.
    /// </summary>
    private static bool IsPlain(Mention mention)
    {
        var name = Rouge.Tokens(mention.Concept.Name);
        return Rouge.Tokens(mention.Words).Any(word => name.Any(own => own.Length > 2 && word.Length > 2 && own.AsSpan(0, Math.Min(4, own.Length)).SequenceEqual(word.AsSpan(0, Math.Min(4, word.Length)))));
    }

    private static Slot? SlotOf(Concept concept) => concept.Kind switch
    {
        ConceptKind.Drug => Slot.Drug,
        ConceptKind.Finding when concept.Attributes.GetValueOrDefault("kind") is "symptom" => Slot.Symptom,
        ConceptKind.Disorder => Slot.Disorder,
        ConceptKind.Test => Slot.Test,
        ConceptKind.Procedure => Slot.Procedure,
        ConceptKind.Specialty => Slot.Specialty,
        _ => null,
    };

    private static void Names(string text, string name, bool[] taken, List<SlotMark> marks)
    {
        foreach (Match match in Titled().Matches(text))
            Take(text, Slot.Title, new TextSpan(match.Index, match.Length), taken, marks);
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var count = words.Length; count > 0; count--)
            for (var first = 0; first + count <= words.Length; first++)
            {
                var part = string.Join(' ', words, first, count);
                for (var at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.OrdinalIgnoreCase))
                    if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + part.Length == text.Length || !char.IsLetter(text[at + part.Length])))
                        Take(text, Slot.Name, new TextSpan(at, part.Length), taken, marks);
            }
    }

    private static void Take(string text, Slot slot, TextSpan span, bool[] taken, List<SlotMark> marks)
    {
        if (span.Length == 0 || span.End > text.Length)
            return;
        for (var i = span.Start; i < span.End; i++)
            if (taken[i])
                return;
        Array.Fill(taken, value: true, span.Start, span.Length);
        marks.Add(new SlotMark(slot, span));
    }

    /// <summary>The digits of "SpO2", "CA-125", "L4-L5" and of a date belong to the name of a thing.</summary>
    private static bool IsPartOfName(string text, int start, int end) =>
        Month().IsMatch(text[..start]) || end - start is 4 && text[start] is '1' or '2' && text[start + 1] is '9' or '0'
        || start > 0 && (char.IsLetter(text[start - 1]) || text[start - 1] is '-' && start > 1 && char.IsLetter(text[start - 2])) || end < text.Length && char.IsLetter(text[end]);

    [GeneratedRegex(@"\b(?:Mr|Mrs|Ms|Miss)\.? (?:[A-Z][A-Za-z'-]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Titled();

    [GeneratedRegex(@"\b\d{1,3}[- ]years?[- ]old\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Age();

    [GeneratedRegex(@"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]* $", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Month();

    [GeneratedRegex(@"\b\d[\d,]*(?:\.\d+)? ?(?:mg|mcg|g|ml|mL|units?|IU|puffs?|tablets?|pills?|capsules?|drops?|sprays?)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Dose();

    [GeneratedRegex(@"\b(?:\d+(?: ?(?:to|-) ?\d+)?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few|couple of)[ -](?:days?|weeks?|months?|years?|hours?|minutes?)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\d+(?:[.,/:-]\d+)*%?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:left|right|bilateral)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Side();

    [GeneratedRegex(@"\b(?:he|she)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Subject();

    /// <summary>"her" before a noun is whose something is; at the end, or before one of these, it is whom something is done to.</summary>
    private static bool IsOwner(Match match) =>
        string.Equals(match.Groups["word"].Value, "his", StringComparison.OrdinalIgnoreCase) || match.Groups["next"] is { Success: true } next && !AfterObject.Contains(next.Value.ToLowerInvariant());

    private static readonly ImmutableHashSet<string> AfterObject = ImmutableHashSet.Create(StringComparer.Ordinal,
        "to", "with", "for", "and", "in", "on", "that", "as", "at", "by", "from", "about", "if", "regarding", "through", "again", "today", "back", "every", "daily", "once", "twice", "a", "an", "the", "or");

    [GeneratedRegex(@"\b(?<word>his|her)\b(?:[ ]+(?<next>[a-z]+))?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex HisOrHer();

    [GeneratedRegex(@"\bhim\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Him();

    [GeneratedRegex(@"\b(?:himself|herself)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Reflexive();

    [GeneratedRegex(@"\b(?:male|female|man|woman|gentleman|lady|boy|girl)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Gender();
}
