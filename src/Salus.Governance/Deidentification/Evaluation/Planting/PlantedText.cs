using System.Collections.Immutable;
using System.Text;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>A text that is written from front to back and remembers where identifiers stand.</summary>
/// <param name="writing">How every character is written: as given, in capitals, or in lower case. One character stays one, so places do not move.</param>
public sealed class PlantedText(LetterCase writing)
{
    private readonly StringBuilder text = new();
    private readonly ImmutableArray<PlantedSpan>.Builder spans = ImmutableArray.CreateBuilder<PlantedSpan>();

    public bool EndsWithLineBreak => text.Length == 0 || text[^1] == '\n';

    public void Append(ReadOnlySpan<char> words)
    {
        foreach (var c in words)
        {
            text.Append(writing switch
            {
                LetterCase.Capitals => char.ToUpperInvariant(c),
                LetterCase.Lower => char.ToLowerInvariant(c),
                _ => c,
            });
        }
    }

    public void Plant(string value, IdentifierClass kind, string? owner = null, bool mayStay = false)
    {
        spans.Add(new PlantedSpan(new TextSpan(text.Length, value.Length), kind, owner, mayStay));
        Append(value);
    }

    public PlantedNote ToNote(string id, ImmutableArray<KnownIdentifier> known) => new(id, text.ToString(), spans.ToImmutable(), known);
}

public enum LetterCase
{
    AsGiven,
    Capitals,
    Lower,
}
