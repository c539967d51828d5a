using System.Collections.Immutable;
using Salus.Language.Identifiers.Known;
using Salus.Language.Identifiers.Names;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Second;

/// <summary>
/// What a logistic model says of one word from its letters, its writing and the words beside it. Its weights were fitted to sentences with and
/// without names by penalised maximum likelihood, but for that of a title before the word, which the sentences had too seldom: that one is set by hand.
/// </summary>
internal sealed class WordOpinion(string text, ImmutableArray<IdentifierWord> words, WordForms forms)
{
    public const int Signs = 18;

    /// <summary>In the order in which <see cref="Read"/> fills them.</summary>
    private static readonly double[] Weights = [0.33, 1.75, -0.94, 2.59, 1.41, -1.84, -1.84, -5.20, 2.00, 2.73, 2.22, -1.86, 1.49, -1.66, -1.24, 0.34, 0.49, 1.52];

    private static readonly string[] Titles = ["dr", "mr", "mrs", "ms", "miss", "prof", "professor", "doctor", "nurse", "sir"];

    private static readonly string[] Leads = ["by", "with", "named", "name", "is", "am", "from", "to", "i'm", "call", "contact", "signed", "hi", "dear", "hello", "and"];

    private readonly FoldedWord folded = new();

    /// <summary>0 to 1.</summary>
    public double OfName(int at, double[] signs)
    {
        Read(at, signs);
        var sum = 0.0;
        for (var i = 0; i < Signs; i++)
            sum += Weights[i] * signs[i];
        return 1 / (1 + Math.Exp(-sum));
    }

    /// <summary>Fills the signs of one word.</summary>
    public void Read(int at, double[] signs)
    {
        Array.Clear(signs);
        var word = words[at];
        folded.Read(text, word.Start);
        var length = folded.Length;
        var likeness = Math.Clamp(forms.NameOverWord(folded.Letters), -12, 12);
        var isHarmless = HarmlessWords.ContainsInflected(folded.Letters);
        var isCapital = word.Shape is WordShape.Capitalised;
        var isInside = isCapital && !word.StartsSentence;
        signs[0] = 1;
        signs[1] = likeness / 4;
        signs[2] = likeness / (length + 1);
        signs[3] = isInside ? 1 : 0;
        signs[4] = isCapital && !isInside ? 1 : 0;
        signs[5] = word.Shape is WordShape.AllCapitals ? 1 : 0;
        signs[6] = word.Shape is WordShape.Lower ? 1 : 0;
        signs[7] = isHarmless ? 1 : 0;
        signs[8] = IsOneOf(at - 1, Titles) ? 1 : 0;
        signs[9] = IsNameLike(at - 1) ? 1 : 0;
        signs[10] = IsNameLike(at + 1) ? 1 : 0;
        signs[11] = word.IsPossessive ? 1 : 0;
        signs[12] = IsOneOf(at - 1, Leads) ? 1 : 0;
        signs[13] = length <= 3 ? 1 : 0;
        signs[14] = isInside && !isHarmless ? 1 : 0;
        signs[15] = isInside ? likeness / 4 : 0;
        signs[16] = isHarmless ? likeness / 4 : 0;
        signs[17] = word.Shape is WordShape.Lower ? likeness / 4 : 0;
    }

    /// <summary>Written like a name and beside the word, with nothing but a blank, a hyphen or a point between.</summary>
    private bool IsNameLike(int at)
    {
        if (at < 0 || at >= words.Length || words[at].Shape is not (WordShape.Capitalised or WordShape.Initial))
            return false;
        var word = words[at];
        if (word.Shape is WordShape.Initial)
            return true;
        var other = new FoldedWord();
        other.Read(text, word.Start);
        return forms.NameOverWord(other.Letters) > 0 && !HarmlessWords.ContainsInflected(other.Letters);
    }

    private bool IsOneOf(int at, string[] set)
    {
        if (at < 0)
            return false;
        var word = words[at].In(text);
        foreach (var one in set)
        {
            if (word.Equals(one, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
