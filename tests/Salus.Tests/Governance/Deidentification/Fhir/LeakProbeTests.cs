using Salus.Fhir;
using Salus.Governance.Deidentification.Fhir;

namespace Salus.Tests.Governance.Deidentification.Fhir;

public sealed class LeakProbeTests
{
    private const string Original = """
        {"resourceType":"Bundle","type":"collection","entry":[
         {"resource":{"resourceType":"Patient","id":"p-10077","name":[{"family":"Quenneville","given":["Ottoline"]}],"telecom":[{"system":"phone","value":"555-201-7788"}],"birthDate":"1980-01-01"}},
         {"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8302-2","display":"Quenneville score"}]},"subject":{"reference":"Patient/p-10077"},"effectiveDateTime":"2020-02-01","issued":"2020-03-01T10:00:00Z","valueInteger":5,"note":[{"text":"none"}]}}]}
        """;

    [Theory]
    [InlineData("p-10077", "q-1")]
    [InlineData("Ottoline", "Anna", "OTTOLÍNE was here")]
    [InlineData("none", "none", "call (555) 201 7788")]
    [InlineData("none", "none", "seen with Quenevile and Otoline")]
    [InlineData("none", "none", "born 1980.01.01")]
    public void Finds_what_was_left_however_it_is_written(string from, string to, string note = "p 10077")
    {
        var output = Harmless().Replace(from, to, StringComparison.Ordinal).Replace("\"none\"", $"\"{note}\"", StringComparison.Ordinal);
        Assert.NotEmpty(Report(output).Leaks);
    }

    [Fact]
    public void Finds_nothing_where_nothing_is_and_says_what_was_no_evidence()
    {
        var report = Report(Harmless());
        Assert.Empty(report.Leaks);
        Assert.Equal(1, report.ShareKept);
        Assert.Equal(1, report.ShareOfIntervals);
        Assert.Equal((3, 3), (report.Dates, report.Pairs));
        Assert.Equal(1, report.NotEvidence["word of a standard's code"]);
    }

    [Fact]
    public void Sees_a_name_in_a_file_name_a_date_that_stayed_and_an_interval_that_did_not()
    {
        Assert.Contains(Report(Harmless(), "ottoline_1.json").Leaks, l => l.Place is "file name");
        Assert.Contains(Report(Harmless().Replace("2020-01-22", "2020-02-01", StringComparison.Ordinal)).Leaks, l => l.Kind is "date");
        Assert.Equal(1 / 3.0, Report(Harmless().Replace("2020-01-22", "2020-01-23", StringComparison.Ordinal)).ShareOfIntervals);
        Assert.True(Report(Harmless().Replace("\"valueInteger\":5", "\"valueInteger\":6", StringComparison.Ordinal)).ShareKept < 1);
    }

    private static string Harmless() => Original.Replace("p-10077", "x1", StringComparison.Ordinal).Replace("\"family\":\"Quenneville\"", "\"family\":\"Smith\"", StringComparison.Ordinal).Replace("Ottoline", "Anna", StringComparison.Ordinal)
        .Replace("555-201-7788", "555-999-0000", StringComparison.Ordinal).Replace("1980-01-01", "1979-12-22", StringComparison.Ordinal).Replace("2020-02-01", "2020-01-22", StringComparison.Ordinal).Replace("2020-03-01", "2020-02-20", StringComparison.Ordinal);

    private static LeakReport Report(string output, string name = "0a1b.json")
    {
        var probe = new LeakProbe();
        probe.Add("ottoline.json", FhirNode.Parse(Original));
        probe.Compare("ottoline.json", FhirNode.Parse(Original), name, FhirNode.Parse(output));
        return probe.Report();
    }
}
