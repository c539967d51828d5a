using System.Text;
using Salus.Fhir;

namespace Salus.Tests.Fhir;

public sealed class FhirNdjsonTests
{
    [Fact]
    public async Task Resources_survive_a_round_trip()
    {
        var resources = Enumerable.Range(0, 500).Select(i => FhirNode.Resource("Basic", ("id", $"n{i}"), ("text", new string('x', i * 20)))).ToArray();
        using var stream = new MemoryStream();
        await FhirNdjson.WriteAsync(stream, resources.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        stream.Position = 0;
        Assert.Equal(resources, await FhirNdjson.ReadAsync(stream).ToListAsync());
    }

    [Fact]
    public async Task Blank_lines_are_skipped_and_the_last_line_needs_no_end() =>
        Assert.Equal(2, (await Read("{\"resourceType\":\"A\"}\r\n\r\n \n{\"resourceType\":\"B\"}").ToListAsync()).Count);

    [Fact]
    public async Task A_bad_line_is_named()
    {
        var refused = await Assert.ThrowsAsync<FhirFormatException>(async () => await Read("{\"resourceType\":\"A\"}\n\n{\"id\":1,\"id\":2}\n").ToListAsync());
        Assert.Equal(3, refused.Line);
        Assert.Contains("twice", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_is_refused_before_it_fills_the_memory()
    {
        var refused = await Assert.ThrowsAsync<FhirFormatException>(async () =>
            await FhirNdjson.ReadAsync(new MemoryStream(new byte[5_000_000]), new FhirReadLimits(64, 100_000)).ToListAsync());
        Assert.Contains("more than 100000 bytes", refused.Message, StringComparison.Ordinal);
    }

    private static IAsyncEnumerable<FhirNode> Read(string text) => FhirNdjson.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
