using System.Collections.Frozen;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>What headings of tables tell of their cells: "PatientFirstName", "DOB", "zip_code".</summary>
internal static class ColumnHeadings
{
    private static readonly FrozenSet<string> clinicians = Set("provider doctor physician clinician attending nurse surgeon practitioner prescriber author performer requester referring consultant staff therapist pharmacist");
    private static readonly FrozenSet<string> organisations = Set("hospital organization organisation facility clinic practice payer payor insurer employer school company institution department ward unit site pharmacy laboratory lab");
    private static readonly FrozenSet<string> things = Set("drug medication medicine product test procedure code item variable measure observation study allergen vaccine panel component analyte file table column event plan generic brand device");
    private static readonly FrozenSet<string> subjects = Set("patient subject person member beneficiary participant resident client case");
    private static readonly FrozenSet<string> ids = Set("id ids identifier number no num nr uuid guid key accession uid ref reference");
    private static readonly FrozenSet<string> dates = Set("date dates dt datetime timestamp day time dob birthdate deathdate start stop begin end onset admitted discharged admission discharge recorded issued effective expiry birthday created updated modified authored occurred performed signed received collected");
    private static readonly FrozenSet<string> texts = Set("note notes comment comments text description narrative report history remark remarks reason impression findings finding assessment summary instructions instruction hpi subjective objective conclusion message body content dialogue transcript answer question diagnosis problem symptom symptoms complaint complaints cc chief concern concerns indication display title section header hx rx dx pmh ros imp exam");
    private static readonly FrozenSet<string> coded = Set("code codes codesystem system value values result results unit units status gender sex race ethnicity marital language category class type kind flag dose dosage dosis strength route frequency quantity qty count cost amount total coverage outcome severity grade stage score bmi weight height pressure pulse temperature rate version abnormal normal low high icd snomed loinc rxnorm cvx ndc deceased smoker smoking n percent mean income expenses revenue lat lon base");

    /// <returns>Null when the heading says nothing.</returns>
    public static ColumnPlan? Read(string heading)
    {
        var words = Words(heading);
        bool Has(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
                if (words.Contains(word, StringComparer.Ordinal))
                    return true;
            return false;
        }
        var last = words.Count > 0 ? words[^1] : "";
        var clinician = words.Exists(clinicians.Contains);
        if (Has("ssn") || (Has("social") && Has("security")))
            return Of(Treatment.Surrogate, IdentifierClass.SocialSecurity);
        if (Has("mrn") || (Has("medical") && Has("record")) || (Has("chart") && words.Exists(ids.Contains)))
            return Of(Treatment.Pseudonym, IdentifierClass.MedicalRecord) with { IsSubject = true };
        if (Has("email", "mail") && !Has("address") || Has("email"))
            return Of(Treatment.Surrogate, IdentifierClass.Email);
        if (Has("fax"))
            return Of(Treatment.Surrogate, IdentifierClass.Fax);
        if (Has("phone", "telephone", "tel", "mobile", "cell", "cellphone", "pager"))
            return Of(Treatment.Surrogate, IdentifierClass.Phone);
        if (Has("ip") || Has("mac") && Has("address"))
            return Of(Treatment.Surrogate, IdentifierClass.IpAddress);
        if (Has("url", "website", "homepage", "link"))
            return Of(Treatment.Remove, IdentifierClass.Url);
        if (Has("zip", "zipcode", "postcode", "postal", "plz"))
            return Of(Treatment.Generalize, IdentifierClass.PostalCode);
        if (Has("address", "street", "addr", "line1", "line2"))
            return Of(Treatment.Surrogate, IdentifierClass.Address);
        if (Has("city", "town", "municipality", "county", "district", "birthplace", "suburb", "village") || Has("place") && Has("birth"))
            return Of(Treatment.Surrogate, IdentifierClass.Place);
        if (last is "state" or "province" or "country" or "region" or "nation")
            return Of(Treatment.Keep, IdentifierClass.Region);
        if (Has("latitude", "longitude", "lat", "lon", "lng", "geo", "coordinates", "gps"))
            return Of(Treatment.Remove, IdentifierClass.Place);
        if (Has("npi", "dea", "passport", "license", "licence", "drivers", "driver", "certificate"))
            return Of(Treatment.Surrogate, IdentifierClass.Licence);
        if (Has("vin", "plate", "vehicle", "registration"))
            return Of(Treatment.Surrogate, IdentifierClass.Vehicle);
        if (Has("serial", "udi", "imei"))
            return Of(Treatment.Surrogate, IdentifierClass.Device);
        if (Has("photo", "picture", "image", "portrait"))
            return Of(Treatment.Remove, IdentifierClass.Photo);
        if (Has("fingerprint", "biometric", "voiceprint", "retina", "iris"))
            return Of(Treatment.Remove, IdentifierClass.Biometric);
        if (Has("account", "iban", "card") && !Has("type"))
            return Of(Treatment.Pseudonym, IdentifierClass.Account);
        if (Has("policy", "subscriber", "insurance", "plan", "medicaid", "medicare") && words.Exists(ids.Contains))
            return Of(Treatment.Pseudonym, IdentifierClass.HealthPlan);
        if (Has("name", "names", "firstname", "lastname", "fullname", "surname", "forename", "given", "family", "maiden", "middle", "nickname", "alias", "initials", "first", "last") && !words.Exists(things.Contains) && !dates.Contains(last) && !words.Exists(ids.Contains))
        {
            if (words.Exists(organisations.Contains))
                return Of(Treatment.Surrogate, IdentifierClass.Organization);
            return Of(Treatment.Surrogate, IdentifierClass.Name) with
            {
                Part = Has("first", "given", "firstname", "forename", "middle", "nickname") ? NamePart.Given : Has("last", "surname", "family", "maiden", "lastname") ? NamePart.Family : NamePart.Whole,
                OfClinician = clinician,
            };
        }
        if (Has("dob", "birthdate", "birthday", "born") || Has("birth") && (Has("date") || words.Count == 1))
            return Of(Treatment.Shift, IdentifierClass.Date) with { IsBirth = true };
        if (Has("age"))
            return Of(Treatment.Generalize, IdentifierClass.Age);
        if (words.Count > 0 && (dates.Contains(last) || Has("date", "datetime", "timestamp")) && !Has("zone"))
            return Of(Treatment.Shift, IdentifierClass.Date);
        if (Has("year") && words.Count <= 2)
            return Of(Treatment.Keep, IdentifierClass.Year);
        if (words.Exists(ids.Contains))
            return Of(Treatment.Pseudonym, IdentifierClass.OtherId) with { IsSubject = words.Exists(subjects.Contains) };
        if (words.Count == 1 && subjects.Contains(last))
            return Of(Treatment.Pseudonym, IdentifierClass.OtherId) with { IsSubject = true };
        if (words.Count == 1 && last is "encounter" or "visit" or "specimen" or "claim" or "careplan" or "order")
            return Of(Treatment.Pseudonym, IdentifierClass.OtherId);
        if (clinician && words.Count <= 2)
            return Of(Treatment.Surrogate, IdentifierClass.Name) with { OfClinician = true };
        if (words.Exists(organisations.Contains) && words.Count <= 2 && !words.Exists(coded.Contains))
            return Of(Treatment.Surrogate, IdentifierClass.Organization);
        return words.Exists(texts.Contains) || words.Exists(coded.Contains) || words.Exists(things.Contains) ? Of(Treatment.Scan, IdentifierClass.OtherId) : null;
    }

    private static ColumnPlan Of(Treatment treatment, IdentifierClass kind) => new(treatment, kind);

    /// <summary>Small words of a heading in any manner of writing.</summary>
    private static List<string> Words(string heading)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= heading.Length; i++)
        {
            var ends = i == heading.Length || !char.IsLetterOrDigit(heading[i]);
            var humps = !ends && i > start && char.IsUpper(heading[i]) && (char.IsLower(heading[i - 1]) || (i + 1 < heading.Length && char.IsLower(heading[i + 1]) && char.IsUpper(heading[i - 1])));
            if (!ends && !humps)
                continue;
            if (i > start)
                words.Add(heading[start..i].ToLowerInvariant());
            start = ends ? i + 1 : i;
        }
        return words;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
