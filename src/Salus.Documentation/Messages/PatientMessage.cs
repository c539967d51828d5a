using System.Collections.Immutable;
using System.Text;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>What a patient, or somebody for them, wrote to the clinic.</summary>
/// <param name="Id">Of the portal, or given here.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Subject">Whom it is about, when that is known.</param>
public sealed record PatientMessage(string Id, string Text, DateTimeOffset? SentAt = null, PatientId? Subject = null)
{
    /// <summary>Id of the message among the sources of a draft.</summary>
    public const string SourceId = "message";

    /// <summary>Longest message kept, in UTF-16 code units.</summary>
    public const int LongestText = SignReader.LongestMessage;

    /// <summary>The resource it came as; null for pasted text.</summary>
    public RecordVersion? Communication { get; init; }

    /// <summary>The message as a FHIR R4 Communication; null when it holds no text. Payloads are put together with empty lines.</summary>
    public static PatientMessage? Of(RecordVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.Stored is not { } resource)
            return null;
        var text = string.Join("\n\n", resource.All("payload").Select(p => p["contentString"]?.Value).Where(t => !string.IsNullOrWhiteSpace(t)));
        if (text.Length == 0)
            return null;
        var subject = resource["subject"]?["reference"]?.Value ?? resource["sender"]?["reference"]?.Value;
        return new PatientMessage(version.Name.Id, text, DateTimeOffset.TryParse(resource["sent"]?.Value ?? resource["received"]?.Value, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null,
            subject?.StartsWith("Patient/", StringComparison.Ordinal) is true ? new PatientId(subject["Patient/".Length..]) : null) { Communication = version };
    }

    /// <summary>A pasted message as the Communication it will be in the record.</summary>
    public FhirNode ToCommunication()
    {
        var resource = FhirNode.Resource("Communication").With("id", Id).With("status", "completed");
        if (Subject is { } patient)
        {
            var reference = FhirNode.Object(("reference", "Patient/" + patient.Value));
            resource = resource.With("subject", reference).With("sender", reference);
        }
        if (SentAt is { } at)
            resource = resource.With("sent", at);
        return resource.With("payload", FhirNode.Object(("contentString", Text)));
    }

    public Source ToSource() => new(SourceId, "Message of the patient", "text/plain", [.. Encoding.UTF8.GetBytes(Text)], [new Segment("patient", Text)]);

    /// <summary>Words of it as evidence.</summary>
    internal Quote QuoteOf(Salus.Language.TextSpan span) => new(SourceId, 0, span.Start, span.Length, span.In(Text));
}
