using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Trust.Charts;

public sealed class ChartTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly List<RecordVersion> versions = [];

    private Chart Chart => Chart.Of(new PatientId("p1"), versions);

    [Fact]
    public void A_problem_recorded_twice_stands_once_with_both_sources()
    {
        Add("north", """{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"coding":[{"system":"urn:codes","code":"44","display":"Hypertension"}]},"onsetDateTime":"2011-04"}""");
        Add("south", """{"resourceType":"Condition","id":"c2","clinicalStatus":{"coding":[{"code":"resolved"}]},"code":{"coding":[{"system":"urn:codes","code":"44"}],"text":"High blood pressure"},"onsetDateTime":"2015"}""");
        Add("south", """{"resourceType":"Condition","id":"c3","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"high  Blood pressure"}}""");
        var problem = Assert.Single(Chart.Problems);
        Assert.Equal(("Hypertension", true, 3), (problem.Name, problem.Active, problem.Facts.Length));
        Assert.False(problem.Disputed);
        Assert.Equal("2011-04", problem.Since?.Text);
    }

    [Fact]
    public void Sources_that_disagree_whether_a_problem_goes_on_are_shown_as_such()
    {
        Add("north", """{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Asthma"}}""");
        Add("south", """{"resourceType":"Condition","id":"c2","clinicalStatus":{"coding":[{"code":"resolved"}]},"code":{"text":"Asthma"}}""");
        Assert.True(Assert.Single(Chart.Problems).Disputed);
    }

    [Fact]
    public void What_was_entered_in_error_is_not_a_problem()
    {
        Add("north", """{"resourceType":"Condition","id":"c1","verificationStatus":{"coding":[{"code":"entered-in-error"}]},"code":{"text":"Asthma"}}""");
        Assert.Empty(Chart.Problems);
    }

    [Fact]
    public void Silence_about_allergies_is_not_the_same_as_none()
    {
        Assert.Equal(AllergyKnowledge.NotRecorded, Chart.Allergies.Known);
        Add("north", """{"resourceType":"AllergyIntolerance","id":"a1","code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003"}]}}""");
        Assert.Equal(AllergyKnowledge.NoneKnown, Chart.Allergies.Known);
        Add("south", """{"resourceType":"AllergyIntolerance","id":"a2","criticality":"high","code":{"text":"Penicillin"}}""");
        Assert.Equal(AllergyKnowledge.Known, Chart.Allergies.Known);
        Assert.True(Chart.Allergies.Disputed);
        Assert.True(Assert.Single(Chart.Allergies.All).Severe);
    }

    [Fact]
    public void The_same_ingredient_in_two_strengths_is_one_medication_in_conflict()
    {
        Add("north", Order("m1", "active", "lisinopril 10 MG Oral Tablet", "2024-01-05"));
        Add("south", Order("m2", "active", "Lisinopril 20 MG Oral Tablet [Zestril]", "2025-01-05"));
        var medication = Assert.Single(Chart.Medications);
        Assert.Equal(MedicationStanding.Conflict, medication.Standing);
        Assert.Equal([MedicationDifference.Strength], medication.Differs);
        Assert.Equal("Lisinopril 20 MG Oral Tablet [Zestril]", medication.Name);
        Assert.Equal(2, medication.Accounts.Length);
    }

    [Fact]
    public void An_earlier_order_that_was_stopped_is_history_and_no_conflict()
    {
        Add("north", Order("m1", "stopped", "lisinopril 10 MG Oral Tablet", "2024-01-05"));
        Add("north", Order("m2", "active", "lisinopril 20 MG Oral Tablet", "2025-01-05"));
        var medication = Assert.Single(Chart.Medications);
        Assert.Equal(MedicationStanding.Current, medication.Standing);
        Assert.Equal("lisinopril 20 MG Oral Tablet", medication.Name);
        Assert.Equal(2, medication.History.Length);
    }

    [Fact]
    public void Taken_here_and_stopped_there_is_a_conflict()
    {
        Add("north", Order("m1", "active", "Warfarin 5 MG Oral Tablet", "2024-01-05"));
        Add("south", """{"resourceType":"MedicationStatement","id":"s1","status":"not-taken","medicationCodeableConcept":{"text":"warfarin"},"effectiveDateTime":"2025-06-01"}""");
        Assert.Equal([MedicationDifference.Status], Assert.Single(Chart.Medications).Differs);
    }

    [Theory]
    [InlineData("24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", "metformin hydrochloride")]
    [InlineData("Hydrocodone Bitartrate 5 MG / Acetaminophen 325 MG Oral Tablet", "acetaminophen+hydrocodone bitartrate")]
    [InlineData("NDA020503 200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "albuterol")]
    [InlineData("insulin human, isophane 70 UNT/ML", "insulin human, isophane")]
    [InlineData("Aspirin", "aspirin")]
    public void Ingredients_are_read_from_the_names_of_catalogues(string name, string expected)
    {
        Add("north", Order("m1", "active", name, "2024"));
        Add("south", Order("m2", "active", expected, "2025"));
        Assert.Single(Chart.Medications);
    }

    [Fact]
    public void Different_medications_stay_apart()
    {
        Add("north", Order("m1", "active", "metoprolol tartrate 25 MG Oral Tablet", "2024"));
        Add("north", Order("m2", "active", "metoprolol succinate 25 MG Oral Tablet", "2024"));
        Assert.Equal(2, Chart.Medications.Length);
    }

    [Fact]
    public void Results_in_units_that_convert_are_one_course_in_the_newest_unit()
    {
        Add("north", Result("o1", "2024-01-01", "5.5", "mmol/L", low: "3.9", high: "5.6"));
        Add("south", Result("o2", "2025-01-01", "6100", "umol/L", low: "3900", high: "5600"));
        var course = Assert.Single(Chart.Results);
        Assert.Equal("umol/L", course.Unit);
        Assert.Equal([5500m, 6100m], course.Points.Select(p => p.Number!.Value));
        Assert.Equal((3900m, 5600m), (course.Points[0].Low!.Value, course.Points[0].High!.Value));
        Assert.Equal([RangeFlag.None, RangeFlag.High], course.Points.Select(p => p.Flag));
    }

    [Fact]
    public void Results_in_units_that_do_not_convert_stay_courses_of_their_own()
    {
        Add("north", Result("o1", "2024-01-01", "5.5", "mmol/L"));
        Add("south", Result("o2", "2025-01-01", "99", "mg/dL"));
        Assert.Equal(["mg/dL", "mmol/L"], Chart.Results.Select(r => r.Unit));
    }

    [Fact]
    public void A_value_below_the_limit_of_detection_is_not_called_low_while_it_may_be_normal()
    {
        Add("north", """{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"CRP"},"effectiveDateTime":"2024-01-01","valueQuantity":{"value":5,"comparator":"<","unit":"mg/L"},"referenceRange":[{"low":{"value":0},"high":{"value":5}}]}""");
        Assert.Equal(RangeFlag.None, Assert.Single(Chart.Results).Newest.Flag);
    }

    [Fact]
    public void Blood_pressure_is_one_course_of_two_parts()
    {
        Add("north", """{"resourceType":"Observation","id":"o1","status":"final","category":[{"coding":[{"code":"vital-signs"}]}],"code":{"text":"Blood Pressure"},"effectiveDateTime":"2024-01-01","component":[{"code":{"text":"Systolic Blood Pressure"},"valueQuantity":{"value":131,"unit":"mm[Hg]"}},{"code":{"text":"Diastolic Blood Pressure"},"valueQuantity":{"value":80,"unit":"mm[Hg]"}}]}""");
        var course = Assert.Single(Chart.Results);
        Assert.Equal(["Diastolic", "Systolic"], course.Points.Select(p => p.Part).Order(StringComparer.Ordinal));
        Assert.Equal("131", course.Points.Single(p => p.Part == "Systolic").Evidence().Value);
    }

    [Fact]
    public async Task Every_result_can_stand_as_evidence_of_a_draft_and_a_changed_value_is_found_out()
    {
        Add("north", Result("o1", "2024-01-01", "5.50", "mmol/L"));
        Add("north", """{"resourceType":"Observation","id":"o2","status":"final","code":{"text":"Smoking"},"effectiveDateTime":"2024-01-01","valueCodeableConcept":{"text":"Never smoked"}}""");
        var chart = Chart;
        foreach (var point in chart.Results.SelectMany(r => r.Points))
        {
            var evidence = point.Evidence();
            var sources = Sources.Of(chart.SourceOf(evidence)!);
            Assert.Empty(await InspectAsync(point, evidence, sources));
            Assert.Single(await InspectAsync(point, evidence with { Value = "6.50" }, sources));
        }
        Assert.Throws<ArgumentException>(() => chart.Results[0].Newest.Fact.Evidence("Observation.nothing"));
    }

    private static async Task<ImmutableArray<Finding>> InspectAsync(ResultPoint point, Element evidence, Sources sources)
    {
        var origin = new Provenance("test", "1", now, [.. sources.Select(s => s.Reference)], ImmutableSortedDictionary<string, string>.Empty);
        var draft = new Draft(new DraftId(Guid.Empty), 1, "test", new PatientId("p1"), [new Statement("results", point.Text, [evidence])], [], origin);
        return (await Inspection.RunAsync(draft, sources, [new EvidenceCheck()], TestContext.Current.CancellationToken)).Findings;
    }

    private void Add(string system, string json)
    {
        var resource = FhirNode.Parse(json);
        versions.Add(new RecordVersion(new ResourceName(resource.ResourceType!, resource.Id!), 1, VersionAct.Create, now, system, Sha256.Of(resource.ToUtf8()), null, resource));
    }

    private static string Order(string id, string status, string name, string date) =>
        $$"""{"resourceType":"MedicationRequest","id":"{{id}}","status":"{{status}}","intent":"order","medicationCodeableConcept":{"text":"{{name}}"},"authoredOn":"{{date}}"}""";

    private static string Result(string id, string date, string value, string unit, string? low = null, string? high = null)
    {
        string Amount(string number) => $$"""{"value":{{number}},"unit":"{{unit}}","system":"http://unitsofmeasure.org","code":"{{unit}}"}""";
        var range = low is null ? "" : $$""","referenceRange":[{"low":{{Amount(low)}},"high":{{Amount(high!)}} }]""";
        return $$"""{"resourceType":"Observation","id":"{{id}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"15074-8","display":"Glucose"}]},"effectiveDateTime":"{{date}}","valueQuantity":{{Amount(value)}}{{range}} }""";
    }
}
