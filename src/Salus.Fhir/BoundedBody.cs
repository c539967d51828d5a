namespace Salus.Fhir;

/// <summary>Reads what another machine answers, up to a bound: its length is its own claim.</summary>
internal static class BoundedBody
{
    /// <returns>Null when there is more than <paramref name="longest"/> bytes.</returns>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, int longest, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentLength > longest)
            return null;
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        using var whole = new MemoryStream();
        var part = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(part, cancel)) > 0)
        {
            if (whole.Length + read > longest)
                return null;
            whole.Write(part, 0, read);
        }
        return whole.ToArray();
    }
}
