using System.Text;
using Salus.Fhir;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Fhir;

/// <summary>Files taken through both passes of a release, with a finder that sees only what the record holds.</summary>
internal sealed class Cleaned
{
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);

    private Cleaned(Dictionary<string, string> files, Tally tally, Replacer replacer) => (Files, Tally, Replacer) = (files, tally, replacer);

    public Dictionary<string, string> Files { get; }

    public Tally Tally { get; }

    public Replacer Replacer { get; }

    public static async Task<Cleaned> FilesAsync(DeidentificationPolicy policy, params (string Name, string Content)[] files)
    {
        var deidentifier = new FhirFileDeidentifier(new FixedClock());
        var people = new KnownPeople();
        foreach (var (_, content) in files)
            await deidentifier.GatherAsync(Stream(content), people, TestContext.Current.CancellationToken);
        var replacer = new Replacer(policy, ReleaseKey.FromSeed(11));
        replacer.Know(people);
        var tally = new Tally();
        var cleaning = new Cleaning(policy, replacer, new TextDeidentifier(new IdentifierFinder(), replacer, tally), people, tally);
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, content) in files)
        {
            using var output = new MemoryStream();
            await deidentifier.CleanAsync(Stream(content), output, cleaning, TestContext.Current.CancellationToken);
            outputs[name] = Encoding.UTF8.GetString(output.ToArray());
        }
        return new Cleaned(outputs, tally, replacer);
    }

    public static DeidentificationPolicy SafeHarbor => DeidentificationPolicy.Profile("safe-harbor");

    public static async Task<FhirNode> ResourceAsync(string json, DeidentificationPolicy? policy = null) =>
        FhirNode.Parse((await FilesAsync(policy ?? SafeHarbor, ("a.json", json))).Files["a.json"]);

    /// <summary>Safe Harbor with rules before its own.</summary>
    public static DeidentificationPolicy With(params (string Path, Treatment Treatment, IdentifierClass Class)[] rules) =>
        SafeHarbor with { Fhir = [.. rules.Select(r => new ElementRule(r.Path, r.Treatment, r.Class)), .. SafeHarbor.Fhir] };

    private static MemoryStream Stream(string content) => new(Encoding.UTF8.GetBytes(content));

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
