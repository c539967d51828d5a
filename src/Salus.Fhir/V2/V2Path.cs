using System.Globalization;
using System.Text.RegularExpressions;

namespace Salus.Fhir.V2;

/// <summary>
/// Where something stands in a message: <c>PID-3(1).4.2</c> is subcomponent 2 of component 4 of the first repetition of the third
/// field of PID; <c>OBX(2)-5</c> is the fifth field of the second OBX. All numbers count from 1.
/// </summary>
/// <param name="Occurrence">Which segment of that name.</param>
/// <param name="Field">0 when the segment as a whole is meant.</param>
/// <param name="Component">0 when the repetition as a whole is meant; so with <paramref name="Subcomponent"/>.</param>
public readonly partial record struct V2Path(string Segment, int Occurrence, int Field, int Repetition, int Component, int Subcomponent)
{
    /// <exception cref="FormatException">Not written like that.</exception>
    public static V2Path Parse(string path)
    {
        var match = Written().Match(path);
        if (!match.Success)
            throw new FormatException($"'{Excerpt.Of(path)}' is not a place in an HL7 v2 message; write it as PID-3(1).4.2 or OBX(2)-5.");
        return new V2Path(match.Groups["segment"].Value, Number("occurrence", 1), Number("field", 0), Number("repetition", 1), Number("component", 0), Number("subcomponent", 0));

        int Number(string group, int otherwise) => match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : otherwise;
    }

    public override string ToString()
    {
        var segment = Occurrence == 1 ? Segment : string.Create(CultureInfo.InvariantCulture, $"{Segment}({Occurrence})");
        if (Field == 0)
            return segment;
        var field = string.Create(CultureInfo.InvariantCulture, $"{segment}-{Field}{(Repetition == 1 ? "" : $"({Repetition})")}");
        return Component == 0 ? field : string.Create(CultureInfo.InvariantCulture, $"{field}.{Component}{(Subcomponent == 0 ? "" : $".{Subcomponent}")}");
    }

    [GeneratedRegex(@"^(?<segment>[A-Z][A-Z0-9]{2})(\((?<occurrence>[1-9][0-9]{0,5})\))?(-(?<field>[1-9][0-9]{0,3})(\((?<repetition>[1-9][0-9]{0,5})\))?(\.(?<component>[1-9][0-9]{0,3})(\.(?<subcomponent>[1-9][0-9]{0,3}))?)?)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
