using Salus.Fhir.V2;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>Who occurs in a message: what its fields say of patient, kin and clinicians, so that texts anywhere in the release can be searched for them.</summary>
internal sealed class V2People(KnownPeople people)
{
    private const int ShortestNumber = 4;

    /// <summary>The person of a PID: the medical record number of PID-3, else its first number, else PID-2, PID-18 or the name.</summary>
    public static Subject SubjectOf(V2Segment pid, V2Notation notation)
    {
        foreach (var field in (ReadOnlySpan<int>)[3, 2, 18, 4])
        {
            var repetitions = notation.Repetition == '\0' ? [pid[field].Raw] : pid[field].Raw.Split(notation.Repetition);
            var best = repetitions.FirstOrDefault(r => Part(r, notation.Component, 4) is "MR" && Part(r, notation.Component, 0).Length > 0)
                ?? repetitions.FirstOrDefault(r => Part(r, notation.Component, 0) is { Length: > 0 } id && id != "\"\"");
            if (best is not null)
                return new Subject(notation.TextOf(Part(best, notation.Component, 0)).Trim());
        }
        var name = V2Names.Read(notation, pid[5].Raw.Split(notation.Component)).Whole;
        return name.Length == 0 ? Subject.Nobody : new Subject("name:" + name.ToUpperInvariant() + "|" + pid[7].Raw);
    }

    public void Gather(V2Message message)
    {
        var notation = message.Notation;
        var subject = message.First("PID") is { } first ? SubjectOf(first, notation) : Subject.Nobody;
        foreach (var segment in message.Segments)
        {
            var name = segment.Raw[..3];
            var contents = V2Fields.Of(name);
            if (contents.IsEmpty)
                continue;
            if (name == "PID")
            {
                subject = SubjectOf(segment, notation);
                people.Born(subject, Day(Part(segment[7].Raw, notation.Component, 0)));
                foreach (var number in notation.Repetition == '\0' ? [segment[3].Raw] : segment[3].Raw.Split(notation.Repetition))
                {
                    if (notation.TextOf(Part(number, notation.Component, 0)).Trim() is { Length: > 0 } id && id != "\"\"")
                        people.Same(subject, id, Day(Part(segment[7].Raw, notation.Component, 0)));
                }
            }
            var fields = segment.Raw.Split(notation.Field);
            var header = name == "MSH" ? 1 : 0;
            var owner = name is "PID" or "MRG" ? "patient" : NameOf(fields, contents, notation) is { Length: > 0 } whole ? V2Names.Owner(name is "STF" or "PRD" or "CTD" ? "clinician" : "kin", whole) : "kin";
            for (var i = 1; i < fields.Length && i + header <= contents.Length; i++)
            {
                if (fields[i].Length == 0)
                    continue;
                var content = contents[i + header - 1];
                foreach (var repetition in notation.Repetition == '\0' ? [fields[i]] : fields[i].Split(notation.Repetition))
                    Gather(repetition, content, new Place(subject, owner, IsShared(name), notation));
            }
        }
    }

    /// <summary>The day of a time; the whole when it is shorter.</summary>
    public static string Day(string time) => time.Length > 8 ? time[..8] : time;

    public static string Part(string raw, char delimiter, int index)
    {
        if (delimiter == '\0')
            return index == 0 ? raw : "";
        var start = 0;
        for (; index > 0; index--)
        {
            start = raw.IndexOf(delimiter, start) + 1;
            if (start == 0)
                return "";
        }
        var end = raw.IndexOf(delimiter, start);
        return end < 0 ? raw[start..] : raw[start..end];
    }

    private sealed record Place(Subject Subject, string Owner, bool Shared, V2Notation Notation);

    /// <summary>Whether the segment speaks of who treats, not of who is treated.</summary>
    private static bool IsShared(string segment) => segment is not ("PID" or "MRG" or "NK1" or "GT1" or "IN1" or "IN2" or "IN3" or "PD1" or "ACC" or "PV1" or "IAM");

    private static string NameOf(string[] fields, System.Collections.Immutable.ImmutableArray<V2Content> contents, V2Notation notation)
    {
        for (var i = 1; i < fields.Length && i <= contents.Length; i++)
        {
            if (contents[i - 1].Type == "XPN" && fields[i].Length > 0 && V2Names.Read(notation, fields[i].Split(notation.Component)).Whole is { Length: > 0 } whole)
                return whole;
        }
        return "";
    }

    private void Gather(string raw, V2Content content, Place place)
    {
        if (raw is "" or "\"\"")
            return;
        var notation = place.Notation;
        var parts = raw.Split(notation.Component);
        switch (content.Type)
        {
            case "XPN":
                var whole = V2Names.Read(notation, parts).Whole;
                Add(IdentifierClass.Name, whole, content.Owner == "patient" ? "patient" : V2Names.Owner(content.Owner ?? "kin", whole), content.Owner == "clinician", place);
                break;
            case "XCN":
                Clinician(parts, place);
                break;
            case "NDL":
                Clinician(parts[0].Split(notation.Subcomponent), place);
                break;
            case "XAD":
                Add(IdentifierClass.Address, Word(parts, 0, place), place.Owner, place.Shared, place);
                Add(IdentifierClass.Address, Word(parts, 1, place), place.Owner, place.Shared, place);
                Add(IdentifierClass.Place, Word(parts, 2, place), place.Owner, place.Shared, place);
                Add(IdentifierClass.PostalCode, Word(parts, 4, place), place.Owner, place.Shared, place);
                break;
            case "XTN":
                var kind = parts.Length > 2 && parts[2] == "FX" ? IdentifierClass.Fax : IdentifierClass.Phone;
                Add(kind, Word(parts, 0, place), place.Owner, place.Shared, place);
                Add(kind, Word(parts, 11, place), place.Owner, place.Shared, place);
                Add(kind, string.Join(' ', new[] { Word(parts, 5, place), Word(parts, 6, place) }.Where(p => p.Length > 0)), place.Owner, place.Shared, place);
                Add(IdentifierClass.Email, Word(parts, 3, place), place.Owner, place.Shared, place);
                break;
            case "CX":
                Number(V2Codes.ClassOf(V2People.Part(raw, notation.Component, 4)) ?? content.Class ?? IdentifierClass.OtherId, Word(parts, 0, place), place);
                break;
            case "EI" or "ID":
                Number(content.Class ?? IdentifierClass.OtherId, Word(parts, 0, place), place with { Shared = false });
                break;
            case "EIP":
                foreach (var part in parts)
                    Number(IdentifierClass.OtherId, Word(part.Split(notation.Subcomponent), 0, place), place with { Shared = false });
                break;
            case "DLN" or "AUI":
                Number(content.Type == "DLN" ? IdentifierClass.Licence : IdentifierClass.OtherId, Word(parts, 0, place), place);
                break;
            case "XON":
                Add(IdentifierClass.Organization, Word(parts, 0, place), "organization-" + Word(parts, 0, place).ToUpperInvariant(), shared: true, place);
                break;
            case "BIRTH" when V2Time.Parse(parts[0]) is { Digits.Length: >= 8 } born:
                Add(IdentifierClass.Date, born.ToFhirDate(), place.Owner, place.Shared, place);
                break;
            case "ST" when content.Class is IdentifierClass.SocialSecurity or IdentifierClass.HealthPlan or IdentifierClass.OtherId:
                Number(content.Class.Value, Word(parts, 0, place), place);
                break;
        }
    }

    private void Clinician(string[] parts, Place place)
    {
        var whole = parts.Length > 1 ? V2Names.Read(place.Notation, parts[1..]).Whole : "";
        Add(IdentifierClass.Name, whole, V2Names.Owner("clinician", whole), shared: true, place);
        Number(IdentifierClass.Licence, Word(parts, 0, place), place with { Shared = true, Owner = whole.Length == 0 ? "clinician" : V2Names.Owner("clinician", whole) });
    }

    /// <summary>Short numbers are everywhere in clinical text and tell nobody.</summary>
    private void Number(IdentifierClass kind, string value, Place place)
    {
        if (value.Count(char.IsAsciiDigit) >= ShortestNumber)
            Add(kind, value, place.Owner, place.Shared, place);
    }

    private void Add(IdentifierClass kind, string value, string owner, bool shared, Place place)
    {
        if (value.Length < 2)
            return;
        var known = new KnownIdentifier(kind, value, owner);
        if (shared || place.Subject == Subject.Nobody)
            people.AddShared(known);
        else
            people.Add(place.Subject, known);
    }

    private static string Word(string[] parts, int index, Place place)
    {
        if (index >= parts.Length || parts[index] is "\"\"")
            return "";
        return place.Notation.TextOf(place.Notation.Subcomponent == '\0' ? parts[index] : Part(parts[index], place.Notation.Subcomponent, 0)).Trim();
    }
}
