using System.Text;
using Salus.Fhir.V2;

namespace Salus.Tests.Fhir.V2;

public sealed class V2BatchTests
{
    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Reads_a_batch_message_by_message(string end)
    {
        var items = await Read($"FHS|^~\\&|A{end}BHS|^~\\&|B{end}{Message("1", end)}{Message("2", end)}BTS|2{end}FTS|1{end}");
        Assert.Equal(["1", "2"], items.Select(i => i.Message!.ControlId));
        Assert.Equal([3L, 5L], items.Select(i => i.Line));
        Assert.All(items, i => Assert.Equal(["MSH", "PID"], i.Message!.Segments.Select(s => s.Name)));
    }

    [Fact]
    public async Task Frames_of_the_wire_may_stay_around_messages()
    {
        var items = await Read($"\u000b{Message("1", "\r")}\u001c\r\u000b{Message("2", "\r")}\u001c\r");
        Assert.Equal(["1", "2"], items.Select(i => i.Message!.ControlId));
        Assert.All(items, i => Assert.Equal(2, i.Message!.Segments.Length));
    }

    [Fact]
    public async Task A_bad_message_does_not_stop_the_next()
    {
        var items = await Read("stray words\n" + Message("1", "\n") + "MSH|^~\\&|A\nnot a segment\n" + Message("3", "\n"));
        Assert.Equal([1L, 2L, 3L, 4L], items.Select(i => i.Number));
        Assert.NotNull(items[0].Problem);
        Assert.Equal("1", items[1].Message!.ControlId);
        Assert.Contains("three capital letters", items[2].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal("3", items[3].Message!.ControlId);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_passed_over_in_little_memory()
    {
        var items = await V2Batch.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes($"MSH|^~\\&|||||||ORU^R01|big|P|2.5\rOBX|1|TX|||{new string('x', 3_000_000)}\r{Message("2", "\r")}")), new V2ReadLimits(200_000, 100)).ToListAsync();
        Assert.Equal("big", items[0].Problem!.ControlId);
        Assert.True(items[0].Bytes.Length <= 200_000);
        Assert.Equal("2", items[1].Message!.ControlId);
    }

    [Fact]
    public async Task An_empty_file_has_no_messages() => Assert.Empty(await Read("\r\n \n"));

    private static string Message(string id, string end) => $"MSH|^~\\&|||||||ADT^A08|{id}|P|2.5{end}PID|1||{id}{end}";

    private static async Task<List<V2BatchItem>> Read(string text) => await V2Batch.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))).ToListAsync();
}
