using System.Globalization;
using Salus.Design.Jobs;

namespace Salus.Synthesis.Tables.Studio;

/// <summary>Data sets as the pages word them.</summary>
internal static class DataSetWords
{
    public static string Of(DataSetJob job) => job.State switch
    {
        JobState.Ready => "Looked at",
        JobState.Waiting => "Waiting",
        JobState.Running => "Working",
        JobState.Done => job.Draft is null ? "Judged" : "Proposed",
        JobState.Cancelled => "Stopped",
        JobState.Interrupted => "Interrupted",
        _ => "Failed",
    };

    public static string Of(Treatment treatment) => treatment switch
    {
        Treatment.Number => "counted anew",
        Treatment.Repeat => "constant",
        Treatment.Template => "written anew",
        _ => "left out",
    };

    /// <summary>Class of the style sheets.</summary>
    public static string Css(DataSetJob job) => job.State switch
    {
        JobState.Done when job.Passes is false => "blocking",
        JobState.Done => "good",
        JobState.Failed => "blocking",
        JobState.Cancelled or JobState.Interrupted => "warning",
        _ => "",
    };

    public static string Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Integer => "whole number",
        ColumnKind.Ordinal => "ordered levels",
        _ => kind.ToString().ToLowerInvariant(),
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
