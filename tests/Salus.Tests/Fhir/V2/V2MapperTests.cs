using System.Runtime.CompilerServices;
using System.Text;
using Salus.Fhir;
using Salus.Fhir.V2;

namespace Salus.Tests.Fhir.V2;

/// <summary>What messages become: whole messages against golden files, single rules by themselves.</summary>
public sealed class V2MapperTests
{
    private const string Header = "MSH|^~\\&|LAB|CENTRAL|||20260301140000+0000||ORU^R01|m-1|P|2.5.1\rPID|1||4711^^^NORTH^MR||Berg^Ida\r";

    private static readonly string golden = Path.Combine(Path.GetDirectoryName(Here())!, "Golden");

    public static TheoryData<string> Messages => [.. Directory.GetFiles(golden, "*.hl7").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    /// <summary>One resource or issue on each line of the expected file.</summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_becomes_the_resources_of_its_golden_file(string name)
    {
        var site = V2Site.Parse(File.ReadAllBytes(Path.Combine(golden, "site.json")));
        var mapped = new V2Mapper(site).Map(V2Message.Parse(File.ReadAllBytes(Path.Combine(golden, name + ".hl7"))));
        var lines = mapped.Resources.Select(r => r.ToJson()).Concat(mapped.Issues.Select(i => $"# {i.Severity.ToString().ToLowerInvariant()} {i.Place}: {i.Text}"));
        Assert.Equal(File.ReadAllLines(Path.Combine(golden, name + ".expected")), lines);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_reference_leads_to_a_resource_of_the_message_and_every_resource_to_the_message(string name)
    {
        var message = V2Message.Parse(File.ReadAllBytes(Path.Combine(golden, name + ".hl7")));
        var resources = new V2Mapper(V2Site.Unknown).Map(message).Resources;
        var places = resources.Select(r => $"{r.ResourceType}/{r.Id}").ToHashSet();
        Assert.Equal(resources.Length, places.Count);
        var named = resources.SelectMany(r => r.Places()).Where(p => p.Node.Name == "reference").Select(p => p.Node.Value!).ToList();
        Assert.All(named, n => Assert.Contains(n, places));
        var binary = resources.Single(r => r.ResourceType == "Binary");
        Assert.Equal(message.ToBytes().ToArray(), Convert.FromBase64String(binary["data"]!.Value!));
        var targets = resources.Single(r => r.ResourceType == "Provenance").All("target").Select(t => t["reference"]!.Value!).ToHashSet();
        Assert.Equal(places.Where(p => !p.StartsWith("Binary/", StringComparison.Ordinal) && !p.StartsWith("DocumentReference/", StringComparison.Ordinal) && !p.StartsWith("Provenance/", StringComparison.Ordinal)).ToHashSet(), targets);
    }

    [Fact]
    public void A_correction_has_the_ids_of_what_it_corrects()
    {
        var first = Observations("OBR|1||F-5|24323-8^Panel^LN||||||||||||||||||||||P\rOBX|1|NM|2823-3^Potassium^LN||5.9|||||P\rOBX|2|NM|2951-2^Sodium^LN||140|||||F\r");
        var second = Observations("OBR|1||F-5|24323-8^Panel^LN||||||||||||||||||||||C\rOBX|1|NM|2951-2^Sodium^LN||141||||||C\r");
        Assert.Equal(first[1].Id, second[0].Id);
        Assert.Equal("corrected", second[0]["status"]!.Value);
    }

    [Theory]
    [InlineData("NM", "007.50", "valueQuantity.value", "7.50")]
    [InlineData("NM", "+3", "valueQuantity.value", "3")]
    [InlineData("NM", "-.5", "valueQuantity.value", "-0.5")]
    [InlineData("NM", "<5", "valueQuantity.comparator", "<")]
    [InlineData("NM", "1,5", "valueString", "1,5")]
    [InlineData("SN", "^3^-^5", "valueRange.high.value", "5")]
    [InlineData("SN", ">=^3", "valueQuantity.comparator", ">=")]
    [InlineData("SN", "^2^+", "valueString", "2+")]
    [InlineData("TM", "1405", "valueTime", "14:05:00")]
    [InlineData("ST", "a^b", "valueString", "a^b")]
    [InlineData("DT", "20260301", "valueDateTime", "2026-03-01")]
    [InlineData("XYZ", "odd", "valueString", "odd")]
    public void A_value_keeps_what_the_message_says(string type, string value, string path, string expected) =>
        Assert.Equal(expected, Observations($"OBR|1||F-5|1^x^LN\rOBX|1|{type}|2823-3^Potassium^LN||{value}||||||F\r")[0].ValueAt("Observation." + path));

    [Theory]
    [InlineData("3.5-5.1", "3.5", "5.1")]
    [InlineData("3.5 - 5.1 mmol/L", "3.5", "5.1")]
    [InlineData("-2-2", "-2", "2")]
    [InlineData("<=5", null, "5")]
    [InlineData(">= 60", "60", null)]
    [InlineData("<5", null, null)]
    [InlineData("negative", null, null)]
    [InlineData("1:40", null, null)]
    public void A_reference_range_is_read_where_it_is_one(string text, string? low, string? high)
    {
        var range = Observations($"OBR|1||F-5|1^x^LN\rOBX|1|NM|2823-3^K^LN||4|mmol/L|{text}||||F\r")[0]["referenceRange"]!;
        Assert.Equal((text, low, high), (range["text"]!.Value, range.ValueAt("low.value"), range.ValueAt("high.value")));
    }

    [Fact]
    public void A_result_without_a_value_says_that_it_has_none() =>
        Assert.Equal("unknown", Observations("OBR|1||F-5|1^x^LN\rOBX|1|NM|2823-3^K^LN||\"\"||||||F\r")[0].ValueAt("Observation.dataAbsentReason.coding.code"));

    [Fact]
    public void A_time_of_day_is_not_given_a_zone_that_nobody_stated()
    {
        var message = V2Message.Parse("MSH|^~\\&|LAB|CENTRAL|||20260301140000||ORU^R01|m-1|P|2.5.1\rPID|1||4711^^^NORTH^MR||Berg^Ida\rOBR|1||F-5|1^x^LN|||20260301120000\rOBX|1|NM|2823-3^K^LN||4||||||F\r");
        var mapped = new V2Mapper(V2Site.Unknown).Map(message);
        Assert.Equal("2026-03-01", mapped.Resources.First(r => r.ResourceType == "Observation")["effectiveDateTime"]!.Value);
        Assert.Contains(mapped.Issues, i => i.Text.Contains("time zone", StringComparison.Ordinal));
        var stated = new V2Mapper(new V2Site { TimeZone = "America/New_York" }).Map(message);
        Assert.Equal("2026-03-01T12:00:00-05:00", stated.Resources.First(r => r.ResourceType == "Observation")["effectiveDateTime"]!.Value);
    }

    [Fact]
    public void A_merge_links_both_patients()
    {
        var message = V2Message.Parse("MSH|^~\\&|REG|NORTH|||20260302||ADT^A40|a-1|P|2.5.1\rPID|1||1^^^NORTH^MR||A^A\rMRG|2^^^NORTH^MR\rPID|2||3^^^NORTH^MR||B^B\rMRG|4^^^NORTH^MR\r");
        var patients = new V2Mapper(V2Site.Unknown).Map(message).Resources.Where(r => r.ResourceType == "Patient").ToArray();
        Assert.Equal(4, patients.Length);
        Assert.Equal(2, patients.Count(p => p["active"]!.Value == "false" && p.ValueAt("Patient.link.type") == "replaced-by"));
        foreach (var prior in patients.Where(p => p["active"]!.Value == "false"))
            Assert.Contains(patients, p => $"Patient/{p.Id}" == prior.ValueAt("Patient.link.other.reference") && p.ValueAt("Patient.link.other.reference") == $"Patient/{prior.Id}");
    }

    [Theory]
    [InlineData("MSH|^~\\&|A|B|||2026||MFN^M02|1|P|2.5\r", "MSH-9", "200")]
    [InlineData("MSH|^~\\&|A|B|||2026||ADT^A01|1|P|2.5\r", "PID", "100")]
    [InlineData("MSH|^~\\&|A|B|||2026||ADT^A01|1|P|2.5\rPID|1||||Berg\r", "PID-3", "101")]
    [InlineData("MSH|^~\\&|||||2026||ADT^A01|1|P|2.5\rPID|1||1\r", "MSH-4", "101")]
    [InlineData("MSH|^~\\&|A|B|||2026||ORU^R01|1|P|2.5\rPID|1||1\r", "OBR", "100")]
    [InlineData("MSH|^~\\&|A|B|||2026||ORU^R01|1|P|2.5\rPID|1||1\rOBR|1||F\r", "OBR-4", "101")]
    [InlineData("MSH|^~\\&|A|B|||2026||ORU^R01|1|P|2.5\rPID|1||1\rOBR|1||F|x\rPID|2||2\rOBR|1||G|x\r", "PID(2)", "100")]
    [InlineData("MSH|^~\\&|A|B|||2026||ADT^A40|1|P|2.5\rPID|1||1\rMRG|1\r", "MRG-1", "102")]
    [InlineData("MSH|^~\\&|A|B|||2026||SIU^S12|1|P|2.5\rPID|1||1\rSCH|\r", "SCH-2", "101")]
    public void What_cannot_be_mapped_is_refused_with_its_place(string text, string place, string code)
    {
        var refused = Assert.Throws<V2MappingException>(() => new V2Mapper(V2Site.Unknown).Map(V2Message.Parse(text)));
        Assert.Equal((V2Path.Parse(place), code), (refused.Error.Place!.Value, refused.Error.Code));
    }

    [Fact]
    public void An_order_does_not_replace_the_patient_it_mentions()
    {
        var order = new V2Mapper(V2Site.Unknown).Map(V2Message.Parse(File.ReadAllBytes(Path.Combine(golden, "oml-o21.hl7"))));
        var taken = order.ToTransaction(_ => true).All("entry").Select(e => e["resource"]!.ResourceType).ToList();
        Assert.DoesNotContain("Patient", taken);
        Assert.DoesNotContain("Encounter", taken);
        Assert.Contains("ServiceRequest", taken);
        var admission = new V2Mapper(V2Site.Unknown).Map(V2Message.Parse(File.ReadAllBytes(Path.Combine(golden, "adt-a01.hl7"))));
        Assert.Contains("Patient", admission.ToTransaction(_ => true).All("entry").Select(e => e["resource"]!.ResourceType));
    }

    [Theory]
    [InlineData("{\"timeZone\":\"Moon/Base\"}", "time zone")]
    [InlineData("{\"codingSystems\":{\"X\":\"not a uri\"}}", "not absolute")]
    [InlineData("{\"zone\":1}", "Line 1")]
    [InlineData("[]", "Line 1")]
    public void A_bad_site_file_is_refused(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<V2SiteException>(() => V2Site.Parse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_messages_become_resources_or_a_refusal()
    {
        foreach (var file in Directory.GetFiles(golden, "*.hl7"))
        {
            var valid = File.ReadAllText(file);
            for (var seed = 0; seed < 400; seed++)
            {
                var random = new Random(seed);
                var text = new StringBuilder(valid);
                for (var cuts = random.Next(1, 8); cuts > 0; cuts--)
                {
                    var at = random.Next(100, text.Length);
                    if (random.Next(3) == 0)
                        text.Insert(at, "|^~&\\0-<9"[random.Next(9)]);
                    else if (random.Next(2) == 0)
                        text.Remove(at, Math.Min(text.Length - at, random.Next(1, 5)));
                    else
                        text[at] = "|^~&\\AZ0"[random.Next(8)];
                }
                try
                {
                    var mapped = new V2Mapper(V2Site.Unknown).Map(V2Message.Parse(text.ToString()));
                    foreach (var resource in mapped.Resources)
                        Assert.Equal(resource, FhirNode.Parse(resource.ToUtf8()));
                }
                catch (Exception e) when (e is V2FormatException or V2MappingException)
                {
                    Assert.NotEmpty(e.Message);
                }
            }
        }
    }

    private static FhirNode[] Observations(string segments) =>
        [.. new V2Mapper(V2Site.Unknown).Map(V2Message.Parse(Header + segments)).Resources.Where(r => r.ResourceType == "Observation")];

    private static string Here([CallerFilePath] string file = "") => file;
}
