using Salus.Learning.Privacy;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Privacy;

namespace Salus.Tests.Synthesis.Tables.Privacy;

public sealed class PrivacyLedgerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-ledger");

    private PrivacyLedgerFile Ledger => new(new FileInfo(Path.Combine(folder.FullName, "privacy.json")), TimeProvider.System);

    public void Dispose() => folder.Delete(recursive: true);

    private static PrivacyRelease Release(string id, double epsilon, string source = "ab12") =>
        new(id, source, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "aim", epsilon, 1e-6, ZeroConcentrated.Rho(epsilon, 0.9e-6), 1e-7);

    [Fact]
    public async Task Keeps_what_was_spent_and_refuses_a_fit_that_would_pass_the_limit()
    {
        var limit = new PrivacyLimit(2, 1e-5);
        await Ledger.ChangeAsync(l => l.With(Release("one", 1), limit), CancellationToken.None);
        await Ledger.ChangeAsync(l => l.Fitted("one", "cafe"), CancellationToken.None);
        await Ledger.ChangeAsync(l => l.With(Release("two", 1), limit), CancellationToken.None);
        var refused = await Assert.ThrowsAsync<SynthesisException>(() => Ledger.ChangeAsync(l => l.With(Release("three", 2), limit), CancellationToken.None));
        Assert.Contains("the site allows 2", refused.Message, StringComparison.Ordinal);
        var read = Ledger.Read();
        Assert.Equal(["one", "two"], read.Releases.Select(r => r.Id));
        Assert.Equal("cafe", read.Releases[0].Model);
        Assert.Equal(Release("two", 1), read.Releases[1]);
        // zCDP adds up more slowly than ε does.
        Assert.InRange(read.Epsilon("AB12", 1e-5), 1, 2);
        Assert.Equal(0, read.Epsilon("other", 1e-5));
        await Ledger.ChangeAsync(l => l.With(Release("four", 1.5, "other"), limit), CancellationToken.None);
    }

    [Fact]
    public async Task Takes_back_a_fit_that_gave_nothing_but_none_that_gave_a_model()
    {
        await Ledger.ChangeAsync(l => l.With(Release("one", 1), PrivacyLimit.Default).With(Release("two", 1), PrivacyLimit.Default).Fitted("two", "cafe"), CancellationToken.None);
        await Ledger.ChangeAsync(l => l.Without("one"), CancellationToken.None);
        Assert.Equal(["two"], Ledger.Read().Releases.Select(r => r.Id));
        await Assert.ThrowsAsync<SynthesisException>(() => Ledger.ChangeAsync(l => l.Without("two"), CancellationToken.None));
    }

    [Fact]
    public async Task Two_fits_at_a_time_cannot_take_the_same_budget()
    {
        var limit = new PrivacyLimit(1.2, 1e-5);
        var asked = Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            try
            {
                await Ledger.ChangeAsync(l => l.With(Release($"fit {i}", 1), limit), CancellationToken.None);
                return true;
            }
            catch (SynthesisException)
            {
                return false;
            }
        }));
        Assert.Single(await Task.WhenAll(asked), entered => entered);
        Assert.Single(Ledger.Read().Releases);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":9,"releases":[]}""")]
    [InlineData("""{"version":1,"releases":[{"id":"a","source":"b","time":"2026-01-02T03:04:05+00:00","engine":"aim","epsilon":1,"delta":1e-6}]}""")]
    [InlineData("""{"version":1,"releases":[null]}""")]
    public async Task A_damaged_ledger_stops_every_fit(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "privacy.json"), text);
        Assert.Contains("privacy.json", Assert.Throws<SynthesisException>(() => Ledger.Read()).Message, StringComparison.Ordinal);
    }
}
