using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Language.Text;
using Salus.Trust;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>Says what of the conversation is not English: nothing of it is translated or guessed, so nobody may take the note for the whole visit.</summary>
public sealed class LanguageCheck : ICheck
{
    /// <summary>Further parts are counted, not listed.</summary>
    private const int Most = 20;

    public string Name => "language";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => ["scribe"];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var source in sources.Where(s => !s.Segments.IsEmpty))
        {
            cancel.ThrowIfCancellationRequested();
            if (TextLanguage.OfConversation(source.Segments.Select(s => s.Text)) is { } language)
            {
                yield return new Finding(Name, Severity.Blocking, $"The conversation seems to be in {language}. Salus understands English only: nothing is translated or guessed, and this is no note of the visit.", null);
                continue;
            }

            var parts = source.Segments.SelectMany((segment, i) => TextLanguage.ForeignParts(segment.Text).Select(part => (Turn: i, segment.Text, Part: part))).ToArray();
            foreach (var (turn, text, part) in parts.Take(Most))
                yield return new Finding(Name, Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"Turn {turn + 1} seems to be in {part.Language} and was not understood; nothing of it is in the note."), null) { Evidence = [new Quote(source.Id, turn, part.Span.Start, part.Span.Length, part.Span.In(text))] };
            if (parts.Length > Most)
                yield return new Finding(Name, Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{parts.Length - Most} more parts of the conversation are not in English and were not understood."), null);
        }
    }
}
