namespace Salus.Tests.Trust.Export;

public sealed class NameBasedIdTests
{
    /// <summary>RFC 9562, appendix A.4: the DNS namespace and <c>www.example.com</c>.</summary>
    [Fact]
    public void The_example_of_the_standard_comes_out()
    {
        var of = typeof(Salus.Trust.SignedBundle).Assembly.GetType("Salus.Trust.NameBasedId")!.GetMethod("Of")!;
        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), of.Invoke(null, [new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"]));
    }
}
