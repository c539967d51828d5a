using System.Text;
using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class SourceTests
{
    [Fact]
    public void A_source_can_be_referred_to_by_what_it_holds()
    {
        var source = new Source("transcript", "Transcript", "text/plain", [.. Encoding.UTF8.GetBytes("hello")], [new Segment("doctor", "hello")]);

        Assert.Equal(source.Digest, source.Reference.Content);
        Assert.NotEqual(source.Digest, (source with { Segments = [new Segment("patient", "hello")] }).Digest);
    }
}
