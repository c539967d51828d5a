using System.Globalization;
using Microsoft.AspNetCore.Http;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases.Studio;

/// <summary>Files and wishes as page and API send them: the fields <c>files</c>, <c>title</c>, <c>policy</c>, <c>policy-file</c>, <c>key</c>, <c>samples</c>, <c>least</c>, <c>seed</c> and <c>leave-out</c>.</summary>
internal static class ReleaseForm
{
    /// <exception cref="DeidentificationException">Something is missing or beyond what is done here.</exception>
    public static async Task<ReleaseJob> AddAsync(IFormCollection form, ReleaseJobs jobs, Person by, CancellationToken cancel)
    {
        var files = form.Files.GetFiles("files").Where(f => f.Length > 0).Select(f => (f.FileName, (Func<Stream>)f.OpenReadStream)).ToArray();
        await using var policy = form.Files["policy-file"] is { Length: > 0 } rules ? rules.OpenReadStream() : null;
        return await jobs.AddAsync(files, form["title"].ToString(), policy, WishOf(form), by, cancel);
    }

    public static ReleaseWish WishOf(IFormCollection form)
    {
        var usual = new ReleaseWish();
        return new ReleaseWish
        {
            Policy = Said("policy") ?? usual.Policy,
            Key = Said("key") ?? usual.Key,
            Samples = int.TryParse(Said("samples"), NumberStyles.None, CultureInfo.InvariantCulture, out var samples) ? samples : usual.Samples,
            LeastK = int.TryParse(Said("least"), NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? least : usual.LeastK,
            Seed = ulong.TryParse(Said("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : usual.Seed,
            LeaveOutUnreadable = form["leave-out"].ToString() is "true",
        };

        string? Said(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
    }
}
