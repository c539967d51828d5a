using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Salus.Language.Written;
using Salus.Trust;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>
/// Refuses to let the visits of two patients pass as one: two dates of birth, two patients introduced by age and sex, another person
/// welcomed by name in the middle, the next patient called in. Reads the transcript itself.
/// </summary>
public sealed partial class OnePatientCheck : ICheck
{
    /// <summary>A new visit does not begin in the last words, nor another one before the first is under way.</summary>
    private const int FewestTurns = 4;

    private const int TurnsToGreet = 4;

    /// <summary>Characters before an age in which the relative stands whose age it is.</summary>
    private const int ReachOfKin = 40;

    /// <summary>Rounding apart, two ages belong to two people.</summary>
    private const int YearsApart = 2;

    public string Name => "one-patient";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => ["scribe"];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var source in sources.Where(s => !s.Segments.IsEmpty))
        {
            cancel.ThrowIfCancellationRequested();
            ImmutableArray<string> turns = [.. source.Segments.Select(s => SpokenForm.ToWritten(s.Text).Text.ToLowerInvariant())];
            if ((BirthDates(turns) ?? Introductions(source, turns) ?? Welcomed(source, turns) ?? NextPatient(source, turns)) is { } sign)
                yield return new Finding(Name, Severity.Blocking, string.Create(CultureInfo.InvariantCulture, $"{sign.What} (turn {sign.Turn + 1}): this may be the visits of two patients in one recording. Cut it and draft each visit by itself."), null)
                {
                    Evidence = [new Quote(source.Id, sign.Turn, 0, source.Segments[sign.Turn].Text.Length, source.Segments[sign.Turn].Text)],
                };
        }
    }

    private readonly record struct Sign(string What, int Turn);

    /// <summary>Dates said in the turn that speaks of the date of birth, or in the next one.</summary>
    private static Sign? BirthDates(ImmutableArray<string> turns)
    {
        string? first = null;
        for (var turn = 0; turn < turns.Length; turn++)
        {
            var asked = BirthDate().Match(turns[turn]);
            if (!asked.Success)
                continue;
            for (var place = turn; place <= turn + 1 && place < turns.Length; place++)
            {
                var date = Date().Match(turns[place], place == turn ? asked.Index + asked.Length : 0);
                if (!date.Success)
                    continue;
                var said = string.Concat(date.Value.Where(char.IsLetterOrDigit));
                if (first is not null && said != first)
                    return new Sign("Two dates of birth are given", place);
                first ??= said;
                break;
            }
        }

        return null;
    }

    private static Sign? Introductions(Source source, ImmutableArray<string> turns)
    {
        (int Age, bool Female)? first = null;
        for (var turn = 0; turn < turns.Length; turn++)
        {
            if (!IsOfTheDoctor(source, turn))
                continue;
            foreach (Match match in Introduced().Matches(turns[turn]))
            {
                if (SpokenOf().IsMatch(turns[turn][Math.Max(0, match.Index - ReachOfKin)..match.Index]) || !int.TryParse(match.Groups["age"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var age))
                    continue;
                var person = (Age: age, Female: match.Groups["sex"].Value is "female" or "woman" or "lady" or "girl");
                if (first is { } other && (Math.Abs(other.Age - person.Age) >= YearsApart || other.Female != person.Female))
                    return new Sign("A second patient is introduced", turn);
                first ??= person;
            }
        }

        return null;
    }

    /// <summary>"Good morning, Mrs. Marsh", well after somebody of another name was welcomed so.</summary>
    private static Sign? Welcomed(Source source, ImmutableArray<string> turns)
    {
        (string Name, int Turn)? first = null;
        for (var turn = 0; turn < turns.Length; turn++)
        {
            if (!IsOfTheDoctor(source, turn) || Welcome().Match(turns[turn]) is not { Success: true } match)
                continue;
            var name = match.Groups["name"].Value;
            if (first is { } other && other.Name != name && turn >= other.Turn + (2 * FewestTurns) && turns.Length - turn >= FewestTurns)
                return new Sign("Another person is welcomed by name", turn);
            first ??= (name, turn);
        }

        return null;
    }

    /// <summary>"Next patient, please", and somebody is greeted soon after; "I have to see my next patient" ends a visit and begins none.</summary>
    private static Sign? NextPatient(Source source, ImmutableArray<string> turns)
    {
        for (var turn = FewestTurns; turn < turns.Length - FewestTurns; turn++)
        {
            if (!turns[turn].Contains("next patient", StringComparison.Ordinal))
                continue;
            for (var after = turn; after <= turn + TurnsToGreet && after < turns.Length; after++)
            {
                if (IsOfTheDoctor(source, after) && Greeting().IsMatch(after == turn ? turns[after][turns[after].IndexOf("next patient", StringComparison.Ordinal)..] : turns[after]))
                    return new Sign("The next patient is called in", turn);
            }
        }

        return null;
    }

    private static bool IsOfTheDoctor(Source source, int turn) => source.Segments[turn].Speaker is null or "doctor" or "unknown";

    [GeneratedRegex(@"\b(?:date of birth|d\.?o\.?b\b|birth ?date|birthday|born (?:on|in)|when were you born)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BirthDate();

    [GeneratedRegex(@"\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}(?:, | of | )(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Date();

    [GeneratedRegex(@"\b(?<age>\d{1,3})[- ]?(?:year|yr)s?[- ]?old (?:\w+ ){0,2}?(?<sex>female|male|woman|man|gentleman|lady|girl|boy)\b(?: here| who|,? (?:presents|presenting|comes|coming|here|is here|with))", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Introduced();

    [GeneratedRegex(@"\b(?:mother|father|mom|dad|sister|brother|wife|husband|spouse|partner|son|daughter|child|aunt|uncle|cousin|friend|neighbou?r|grand\w+)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SpokenOf();

    [GeneratedRegex(@"\b(?:hi|hello|good morning|good afternoon|good evening|welcome),? (?:mr|mrs|ms|miss)\b\.? ?(?<name>[a-z][a-z'-]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Welcome();

    [GeneratedRegex(@"\b(?:hi|hello|good morning|good afternoon|good evening|welcome)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Greeting();
}
