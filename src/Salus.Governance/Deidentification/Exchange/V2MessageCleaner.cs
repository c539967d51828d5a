using System.Text;
using Salus.Fhir.V2;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>One message without identifiers. Every PID begins another person; what stands before the first belongs to it.</summary>
internal sealed class V2MessageCleaner(V2Plan plan, Cleaning cleaning)
{
    /// <summary>LOINC: age; age at the time of an event; age calculated.</summary>
    private static readonly string[] ageCodes = ["30525-0", "21612-7", "29553-5"];

    private readonly StringBuilder output = new();

    /// <summary>The segments, each ended by <paramref name="lineEnd"/>.</summary>
    public string Clean(V2Message message, string lineEnd)
    {
        output.Clear();
        var segments = message.Segments;
        var notation = message.Notation;
        var written = notation.TextOf(V2People.Part(message.Header[7].Raw, notation.Component, 0));
        var first = segments.FirstOrDefault(s => s.Raw.StartsWith("PID", StringComparison.Ordinal));
        var values = For(first);
        for (var i = 0; i < segments.Length; i++)
        {
            var raw = segments[i].Raw;
            var name = raw[..3];
            if (name == "PID" && !ReferenceEquals(segments[i], first))
                values = For(segments[i]);
            if (!plan.Knows(name))
            {
                values.Person.Removed();
                continue;
            }
            var fields = raw.Split(notation.Field);
            if (TextField(name, fields) is > 0 and var text)
            {
                i = Report(segments, i, name, text, values.Values, values.Person, lineEnd, notation);
                continue;
            }
            Write(name, fields, values.Values, values.Person, notation, null);
            output.Append(lineEnd);
        }
        return output.ToString();

        (V2Values Values, PersonCleaning Person) For(V2Segment? pid)
        {
            var person = new PersonCleaning(cleaning, pid is null ? Subject.Nobody : V2People.SubjectOf(pid, notation), written);
            return (new V2Values(notation, person), person);
        }
    }

    /// <summary>A line of the envelope.</summary>
    public string CleanEnvelope(string raw, V2Notation notation)
    {
        output.Clear();
        var person = new PersonCleaning(cleaning, Subject.Nobody, null);
        Write(raw[..3], raw.Split(notation.Field), new V2Values(notation, person), person, notation, null);
        return output.ToString();
    }

    /// <summary>A report comes as many segments of one line each; read as one text, because sentences and names go over their ends.</summary>
    /// <returns>The last segment that belonged to it.</returns>
    private int Report(System.Collections.Immutable.ImmutableArray<V2Segment> segments, int from, string name, int field, V2Values values, PersonCleaning person, string lineEnd, V2Notation notation)
    {
        var lines = new List<(string[] Fields, string[] Raws)>();
        var text = new PieceText();
        var last = from;
        string? code = null;
        for (var i = from; i < segments.Length && segments[i].Raw.StartsWith(name, StringComparison.Ordinal); i++)
        {
            var fields = segments[i].Raw.Split(notation.Field);
            var about = name == "OBX" && fields.Length > 3 ? fields[3] : "";
            if (TextField(name, fields) != field || (code is not null && code != about))
                break;
            code = about;
            last = i;
            var raws = notation.Repetition == '\0' ? [fields[field]] : fields[field].Split(notation.Repetition);
            for (var r = 0; r < raws.Length; r++)
            {
                if (values.SwitchesCharset(raws[r]))
                    raws[r] = person.Removed();
                text.Add(raws[r] is "\"\"" ? "" : values.TextOf(raws[r]), "\n");
            }
            lines.Add((fields, raws));
        }
        var cleaned = text.Clean(person.Clean);
        var next = 0;
        foreach (var (fields, raws) in lines)
        {
            for (var r = 0; r < raws.Length; r++, next++)
            {
                if (raws[r] is not "\"\"" && !string.Equals(values.TextOf(raws[r]), cleaned[next], StringComparison.Ordinal))
                    raws[r] = values.Raw(cleaned[next]);
            }
            Write(name, fields, values, person, notation, (field, string.Join(notation.Repetition, raws)));
            output.Append(lineEnd);
        }
        return last;
    }

    /// <summary>The field of this segment that is a line of a report; 0 when it has none or the policy treats it otherwise.</summary>
    private int TextField(string name, string[] fields)
    {
        var field = name switch
        {
            "OBX" when fields.Length > 5 && fields[2] is "TX" or "FT" or "ST" or "" => 5,
            "NTE" when fields.Length > 3 => 3,
            _ => 0,
        };
        if (field == 0 || fields.Length <= field)
            return 0;
        var treated = plan.Of(name, field);
        return treated.Parts.IsEmpty && treated.Rule is null or { Treatment: Treatment.Scan } ? field : 0;
    }

    private void Write(string name, string[] fields, V2Values values, PersonCleaning person, V2Notation notation, (int Field, string Raw)? done)
    {
        var header = name is "MSH" or "FHS" or "BHS";
        output.Append(name);
        var valueType = name == "OBX" && fields.Length > 2 ? fields[2] : "";
        for (var i = 1; i < fields.Length; i++)
        {
            output.Append(notation.Field);
            var number = header ? i + 1 : i;
            if (header && number == 2)
                output.Append(notation.EncodingCharacters);
            else if (done is { } ready && ready.Field == number)
                output.Append(ready.Raw);
            else if (fields[i].Length > 0)
                output.Append(name == "OBX" && number == 5 && TellsOldAge(fields, valueType, notation) && person.Of(IdentifierClass.OldAge) is not Treatment.Keep ? person.Removed(IdentifierClass.OldAge) : values.Field(fields[i], plan.Of(name, number), valueType));
        }
    }

    private static bool TellsOldAge(string[] fields, string valueType, V2Notation notation) =>
        valueType == "NM" && fields.Length > 5 && Array.Exists(ageCodes, c => fields[3].StartsWith(c + notation.Component, StringComparison.Ordinal))
        && (fields.Length < 7 || fields[6] is "" || fields[6][0] is 'a' or 'y' or 'Y')
        && double.TryParse(fields[5], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var age) && age > 89;
}
