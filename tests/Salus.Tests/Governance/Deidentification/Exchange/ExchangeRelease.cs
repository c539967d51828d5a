using System.Text;
using Salus.Governance.Deidentification;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Exchange;

/// <summary>A release of one file with the profile safe-harbor: people are gathered, then the file is cleaned.</summary>
internal sealed class ExchangeRelease
{
    /// <param name="fields">In place of the profile's rules for HL7 v2.</param>
    /// <param name="listed">Found in every text, beside what the record tells.</param>
    public ExchangeRelease(string profile = "safe-harbor", IEnumerable<FieldRule>? fields = null, params (IdentifierClass Class, string Value)[] listed)
    {
        var policy = DeidentificationPolicy.Profile(profile);
        if (fields is not null)
            policy = policy with { Fields = [.. fields] };
        var replacer = new Replacer(policy, ReleaseKey.FromSeed(7));
        Cleaning = new Cleaning(policy, replacer, new TextDeidentifier(new IdentifierFinder(new Listed(listed)), replacer, Tally), People, Tally);
    }

    public KnownPeople People { get; } = new();

    public Tally Tally { get; } = new();

    public Cleaning Cleaning { get; }

    public async Task<byte[]> CleanAsync(IFileDeidentifier kind, byte[] file)
    {
        await kind.GatherAsync(new MemoryStream(file), People, TestContext.Current.CancellationToken);
        Cleaning.Replacer.Know(People);
        using var output = new MemoryStream();
        await kind.CleanAsync(new MemoryStream(file), output, Cleaning, TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    public async Task<string> CleanAsync(IFileDeidentifier kind, string file) => Encoding.UTF8.GetString(await CleanAsync(kind, Encoding.UTF8.GetBytes(file)));

    public static void HoldsNone(string text, params IEnumerable<string> identifiers)
    {
        foreach (var identifier in identifiers)
            Assert.False(text.Contains(identifier, StringComparison.OrdinalIgnoreCase), $"'{identifier}' is still there:\n{text.Replace('\r', '\n')}");
    }

    public static void HoldsAll(string text, params IEnumerable<string> values)
    {
        foreach (var value in values)
            Assert.True(text.Contains(value, StringComparison.Ordinal), $"'{value}' is gone:\n{text.Replace('\r', '\n')}");
    }

    private sealed class Listed((IdentifierClass Class, string Value)[] listed) : IIdentifierDetector
    {
        public string Name => "listed";

        public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
        {
            foreach (var (kind, value) in listed)
            {
                for (var at = text.Plain.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.Plain.IndexOf(value, at + value.Length, StringComparison.Ordinal))
                    found.Add(new IdentifierSpan(new TextSpan(at, value.Length), kind, Name, 1));
            }
        }
    }
}
