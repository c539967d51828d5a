using System.Text;
using Salus.Fhir;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Fhir;

/// <summary>Entries of a Bundle are cut out sixty-four bytes at a time: quotes, escapes and brackets must count wherever a block or a read ends.</summary>
public sealed class JsonBracketsTests
{
    private const int Entries = 140;

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1 << 20)]
    public async Task Entries_are_cut_where_they_end_whatever_is_in_their_texts(int bytesAtOnce)
    {
        var shown = Enumerable.Range(0, Entries).Select(n => new string('b', n) + """ "} ] \ } { [ \""" + new string('\\', n % 5)).ToArray();
        var bundle = FhirNode.Resource("Bundle", ("type", "collection"), ("entry", FhirNode.List(shown.Select((text, n) => (FhirElement)FhirNode.Object(
            ("resource", FhirNode.Resource("Observation", ("id", $"o{n}"), ("status", "final"), ("code", Datatypes.Concept("http://loinc.org", "718-7", text, text)))))))));
        var policy = Cleaned.SafeHarbor;
        var replacer = new Replacer(policy, ReleaseKey.FromSeed(1));
        using var output = new MemoryStream();
        await new FhirFileDeidentifier().CleanAsync(new Slow(bundle.ToUtf8(), bytesAtOnce), output, new Cleaning(policy, replacer, new TextDeidentifier(new IdentifierFinder(), replacer, new Tally()), new KnownPeople(), new Tally()), TestContext.Current.CancellationToken);
        var cleaned = FhirNode.Parse(Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(shown, cleaned.Span("entry").ToArray().Select(e => e["resource"]!["code"]!["coding"]!["display"]!.Value));
    }

    private sealed class Slow(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(atOnce, buffer.Length)], cancellationToken);
    }
}
