using Salus.Learning.Numerics;

namespace Salus.Tests.Learning.Numerics;

public sealed class StandardNormalTests
{
    /// <summary>Shares as tabled (Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.1) and, in the tails, as SciPy 1.10 gives them.</summary>
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(-1.96, 0.024997895148220)]
    [InlineData(3, 0.998650101968370)]
    [InlineData(-6, 9.865876450376946e-10)]
    [InlineData(-10, 7.619853024160527e-24)]
    public void The_share_below_a_value_is_the_tabled_one(double z, double share)
    {
        Assert.Equal(1, StandardNormal.Cumulative(z) / share, z < -5 ? 8 : 12);
        if (z < 0)
            Assert.Equal(z, StandardNormal.Quantile(share), 9);
    }

    [Fact]
    public void The_quantile_undoes_the_share()
    {
        for (var p = 0.0005; p < 1; p += 0.0005)
            Assert.Equal(p, StandardNormal.Cumulative(StandardNormal.Quantile(p)), 12);
        Assert.Equal(double.NegativeInfinity, StandardNormal.Quantile(0));
        Assert.Equal(double.PositiveInfinity, StandardNormal.Quantile(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StandardNormal.Quantile(1.1));
    }
}
