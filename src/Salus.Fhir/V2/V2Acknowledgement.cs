using System.Collections.Immutable;

namespace Salus.Fhir.V2;

/// <summary>What a receiver did with a message (HL7 table 0008, in words).</summary>
public enum V2Verdict
{
    /// <summary>It is stored; the sender may forget it.</summary>
    Accepted,

    /// <summary>It could be read, but not processed; sending it again unchanged may help later.</summary>
    Error,

    /// <summary>It is not for this receiver or not a message; sending it again unchanged does not help.</summary>
    Rejected,
}

/// <summary>One reason for a refusal, for the segment ERR.</summary>
/// <param name="Place">Null when the message as a whole is meant.</param>
/// <param name="Code">HL7 table 0357, see <see cref="V2ErrorCode"/>.</param>
/// <param name="Text">For the people at the sending system. Carries no contents of the message.</param>
public sealed record V2Error(V2Path? Place, string Code, string Text);

/// <summary>Message error conditions of HL7 table 0357 (v2.5.1, 2.15.5).</summary>
public static class V2ErrorCode
{
    public const string SegmentSequence = "100";
    public const string RequiredFieldMissing = "101";
    public const string DataType = "102";
    public const string UnsupportedMessageType = "200";
    public const string UnsupportedVersion = "203";
    public const string ApplicationInternalError = "207";
}

/// <summary>Acknowledgements: made for a message that came, and read from one that came back (v2.5.1, 2.9).</summary>
public static class V2Acknowledgement
{
    private static readonly ImmutableDictionary<string, string> conditions = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create(V2ErrorCode.SegmentSequence, "Segment sequence error"),
        KeyValuePair.Create(V2ErrorCode.RequiredFieldMissing, "Required field missing"),
        KeyValuePair.Create(V2ErrorCode.DataType, "Data type error"),
        KeyValuePair.Create(V2ErrorCode.UnsupportedMessageType, "Unsupported message type"),
        KeyValuePair.Create(V2ErrorCode.UnsupportedVersion, "Unsupported version id"),
        KeyValuePair.Create(V2ErrorCode.ApplicationInternalError, "Application internal error"),
    ]);

    /// <summary>
    /// The answers that a message asks for, in the order in which they are sent. In original mode one: AA, AE or AR. In enhanced mode
    /// (MSH-15 or MSH-16 filled) the accept answer CA, CE or CR as MSH-15 wishes it, then the application answer as MSH-16 does.
    /// </summary>
    /// <param name="controlIds">Gives MSH-10 of each answer.</param>
    public static IEnumerable<V2Message> For(V2Message received, V2Verdict verdict, ImmutableArray<V2Error> errors, DateTimeOffset at, Func<string> controlIds)
    {
        var (accept, application) = (received.Header[15].Text, received.Header[16].Text);
        if (accept is null && application is null)
        {
            yield return Answer(received, 'A', verdict, errors, at, controlIds());
            yield break;
        }
        if (Wanted(accept, verdict))
            yield return Answer(received, 'C', verdict, errors, at, controlIds());
        if (Wanted(application, verdict))
            yield return Answer(received, 'A', verdict, errors, at, controlIds());
    }

    /// <summary>The refusal of bytes that could not be read as a message.</summary>
    /// <param name="controlId">Of what was refused; null when it could not be told.</param>
    public static V2Message Refusal(string? controlId, V2Error error, DateTimeOffset at, string answerId)
    {
        var answer = V2Message.Create("ACK", answerId, at).Append("MSA", "AR", controlId);
        return WithErrors(answer, [error]);
    }

    /// <summary>The verdict of an acknowledgement that came back; null when the message is none.</summary>
    public static V2Verdict? VerdictOf(V2Message answer) => answer["MSA-1"].Text switch
    {
        "AA" or "CA" => V2Verdict.Accepted,
        "AE" or "CE" => V2Verdict.Error,
        "AR" or "CR" => V2Verdict.Rejected,
        _ => null,
    };

    /// <summary>What a refusing receiver says was wrong, from ERR and MSA-3; empty when it says nothing.</summary>
    public static string ReasonOf(V2Message answer)
    {
        // ERR-8 is for people, ERR-7 for those who diagnose; ERR-1.4 is where versions before 2.5 put the code.
        var said = answer.All("ERR").Select(e => e[8].WholeText ?? e[7].WholeText ?? e[3][2].Text ?? e[1][4][2].Text ?? e[3][1].Text)
            .Append(answer["MSA-3"].WholeText);
        return string.Join("; ", said.Where(s => !string.IsNullOrWhiteSpace(s)).Distinct(StringComparer.Ordinal));
    }

    private static bool Wanted(string? condition, V2Verdict verdict) => condition switch
    {
        "AL" => true,
        "ER" => verdict is not V2Verdict.Accepted,
        "SU" => verdict is V2Verdict.Accepted,
        _ => false,
    };

    private static V2Message Answer(V2Message received, char mode, V2Verdict verdict, ImmutableArray<V2Error> errors, DateTimeOffset at, string controlId)
    {
        var code = $"{mode}{verdict switch { V2Verdict.Accepted => 'A', V2Verdict.Error => 'E', _ => 'R' }}";
        var header = received.Header;
        var version = header[12][1].Text ?? "2.5.1";
        var answer = V2Message.Create("ACK", controlId, at, version);
        if (received.Event.Length > 0)
            answer = answer.With("MSH-9.2", received.Event).With("MSH-9.3", "ACK");
        // Application and facility change places: who received now sends.
        foreach (var (from, to) in new[] { (5, 3), (6, 4), (3, 5), (4, 6) })
        {
            for (var part = 1; part <= 3; part++)
            {
                if (header[from][part].WholeText is { } text)
                    answer = answer.With($"MSH-{to}.{part}", text);
            }
        }
        if (header[11][1].Text is { } processing)
            answer = answer.With("MSH-11", processing);
        return WithErrors(answer.Append("MSA", code, received.ControlId), verdict is V2Verdict.Accepted ? [] : errors);
    }

    private static V2Message WithErrors(V2Message answer, ImmutableArray<V2Error> errors)
    {
        var number = 0;
        foreach (var error in errors.IsDefault ? [] : errors)
        {
            number++;
            answer = answer.Append("ERR");
            var segment = $"ERR({number})";
            if (error.Place is { } place)
            {
                answer = answer.With($"{segment}-2.1", place.Segment).With($"{segment}-2.2", Text(place.Occurrence));
                if (place.Field > 0)
                    answer = answer.With($"{segment}-2.3", Text(place.Field)).With($"{segment}-2.4", Text(place.Repetition));
                if (place.Component > 0)
                    answer = answer.With($"{segment}-2.5", Text(place.Component));
                if (place.Subcomponent > 0)
                    answer = answer.With($"{segment}-2.6", Text(place.Subcomponent));
            }
            answer = answer.With($"{segment}-3.1", error.Code)
                .With($"{segment}-3.2", conditions.GetValueOrDefault(error.Code, "Application internal error"))
                .With($"{segment}-3.3", "HL70357")
                .With($"{segment}-4", "E")
                .With($"{segment}-8", error.Text);
        }
        return answer;

        static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
