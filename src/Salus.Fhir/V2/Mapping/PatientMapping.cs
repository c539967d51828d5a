using System.Globalization;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>PID, PD1, NK1 and MRG to Patient.</summary>
internal static class PatientMapping
{
    private const string V3MaritalStatus = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";

    /// <summary>Types of identifier that name a person at a place, best first (HL7 table 0203).</summary>
    private static readonly string[] naming = ["MR", "PI", "PT", "MRT", "AN", "NI", "SS"];

    /// <returns>A reference to the patient.</returns>
    /// <exception cref="V2MappingException">No PID, or no identifier in it.</exception>
    public static FhirNode Add(V2Reading reading, V2Segment? pid, IEnumerable<V2Segment> others)
    {
        if (pid is null)
            throw new V2MappingException("PID", V2ErrorCode.SegmentSequence, "The message has no PID segment, so nobody knows whom it is about.");
        var id = IdOf(reading, pid[3]) ?? IdOf(reading, pid[2]) ?? throw new V2MappingException("PID-3", V2ErrorCode.RequiredFieldMissing, "The patient has no identifier (PID-3).");
        var (deceasedAt, deceased) = (reading.DateTimeOf(pid[29], "PID-29"), pid[30].Text);
        var segments = others.ToList();
        reading.Add(FhirNode.Resource("Patient",
            ("id", id),
            ("identifier", FhirNode.List(Identifiers(reading, pid))),
            ("name", FhirNode.List([.. pid[5].Repetitions.Select(n => (FhirElement)V2Reading.NameOf(n)), .. pid[9].Repetitions.Select(n => (FhirElement)V2Reading.NameOf(n)?.With("use", "nickname"))])),
            ("telecom", FhirNode.List([.. pid[13].Repetitions.Select(t => (FhirElement)V2Reading.ContactOf(t, "home")), .. pid[14].Repetitions.Select(t => (FhirElement)V2Reading.ContactOf(t, "work"))])),
            ("gender", Gender(reading, pid[8], "PID-8")),
            ("birthDate", reading.DateOf(pid[7], "PID-7")),
            ("deceasedDateTime", deceasedAt),
            ("deceasedBoolean", deceasedAt is null ? deceased switch { "Y" => true, "N" => false, _ => null } : (bool?)null),
            ("address", FhirNode.List(pid[11].Repetitions.Select(a => (FhirElement)V2Reading.AddressOf(a)))),
            ("maritalStatus", MaritalStatus(reading, pid[16])),
            ("multipleBirthInteger", int.TryParse(pid[25].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var order) ? order : (int?)null),
            ("multipleBirthBoolean", pid[25].HasValue ? null : pid[24].Text switch { "Y" => true, "N" => false, _ => (bool?)null }),
            ("contact", FhirNode.List(segments.Where(s => s.Name == "NK1").Select(s => (FhirElement)Kin(reading, s)))),
            ("communication", FhirNode.List(reading.ConceptOf(pid[15], "PID-15") is { } language ? FhirNode.Object(("language", language)) : null)),
            ("generalPractitioner", FhirNode.List(segments.Where(s => s.Name == "PD1").SelectMany(s => reading.PractitionersOf(s[4], "PD1-4")).Select(p => (FhirElement)p)))));
        foreach (var (field, what) in new[] { (10, "race"), (22, "ethnic group"), (17, "religion") })
        {
            if (pid[field].HasValue)
                reading.Inform($"PID-{field.ToString(CultureInfo.InvariantCulture)}", $"R4's Patient has no element for {what}; it is kept in the original message.");
        }
        return Reference($"Patient/{id}");
    }

    /// <summary>The patient whose record was merged away (MRG), pointing at the one that stays, and back.</summary>
    public static void AddMerge(V2Reading reading, V2Segment mrg, FhirNode surviving)
    {
        var prior = IdOf(reading, mrg[1]) ?? IdOf(reading, mrg[4]) ?? throw new V2MappingException("MRG-1", V2ErrorCode.RequiredFieldMissing, "The merged patient has no identifier (MRG-1).");
        var survivor = reading.Resources.Single(r => r.ResourceType == "Patient" && $"Patient/{r.Id}" == surviving["reference"]?.Value);
        if (survivor.Id == prior)
            throw new V2MappingException("MRG-1", V2ErrorCode.DataType, "The merged patient and the surviving one have the same identifier.");
        reading.Add(FhirNode.Resource("Patient",
            ("id", prior),
            ("identifier", FhirNode.List(mrg[1].Repetitions.Concat(mrg[4].Repetitions).Select((r, i) => (FhirElement)reading.IdentifierOf(r, $"MRG-1({(i + 1).ToString(CultureInfo.InvariantCulture)})")))),
            ("active", false),
            ("name", FhirNode.List(mrg[7].Repetitions.Select(n => (FhirElement)V2Reading.NameOf(n)))),
            ("link", FhirNode.List(FhirNode.Object(("other", surviving), ("type", "replaced-by"))))));
        var links = survivor.All("link").Select(l => (FhirElement)l).Append(FhirNode.Object(("other", Reference($"Patient/{prior}")), ("type", "replaces")));
        reading.Add(survivor.With("active", true).With("link", FhirNode.List(links)));
    }

    /// <summary>By the identifier that names the person best, with its authority; null when there is none.</summary>
    public static string? IdOf(V2Reading reading, V2Value identifiers)
    {
        var best = identifiers.Repetitions.Where(r => r[1].HasValue)
            .OrderBy(r => Array.IndexOf(naming, r[5].Text) is var rank && rank < 0 ? naming.Length : rank)
            .Select(r => (V2Value?)r).FirstOrDefault();
        return best is { } cx ? reading.Id("Patient", V2Reading.AuthorityOf(cx[4]) ?? "", cx[1].WholeText!) : null;
    }

    private static IEnumerable<FhirElement> Identifiers(V2Reading reading, V2Segment pid)
    {
        var seen = new HashSet<(string?, string?)>();
        foreach (var field in new[] { 3, 2, 4 })
        {
            var number = 0;
            foreach (var cx in pid[field].Repetitions)
            {
                number++;
                if (reading.IdentifierOf(cx, string.Create(CultureInfo.InvariantCulture, $"PID-{field}({number})")) is { } identifier && seen.Add((identifier["system"]?.Value, identifier["value"]?.Value)))
                    yield return identifier;
            }
        }
        foreach (var (field, type) in new[] { (18, "AN"), (19, "SS"), (20, "DL") })
        {
            if (pid[field][1].WholeText is not { } value)
                continue;
            var place = string.Create(CultureInfo.InvariantCulture, $"PID-{field}");
            yield return field == 18 && reading.IdentifierOf(pid[18].Repetition(1), place) is { } account
                ? account["type"] is null ? account.With("type", Concept(V2Systems.Table("0203"), type)) : account
                : FhirNode.Object(("type", Concept(V2Systems.Table("0203"), type)), ("value", value));
        }
    }

    /// <summary>HL7 table 0001.</summary>
    private static string? Gender(V2Reading reading, V2Value sex, string place)
    {
        switch (sex[1].Text?.ToUpperInvariant())
        {
            case null: return null;
            case "F": return "female";
            case "M": return "male";
            case "O" or "A" or "X": return "other";
            case "U" or "N" or "UNK": return "unknown";
            default:
                reading.Warn(place, "The code is not in HL7 table 0001 (F, M, O, U, A, N); the gender is left out.");
                return null;
        }
    }

    private static FhirNode? MaritalStatus(V2Reading reading, V2Value status)
    {
        if (status[1].Text is not { } code)
            return null;
        if (status[3].HasValue && status[3].Text is { } named && !named.StartsWith("HL70002", StringComparison.Ordinal))
            return reading.ConceptOf(status, "PID-16");
        var v3 = code switch { "A" or "D" or "M" or "S" or "W" => code, "I" => "I", "P" => "T", _ => null };
        return v3 is null ? V2Reading.TableCode(status, "0002") : FhirNode.Object(
            ("coding", FhirNode.List(Coding(V3MaritalStatus, v3), Coding(V2Systems.Table("0002"), code, status[2].Text))),
            ("text", status[2].Text));
    }

    private static FhirNode? Kin(V2Reading reading, V2Segment nk1)
    {
        var name = V2Reading.NameOf(nk1[2]);
        var relationship = nk1[3][1].HasValue && nk1[3][3].IsAbsent ? V2Reading.TableCode(nk1[3], "0063") : reading.ConceptOf(nk1[3], "NK1-3");
        var contact = FhirNode.Object(
            ("relationship", FhirNode.List(relationship)),
            ("name", name),
            ("telecom", FhirNode.List([.. nk1[5].Repetitions.Select(t => (FhirElement)V2Reading.ContactOf(t, "home")), .. nk1[6].Repetitions.Select(t => (FhirElement)V2Reading.ContactOf(t, "work"))])),
            ("address", V2Reading.AddressOf(nk1[4])));
        return contact.Children.IsEmpty ? null : contact;
    }
}
