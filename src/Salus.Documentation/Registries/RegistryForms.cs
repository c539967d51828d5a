using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Signed forms in the shapes that registries take: CSV, JSON Lines, and FHIR R4 QuestionnaireResponse with its Questionnaire.</summary>
public static class RegistryForms
{
    public const string CsvHeader = "registry,version,draft,patient,report,field,label,status,value,unit,text,date,source,reason,signed_by,signed_at";

    private const string Ucum = "http://unitsofmeasure.org";

    /// <summary>One line for each field of the form, open ones too.</summary>
    public static IEnumerable<string> Csv(SignedForm form) => form.Answers.Select(a => string.Join(',', new[]
    {
        form.Mapping.Name, form.Mapping.Version, form.Draft.ToString(), form.Patient?.Value, form.Report, a.Field.Name, a.Field.Label, a.Value is null ? "open" : "answered",
        a.Value?.Value, a.Value?.Unit, a.Value?.Shown(a.Field), a.At, a.Value is null ? null : a.ByHand ? "reviewer" : "chart", a.Open, form.SignedBy, form.SignedAt.ToString("O", CultureInfo.InvariantCulture),
    }.Select((cell, column) => Cell(cell, isNumber: column == 8 && a.Field.Type is FieldType.Quantity))));

    /// <summary>One JSON object, on one line.</summary>
    public static string Json(SignedForm form) => JsonSerializer.Serialize(new
    {
        registry = form.Mapping.Name,
        version = form.Mapping.Version,
        draft = form.Draft,
        patient = form.Patient?.Value,
        report = form.Report,
        signedBy = form.SignedBy,
        signedAt = form.SignedAt,
        answers = form.Answers.Where(a => a.Value is not null).Select(a => new { field = a.Field.Name, value = a.Value!.Value, unit = a.Value.Unit, text = a.Value.Shown(a.Field), date = a.At, source = a.ByHand ? "reviewer" : "chart" }),
        open = form.Answers.Where(a => a.Value is null).Select(a => new { field = a.Field.Name, required = a.Field.Required, reason = a.Open }),
    }, TrustJson.Canonical);

    /// <summary>Answered fields only: an unanswered item is left out, as R4 wants it.</summary>
    public static FhirNode Response(SignedForm form) => FhirNode.Resource("QuestionnaireResponse",
        ("id", form.Draft.ToString()),
        ("questionnaire", Canonical(form.Mapping)),
        ("status", form.Answers.Any(a => a.Value is null && a.Field.Required) ? "in-progress" : "completed"),
        ("subject", form.Patient is { } patient ? FhirNode.Object(("identifier", FhirNode.Object(("value", patient.Value)))) : null),
        ("authored", form.SignedAt),
        ("author", FhirNode.Object(("display", form.SignedBy))),
        ("item", FhirNode.List(form.Mapping.Sections.Select(s => (Section: s, Answers: form.Answers.Where(a => a.Value is not null && s.Fields.Contains(a.Field)).ToArray())).Where(s => s.Answers.Length > 0).Select(s => (FhirElement)FhirNode.Object(
            ("linkId", s.Section.Name),
            ("text", s.Section.Title),
            ("item", FhirNode.List(s.Answers.Select(a => (FhirElement)FhirNode.Object(("linkId", a.Field.Name), ("text", a.Field.Label), ("answer", FhirNode.List(Answer(form.Mapping, a.Field, a.Value!))))))))))));

    /// <summary>The form itself as a FHIR R4 Questionnaire.</summary>
    public static FhirNode Questionnaire(RegistryMapping mapping) => FhirNode.Resource("Questionnaire",
        ("id", mapping.Name),
        ("url", Canonical(mapping).Split('|')[0]),
        ("version", mapping.Version),
        ("name", string.Concat(mapping.Name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(p => char.ToUpperInvariant(p[0]) + p[1..])) is var name && char.IsAsciiLetter(name[0]) ? name : "R" + name),
        ("title", mapping.Title),
        ("status", "active"),
        ("subjectType", FhirNode.List("Patient")),
        ("publisher", mapping.Publisher),
        ("item", FhirNode.List(mapping.Sections.Select(s => (FhirElement)FhirNode.Object(
            ("linkId", s.Name),
            ("text", s.Title),
            ("type", "group"),
            ("item", FhirNode.List(s.Fields.Select(f => (FhirElement)FhirNode.Object(
                ("linkId", f.Name),
                ("text", f.Label),
                ("type", TypeOf(f.Type)),
                ("required", f.Required),
                ("answerOption", FhirNode.List(f.Options.Select(o => (FhirElement)FhirNode.Object(("valueCoding", Coding(mapping, f, o)))))))))))))));

    private static FhirNode Answer(RegistryMapping mapping, RegistryField field, FieldValue value) => field.Type switch
    {
        FieldType.Quantity => FhirNode.Object(("valueQuantity", FhirNode.Object(("value", FhirElement.Number(value.Value)), ("unit", field.Unit), ("system", Ucum), ("code", field.Unit)))),
        FieldType.Boolean => FhirNode.Object(("valueBoolean", value.Value is "true")),
        FieldType.Date => FhirNode.Object(("valueDate", value.Value)),
        FieldType.Code => FhirNode.Object(("valueCoding", Coding(mapping, field, field.Options.First(o => o.Code == value.Value)))),
        _ => FhirNode.Object(("valueString", value.Value)),
    };

    private static FhirNode Coding(RegistryMapping mapping, RegistryField field, FieldOption option) =>
        Datatypes.Coding(option.System ?? $"{Canonical(mapping).Split('|')[0]}:{field.Name}", option.Code, option.Label);

    private static string TypeOf(FieldType type) => type switch
    {
        FieldType.Quantity => "quantity",
        FieldType.Boolean => "boolean",
        FieldType.Date => "date",
        FieldType.Code => "choice",
        _ => "text",
    };

    private static string Canonical(RegistryMapping mapping) => $"urn:salus:registry:{mapping.Name}|{mapping.Version}";

    /// <summary>Quoted as RFC 4180 says; words that a spreadsheet would calculate get an apostrophe, numbers keep their sign.</summary>
    private static string Cell(string? text, bool isNumber)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = !isNumber && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r') ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
