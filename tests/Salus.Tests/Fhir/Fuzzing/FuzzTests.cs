using System.Globalization;
using System.Text;

namespace Salus.Tests.Fhir.Fuzzing;

/// <summary>Short in every run, with a fixed seed. <c>SALUS_FUZZ_SECONDS</c> makes it as long as asked for each parser, with a new seed each day.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 400;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Damaged_input_is_read_or_refused_within_bounds(string name)
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("SALUS_FUZZ_SECONDS"), NumberStyles.Float, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        var fuzzing = new Fuzzing(FuzzTargets.All.Single(t => t.Name == name), seconds > 0 ? DateOnly.FromDateTime(DateTime.UtcNow).DayNumber : 1, longest: TimeSpan.FromSeconds(10));
        var finding = fuzzing.Run(Inputs, TimeSpan.FromSeconds(seconds));
        Assert.True(finding is null, finding);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fuzzing.Accepted} accepted, {fuzzing.Refused} refused");
        Assert.True(fuzzing.Refused > 0 || FuzzTargets.NeverRefuses(name), "Nothing was damaged enough to be refused.");
    }

    [Fact]
    public void Originals_are_read()
    {
        Assert.All(FuzzTargets.All, t => Assert.All(t.Originals, o =>
        {
            var refused = Xunit.Record.Exception(() => t.Read(o));
            Assert.True(refused is null, $"{t.Name} refuses its own sample: {refused?.Message}");
        }));
    }

    /// <summary>What was found once stays found.</summary>
    [Theory]
    [InlineData("JSON Patch", """[{"op":"test","path":"/id","value":"\ud800"}]""")]
    [InlineData("JSON Patch", """[{"op":"test","pa\ud800th":"/id"}]""")]
    [InlineData("JSON web key set", """{"ke\ud800ys":[],"a\n":1}""")]
    public void Earlier_findings_are_refused(string name, string input)
    {
        var target = FuzzTargets.All.Single(t => t.Name == name);
        Assert.True(target.Refuses(Assert.ThrowsAny<Exception>(() => target.Read(Encoding.UTF8.GetBytes(input)))));
    }

    [Theory]
    [InlineData("throws", "System.InvalidOperationException")]
    [InlineData("allocates", "allocates")]
    [InlineData("hangs", "takes longer than")]
    [InlineData("shouts", "refuses with a message")]
    public void A_reader_that_breaks_the_rules_is_found(string how, string says)
    {
        var reader = FuzzTarget.OfBytes<FormatException>(how, bytes =>
        {
            if (bytes.AsSpan().SequenceEqual("good"u8))
                return;
            if (how == "throws")
                throw new InvalidOperationException();
            if (how == "shouts")
                throw new FormatException(new string('x', 3000));
            if (how == "allocates")
                GC.KeepAlive(new byte[64 << 20]);
            while (how == "hangs")
                Thread.Sleep(1000);
        }, "good");
        var finding = new Fuzzing(reader, 1, longest: TimeSpan.FromSeconds(1)).Run(50, TimeSpan.Zero);
        Assert.Contains(says, finding, StringComparison.Ordinal);
        Assert.Contains("base64", finding, StringComparison.Ordinal);
    }
}
