using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;
using Salus.Learning;

namespace Salus.Tests.Governance.Deidentification.Fhir;

public sealed class MutationTests
{
    // Compiles the rules of a policy once.
    private static readonly FhirFileDeidentifier deidentifier = new();

    private static readonly string bundle = """
        {"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:6f1c1f0e-0000-4000-8000-000000000001","resource":{"resourceType":"Patient","id":"p1","name":[{"family":"Quenneville","_family":{"id":"x"},"given":["Ottoline",null],"_given":[null,{"extension":[{"url":"http://x.example","valueCode":"n"}]}]}],"birthDate":"1980-01-01","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Ottoline &lt; 40</div>"}}},
        {"resource":{"resourceType":"Observation","status":"final","contained":[{"resourceType":"Medication","id":"m"}],"subject":{"reference":"Patient/p1"},"effectivePeriod":{"start":"2020-01-01","end":"2020-01-02T10:00:00Z"},"valueQuantity":{"value":1.50e3,"unit":"mg"},"note":[{"text":"Ottoline \u00e9 \ud83d\ude00","time":"2020-01-01"}]}}],"total":2}
        """.ReplaceLineEndings("\n");

    [Fact]
    public async Task Whatever_is_broken_in_a_file_it_is_cleaned_to_readable_json_or_refused()
    {
        var random = new SeededRandom(7);
        var policy = Cleaned.SafeHarbor;
        for (var i = 0; i < 300; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(bundle);
            for (var n = (int)(random.NextBits() % 3); n >= 0; n--)
                bytes = Mutated(bytes, random);
            try
            {
                var output = await CleanAsync(policy, bytes);
                foreach (var line in Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    FhirNode.Parse(line);
            }
            catch (DeidentificationException e)
            {
                Assert.DoesNotContain("Quenneville", e.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task However_the_stream_is_cut_the_result_is_the_same()
    {
        var policy = Cleaned.SafeHarbor;
        var bytes = Encoding.UTF8.GetBytes(bundle + "\n" + bundle);
        var whole = await CleanAsync(policy, bytes);
        foreach (var size in new[] { 1, 7, 64, 1000 })
            Assert.Equal(whole, await CleanAsync(policy, bytes, size));
    }

    [Fact]
    public void A_date_and_its_form_agree() => Prop.ForAll(ArbMap.Default.ArbFor<DateTime>(), d =>
        DateFormsAgree(d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) && DateFormsAgree(d.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))).QuickCheckThrowOnFailure();

    private static bool DateFormsAgree(string date)
    {
        var moved = new Replacer(Cleaned.SafeHarbor, ReleaseKey.FromSeed(1)).Shift(date, new Subject("x"));
        return moved is null || moved.Length == date.Length;
    }

    private static async Task<byte[]> CleanAsync(DeidentificationPolicy policy, byte[] bytes, int readSize = int.MaxValue)
    {
        var people = new KnownPeople();
        await deidentifier.GatherAsync(new Dripping(bytes, readSize), people, TestContext.Current.CancellationToken);
        var replacer = new Replacer(policy, ReleaseKey.FromSeed(3));
        var tally = new Tally();
        using var output = new MemoryStream();
        await deidentifier.CleanAsync(new Dripping(bytes, readSize), output, new Cleaning(policy, replacer, new TextDeidentifier(new IdentifierFinder(), replacer, tally), people, tally), TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    private static byte[] Mutated(byte[] bytes, SeededRandom random)
    {
        var at = (int)(random.NextBits() % (ulong)bytes.Length);
        var length = Math.Min(bytes.Length - at, (int)(random.NextBits() % 12));
        return (random.NextBits() % 4) switch
        {
            0 => [.. bytes[..at], .. bytes[(at + length)..]],
            1 => [.. bytes[..at], (byte)random.NextBits(), .. bytes[at..]],
            2 => [.. bytes[..at], .. bytes[(at / 2)..(at / 2 + length)], .. bytes[at..]],
            _ => [.. bytes[..at], .. "{}[]\",:0"u8.Slice((int)(random.NextBits() % 8), 1), .. bytes[(at + 1)..]],
        };
    }

    private sealed class Dripping(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
