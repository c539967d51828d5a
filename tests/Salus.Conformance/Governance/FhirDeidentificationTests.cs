using Salus.Fhir;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Conformance.Governance;

/// <summary>No identifying value of anybody in the Synthea bundles is left, clinical values are, and every interval of a patient is what it was.</summary>
public sealed class FhirDeidentificationTests
{
    [Theory]
    [InlineData("safe-harbor")]
    [InlineData("limited-data-set")]
    public async Task No_identifier_of_any_bundle_is_left_and_the_medicine_is(string profile)
    {
        var cancel = TestContext.Current.CancellationToken;
        var files = PublicData.Folder("synthea-fhir").GetFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        var policy = DeidentificationPolicy.Profile(profile);
        var deidentifier = new FhirFileDeidentifier();
        var people = new KnownPeople();
        var probe = new LeakProbe();
        foreach (var file in files)
        {
            await using var input = file.OpenRead();
            await deidentifier.GatherAsync(input, people, cancel);
            probe.Add(file.Name, FhirNode.Parse(await File.ReadAllBytesAsync(file.FullName, cancel)));
        }
        var replacer = new Replacer(policy, ReleaseKey.FromSeed(20));
        replacer.Know(people);
        var tally = new Tally();
        var cleaning = new Cleaning(policy, replacer, new TextDeidentifier(new IdentifierFinder(), replacer, tally), people, tally);
        foreach (var file in files)
        {
            await using var input = file.OpenRead();
            using var output = new MemoryStream();
            await deidentifier.CleanAsync(input, output, cleaning, cancel);
            probe.Compare(file.Name, FhirNode.Parse(await File.ReadAllBytesAsync(file.FullName, cancel)), replacer.Pseudonym("file", file.Name) + ".json", FhirNode.Parse(output.ToArray()));
        }
        var report = probe.Report();
        TestContext.Current.TestOutputHelper?.WriteLine($"{report.Values} values, {report.ShareKept:P2} of {report.ClinicalValues} clinical values kept, {report.ShareOfIntervals:P3} of {report.Pairs} intervals");
        Assert.True(profile is "limited-data-set" || report.Leaks.IsEmpty, string.Join('\n', report.Leaks.Take(5).Select(l => $"{l.Kind} at {l.Place}")));
        Assert.DoesNotContain(report.Leaks, l => l.Kind is "name" or "phone" or "email" or "social-security" or "medical-record" or "other-id");
        Assert.True(report.ShareKept >= 0.95);
        Assert.Equal(1, report.ShareOfIntervals);
    }
}
