using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Design.Documents;

/// <summary>A signed note as PDF: the kept statements under their headings, then who signed, when, and what they overruled.</summary>
public static class NotePdf
{
    /// <param name="zone">In which times are printed.</param>
    /// <exception cref="UnprintableTextException">The text holds characters beyond the built-in fonts.</exception>
    public static byte[] Write(Draft draft, ImmutableArray<Statement> kept, Signature signature, string patient, string reference, TimeZoneInfo zone)
    {
        var pdf = new PdfDocument($"{patient}: note", reference);
        pdf.Write(patient, PdfFont.Bold, 18);
        if (draft.Subject is { } subject)
            pdf.Write($"Patient number {subject}", PdfFont.Regular, 9.5, before: 2);
        pdf.Rule(before: 8);
        foreach (var section in draft.Outline)
        {
            var statements = kept.Where(s => string.Equals(s.Section, section.Key, StringComparison.Ordinal)).ToArray();
            if (statements.Length > 0)
                WriteSection(pdf, section, statements);
        }
        pdf.Rule(before: 18);
        pdf.Write($"Signed by {signature.Name}, {signature.Role.ToString().ToLowerInvariant()}", PdfFont.Bold, 10.5, before: 6, keep: 2);
        pdf.Write(TimeZoneInfo.ConvertTime(signature.At, zone).ToString("d MMMM yyyy, HH:mm (zzz)", CultureInfo.InvariantCulture), PdfFont.Regular, 9.5);
        foreach (var overrule in signature.Overruled)
            pdf.Write($"Overruled: {overrule.Finding.Message} Reason: {overrule.Reason}", PdfFont.Regular, 9, before: 3);
        return pdf.ToBytes();
    }

    private static void WriteSection(PdfDocument pdf, DraftSection section, Statement[] statements)
    {
        pdf.Write(section.Title, PdfFont.Bold, 9.5, before: 14, keep: 2);
        foreach (var group in statements.ChunkBy(s => s.Group))
        {
            if (group[0].Group is { } title)
                pdf.Write(title, PdfFont.Bold, 10.5, before: 4, keep: 1);
            if (section.Layout is SectionLayout.Paragraph)
                pdf.Write(string.Join(' ', group.Select(s => s.Text)), PdfFont.Regular, 10.5, before: 3);
            else
                foreach (var statement in group)
                    pdf.Write(statement.Text, PdfFont.Regular, 10.5, before: 2, indent: 14, bullet: "•");
        }
    }

    /// <summary>Runs of neighbours with the same key, in order.</summary>
    internal static IEnumerable<ImmutableArray<T>> ChunkBy<T, TKey>(this IEnumerable<T> items, Func<T, TKey> key)
    {
        var run = ImmutableArray.CreateBuilder<T>();
        foreach (var item in items)
        {
            if (run.Count > 0 && !EqualityComparer<TKey>.Default.Equals(key(run[0]), key(item)))
            {
                yield return run.ToImmutable();
                run.Clear();
            }
            run.Add(item);
        }
        if (run.Count > 0)
            yield return run.ToImmutable();
    }
}
