using System.Text;
using Salus.Documentation.Registries;
using Salus.Language.Vocabularies;
using Salus.Tests.Trust;

namespace Salus.Tests.Documentation.Registries;

/// <summary>A small registry and charts invented for it.</summary>
internal static class RegistryCharts
{
    public const string Mapping = """
        salusRegistry: 1
        name: small
        version: "1"
        title: Small registry
        codes:
          a1c: { system: http://loinc.org, codes: ["4548-4"], source: LOINC, version: "2.77" }
          diabetes: { system: icd, starts: [E11], source: own, version: "1" }
        events:
          diagnosis: { title: diagnosis, from: Condition, codes: [diabetes], date: onset }
        sections:
          - name: all
            title: All
            fields:
              - { name: born, label: Born, type: date, required: true, range: { least: 1900-01-01, most: report }, answers: [{ from: Patient, value: birthDate }] }
              - name: a1c
                label: HbA1c
                type: quantity
                unit: "%"
                decimals: 1
                range: { least: 3, most: 20 }
                answers:
                  - from: Observation
                    codes: [a1c]
                    value: value
                    date: effective
                    choose: newest
                    window: { from: -12 months, to: 0 days }
                    units: [{ from: mmol/mol, factor: 0.09148, offset: 2.152, source: NGSP }]
              - name: near
                label: HbA1c near the diagnosis
                type: quantity
                unit: "%"
                answers: [{ from: Observation, codes: [a1c], value: value, date: effective, choose: nearest, window: { around: diagnosis, from: -30 days, to: 30 days } }]
              - name: smokes
                label: Smokes
                type: boolean
                answers: [{ finding: [smoker, smokes, cigarettes], affirmed: "yes", negated: "no" }]
        """;

    private const string Person = """{"resourceType":"Patient","id":"p1","birthDate":"1960-05-17"}""";

    public static RegistryWriter Writer { get; } = new(Vocabulary.Embedded, new ManualClock());

    public static FilledForm Fill(params string[] resources) => Writer.Write(MappingReader.Read(Mapping), Chart(resources), new DateOnly(2026, 6, 30));

    public static FieldOutcome Of(this FilledForm form, string field) => form.Outcomes.Single(o => o.Field.Name == field);

    public static PatientChart Chart(params string[] resources) => PatientFiles.Read(Encoding.UTF8.GetBytes(
        """{"resourceType":"Bundle","type":"collection","entry":[""" + string.Join(',', resources.Prepend(Person).Select(r => "{\"resource\":" + r + "}")) + "]}"), "chart");

    public static string A1c(string id, string at, string value, string unit = "%") =>
        $$$"""{"resourceType":"Observation","id":"{{{id}}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]},"effectiveDateTime":"{{{at}}}","valueQuantity":{"value":{{{value}}},"unit":"{{{unit}}}","system":"http://unitsofmeasure.org","code":"{{{unit}}}"}}""";

    public static string Diagnosis(string onset) => $$"""{"resourceType":"Condition","id":"c1","code":{"coding":[{"system":"icd","code":"E11.9"}],"text":"Diabetes"},"onsetDateTime":"{{onset}}"}""";

    public static string Letter(string id, string at, string text) =>
        $$$"""{"resourceType":"DocumentReference","id":"{{{id}}}","status":"current","date":"{{{at}}}","content":[{"attachment":{"contentType":"text/plain","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}"}}]}""";
}
