using Salus.Documentation.Surveys;

namespace Salus.Tests.Documentation.Surveys;

public sealed class ClusterScoreTests
{
    [Fact]
    public void Equal_groupings_agree_whatever_they_are_called()
    {
        var score = ClusterScore.Of(["a", "a", "b", "b"], ["2", "2", "1", "1"]);
        Assert.Equal((1.0, 1.0, 1.0), (score.VMeasure, score.AdjustedRand, score.Purity));
    }

    /// <summary>By hand from the definitions: H(C) = 1 bit, H(K) = 0.8113 bit, H(C|K) = 0.6887 bit.</summary>
    [Fact]
    public void A_worked_example_comes_out()
    {
        var score = ClusterScore.Of(["a", "a", "b", "b"], ["1", "1", "1", "2"]);
        Assert.Equal(0.3113, score.Homogeneity, 4);
        Assert.Equal(0.3837, score.Completeness, 4);
        Assert.Equal(0.0, score.AdjustedRand, 4);
        Assert.Equal(0.75, score.Purity, 4);
    }
}
