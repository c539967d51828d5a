using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Salus.Fhir;
using Salus.Fhir.Cda;
using Salus.Fhir.Definitions;
using Salus.Fhir.Patching;
using Salus.Fhir.Paths;
using Salus.Fhir.Resources;
using Salus.Fhir.Search;
using Salus.Fhir.Smart;
using Salus.Fhir.Units;
using Salus.Fhir.V2;
using Salus.Fhir.Validation;
using Salus.Fhir.Views;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Tests.Fhir.Fuzzing;

/// <summary>Every parser of Salus.Fhir that meets text of strangers. A new one gets a line here.</summary>
internal static class FuzzTargets
{
    private const string Patient = """{"resourceType":"Patient","id":"p1","active":true,"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a<br/></div>"},"name":[{"use":"official","family":"Okafor","given":["Ngozi",null],"_given":[null,{"id":"g","extension":[{"url":"urn:x","valueDecimal":-1.50e+2}]}]}],"_birthDate":{"extension":[{"url":"urn:x","valueString":"ab\u00e9\n\"out"}]},"multipleBirthInteger":2,"contained":[{"resourceType":"Organization","name":"Clinic"}]}""";
    private const string PatientXml = """<?xml version="1.0" encoding="UTF-8"?><!-- c --><Patient xmlns="http://hl7.org/fhir"><id value="p1"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">a<br/>&#160;</div></text><contained><Organization><name value="Clinic"/></Organization></contained><extension id="e" url="urn:x"><valueDecimal value="1.50"/></extension><active value="true"/><name><family value="O&lt;k"/><given value="Ada" id="g"/></name><birthDate value="1961-03-04"/></Patient>""";
    private const string Admission = "MSH|^~\\&|ADT1|NORTH|SALUS|NORTH|202405170830+0200||ADT^A01^ADT_A01|42|P|2.5.1\rEVN|A01|202405170830\rPID|1||123^^^NORTH^MR~9^^^X^SS||Okafor^Ada^N^^Dr||19610304|F|||1 High \\T\\ St^^Oakdale^^12345||555\\X0D\\1\rPV1|1|I|2^B^4||||77^Lind^Eva\rZXX|odd\r";
    private const string Result = "MSH|^~\\&|LAB|NORTH|SALUS|NORTH|20240517083000||ORU^R01^ORU_R01|43|P|2.5.1\rPID|1||123^^^NORTH^MR||Okafor^Ada||19610304|F\rOBR|1|A1|B1|718-7^Hemoglobin^LN|||20240517|||||||||77^Lind||||||20240517|||F\rOBX|1|NM|718-7^Hemoglobin^LN||13.2|g/dL|12-16|N|||F|||20240517\rOBX|2|ST|x^Note^L||<5 \\H\\high\\N\\||||||F\rNTE|1||seen\r";
    private static readonly FhirNode SamplePatient = FhirNode.Parse(Patient);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.OfBytes<FhirFormatException>("FHIR JSON", bytes => Unchanged(FhirNode.Parse(bytes)), Patient, """{"resourceType":"Basic","id":"a"}"""),
        FuzzTarget.OfBytes<FhirFormatException>("FHIR JSON, tolerant", bytes => FhirReading.Json(bytes).Node?.ToUtf8(), Patient, """{"resourceType":"Basic",/*c*/"id":"a","id":"b","x":[[1],null,],"_y":7,}"""),
        FuzzTarget.OfBytes<FhirFormatException>("FHIR XML", bytes => Unchanged(FhirNode.ParseXml(bytes)), PatientXml, """<Basic xmlns="http://hl7.org/fhir"><code><text value="a"/></code></Basic>"""),
        FuzzTarget.OfBytes<FhirFormatException>("FHIR XML, tolerant", bytes => FhirReading.Xml(bytes).Node?.ToUtf8(), PatientXml, """<Basic><pulse>7</pulse><code/><id value=""/></Basic>"""),
        FuzzTarget.OfBytes<FhirFormatException>("JSON as XML", bytes => FhirNode.Parse(bytes).ToXml(), Patient),
        FuzzTarget.OfBytes<FhirFormatException>("NDJSON", bytes => FhirNdjson.ReadAsync(new MemoryStream(bytes)).ToBlockingEnumerable().Count(), Patient + "\n\n" + Patient + "\r\n"),
        FuzzTarget.OfText<FhirPathException>("FHIRPath", text => FhirPath.Parse(text).Evaluate(SamplePatient),
            "Patient.name.where(use = 'official' and given.count() > 1).family.first()", "(1 + 2.5) * 3 div 2 mod 4 & 'a\\u00e9' | {}", "@2024-05-17T08:30:00.5+02:00 + 3 days > today()", "name.family.select($this.length()).aggregate($this + $total, 0)",
            "4.5 'mg/dL' ~ 0.045 'g/L' implies active.not()", "contained.ofType(Organization).name.matches('^C.*') or %resource.id.exists()", "iif(active, -birthDate.toString().substring(0, 4).toInteger(), `name`[0])"),
        FuzzTarget.OfText<UcumException>("UCUM", text => Ucum.Parse(text), "mg/dL", "10*3/uL", "kg.m/s2", "m[Hg]", "{cells}/[HPF]", "(mL/min)/{1.73_m2}", "cm2.sr-1", "Cel"),
        FuzzTarget.OfText<FhirPatchException>("JSON Patch", text => JsonPatch.Parse(Encoding.UTF8.GetBytes(text)).Apply(SamplePatient), """[{"op":"replace","path":"/name/0/family","value":"B"},{"op":"add","path":"/name/-","value":{"text":"a~1b"}},{"op":"test","path":"/active","value":true},{"op":"move","from":"/name/0","path":"/name/1"},{"op":"remove","path":"/text"},{"op":"copy","from":"/id","path":"/language"}]"""),
        FuzzTarget.OfBytes<FhirPatchException>("FHIRPath Patch", bytes => FhirPathPatch.Parse(FhirNode.Parse(bytes)).Apply(SamplePatient), """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"name","valueString":"contact"},{"name":"value","part":[{"name":"gender","valueCode":"female"}]}]},{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.name[0].family"},{"name":"value","valueString":"B"}]},{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.active"}]}]}""").Or<FhirFormatException>(),
        FuzzTarget.OfBytes<FhirFormatException>("Validator of JSON", bytes => Validator.R4.Validate(FhirReading.Json(bytes)), Patient, """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8302-2"}]},"valueQuantity":{"value":150.2,"unit":"cm","system":"http://unitsofmeasure.org","code":"cm"},"effectiveDateTime":"2024-05-17"}"""),
        FuzzTarget.OfBytes<FhirFormatException>("Validator of XML", bytes => Validator.R4.Validate(FhirReading.Xml(bytes)), PatientXml),
        FuzzTarget.OfBytes<FormatException>("FHIR package", bytes => FhirPackage.Read(Gzip(bytes)), Package("package/package.json", """{"name":"a.b","version":"1.0.0","dependencies":{"hl7.fhir.r4.core":"4.0.1"}}""", "package/StructureDefinition-x.json", """{"resourceType":"StructureDefinition","url":"urn:x","name":"X","status":"draft","kind":"resource","abstract":false,"type":"Patient"}""")),
        FuzzTarget.OfBytes<V2FormatException>("HL7 v2", bytes => Reread(V2Message.Parse(bytes)), Admission, "MSH#*!?@#A#B#C#D#20240517##ORU*R01#7#P#2.3\nOBX#1#NM#8302-2*Height#!#150.2#cm\n"),
        FuzzTarget.OfBytes<V2MappingException>("HL7 v2 to FHIR", bytes => new V2Mapper(V2Site.Unknown).Map(V2Message.Parse(bytes)).ToTransaction().ToUtf8(), Admission, Result).Or<V2FormatException>() with { AllocationPerByte = 2500 },
        FuzzTarget.OfBytes<V2FormatException>("HL7 v2 batch", bytes => V2Batch.ReadAsync(new MemoryStream(bytes)).ToBlockingEnumerable().Count(), "FHS|^~\\&|A\rBHS|^~\\&|A\r" + Admission + Result + "BTS|2\rFTS|1\r"),
        FuzzTarget.OfBytes<V2SiteException>("HL7 v2 site", bytes => V2Site.Parse(bytes), """{"timeZone":"Europe/London"}"""),
        FuzzTarget.OfBytes<CdaFormatException>("C-CDA", bytes => CdaDocument.Read(bytes).ToTransaction().ToUtf8(), """<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><id root="1.2.3"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Summary</title><effectiveTime value="202605170830+0200"/><recordTarget><patientRole><id root="1.2.4" extension="7"/><patient><name><given>Ada</given><family>Okafor</family></name><birthTime value="19610304"/></patient></patientRole></recordTarget><component><structuredBody><component><section><code code="30954-2" codeSystem="2.16.840.1.113883.6.1"/><text><table><tbody><tr><td ID="r1">Potassium</td></tr></tbody></table></text><entry><observation classCode="OBS" moodCode="EVN"><id root="1.2.5" extension="a"/><code code="2823-3" codeSystem="2.16.840.1.113883.6.1"><originalText><reference value="#r1"/></originalText></code><statusCode code="completed"/><effectiveTime><low value="2026"/></effectiveTime><value xsi:type="PQ" value="5.90" unit="mmol/L"/></observation></entry></section></component></structuredBody></component></ClinicalDocument>"""),
        FuzzTarget.OfText<FormatException>("HL7 v2 path", text => V2Path.Parse(text), "PID-3(2).4.1", "OBX(3)-5", "MSH-10"),
        FuzzTarget.OfText<SearchException>("Search", text => SearchQuery.Parse("Patient", text), "family=M%C3%B8ller,O\\,Brien&identifier=http://a.org|7\\|8&birthdate=ge2024-05-17&_sort=-birthdate,name&_count=20",
            "general-practitioner:Practitioner.name:exact=a&_has:Observation:patient:value-quantity=gt5.4|http://unitsofmeasure.org|mg&_include=Patient:organization&_revinclude:iterate=Provenance:target&gender:missing=false&_id=a,b&address:contains=x"),
        FuzzTarget.OfText<FormatException>("SMART scopes", text => SmartScopes.Parse(text), "launch/patient patient/Observation.rs?category=vital-signs user/*.cruds offline_access openid fhirUser system/Patient.read"),
        FuzzTarget.OfText<JoseException>("JSON web token", text => UnverifiedToken.Read(text), "eyJhbGciOiJFUzM4NCIsImtpZCI6ImEifQ.eyJpc3MiOiJhIiwiZXhwIjoxfQ.AAAA"),
        FuzzTarget.OfText<JoseException>("JSON web key set", text => JsonWebKeySet.Parse(text), """{"keys":[{"kty":"RSA","kid":"a","alg":"RS384","use":"sig","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBIY2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw","e":"AQAB"}]}"""),
        FuzzTarget.OfText<SmartException>("SMART configuration", text => SmartConfiguration.Parse(Encoding.UTF8.GetBytes(text)), """{"issuer":"https://fhir.example","authorization_endpoint":"https://fhir.example/authorize","token_endpoint":"https://fhir.example/token","jwks_uri":"https://fhir.example/keys","grant_types_supported":["authorization_code"],"capabilities":["launch-ehr","permission-v2"],"code_challenge_methods_supported":["S256"]}"""),
        FuzzTarget.OfText<ViewException>("ViewDefinition", text => ViewDefinition.Parse(text).Rows(SamplePatient).Count(), """{"resource":"Patient","status":"active","name":"patients","constant":[{"name":"use","valueString":"official"}],"where":[{"path":"active = true"}],"select":[{"column":[{"name":"id","path":"getResourceKey()","type":"string"}]},{"forEachOrNull":"name.where(use = %use)","column":[{"name":"family","path":"family"},{"name":"use","path":"use.first()","collection":true}]},{"unionAll":[{"column":[{"name":"x","path":"birthDate"}]},{"column":[{"name":"x","path":"gender"}]}]}]}"""),
        FuzzTarget.OfBytes<SynthesisException>("CSV table", bytes => Rows("fuzz.csv", bytes), "id,sex,age,seen,\"note\"\n1,F,[0-10),2020-01-31,\"a, \"\"b\"\"\"\n2,M,?,2020-02-28,\n3,F,[10-20),NA,c\n", "a;b\r\n1,5;x\r\n2,5;y\r\n", "k\tv\n<0.5\tV27\n3\t250.83\n"),
        FuzzTarget.OfBytes<SynthesisException>("JSON Lines table", bytes => Rows("fuzz.jsonl", bytes), "{\"a\":1.5,\"b\":\"x\",\"c\":true}\n\n{\"b\":\"\\u00e9\",\"a\":null}\n{\"d\":\"03/04/2020\"}\n"),
        FuzzTarget.OfBytes<SynthesisException>("Packed table", bytes => Rows("fuzz.csv.gz", bytes is [0x1f, 0x8b, ..] ? bytes : Gzip(bytes).ToArray()), "a,b\n1,x\n2,y\n"),
        FuzzTarget.OfText<SynthesisException>("Table schema", text => SchemaFile.Parse(text, "schema.yaml"), "format: csv\ndelimiter: ';'\nmissing: ['', -9]\ncolumns:\n  a: integer\n  b: {kind: ordinal, levels: [x, y]}\n  c: {date_format: dd.MM.yyyy, min: 1990-01-01}\nrules:\n  - {order: [a, c]}\n  - {when: 'b = x', column: b, never: ['O*']}\n"),
        FuzzTarget.OfText<SynthesisException>("Condition on rows", text => Salus.Synthesis.Tables.Rules.Condition.Parse(text, [new Column { Name = "sex", Kind = ColumnKind.Category, Levels = ["F", "M"] }, new Column { Name = "age", Kind = ColumnKind.Integer }]), "sex = F and (age >= 60 or age is missing)", "sex not in (F, 'M*') or age < 3.5"),
        FuzzTarget.OfText<FormatException>("FHIR date", text => FhirDate.Parse(text), "2024", "2024-05", "2024-05-17", "2024-05-17T08:30:00.123+02:00", "2016-12-31T23:59:60Z"),
    ];

    /// <summary>Readers that report instead.</summary>
    public static bool NeverRefuses(string name) => name.Contains("tolerant", StringComparison.Ordinal) || name.Contains("Validator", StringComparison.Ordinal) || name.Contains("batch", StringComparison.Ordinal);

    private static void Rows(string name, byte[] bytes)
    {
        var file = new FileInfo(Path.Combine(Path.GetTempPath(), $"salus-{Environment.ProcessId}-{name}"));
        try
        {
            File.WriteAllBytes(file.FullName, bytes);
            TableFile.Open(file).Source.ReadAll(default);
        }
        finally
        {
            file.Delete();
        }
    }

    private static string Package(params ReadOnlySpan<string> namesAndContents)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            for (var i = 0; i < namesAndContents.Length; i += 2)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, namesAndContents[i]) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(namesAndContents[i + 1])) });
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static MemoryStream Gzip(byte[] tar)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar);
        packed.Position = 0;
        return packed;
    }

    /// <summary>What was read is written and read again without change.</summary>
    private static void Unchanged(FhirNode node)
    {
        if (!FhirNode.Parse(node.ToUtf8()).Equals(node))
            throw new InvalidOperationException("It is not what it was after writing and reading.");
    }

    private static void Reread(V2Message message)
    {
        if (!string.Equals(V2Message.Parse(message.ToString()!).ToString(), message.ToString(), StringComparison.Ordinal))
            throw new InvalidOperationException("It is not what it was after writing and reading.");
    }
}
