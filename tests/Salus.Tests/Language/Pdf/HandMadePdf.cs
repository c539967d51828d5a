using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Salus.Tests.Language.Pdf;

/// <summary>PDFs put together object by object, as other programs write them.</summary>
internal sealed class HandMadePdf
{
    public const string Helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

    private readonly List<byte[]> objects = [];
    private readonly List<int> pages = [];

    public HandMadePdf()
    {
        objects.Add(Encoding.Latin1.GetBytes("<< /Type /Catalog /Pages 2 0 R >>"));
        objects.Add([]);
    }

    public int Add(string content)
    {
        objects.Add(Encoding.Latin1.GetBytes(content));
        return objects.Count;
    }

    public int AddStream(string dictionary, byte[] bytes)
    {
        objects.Add([.. Encoding.Latin1.GetBytes($"<< {dictionary} /Length {bytes.Length.ToString(CultureInfo.InvariantCulture)} >>\nstream\n"), .. bytes, .. "\nendstream"u8]);
        return objects.Count;
    }

    public HandMadePdf Page(string content, string font = Helvetica, string more = "") => Page(AddStream("", Encoding.Latin1.GetBytes(content)), font, more);

    public HandMadePdf Page(int content, string font = Helvetica, string more = "")
    {
        pages.Add(Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /F1 {font} >> {more} >> >>"));
        return this;
    }

    public byte[] ToBytes(string trailer = "")
    {
        objects[1] = Encoding.Latin1.GetBytes($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(p => $"{p} 0 R"))}] >>");
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n"u8);
        foreach (var (order, content) in objects.Index())
        {
            file.Write(Encoding.Latin1.GetBytes($"{order + 1} 0 obj\n"));
            file.Write(content);
            file.Write("\nendobj\n"u8);
        }
        file.Write(Encoding.Latin1.GetBytes($"trailer\n<< /Root 1 0 R /Size {objects.Count + 1} {trailer} >>\nstartxref\n0\n%%EOF\n"));
        return file.ToArray();
    }

    public static byte[] Flate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(bytes);
        return packed.ToArray();
    }
}
