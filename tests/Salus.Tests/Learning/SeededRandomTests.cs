using Salus.Learning;

namespace Salus.Tests.Learning;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_stream_of_a_seed_stays_what_it_is()
    {
        // SplitMix64 from seed 0 gives e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f, f88bb8a8724c81ec; xoshiro256** from that state:
        var random = new SeededRandom(0);
        Assert.Equal(0x99EC5F36CB75F2B4UL, random.NextBits());
        Assert.Equal(0xBF6E1F784956452AUL, random.NextBits());
    }

    [Fact]
    public void Whole_numbers_fall_evenly()
    {
        var random = new SeededRandom(7);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt(7)]++;
        // 5 standard deviations of a binomial with n = 70,000 and p = 1/7.
        Assert.All(counts, c => Assert.InRange(c, 10_000 - 463, 10_000 + 463));
    }

    [Fact]
    public void Forks_differ_by_label_and_leave_the_stream_alone()
    {
        var (one, other) = (new SeededRandom(3), new SeededRandom(3));
        var fork = one.Fork(1);
        Assert.NotEqual(fork.NextBits(), one.Fork(2).NextBits());
        Assert.Equal(other.NextBits(), one.NextBits());
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_normal_tails()
    {
        var random = new SeededRandom(7);
        var drawn = Enumerable.Range(0, 200_000).Select(_ => random.NextNormal()).ToArray();
        Assert.InRange(drawn.Average(), -0.01, 0.01);
        Assert.InRange(drawn.Average(x => x * x), 0.98, 1.02);
        Assert.InRange(drawn.Count(x => Math.Abs(x) > 1.959964) / (double)drawn.Length, 0.048, 0.052);
    }
}
