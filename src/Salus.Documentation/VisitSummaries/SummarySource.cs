using System.Collections.Immutable;
using System.Text;
using Salus.Language;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.VisitSummaries;

/// <summary>A sentence of the note, and where it stands.</summary>
/// <param name="Section">Of the note: <c>hpi</c>, <c>plan</c> …; empty where no heading tells.</param>
internal sealed record NoteSentence(string Section, string Text, Quote Place);

/// <summary>What a summary is made from: a note that was signed here, or a text with headings.</summary>
/// <param name="Subject">The patient, when that is known.</param>
public sealed record SummarySource(Source Source, ImmutableArray<string> Sections, PatientId? Subject = null)
{
    public const int LongestText = 200_000;

    /// <summary>A note that was signed here: its statements with their sections.</summary>
    public static SummarySource Of(SignedText note, PatientId? subject)
    {
        ArgumentNullException.ThrowIfNull(note);
        return new SummarySource(note.Source, [.. note.Sections.Select(s => s.Key)], subject);
    }

    /// <summary>A text: a heading on a line of its own, or before a colon, opens the section of what follows.</summary>
    public static SummarySource Of(string text, string title, PatientId? subject = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var sections = ImmutableArray.CreateBuilder<string>();
        var current = "";
        foreach (var line in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0))
        {
            if (SectionHeadings.Embedded.SectionOf(line) is { } opened)
            {
                current = opened;
                continue;
            }
            segments.Add(new Segment(null, line));
            sections.Add(current);
        }
        return new SummarySource(new Source("note", title, "text/plain", [.. Encoding.UTF8.GetBytes(text)], segments.ToImmutable()), sections.ToImmutable(), subject);
    }

    internal IEnumerable<NoteSentence> Sentences()
    {
        for (var segment = 0; segment < Source.Segments.Length; segment++)
        {
            var text = Source.Segments[segment].Text;
            foreach (var span in SentenceSplitter.Note(text))
            {
                var said = span.In(text);
                if (said.Any(char.IsLetterOrDigit))
                    yield return new NoteSentence(segment < Sections.Length ? Sections[segment] : "", said, new Quote(Source.Id, segment, span.Start, span.Length, said));
            }
        }
    }
}
