using System.Globalization;
using Salus.Workbench.Imports;

namespace Salus.Workbench.Pages;

/// <summary>How imports are worded.</summary>
internal static class ImportWords
{
    public static string Of(ImportJob job) => job.State switch
    {
        ImportState.Uploaded => "Ready to start",
        ImportState.Waiting => "Waiting",
        ImportState.Running => "Running",
        ImportState.Done when job.Counts.Refused > 0 => "Done, with errors",
        ImportState.Done => "Done",
        ImportState.Cancelled => "Stopped",
        ImportState.Interrupted => "Interrupted",
        _ => "Failed",
    };

    /// <summary>Kind of a badge.</summary>
    public static string Css(ImportJob job) => job.State switch
    {
        ImportState.Running or ImportState.Waiting => "accent",
        ImportState.Done when job.Counts.Refused > 0 => "warning",
        ImportState.Done => "good",
        ImportState.Failed => "blocking",
        ImportState.Interrupted => "warning",
        _ => "",
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => (bytes / (double)(1L << 30)).ToString("0.#", CultureInfo.InvariantCulture) + " GB",
        >= 1L << 20 => (bytes / (double)(1L << 20)).ToString("0.#", CultureInfo.InvariantCulture) + " MB",
        _ => Math.Max(1, bytes >> 10).ToString(CultureInfo.InvariantCulture) + " kB",
    };
}
