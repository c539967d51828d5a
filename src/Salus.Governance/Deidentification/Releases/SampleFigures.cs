using System.Globalization;
using Salus.Governance.Deidentification.Releases.Sampling;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>What the review of documents came to, in counts.</summary>
/// <param name="Drawn">Documents drawn.</param>
/// <param name="Reviewed">Documents somebody looked at.</param>
/// <param name="Fine">Documents in which nothing was missed.</param>
/// <param name="Missed">Identifiers that were missed and still stand in the outputs.</param>
/// <param name="By">Display names of the reviewers.</param>
public sealed record SampleFigures(int Drawn, int Reviewed, int Fine, int Missed, string By)
{
    public static SampleFigures Of(ReleaseReport report, SampleReview review)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(review);
        return new(report.Sampled, review.Marks.Count, review.Fine, review.StillThere.Length, string.Join(", ", review.Marks.Values.Select(m => m.ByName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }

    /// <summary>
    /// Upper end of the 95 % interval for the share of documents in which something was missed (Wilson, JASA 22, 1927); 1 where nobody looked.
    /// </summary>
    public double AtMost
    {
        get
        {
            const double Z = 1.959964;
            if (Reviewed == 0)
                return 1;
            var (n, p) = ((double)Reviewed, (double)(Reviewed - Fine) / Reviewed);
            return Math.Min(1, (p + Z * Z / (2 * n) + Z * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))) / (1 + Z * Z / n));
        }
    }

    /// <summary>For the signer.</summary>
    public string Text
    {
        get
        {
            if (Drawn == 0)
                return "The files hold no text that could be drawn for review.";
            if (Reviewed == 0)
                return string.Create(CultureInfo.InvariantCulture, $"None of the {Drawn} documents drawn by chance has been reviewed yet.");
            var missed = Missed switch { 0 => "no identifier was missed", 1 => "1 identifier was missed", _ => string.Create(CultureInfo.InvariantCulture, $"{Missed} identifiers were missed") };
            var share = (100 * AtMost).ToString("0.#", CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{Reviewed} of {Drawn} documents drawn by chance were reviewed by {By}: {missed}, so that with 95 % confidence fewer than {share} % of documents hold one.");
        }
    }
}
