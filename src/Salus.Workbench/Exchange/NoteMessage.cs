using System.Globalization;
using System.Text;
using Salus.Fhir;
using Salus.Fhir.V2;
using Salus.Trust;

namespace Salus.Workbench.Exchange;

/// <summary>A signed note as MDM^T02 (v2.5.1, 9.6): original document notification with content, one OBX per line of the note.</summary>
public static class NoteMessage
{
    private const string LoincSystem = "http://loinc.org";

    /// <summary>The same note gives the same message but for its time, and always the same control id: a receiver can tell that it comes again.</summary>
    /// <exception cref="NoteMessageException">The note does not say whom it is about, so no receiver could file it.</exception>
    public static V2Message Of(Delivery note, Hl7Send receiver, DateTimeOffset now)
    {
        var (draft, bundle) = (note.Draft, FhirNode.Parse(note.Bundle));
        FhirNode? One(string type) => bundle.All("entry").Select(e => e["resource"]).FirstOrDefault(r => r?.ResourceType == type);
        var composition = One("Composition") ?? throw new NoteMessageException("The signed note holds no Composition.");
        var patient = One("Patient");
        var identifiers = patient?.All("identifier").Where(i => i["value"] is not null).ToList() ?? [];
        if (identifiers.Count == 0 && note.Subject is { } subject)
            identifiers.Add(FhirNode.Object(("value", subject.Value)));
        if (identifiers.Count == 0)
            throw new NoteMessageException("The signed note names no identifier of its patient, so the receiver could not file it. Bring the patient with the visit.");
        var number = draft.ToString().Replace("-", "", StringComparison.Ordinal);
        var signed = Time(composition.ValueAt("Composition.date"));
        var (author, title) = (One("Practitioner"), composition["title"]?.Value ?? "Clinical note");

        var message = V2Message.Create("MDM^T02^MDM_T02", number[^Math.Min(20, number.Length)..], now)
            .With("MSH-3", receiver.SendingApplication).With("MSH-4", receiver.SendingFacility).With("MSH-5", receiver.ReceivingApplication).With("MSH-6", receiver.ReceivingFacility)
            .Append("EVN", "T02", V2Time.Write(now))
            .Append("PID", "1");
        for (var i = 0; i < identifiers.Count; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"PID-3({i + 1})");
            message = message.With($"{field}.1", identifiers[i]["value"]!.Value);
            if (Authority(identifiers[i], receiver) is var (name, universal, kind))
                message = message.With($"{field}.4.1", name).With($"{field}.4.2", universal).With($"{field}.4.3", kind);
            if (identifiers[i].ValueAt("type.coding.code") is { } type)
                message = message.With($"{field}.5", type);
        }
        var named = patient?.All("name").FirstOrDefault();
        message = message.With("PID-5.1", named?["family"]?.Value ?? named?["text"]?.Value).With("PID-5.2", named?["given"]?.Value)
            .With("PID-7", patient?["birthDate"]?.Value?.Replace("-", "", StringComparison.Ordinal))
            .With("PID-8", patient?["gender"]?.Value switch { "female" => "F", "male" => "M", "other" => "O", "unknown" => "U", _ => null })
            .Append("PV1", "1", One("Encounter")?.ValueAt("Encounter.class.code") switch { "IMP" or "ACUTE" or "NONAC" => "I", "EMER" => "E", "AMB" or "VR" or "HH" => "O", _ => "U" })
            .With("PV1-19", One("Encounter")?.ValueAt("Encounter.identifier.value"));
        var code = composition["type"]?.All("coding").FirstOrDefault();
        message = message.Append("TXA", "1").With("TXA-2.1", receiver.DocumentType ?? code?["code"]?.Value ?? "CN").With("TXA-2.2", receiver.DocumentType is null ? code?["display"]?.Value ?? title : title);
        if (receiver.DocumentType is null && code?["system"]?.Value == LoincSystem)
            message = message.With("TXA-2.3", "LN");
        message = message.With("TXA-3", "TX").With("TXA-4", signed).With("TXA-8", signed)
            .With("TXA-9.1", author?.Id).With("TXA-9.2", author?.ValueAt("Practitioner.name.text") ?? author?.ValueAt("Practitioner.name.family"))
            .With("TXA-12.1", draft.ToString()).With("TXA-12.2", receiver.SendingApplication)
            // LA: legally authenticated, which is what a signature is; AV: available for care.
            .With("TXA-17", "LA").With("TXA-19", "AV")
            .With("TXA-22.1", author?.Id).With("TXA-22.2", author?.ValueAt("Practitioner.name.text")).With("TXA-22.15", signed);
        var line = 0;
        foreach (var text in Text(bundle).Split('\n'))
        {
            line++;
            var at = string.Create(CultureInfo.InvariantCulture, $"OBX({line})");
            message = message.Append("OBX", line.ToString(CultureInfo.InvariantCulture), "TX").With($"{at}-3.1", code?["code"]?.Value ?? "note").With($"{at}-3.2", title)
                .With($"{at}-4", "1").With($"{at}-5", text.TrimEnd('\r', ' ')).With($"{at}-11", "F").With($"{at}-14", signed);
            if (code?["system"]?.Value == LoincSystem)
                message = message.With($"{at}-3.3", "LN");
        }
        return message;
    }

    private static (string? Name, string? Universal, string? Kind)? Authority(FhirNode identifier, Hl7Send receiver)
    {
        if (identifier["system"]?.Value is not { } system)
            return null;
        if (receiver.Authorities.TryGetValue(system, out var name))
            return (name, null, null);
        return system.StartsWith("urn:oid:", StringComparison.Ordinal) ? (null, system[8..], "ISO")
            : system.StartsWith("urn:uuid:", StringComparison.Ordinal) ? (null, system[9..], "UUID")
            : (null, system, "URI");
    }

    private static string Text(FhirNode bundle)
    {
        var attachments = bundle.All("entry").Select(e => e["resource"]).Where(r => r?.ResourceType == "DocumentReference").SelectMany(r => r!.All("content")).Select(c => c["attachment"]);
        var plain = attachments.FirstOrDefault(a => a?["contentType"]?.Value?.StartsWith("text/plain", StringComparison.Ordinal) == true)?["data"]?.Value
            ?? throw new NoteMessageException("The signed note holds no plain text.");
        return Encoding.UTF8.GetString(Convert.FromBase64String(plain)).Trim('\n', '\r');
    }

    private static string? Time(string? dateTime) =>
        DateTimeOffset.TryParse(dateTime, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? V2Time.Write(at) : null;
}

/// <summary>A signed note that cannot leave as a message. Holds nothing of the note.</summary>
public sealed class NoteMessageException(string message) : Exception(message);
