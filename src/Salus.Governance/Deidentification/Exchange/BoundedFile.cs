using System.Globalization;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>Files that can only be understood whole.</summary>
internal static class BoundedFile
{
    /// <param name="instead">What to do with a larger one.</param>
    /// <exception cref="DeidentificationException">There is more than <paramref name="most"/> bytes.</exception>
    public static async Task<byte[]> ReadAsync(Stream file, int most, string what, string instead, CancellationToken cancel)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = await file.ReadAsync(buffer, cancel)) > 0)
        {
            if (whole.Length + read > most)
                throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"The {what} is larger than {most >> 20} MiB, the most that is read, for it can only be understood whole. {instead}"));
            whole.Write(buffer, 0, read);
        }
        return whole.ToArray();
    }
}
