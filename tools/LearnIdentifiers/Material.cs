using System.Text.Json;
using Salus.Governance.Deidentification.Evaluation;
using Salus.Language;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Learned;
using Salus.Learning;

namespace Salus.Tools.LearnIdentifiers;

/// <summary>A text and what identifies somebody in it.</summary>
internal sealed record MarkedText(string Text, IReadOnlyCollection<(TextSpan Span, WordTag Tag)> Marks)
{
    public static MarkedText Of(PlantedNote note) => new(note.Text, [.. note.Spans.Where(s => !s.MayStay).Select(s => (s.Span, TagOf(s.Class)))]);

    public static MarkedText Of(SyntheticSentence sentence) => new(sentence.Text, [.. sentence.Aligned().Select(s => (s.Span, TagOf(s.Group)))]);

    /// <summary>A part between two ends of sentences or lines, so that what is learned does not rest on headers above and signatures below.</summary>
    public MarkedText Part(SeededRandom random)
    {
        const int longest = 400;
        var start = Boundary(random.NextInt(Math.Max(1, Text.Length - (longest / 2))));
        var end = Boundary(Math.Min(Text.Length, start + 40 + random.NextInt(longest)));
        return end <= start ? this : new(Text[start..end], [.. Marks.Where(m => m.Span.Start >= start && m.Span.End <= end).Select(m => (new TextSpan(m.Span.Start - start, m.Span.Length), m.Tag))]);
    }

    /// <summary>The first place from here on behind an end of a sentence or line that lies in no mark.</summary>
    private int Boundary(int at)
    {
        while (at < Text.Length && (at == 0 || !(Text[at - 1] == '\n' || (Text[at - 1] == ' ' && at > 1 && Text[at - 2] is '.' or '?' or '!')) || Marks.Any(m => m.Span.Start < at && m.Span.End > at)))
            at++;
        return at;
    }

    private static WordTag TagOf(IdentifierClass kind) => kind switch
    {
        IdentifierClass.Name => WordTag.Name,
        IdentifierClass.Organization => WordTag.Organization,
        IdentifierClass.Place or IdentifierClass.Address => WordTag.Place,
        IdentifierClass.Region or IdentifierClass.Year or IdentifierClass.Age => WordTag.Outside,
        _ => WordTag.Code,
    };

    private static WordTag TagOf(SpanGroup group) => group switch
    {
        SpanGroup.Name => WordTag.Name,
        SpanGroup.Organization => WordTag.Organization,
        SpanGroup.Location => WordTag.Place,
        SpanGroup.Age or SpanGroup.NoIdentifier => WordTag.Outside,
        _ => WordTag.Code,
    };
}

/// <summary>
/// What is learned from: sets of names and templates by many authors, planted into every second carrier (the others are for measuring); sentences of general
/// language; texts without any identifier.
/// </summary>
internal sealed class Material
{
    private readonly Carrier[] carriers;
    private readonly int seed;

    /// <param name="data">With some of <c>aci-bench</c>, <c>mts-dialog</c>, <c>primock57</c>, <c>deid</c>.</param>
    /// <param name="written">With <c>Sets</c> and <c>Plain</c>.</param>
    public Material(DirectoryInfo data, DirectoryInfo written, int seed)
    {
        this.seed = seed;
        carriers = [.. PlantingSet.EmbeddedCarriers, .. CarrierFiles.In(data)];
        Sets = [.. Folders(written, "Sets").Select((folder, i) => (folder.Name, PlantingSet.In(folder), i + 1)), ("development", PlantingSet.Of(PlantingSplit.Development), 0)];
        Plain = [.. new DirectoryInfo(Path.Combine(written.FullName, "Plain")).GetFiles("*.tsv").OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (Path.GetFileNameWithoutExtension(f.Name), Texts(f)))];
        Sentences = [.. Directory.Exists(Path.Combine(data.FullName, "deid")) ? new DirectoryInfo(Path.Combine(data.FullName, "deid")).GetFiles("presidio_synth*.json").OrderBy(f => f.Name, StringComparer.Ordinal).SelectMany(Numbered) : []];
    }

    public IReadOnlyList<(string Name, PlantingSet Set, int Number)> Sets { get; }

    public IReadOnlyList<(string Name, MarkedText[] Texts)> Plain { get; }

    /// <summary>With the number of the template each was made from.</summary>
    public IReadOnlyList<(SyntheticSentence Sentence, int Template)> Sentences { get; }

    public IEnumerable<PlantedNote> Planted((string Name, PlantingSet Set, int Number) set, bool forLearning)
    {
        var planter = new NotePlanter(set.Set, new SeededRandom(unchecked((ulong)seed)).Fork((ulong)set.Number));
        return carriers.Where(c => c.IsForLearning == forLearning).Select(planter.Plant);
    }

    /// <summary>Sentences and turns of the carriers as they are, a few at a time.</summary>
    public IEnumerable<MarkedText> Bare(SeededRandom random)
    {
        const int most = 4;
        foreach (var carrier in carriers.Where(c => c.IsForLearning))
        {
            var sentences = CarrierScreen.Sentences(carrier).ToArray();
            for (var at = random.NextInt(2 * most); at < sentences.Length; at += most + random.NextInt(3 * most))
            {
                var text = string.Concat(sentences.Skip(at).Take(1 + random.NextInt(most)));
                if (carrier.PatientFamily.Length == 0 || !text.Contains(carrier.PatientFamily, StringComparison.OrdinalIgnoreCase) && !text.Contains(carrier.PatientGiven, StringComparison.OrdinalIgnoreCase))
                    yield return new(text, []);
            }
        }
    }

    private static IEnumerable<DirectoryInfo> Folders(DirectoryInfo written, string name) => new DirectoryInfo(Path.Combine(written.FullName, name)).GetDirectories().OrderBy(d => d.Name, StringComparer.Ordinal);

    /// <summary>Lines <c>kind, text</c>.</summary>
    private static MarkedText[] Texts(FileInfo file) =>
        [.. File.ReadLines(file.FullName).Where(l => l.Length > 0 && l[0] != '#').Select(l => new MarkedText(l.Split('\t', 2)[1].Replace("\\n", "\n", StringComparison.Ordinal), []))];

    private static IEnumerable<(SyntheticSentence Sentence, int Template)> Numbered(FileInfo file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        return SyntheticSentence.Read(file).Zip(json.RootElement.EnumerateArray().Select(s => s.GetProperty("template_id").GetInt32())).ToArray();
    }
}
