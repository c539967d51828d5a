using Microsoft.Extensions.DependencyInjection;
using Salus.Fhir.V2;
using Salus.Trust;
using Salus.Workbench.Exchange;

namespace Salus.Tests.Workbench.Exchange;

/// <summary>The feed as <c>salus serve --hl7</c> runs it: over a socket, into the record.</summary>
public sealed class Hl7FeedTests
{
    private static readonly V2Message admission = V2Message.Parse(
        "MSH|^~\\&|REG|NORTH|||20260301101500+0100||ADT^A04|adt-1|P|2.5.1\rEVN|A04|20260301101400\rPID|1||4711^^^NORTH^MR||Berg^Ida||19800229|F\r");

    [Fact]
    public async Task What_is_acknowledged_is_in_the_record()
    {
        await using var workplace = await Workplace.OpenAsync(services: Feed);
        await using var sender = new MllpSender(new MllpSenderOptions("127.0.0.1", workplace.Get<Hl7Feed>().Endpoint!.Port));
        Assert.Equal("AA", (await sender.SendAsync(admission, CancellationToken.None))["MSA-1"].Text);
        var patient = new V2Mapper(V2Site.Unknown).Map(admission).Resources.Single(r => r.ResourceType == "Patient");
        Assert.True(await workplace.Get<Record>().HasAsync("north", "Patient", patient.Id!, CancellationToken.None));
    }

    [Fact]
    public async Task What_cannot_be_mapped_is_refused_with_its_place_and_leaves_nothing_in_the_log()
    {
        await using var workplace = await Workplace.OpenAsync(services: Feed);
        await using var sender = new MllpSender(new MllpSenderOptions("127.0.0.1", workplace.Get<Hl7Feed>().Endpoint!.Port));
        var nameless = await sender.SendAsync(admission.With("PID-3", null), CancellationToken.None);
        Assert.Equal(("AE", "PID^1^3^1"), (nameless["MSA-1"].Text, nameless["ERR-2"].Raw));
        var unknown = await sender.SendAsync(admission.With("MSH-9.1", "MFN").With("MSH-9.2", "M02"), CancellationToken.None);
        Assert.Equal(("AR", "200"), (unknown["MSA-1"].Text, unknown["ERR-3.1"].Text));
        Assert.DoesNotContain(workplace.Log, l => l.Contains("Berg", StringComparison.Ordinal) || l.Contains("4711", StringComparison.Ordinal) || l.Contains("adt-1", StringComparison.Ordinal));
        Assert.Contains(workplace.Log, l => l.Contains("was refused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"site\":{}}", "source")]
    [InlineData("{\"source\":\"x\",\"listen\":{\"address\":\"0.0.0.0\"}}", "clientAuthority")]
    [InlineData("{\"source\":\"x\",\"listen\":{\"certificate\":\"gone.pem\"}}", "does not exist")]
    [InlineData("{\"source\":\"x\",\"listen\":{\"prot\":1}}", "line 1")]
    [InlineData("{\"source\":\"x\",\"site\":{\"timeZone\":\"Moon\"}}", "time zone")]
    public async Task A_configuration_that_is_wrong_or_unsafe_is_refused(string json, string reason)
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            await File.WriteAllTextAsync(file.FullName, json, TestContext.Current.CancellationToken);
            Assert.Contains(reason, Assert.Throws<Hl7OptionsException>(() => Hl7Options.Read(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            file.Delete();
        }
    }

    private static void Feed(IServiceCollection services) => services.AddHl7Feed(new Hl7Options("north") { Listen = new Hl7Listen { Port = 0 } });
}
