using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Trust;

/// <summary>The words of a note that was signed here, as a source for what is written later.</summary>
/// <param name="Source">One segment per statement that was signed; its id is <c>note/</c> and the draft's.</param>
/// <param name="Sections">Of each segment, in their order: key and title.</param>
public sealed record SignedText(SignedNoteMention Mention, Source Source, ImmutableArray<(string Key, string Title)> Sections)
{
    internal static SignedText Of(SignedNoteMention mention, ReviewedDraft signed)
    {
        var titles = signed.Draft.Outline.ToDictionary(s => s.Key, s => s.Title, StringComparer.Ordinal);
        var kept = signed.Kept;
        var source = new Source($"note/{mention.Id}", string.Create(CultureInfo.InvariantCulture, $"Note signed on {mention.SignedAt:yyyy-MM-dd}"), "text/plain",
            [.. Encoding.UTF8.GetBytes(DraftText.Plain(signed.Draft, kept))], [.. kept.Select(s => new Segment(null, s.Text))]);
        return new SignedText(mention, source, [.. kept.Select(s => (s.Section, titles.GetValueOrDefault(s.Section, s.Section)))]);
    }
}
