using Salus.Fhir;

namespace Salus.Tests.Fhir;

public sealed class NameBasedIdTests
{
    private static readonly Guid dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>RFC 9562, appendix A.4: the DNS namespace and <c>www.example.com</c>.</summary>
    [Fact]
    public void The_example_of_the_standard_comes_out() =>
        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), NameBasedId.Of(dns, "www.example.com"));

    [Fact]
    public void Parts_do_not_run_into_each_other() =>
        Assert.NotEqual(NameBasedId.Of(dns, "a|1", "b"), NameBasedId.Of(dns, "a", "1|b"));
}
