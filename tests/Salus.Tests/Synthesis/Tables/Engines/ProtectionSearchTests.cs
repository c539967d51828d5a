using Salus.Synthesis.Tables.Engines;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Engines;

public sealed class ProtectionSearchTests
{
    [Theory]
    [InlineData(80_000, 0, 1, 1)]
    [InlineData(80_000, 2, 2, 4)]
    [InlineData(80_000, 5, 5, 4)]
    [InlineData(80_000, 6, 6, 4)]
    [InlineData(2_000, 0, 2, 1)]
    [InlineData(300, 0, 2, 1)]
    [InlineData(300, 4, 4, 4)]
    public void Finds_the_least_protection_that_passes_with_few_models(int rows, int needed, int chosen, int mostModels)
    {
        var models = 0;
        var choice = ProtectionSearch.Choose(rows, level =>
        {
            models++;
            return (level, level >= needed ? 0.8 : 1.3);
        }, CancellationToken.None);
        Assert.True(choice.Passed);
        Assert.Equal(chosen, choice.Protection);
        Assert.Equal(chosen, choice.Model);
        Assert.InRange(models, 1, mostModels);
    }

    [Fact]
    public void Says_that_nothing_passes_and_gives_the_most_protected()
    {
        var choice = ProtectionSearch.Choose(9_000, level => (level, 2.0), CancellationToken.None);
        Assert.False(choice.Passed);
        Assert.Equal(FitOptions.MostProtection, choice.Protection);
        Assert.Equal(FitOptions.MostProtection, choice.Model);
        Assert.Contains("does not pass", choice.InWords, StringComparison.Ordinal);
    }
}
