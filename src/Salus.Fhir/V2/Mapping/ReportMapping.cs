using System.Globalization;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>ORC, OBR and what belongs to them: results (ORU) to DiagnosticReport, orders (ORM, OML) to ServiceRequest.</summary>
internal static class ReportMapping
{
    private const string Laboratory = "laboratory";

    /// <summary>One order of a message: the segments from its ORC or OBR to the next.</summary>
    /// <param name="Number">Of the OBR in the message, from 1; 0 when there is none.</param>
    private sealed record Group(V2Segment? Orc, V2Segment? Obr, int Number, List<(V2Segment Segment, int Number)> Results, List<V2Segment> Notes, List<V2Segment> Specimens, List<V2Segment> Reasons);

    public static void AddReports(V2Reading reading, FhirNode patient, string patientId, FhirNode? encounter)
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in Groups(reading).Where(g => g.Obr is not null))
        {
            var (obr, place) = (group.Obr!, string.Create(CultureInfo.InvariantCulture, $"OBR({group.Number})"));
            var code = reading.ConceptOf(obr[4], place + "-4");
            if (code is null)
                throw new V2MappingException(place + "-4", V2ErrorCode.RequiredFieldMissing, "The report does not say what was examined.");
            var key = Key(reading, group, patientId);
            var name = string.Join('|', key);
            var repeat = used[name] = used.GetValueOrDefault(name) + 1;
            if (repeat > 1)
                key = [.. key, repeat.ToString(CultureInfo.InvariantCulture)];
            var period = obr[8].HasValue ? reading.Period(obr[7], obr[8], place + "-7") : null;
            var at = period is null ? reading.DateTimeOf(obr[7], place + "-7") : null;
            FhirElement effective = period is not null ? period : at;
            var specimens = group.Specimens.Select(s => Specimen(reading, s, patient, patientId, key)).OfType<FhirNode>().ToList();
            var laboratory = obr[24].Text is null or "LAB" or "CH" or "HM" or "MB" or "SR" or "BG" or "IMM" or "TX" or "SP" or "CP" or "BLB";
            var imaging = obr[24].Text is "RAD" or "RUS" or "CT" or "NMR" or "NMS" or "RX" or "CUS" or "VUS" or "XRC" or "OUS";
            var category = imaging ? "imaging" : obr[24].HasValue && laboratory ? Laboratory : null;
            var order = new ObservationMapping.Order(key, patient, encounter, effective, period is not null, specimens.FirstOrDefault(), category);
            var (results, attachments) = (new List<FhirElement>(), new List<FhirElement>());
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var result in ObservationMapping.Collect(group.Results))
            {
                if (result.Segment[2].Text is "ED" or "RP")
                    attachments.AddRange(ObservationMapping.Attachments(reading, result));
                else if (ObservationMapping.Add(reading, result, order, seen) is { } observation)
                    results.Add(observation);
            }
            var notes = string.Join("\n", group.Notes.Select(V2Reading.NoteOf).OfType<string>());
            if (notes.Length > 0)
                attachments.Add(FhirNode.Object(("contentType", "text/plain; charset=utf-8"), ("data", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(notes))), ("title", "Notes on the order")));
            reading.Add(FhirNode.Resource("DiagnosticReport",
                ("id", reading.Id("DiagnosticReport", key)),
                ("identifier", FhirNode.List(Numbers(reading, group, place))),
                ("basedOn", FhirNode.List(reading.EntityOf(Placer(group), "PLAC", place + "-2") is { } placer ? FhirNode.Object(("type", "ServiceRequest"), ("identifier", placer)) : null)),
                ("status", ReportStatus(reading, obr, place)),
                ("category", FhirNode.List(V2Reading.TableCode(obr[24], "0074"))),
                ("code", code),
                ("subject", patient),
                ("encounter", encounter),
                (period is not null ? "effectivePeriod" : "effectiveDateTime", effective),
                ("issued", reading.InstantOf(obr[22], place + "-22")),
                ("resultsInterpreter", FhirNode.List(Interpreters(reading, obr, place))),
                ("specimen", FhirNode.List(specimens.Select(s => (FhirElement)s))),
                ("result", FhirNode.List(results)),
                ("presentedForm", FhirNode.List(attachments))));
        }
    }

    public static void AddOrders(V2Reading reading, FhirNode patient, string patientId, FhirNode? encounter)
    {
        foreach (var group in Groups(reading))
        {
            if (group.Obr is not { } obr)
            {
                reading.Warn("ORC", "An order without OBR (a drug, diet or supply order) is kept in the original message.");
                continue;
            }
            var place = string.Create(CultureInfo.InvariantCulture, $"OBR({group.Number})");
            var key = Key(reading, group, patientId);
            var specimens = group.Specimens.Select(s => Specimen(reading, s, patient, patientId, key)).OfType<FhirNode>().ToList();
            var asked = new ObservationMapping.Order(["order", .. key], patient, encounter, default, false, null, null);
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            var answers = ObservationMapping.Collect(group.Results).Where(r => r.Segment[2].Text is not ("ED" or "RP")).Select(r => ObservationMapping.Add(reading, r, asked, seen)).OfType<FhirNode>().ToList();
            var reasons = obr[31].Repetitions.Select(r => reading.ConceptOf(r, place + "-31"))
                .Concat(group.Reasons.Select(d => reading.ConceptOf(d[3], "DG1-3"))).OfType<FhirNode>();
            var orc = group.Orc;
            reading.Add(FhirNode.Resource("ServiceRequest",
                ("id", reading.Id("ServiceRequest", key)),
                ("identifier", FhirNode.List(Numbers(reading, group, place))),
                ("requisition", orc is null ? null : reading.EntityOf(orc[4], "PGN", "ORC-4")),
                ("status", OrderStatus(reading, orc)),
                ("intent", "order"),
                ("priority", Priority(reading, orc, obr)),
                ("code", reading.ConceptOf(obr[4], place + "-4") ?? throw new V2MappingException(place + "-4", V2ErrorCode.RequiredFieldMissing, "The order does not say what is asked for.")),
                ("subject", patient),
                ("encounter", encounter),
                ("occurrenceDateTime", reading.DateTimeOf(First(orc?[7][4], obr[27][4], obr[6], obr[36]), place + "-27.4")),
                ("authoredOn", orc is null ? null : reading.DateTimeOf(orc[9], "ORC-9")),
                ("requester", (orc is null ? [] : reading.PractitionersOf(orc[12], "ORC-12")).Concat(reading.PractitionersOf(obr[16], place + "-16")).FirstOrDefault()),
                ("reasonCode", FhirNode.List(reasons.Select(r => (FhirElement)r))),
                ("supportingInfo", FhirNode.List(answers.Select(a => (FhirElement)a))),
                ("specimen", FhirNode.List(specimens.Select(s => (FhirElement)s))),
                ("note", FhirNode.List([.. obr[13].WholeText is { } relevant ? [(FhirElement)FhirNode.Object(("text", relevant))] : Array.Empty<FhirElement>(), .. group.Notes.Select(V2Reading.NoteOf).OfType<string>().Select(t => (FhirElement)FhirNode.Object(("text", t)))]))));
        }
    }

    /// <summary>Every segment goes to the order it stands under. What comes before the first order is not of an order.</summary>
    private static List<Group> Groups(V2Reading reading)
    {
        var groups = new List<Group>();
        var (obrs, obxs) = (0, 0);
        foreach (var segment in reading.Message.Segments)
        {
            if (segment.Name == "OBX")
                obxs++;
            if (segment.Name == "ORC" || (segment.Name == "OBR" && (groups.Count == 0 || groups[^1].Obr is not null)))
                groups.Add(new Group(segment.Name == "ORC" ? segment : null, null, 0, [], [], [], []));
            if (segment.Name == "OBR")
                groups[^1] = groups[^1] with { Obr = segment, Number = ++obrs };
            if (groups is not [.., var current])
                continue;
            switch (segment.Name)
            {
                case "OBX": current.Results.Add((segment, obxs)); break;
                case "NTE" when current.Results.Count > 0: current.Results.Add((segment, 0)); break;
                case "NTE": current.Notes.Add(segment); break;
                case "SPM": current.Specimens.Add(segment); break;
                case "DG1": current.Reasons.Add(segment); break;
            }
        }
        return groups;
    }

    private static V2Value Placer(Group group) => group.Obr![2].HasValue || group.Orc is null ? group.Obr[2] : group.Orc[2];

    private static V2Value Filler(Group group) => group.Obr![3].HasValue || group.Orc is null ? group.Obr[3] : group.Orc[3];

    /// <summary>The number of whoever carries the order out, else of whoever placed it, with what is examined; a correction has the same.</summary>
    private static string[] Key(V2Reading reading, Group group, string patientId)
    {
        var obr = group.Obr!;
        var number = reading.Message.Kind == "ORU" && Filler(group).HasValue ? Filler(group) : Placer(group).HasValue ? Placer(group) : Filler(group);
        return number.HasValue
            ? [.. V2Reading.EntityKey(number), obr[4][1].Text ?? obr[4][2].Text ?? ""]
            : [patientId, obr[4][1].Text ?? obr[4][2].Text ?? "", obr[7].Raw];
    }

    private static IEnumerable<FhirElement> Numbers(V2Reading reading, Group group, string place)
    {
        yield return reading.EntityOf(Placer(group), "PLAC", place + "-2");
        yield return reading.EntityOf(Filler(group), "FILL", place + "-3");
    }

    /// <summary>NDL puts the person into subcomponents of its first component.</summary>
    private static IEnumerable<FhirElement> Interpreters(V2Reading reading, V2Segment obr, string place)
    {
        foreach (var person in obr[32].Repetitions)
        {
            var (number, family, given) = (person[1][1].Text, person[1][2].Text, person[1][3].Text);
            var display = string.Join(' ', new[] { given, family }.Where(n => n is not null));
            if (number is not null || display.Length > 0)
                yield return FhirNode.Object(("identifier", number is null ? null : FhirNode.Object(("system", reading.AuthorityUri(person[1][9].Text, null, null, place + "-32.1")), ("value", number))), ("display", display.Length > 0 ? display : null));
        }
    }

    private static FhirNode? Specimen(V2Reading reading, V2Segment spm, FhirNode patient, string patientId, string[] order)
    {
        if (reading.ConceptOf(spm[4], "SPM-4") is not { } type && !spm[2].HasValue)
            return null;
        type = reading.ConceptOf(spm[4], "SPM-4")!;
        var number = spm[2][2][1].HasValue ? spm[2][2] : spm[2][1];
        var id = number[1].HasValue ? reading.Id("Specimen", patientId, number[1].Text!, number[2].Text ?? "") : reading.Id("Specimen", [patientId, .. order, spm[1].Raw, spm[4].Raw]);
        var collected = reading.Period(spm[17][1], spm[17][2], "SPM-17");
        var collection = FhirNode.Object(
            (collected?["end"] is null ? "collectedDateTime" : "collectedPeriod", collected?["end"] is null ? collected?["start"]?.Value : collected),
            ("method", reading.ConceptOf(spm[7], "SPM-7")),
            ("bodySite", reading.ConceptOf(spm[8], "SPM-8")));
        reading.Add(FhirNode.Resource("Specimen",
            ("id", id),
            ("identifier", FhirNode.List(number[1].Text is not { } value ? null : FhirNode.Object(("system", number[2].HasValue || number[3].HasValue ? reading.AuthorityUri(number[2].Text, number[3].Text, number[4].Text, "SPM-2") : null), ("value", value)))),
            ("type", type),
            ("subject", patient),
            ("receivedTime", reading.DateTimeOf(spm[18], "SPM-18")),
            ("collection", collection.Children.IsEmpty ? null : collection),
            ("note", FhirNode.List(spm[14].Repetitions.Select(r => r.WholeText).OfType<string>().Select(t => (FhirElement)FhirNode.Object(("text", t)))))));
        return Reference($"Specimen/{id}");
    }

    /// <summary>HL7 table 0123.</summary>
    private static string ReportStatus(V2Reading reading, V2Segment obr, string place)
    {
        switch (obr[25].Text)
        {
            case "F": return "final";
            case "C": return "corrected";
            case "A": return "partial";
            case "P" or "R": return "preliminary";
            case "O" or "I" or "S": return "registered";
            case "X": return "cancelled";
            default:
                reading.Warn(place + "-25", "The status of the report is empty or not in HL7 table 0123; it is 'unknown'.");
                return "unknown";
        }
    }

    /// <summary>HL7 table 0119 (what is to happen with the order), then 0038 (how it stands).</summary>
    private static string OrderStatus(V2Reading reading, V2Segment? orc)
    {
        switch (orc?[5].Text)
        {
            case "CM": return "completed";
            case "CA" or "DC" or "RP": return "revoked";
            case "HD": return "on-hold";
            case "ER": return "entered-in-error";
        }
        switch (orc?[1].Text)
        {
            case "CA" or "CR" or "OC" or "DC" or "DR" or "OD" or "RP" or "UA": return "revoked";
            case "HD" or "HR" or "OH": return "on-hold";
            case "NW" or "OK" or "RL" or "RO" or "XO" or "XR" or "NA" or "SN" or "PA" or "CH" or "RE" or "SC" or "XX": return "active";
            case null:
                reading.Warn("ORC-1", "Nothing says what is to happen with the order (ORC-1); its status is 'unknown'.");
                return "unknown";
            default:
                reading.Warn("ORC-1", "The order control code is not mapped; the status of the order is 'unknown'.");
                return "unknown";
        }
    }

    private static string? Priority(V2Reading reading, V2Segment? orc, V2Segment obr)
    {
        var code = First(orc?[7][6], obr[27][6], obr[5]).Text;
        switch (code?.ToUpperInvariant())
        {
            case null: return null;
            case "S" or "STAT": return "stat";
            case "A" or "ASAP": return "asap";
            case "R" or "ROUTINE": return "routine";
            case "U" or "URGENT": return "urgent";
            default:
                reading.Inform("OBR-27.6", "The priority has no word in R4; it is kept in the original message.");
                return null;
        }
    }

    private static V2Value First(params ReadOnlySpan<V2Value?> values)
    {
        foreach (var value in values)
        {
            if (value is { HasValue: true } there)
                return there;
        }
        return values[^1] ?? default;
    }
}
