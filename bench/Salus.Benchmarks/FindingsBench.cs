using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Benchmarks;

/// <summary>How much text a core takes findings out of, with vocabularies of up to a million terms.</summary>
internal static class FindingsBench
{
    private const double Megabyte = 1_000_000;
    private static readonly int[] Sizes = [300_000, 1_000_000];
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4);

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var figures = new List<Figure>();
        Utterance[] turns = [.. (await Samples.VisitsAsync()).SelectMany(v => v.Transcript.Turns).Select((t, i) => new Utterance(i % 2 == 0 ? SpeakerRole.Clinician : SpeakerRole.Patient, t.Text))];
        figures.Add(new Figure("findings", "embedded vocabulary, findings", Speed(turns, Vocabulary.Embedded), "MB/s per core"));
        foreach (var size in Sizes)
        {
            var terms = Terms(size);
            var (read, bytes, terminology) = ThroughFile(terms);
            var vocabulary = Vocabulary.Embedded.With([terminology]);
            var speed = Speed(turns, vocabulary);
            figures.Add(size == Sizes[0] ? Figure.AtLeast("findings", $"{size:N0} terms, findings", speed, "MB/s per core", 2) : new Figure("findings", $"{size:N0} terms, findings", speed, "MB/s per core"));
            figures.Add(new Figure("findings", $"{size:N0} terms, list read from its file", read, "s"));
            figures.Add(new Figure("findings", $"{size:N0} terms, memory", bytes, "bytes/term"));
            if (size != Sizes[0])
                continue;
            var four = Enumerable.Repeat(turns, 4).SelectMany(t => t).ToArray();
            figures.Add(new Figure("findings", "speed on four times the text against once", Speed(four, vocabulary) / speed, "ratio"));
            figures.AddRange(await PeersAsync(turns, terms, terminology));
        }

        return figures;
    }

    /// <summary>Characters in millions for each second of processor time.</summary>
    private static double Speed(Utterance[] turns, Vocabulary vocabulary)
    {
        var extractor = new FindingExtractor(vocabulary);
        return PerSecond(turns.Sum(t => t.Text.Length), () => extractor.Extract(turns));
    }

    private static double PerSecond(long characters, Action work)
    {
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < Enough;)
            work();
        var (rounds, start, clock) = (0, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        for (; clock.Elapsed < Enough; rounds++)
            work();
        return rounds * characters / Megabyte / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    private static (double Seconds, double BytesPerTerm, Terminology Read) ThroughFile(string[] terms)
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            using (var stream = file.Create())
                TerminologyFile.Write(Terminology.Of(new TerminologyInfo("bench", "bench", "00"), terms.Select((term, i) => new TermListRow(i + 1, "urn:bench", $"T{i}", i % 5 == 0 ? ConceptKind.Drug : ConceptKind.Finding, [term]))), stream);
            _ = TerminologyFile.Read(file);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var start = Stopwatch.GetTimestamp();
            var read = TerminologyFile.Read(file);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return (seconds, (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)read.TermCount, read);
        }
        finally
        {
            file.Delete();
        }
    }

    /// <summary>What others take to find terms; ours through inflection and misspelling, theirs by the letter.</summary>
    private static async Task<IEnumerable<Figure>> PeersAsync(Utterance[] turns, string[] terms, Terminology terminology)
    {
        var text = string.Join('\n', turns.Select(t => t.Text));
        var matcher = Vocabulary.Of([]).With([terminology]).Matcher;
        var ours = PerSecond(text.Length, () => matcher.Find(text));
        var values = SearchValues.Create(terms, StringComparison.OrdinalIgnoreCase);
        var theirs = PerSecond(text.Length, () => CountOf(text, values));
        var known = terms.Select(t => t.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        var longest = terms.Max(t => t.Count(c => c == ' ') + 1);
        var naive = PerSecond(text.Length, () => NaiveCount(text, known, longest));
        var figures = new List<Figure>
        {
            new("findings", "300,000 terms, terms found", ours, "MB/s per core"),
            new("findings", "the same by SearchValues of strings, ours against it", ours / theirs, "ratio"),
            new("findings", "the same by a dictionary of word sequences, ours against it", ours / naive, "ratio"),
        };
        if (await GrepAsync(text, terms) is { } grep)
            figures.Add(new Figure("findings", "the same by grep -F -i -o, its reading of the terms left out, ours against it", ours / grep, "ratio"));
        return figures;
    }

    private static int CountOf(ReadOnlySpan<char> text, SearchValues<string> values)
    {
        var count = 0;
        for (var at = text.IndexOfAny(values); at >= 0; at = text.IndexOfAny(values))
        {
            count++;
            text = text[(at + 1)..];
        }

        return count;
    }

    /// <summary>Every sequence of words up to the longest term, looked up as a string.</summary>
    private static int NaiveCount(string text, HashSet<string> terms, int longest)
    {
        var tokens = Tokenizer.Tokenize(text);
        var (count, key) = (0, new StringBuilder());
        for (var i = 0; i < tokens.Length; i++)
        {
            key.Clear();
            for (var j = i; j < Math.Min(tokens.Length, i + longest); j++)
            {
                key.Append(j > i ? " " : "").Append(tokens[j].Norm);
                count += terms.Contains(key.ToString()) ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Wall-clock time of grep on the text many times over, less that on nothing; null where there is no grep.</summary>
    private static async Task<double?> GrepAsync(string text, string[] terms)
    {
        const int Times = 200;
        var folder = Directory.CreateTempSubdirectory("salus-bench-");
        try
        {
            var (list, full, empty) = (Path.Combine(folder.FullName, "terms"), Path.Combine(folder.FullName, "text"), Path.Combine(folder.FullName, "empty"));
            await File.WriteAllLinesAsync(list, terms);
            await File.WriteAllTextAsync(full, string.Concat(Enumerable.Repeat(text + "\n", Times)));
            await File.WriteAllTextAsync(empty, "\n");
            return text.Length * (double)Times / Megabyte / (await SecondsAsync(list, full) - await SecondsAsync(list, empty));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task<double> SecondsAsync(string list, string text)
        {
            var start = new ProcessStartInfo("grep", ["-F", "-i", "-o", "-f", list, text]) { RedirectStandardOutput = true, UseShellExecute = false };
            start.Environment["LC_ALL"] = "C";
            var begun = Stopwatch.GetTimestamp();
            using var grep = Process.Start(start)!;
            await grep.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            await grep.WaitForExitAsync();
            return Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }
    }

    /// <summary>ICD-10-CM titles where the public data hold them, then terms of two to four of their words, or of syllables, until there are enough.</summary>
    private static string[] Terms(int count)
    {
        var terms = new HashSet<string>(count, StringComparer.OrdinalIgnoreCase);
        foreach (var title in Titles())
            terms.Add(title);
        string[] words = terms.Count > 0 ? [.. terms.SelectMany(t => t.Split(' ', '(', ')', ',')).Where(w => w.Length > 3 && w.All(char.IsAsciiLetter)).Select(w => w.ToLowerInvariant()).Distinct(StringComparer.Ordinal)] : ["acute", "chronic", "pain", "lesion", "fracture", "syndrome", "upper", "lower", "renal", "cardiac", "nerve", "benign"];
        string[] syllables = ["ka", "lo", "mi", "ra", "ten", "vor", "zi", "pra", "xa", "dol", "ine", "am", "cef", "gly", "stat", "pril", "sart", "nib", "mab", "cor", "thy", "neph", "ro", "gast"];
#pragma warning disable CA5394 // a seeded sequence, not a secret
        var random = new Random(7);
        while (terms.Count < count)
        {
            var parts = random.Next(2, 5);
            terms.Add(terms.Count % 5 == 0 ? string.Concat(Enumerable.Range(0, parts + 1).Select(_ => syllables[random.Next(syllables.Length)])) : string.Join(' ', Enumerable.Range(0, parts).Select(_ => words[random.Next(words.Length)])));
        }
#pragma warning restore CA5394
        return [.. terms.Take(count)];
    }

    private static IEnumerable<string> Titles()
    {
        const int ShortTitle = 16, LongTitle = 77;
        var file = new FileInfo(Path.Combine(Samples.PublicData(), "icd10cm", "icd10cm-order-Jan-2021.txt.gz"));
        if (!file.Exists)
            yield break;
        using var reader = new StreamReader(new GZipStream(file.OpenRead(), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length <= LongTitle)
                continue;
            yield return line[LongTitle..].Trim();
            yield return line[ShortTitle..(LongTitle - 1)].Trim();
        }
    }
}
