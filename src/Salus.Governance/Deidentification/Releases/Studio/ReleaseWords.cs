using System.Globalization;
using Salus.Design.Jobs;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Releases.Studio;

/// <summary>Releases as the pages word and class them.</summary>
internal static class ReleaseWords
{
    /// <summary>Groups of classes that documents show alike: name of the style, and as people read it.</summary>
    public static readonly (string Css, string Title)[] Groups = [("people", "people and organisations"), ("places", "places"), ("times", "dates and ages"), ("contacts", "ways to reach somebody"), ("numbers", "numbers and codes")];

    public static string Of(ReleaseJob job) => job.State switch
    {
        JobState.Ready => "Taken in",
        JobState.Waiting => "Waiting",
        JobState.Running => "Working",
        JobState.Done => job.Stale ? "Made again" : job.Proposed ? "Proposed" : "Made",
        JobState.Cancelled => "Stopped",
        JobState.Interrupted => "Interrupted",
        _ => "Failed",
    };

    /// <summary>Class of the style sheets.</summary>
    public static string Css(ReleaseJob job) => job.State switch
    {
        JobState.Done when job.Stale => "warning",
        JobState.Done => "good",
        JobState.Failed => "blocking",
        JobState.Cancelled or JobState.Interrupted => "warning",
        _ => "",
    };

    public static string Css(SafeHarborStanding standing) => standing switch
    {
        SafeHarborStanding.Expert => "warning",
        SafeHarborStanding.NothingFound => "",
        _ => "good",
    };

    /// <summary>The group of <see cref="Groups"/> that a class is shown as.</summary>
    public static string Css(IdentifierClass kind) => kind switch
    {
        IdentifierClass.Name or IdentifierClass.Organization => "people",
        IdentifierClass.Place or IdentifierClass.Region or IdentifierClass.Address or IdentifierClass.PostalCode => "places",
        IdentifierClass.Date or IdentifierClass.Year or IdentifierClass.Age or IdentifierClass.OldAge => "times",
        IdentifierClass.Phone or IdentifierClass.Fax or IdentifierClass.Email or IdentifierClass.Url or IdentifierClass.IpAddress => "contacts",
        _ => "numbers",
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
