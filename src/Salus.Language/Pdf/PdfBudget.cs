namespace Salus.Language.Pdf;

/// <summary>What is left of the limits of one file.</summary>
internal sealed class PdfBudget(PdfLimits limits, CancellationToken cancel)
{
    private const int CancelEvery = 4096;

    private long work = limits.Work;
    private long unpacked = limits.Unpacked;

    /// <summary>How much may still be unpacked.</summary>
    public long Unpacked => unpacked;

    public void Work(int amount = 1)
    {
        if (work % CancelEvery < amount)
            cancel.ThrowIfCancellationRequested();
        if ((work -= amount) < 0)
            throw new PdfException("The PDF takes too much work to read: it is made in an unusual way, or to be so. Save its text and use that.");
    }

    public void Unpack(long bytes)
    {
        if ((unpacked -= bytes) < 0)
            throw new PdfException("The PDF unpacks to far more than its text can be. Save its text and use that.");
    }
}
