using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;

namespace Salus.Fhir.Validation;

/// <summary>What data types mean beyond their structure: codes that exist, units, sizes, identifiers.</summary>
internal sealed class ValueRules(ValidationRun run)
{
    /// <summary>Terminologies that everybody knows and that we may not or cannot bring along: a code from there is nothing to be warned of.</summary>
    private static readonly FrozenSet<string> wellKnown = new[]
    {
        "http://loinc.org", "http://snomed.info/sct", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://hl7.org/fhir/sid/cvx", "http://hl7.org/fhir/sid/ndc",
        "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-9-cm", "http://www.ama-assn.org/go/cpt", "http://www.whocc.no/atc",
        "http://dicom.nema.org/resources/ontology/DCM", "urn:iso:std:iso:11073:10101", "urn:iso:std:iso:3166:-2", "urn:oid:2.16.840.1.113883.6.238",
    }.ToFrozenSet(StringComparer.Ordinal);

    public void Check(Spot spot)
    {
        switch (spot.TypeName)
        {
            case "Coding":
                Coding(spot);
                break;
            case "Quantity" or "Age" or "Count" or "Distance" or "Duration":
                if (spot.Value("system") is { } system && spot.Value("code") is { } unit)
                    Code(spot, system, unit, null);
                break;
            case "Identifier":
                if (spot.Value("system") is { Length: > 0 } issuer && !ReferenceForm.IsAbsolute(issuer))
                    run.Error(spot.First("system")!, "value", "system-form", "The system of an identifier must be an absolute address, such as http://… or urn:oid:….");
                if (spot.Value("system") is "urn:ietf:rfc:3986" && spot.Value("value") is { Length: > 0 } uri && !ReferenceForm.IsAbsolute(uri))
                    run.Error(spot.First("value")!, "value", "identifier-uri", "With the system urn:ietf:rfc:3986 the value must be an absolute address.");
                break;
            case "Expression":
                Expression(spot);
                break;
            case "Attachment":
                Attachment(spot);
                break;
        }
    }

    private void Coding(Spot spot)
    {
        var system = spot.Value("system");
        var code = spot.Value("code");
        if (system is null)
        {
            if (code is not null)
                run.Warn(spot, "invalid", "coding-system", "The code has no system, so nothing says what it means. Add the system.");
            return;
        }
        if (system.Length == 0)
            return;
        if (!ReferenceForm.IsAbsolute(system))
        {
            run.Error(spot.First("system")!, "value", "system-form", "The system of a Coding must be an absolute address, not a local one.");
            return;
        }
        if (run.Terminology.System(system) is null && run.Terminology.ValueSet(system) is not null)
        {
            run.Error(spot.First("system")!, "code-invalid", "coding-system", $"{system} is a value set, not a code system. Name the code system that defines the code.");
            return;
        }
        if (run.Terminology.System(system) is { IsSupplement: true })
        {
            run.Error(spot.First("system")!, "code-invalid", "coding-system", $"{system} only supplements another code system, so it cannot be named as the system of a code.");
            return;
        }
        if (code is { Length: > 0 })
            Code(spot, system, code, spot.Value("display"));
    }

    private void Code(Spot spot, string system, string code, string? display)
    {
        var fact = run.Terminology.Look(system, code);
        if (fact.Exists is null)
        {
            if (spot.TypeName is "Coding" && run.Terminology.System(system) is null)
                run.Add(wellKnown.Contains(system) || system is "http://example.org" ? IssueSeverity.Information : IssueSeverity.Warning, spot, "not-found", "unknown-system", $"The code system {system} is not loaded, so the code was not checked.");
            return;
        }
        if (fact.Exists is false)
        {
            run.Error(spot.First("code")!, "code-invalid", "unknown-code", $"The code system {system} has no code '{PrimitiveRules.Short(code)}'.");
            return;
        }
        if (fact.Concept is { IsInactive: true })
            run.Warn(spot, "business-rule", "inactive-code", $"The code '{code}' of {system} is inactive; think about another.");
        if (display is { Length: > 0 } && fact.Concept is { } concept && fact.Display is not null && !Displays(concept, system, code).Any(d => SameText(d, display)))
            run.Add(run.Options.WrongDisplays, spot.First("display")!, "code-invalid", "display", $"'{PrimitiveRules.Short(display)}' is not what {system} calls the code '{code}'; that is '{fact.Display}'.");
    }

    private IEnumerable<string> Displays(Concept concept, string system, string code)
    {
        if (concept.Display is { } display)
            yield return display;
        foreach (var designation in concept.Node.All("designation"))
        {
            if (designation["value"]?.Value is { } other)
                yield return other;
        }
        foreach (var other in run.Terminology.Supplements(system, code))
            yield return other;
    }

    /// <summary>Letter case and the amount of white space do not count.</summary>
    private static bool SameText(string a, string b) =>
        string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
        || string.Equals(string.Join(' ', a.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), string.Join(' ', b.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.OrdinalIgnoreCase);

    private void Expression(Spot spot)
    {
        if (spot.Value("language") is not { } language || spot.Resource.TypeName is not "ValueSet")
            return;
        if (language is "text/fhirpath" && spot.Value("expression") is { Length: > 0 } text && InvariantRules.Parse(text) is null)
            run.Error(spot, "value", "expression", $"The expression is not FHIRPath: {PrimitiveRules.Short(text)}");
        else if (language is not "text/fhirpath")
            run.Error(spot, "business-rule", "expression", $"Expressions in a value set are written in text/fhirpath, not in {PrimitiveRules.Short(language)}.");
    }

    private void Attachment(Spot spot)
    {
        var data = spot.Value("data");
        byte[]? bytes = null;
        if (data is { Length: > 0 } && PrimitiveRules.Wrong("base64Binary", data) is null)
            bytes = Convert.FromBase64String(string.Concat(data.Where(c => !char.IsWhiteSpace(c))));
        if (bytes is not null && spot.Value("size") is { } said && long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size != bytes.Length)
            run.Error(spot, "structure", "attachment-size", $"The attachment says it has {size} bytes, but its data have {bytes.Length}. Correct the size.");
        if (bytes is not null && spot.Value("hash") is { Length: > 0 } hash && PrimitiveRules.Wrong("base64Binary", hash) is null)
        {
            // R4 asks for SHA-1; it guards against accidents here, not against attackers.
#pragma warning disable CA5350
            var actual = Convert.ToBase64String(SHA1.HashData(bytes));
#pragma warning restore CA5350
            if (!string.Equals(actual, hash, StringComparison.Ordinal))
                run.Warn(spot, "structure", "attachment-hash", "The hash of the attachment is not the SHA-1 of its data. Correct it or leave it out.");
        }
        if (data is null && spot.Value("url") is null && spot.Value("contentType") is null && spot.Value("language") is null && spot.Node.Children.Length > 0)
            run.Warn(spot, "incomplete", "attachment-empty", "The attachment has neither data nor a url, nor says what kind of content it stands for.");
    }
}
