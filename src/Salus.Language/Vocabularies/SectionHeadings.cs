using System.Collections.Frozen;

namespace Salus.Language.Vocabularies;

/// <summary>The headings that notes use and the section each one opens: <c>past medical history</c> opens <c>pmh</c>.</summary>
public sealed class SectionHeadings
{
    private static readonly Lazy<SectionHeadings> LazyEmbedded = new(LoadEmbedded);
    private readonly FrozenDictionary<string, string> _sections;

    private SectionHeadings(Dictionary<string, string> sections) => _sections = sections.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The headings that come with the library; read on first use.</summary>
    public static SectionHeadings Embedded => LazyEmbedded.Value;

    /// <summary>The section that a heading opens, without regard to case and a closing colon; null for other text.</summary>
    public string? SectionOf(string heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        return _sections.GetValueOrDefault(heading.Trim().TrimEnd(':').TrimEnd());
    }

    /// <summary>Reads a file with the columns <c>section</c> and <c>heading</c>.</summary>
    /// <exception cref="VocabularyFormatException">The message names file and line.</exception>
    public static SectionHeadings Read(TextReader reader, string file)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var sections = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var header = true;
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.Split('\t', StringSplitOptions.TrimEntries);
            if (header)
            {
                header = cells is ["section", "heading"] ? false : throw new VocabularyFormatException(file, number, "the header must be section, heading.");
                continue;
            }

            if (cells is not [{ Length: > 0 } section, { Length: > 0 } heading])
                throw new VocabularyFormatException(file, number, "a line has two cells, section and heading, with a tab between them.");
            if (!sections.TryAdd(heading, section) && sections[heading] != section)
                throw new VocabularyFormatException(file, number, $"the heading '{heading}' already opens '{sections[heading]}'.");
        }

        return new SectionHeadings(sections);
    }

    private static SectionHeadings LoadEmbedded()
    {
        using var reader = new StreamReader(typeof(SectionHeadings).Assembly.GetManifestResourceStream("Vocabularies/Data/sections.tsv")!);
        return Read(reader, "sections.tsv");
    }
}
