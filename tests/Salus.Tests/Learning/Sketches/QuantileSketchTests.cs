using Salus.Learning;
using Salus.Learning.Sketches;

namespace Salus.Tests.Learning.Sketches;

public sealed class QuantileSketchTests
{
    [Fact]
    public void Counts_exactly_while_there_are_few_values()
    {
        var sketch = new QuantileSketch(new SeededRandom(1));
        for (var i = 0; i < 1000; i++)
            sketch.Add(i % 7 - 3);

        Assert.True(sketch.IsExact);
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], sketch.Weighted().Select(w => w.Value));
        Assert.Equal(1000, sketch.Weighted().Sum(w => w.Weight));
        Assert.Equal((-3, 3), (sketch.Least, sketch.Most));
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void A_rank_is_wrong_by_less_than_a_thousandth(int count)
    {
        var random = new SeededRandom(2);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => Math.Exp(random.NextNormal()))];
        var sketch = new QuantileSketch(new SeededRandom(3));
        foreach (var value in values)
            sketch.Add(value);

        var kept = sketch.Weighted();
        Array.Sort(values);
        Assert.False(sketch.IsExact);
        Assert.Equal(count, kept.Sum(w => w.Weight));
        Assert.InRange(kept.Count, 1, 20_000);
        var (below, worst) = (0L, 0.0);
        foreach (var (value, weight) in kept)
        {
            below += weight;
            var at = Array.BinarySearch(values, value) + 1;
            worst = Math.Max(worst, Math.Abs(below - at) / (double)count);
        }
        Assert.InRange(worst, 0, 0.001 + 1.0 / count);
    }

    [Fact]
    public void The_order_of_rare_values_does_not_lose_the_heaps()
    {
        var random = new SeededRandom(4);
        var sketch = new QuantileSketch(new SeededRandom(5));
        for (var i = 0; i < 100_000; i++)
            sketch.Add(i % 4 == 0 ? 0.5 : random.NextDouble());

        Assert.InRange(sketch.Weighted().Single(w => w.Value == 0.5).Weight, 24_800, 25_200);
    }

    [Fact]
    public void Refuses_what_is_not_a_number() => Assert.Throws<ArgumentException>(() => new QuantileSketch(new SeededRandom(1)).Add(double.NaN));
}
