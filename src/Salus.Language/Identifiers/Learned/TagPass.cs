using System.Runtime.CompilerServices;
namespace Salus.Language.Identifiers.Learned;

/// <summary>Room for reading one stretch of words after another with a model. Not safe for several threads.</summary>
internal sealed class TagPass(TagModel model)
{
    private readonly int[] signs = new int[WordSigns.Most];
    private float[] chances = new float[WordSigns.LongestStretch * TagModel.Tags];
    private float[] forward = new float[WordSigns.LongestStretch * TagModel.Tags];
    private float[] backward = new float[WordSigns.LongestStretch * TagModel.Tags];

    [MethodImpl(EveryWord.Passes)]
    public void Read(WordSigns words, int first, int end)
    {
        var length = (end - first) * TagModel.Tags;
        for (var i = first; i < end; i++)
            model.Score(signs.AsSpan(0, words.Of(i, signs)), chances.AsSpan((i - first) * TagModel.Tags, TagModel.Tags));
        model.Chances(chances.AsSpan(0, length), forward.AsSpan(0, length), backward.AsSpan(0, length));
    }

    public float ChanceOf(int i, WordTag tag) => chances[(i * TagModel.Tags) + (int)tag];

    /// <summary>But for <see cref="WordTag.Outside"/>.</summary>
    [MethodImpl(EveryWord.Passes)]
    public WordTag Likeliest(int i)
    {
        var best = WordTag.Name;
        for (var tag = WordTag.Organization; tag <= WordTag.Code; tag++)
            best = ChanceOf(i, tag) > ChanceOf(i, best) ? tag : best;
        return best;
    }
}
