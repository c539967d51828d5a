using System.Text;
using System.Xml;

namespace Salus.Governance.Deidentification.Releases.Risk;

/// <summary>Reads from HL7 v2 messages, C-CDA documents and FHIR XML as they would go out what others may know of their patients.</summary>
internal static class MessageFacts
{
    private const int LongestSegment = 1 << 20;

    /// <summary>PID, PV1 and DG1 of messages in the usual writing (<c>|^</c>), one segment per line.</summary>
    public static async Task ReadMessagesAsync(Stream messages, string file, PeopleTable people, CancellationToken cancel)
    {
        using var reader = new StreamReader(messages, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        var person = file;
        // A carriage return alone ends a segment: the reader takes it for a line's end.
        while (await reader.ReadLineAsync(cancel) is { } segment)
        {
            if (segment.Length > LongestSegment || segment.Length < 4 || segment[3] != '|')
                continue;
            var fields = segment.Split('|');
            switch (fields[0])
            {
                case "PID":
                    person = Part(fields, 3, 0) is { Length: > 0 } id ? id : file;
                    people.Meet(person);
                    Add(QuasiIdentifier.BirthYear, Year(Part(fields, 7, 0)));
                    Add(QuasiIdentifier.Sex, Part(fields, 8, 0));
                    Add(QuasiIdentifier.Race, Part(fields, 10, 0));
                    Add(QuasiIdentifier.State, Part(fields, 11, 3));
                    Add(QuasiIdentifier.PostalCode, Part(fields, 11, 4));
                    Add(QuasiIdentifier.Ethnicity, Part(fields, 22, 0));
                    break;
                case "PV1":
                    Add(QuasiIdentifier.AdmissionYear, Year(Part(fields, 44, 0)));
                    break;
                case "DG1":
                    Add(QuasiIdentifier.Diagnosis, Part(fields, 3, 0));
                    break;
            }
        }

        void Add(QuasiIdentifier column, string value) => people.Add(person, column, value);
    }

    /// <summary>The record target of a clinical document, or the resources of FHIR XML; nothing of other XML.</summary>
    public static async Task ReadDocumentAsync(Stream document, string file, PeopleTable people, CancellationToken cancel)
    {
        using var reader = XmlReader.Create(document, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var inTarget = 0;
        while (await reader.ReadAsync())
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.NodeType is XmlNodeType.EndElement && inTarget > 0 && reader.Depth == inTarget - 1)
                return;
            if (reader.NodeType is not XmlNodeType.Element)
                continue;
            if (reader.Depth == 0 && reader.NamespaceURI is FhirXmlWalk.Namespace)
            {
                await FhirXmlWalk.ReadAsync(reader, new FhirFacts(people), cancel);
                return;
            }
            if (reader.Depth == 0 && reader.LocalName is not "ClinicalDocument")
                return;
            if (inTarget == 0)
            {
                if (reader.LocalName is "recordTarget" && !reader.IsEmptyElement)
                {
                    inTarget = reader.Depth + 1;
                    people.Meet(file);
                }
                continue;
            }
            switch (reader.LocalName)
            {
                case "birthTime":
                    people.Add(file, QuasiIdentifier.BirthYear, Year(reader.GetAttribute("value") ?? ""));
                    break;
                case "administrativeGenderCode":
                    people.Add(file, QuasiIdentifier.Sex, reader.GetAttribute("code") ?? "");
                    break;
                case "raceCode":
                    people.Add(file, QuasiIdentifier.Race, reader.GetAttribute("code") ?? "");
                    break;
                case "ethnicGroupCode":
                    people.Add(file, QuasiIdentifier.Ethnicity, reader.GetAttribute("code") ?? "");
                    break;
                case "state" or "postalCode" when !reader.IsEmptyElement:
                    var column = reader.LocalName is "state" ? QuasiIdentifier.State : QuasiIdentifier.PostalCode;
                    if (await reader.ReadAsync() && reader.NodeType is XmlNodeType.Text)
                        people.Add(file, column, await reader.GetValueAsync());
                    break;
            }
        }
    }

    private static string Part(string[] fields, int field, int component)
    {
        if (field >= fields.Length)
            return "";
        var first = fields[field].Split('~')[0].Split('^');
        return component < first.Length ? first[component] : "";
    }

    private static string Year(string time) => time.Length >= 4 && time.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0 ? time[..4] : "";
}
