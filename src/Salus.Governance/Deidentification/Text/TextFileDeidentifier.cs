using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Plain text, one document in a file. Read in windows that overlap, so that memory does not grow with the file and a line may be of any length: what is found in a window
/// counts up to a cut that lies in no finding, and the next window sees the words before the cut again.
/// </summary>
public sealed class TextFileDeidentifier : IFileDeidentifier
{
    private const int Window = 1 << 20;
    private const int Overlap = 1 << 12;

    public string Kind => "text";

    public bool Reads(string fileName, ReadOnlySpan<byte> head)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return Path.GetExtension(fileName).ToLowerInvariant() is ".txt" or ".text" or ".md" or ".note";
    }

    /// <summary>A text tells of people only in words; who is found there is treated when it is cleaned.</summary>
    public Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel) => Task.CompletedTask;

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(cleaning);
        using var reader = StrictText.Open(file);
        await using var writer = StrictText.Write(output);
        var buffer = new char[Overlap + Window + Overlap];
        // What was written already, as context; then what was read and not yet written.
        var (context, held) = (0, 0);
        Subject? subject = null;
        IIdentifierDetector? known = null;
        long written = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var room = buffer.Length - context - held;
            var read = await StrictText.ReadAsync(reader, buffer.AsMemory(context + held, room), cancel);
            held += read;
            var isLast = read < room;
            var text = new string(buffer, 0, context + held);
            if (subject is null)
            {
                subject = cleaning.People.SubjectOf(text) ?? Subject.Nobody;
                known = subject == Subject.Nobody ? cleaning.People.DetectorOfEverybody() : cleaning.People.DetectorOf(subject.Value);
            }
            var spans = cleaning.Text.Find(text, known);
            var cut = isLast ? text.Length : Cut(text, context, spans);
            var cleaned = cleaning.Text.Treat(text[context..cut], Within(spans, context, cut), subject.Value);
            await writer.WriteAsync(cleaned.Text.AsMemory(), cancel);
            cleaning.Sampled?.Invoke(cleaned);
            written += cut - context;
            cleaning.Progress?.Report(new(Kind, written, isLast ? 1 : 0));
            if (isLast)
                return;
            var from = Math.Max(0, cut - Overlap);
            var (keptContext, keptHeld) = (cut - from, context + held - cut);
            text.AsSpan(from).CopyTo(buffer);
            (context, held) = (keptContext, keptHeld);
        }
    }

    /// <summary>The last end of a line within the overlap, else its beginning, moved out of findings.</summary>
    private static int Cut(string text, int context, ImmutableArray<IdentifierSpan> spans)
    {
        var least = text.Length - Overlap;
        var cut = text.LastIndexOf('\n', text.Length - 1, Overlap) is >= 0 and var line ? line + 1 : text.LastIndexOf(' ', text.Length - 1, Overlap) is >= 0 and var blank ? blank + 1 : least;
        for (var i = spans.Length - 1; i >= 0 && spans[i].Span.End > cut; i--)
            if (spans[i].Span.Start < cut)
                cut = spans[i].Span.Start > context ? spans[i].Span.Start : spans[i].Span.End;
        return cut < text.Length && char.IsLowSurrogate(text[cut]) ? cut - 1 : cut;
    }

    /// <summary>Findings of this part, in its positions.</summary>
    private static ImmutableArray<IdentifierSpan> Within(ImmutableArray<IdentifierSpan> spans, int from, int to)
    {
        var within = ImmutableArray.CreateBuilder<IdentifierSpan>();
        foreach (var found in spans)
            if (Math.Max(found.Span.Start, from) is var start && Math.Min(found.Span.End, to) is var end && end > start)
                within.Add(found with { Span = TextSpan.FromBounds(start - from, end - from) });
        return within.DrainToImmutable();
    }
}
