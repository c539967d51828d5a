using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Salus.Language.Retrieval;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>All corpora of a site, ready to be asked.</summary>
/// <param name="CorpusOf">Which corpus a passage is of, by its number.</param>
public sealed record OpenCorpora(ImmutableArray<Corpus> Corpora, Shelf Shelf, Ranking Ranking, Func<int, Corpus> CorpusOf);

/// <summary>
/// Opens the site's corpora with one index over all of them. The index is kept beside them and built again when it is missing, damaged or of
/// other passages; corpora that change are seen at the next question. Passages stay on disk until they are wanted.
/// </summary>
public sealed class CorpusLibrary(CorpusFolder folder, Vocabulary vocabulary) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<SafeFileHandle> handles = [];
    private OpenCorpora? open;
    private string seen = "";

    /// <exception cref="CorpusException">A corpus is damaged.</exception>
    public OpenCorpora Open()
    {
        lock (gate)
        {
            var corpora = folder.List();
            var state = string.Join('\n', corpora.Select(c => $"{c.Name} {c.Digest}"));
            if (open is not null && state == seen)
                return open;
            open = Build(corpora, SHA256.HashData(Encoding.UTF8.GetBytes(state)));
            seen = state;
            return open;
        }
    }

    public void Dispose()
    {
        foreach (var handle in handles)
            handle.Dispose();
        handles.Clear();
    }

    private OpenCorpora Build(ImmutableArray<Corpus> corpora, byte[] digest)
    {
        var files = corpora.Select(Lines).ToImmutableArray();
        var starts = new int[corpora.Length + 1];
        for (var i = 0; i < corpora.Length; i++)
            starts[i + 1] = starts[i] + corpora[i].Passages;
        CorpusPassage Read(int passage)
        {
            var corpus = Place(starts, passage);
            return files[corpus].Read(passage - starts[corpus]);
        }
        var index = Index(digest, starts[^1], Read);
        var shelf = new Shelf(index, Read);
        return new OpenCorpora(corpora, shelf, new Ranking(shelf, vocabulary), p => corpora[Place(starts, p)]);
    }

    private static int Place(int[] starts, int passage)
    {
        var at = Array.BinarySearch(starts, passage);
        at = at < 0 ? ~at - 1 : at;
        while (starts[at + 1] == starts[at])
            at++;
        return at;
    }

    private PassageIndex Index(byte[] digest, int count, Func<int, CorpusPassage> read)
    {
        var file = new FileInfo(Path.Combine(folder.Folder.FullName, "passages.index"));
        if (file.Exists)
        {
            try
            {
                return PassageIndexFile.Read(file, digest);
            }
            catch (PassageIndexException)
            {
                // Built again from the passages below.
            }
        }
        var builder = new PassageIndexBuilder();
        for (var i = 0; i < count; i++)
            builder.Add(read(i).ToIndexed());
        var index = builder.Build();
        if (count > 0)
            WholeFile.Write(file, to => PassageIndexFile.Write(index, digest, to));
        return index;
    }

    private PassageLines Lines(Corpus corpus)
    {
        var file = folder.PassagesOf(corpus);
        if (!file.Exists)
            throw new CorpusException($"The passages of the corpus '{corpus.Name}' are missing. Add it again with 'salus corpus add'.");
        var handle = File.OpenHandle(file.FullName, options: FileOptions.RandomAccess);
        handles.Add(handle);
        var lines = new PassageLines(handle, corpus.Name);
        return lines.Count == corpus.Passages ? lines : throw new CorpusException($"The corpus '{corpus.Name}' is damaged: {lines.Count} of {corpus.Passages} passages are left. Add it again with 'salus corpus add'.");
    }

    /// <summary>Lines of a file that are read when they are wanted.</summary>
    private sealed class PassageLines
    {
        private readonly SafeFileHandle handle;
        private readonly string corpus;
        private readonly long[] starts;

        public PassageLines(SafeFileHandle handle, string corpus)
        {
            (this.handle, this.corpus) = (handle, corpus);
            var found = new List<long> { 0 };
            var buffer = new byte[1 << 16];
            for (long at = 0; RandomAccess.Read(handle, buffer, at) is > 0 and var read; at += read)
            {
                var span = buffer.AsSpan(0, read);
                for (var from = 0; span[from..].IndexOf((byte)'\n') is >= 0 and var end; from += end + 1)
                    found.Add(at + from + end + 1);
            }
            starts = [.. found];
        }

        public int Count => starts.Length - 1;

        public CorpusPassage Read(int line)
        {
            var bytes = new byte[starts[line + 1] - starts[line] - 1];
            RandomAccess.Read(handle, bytes, starts[line]);
            try
            {
                return JsonSerializer.Deserialize<CorpusPassage>(bytes, TrustJson.Canonical) ?? throw new JsonException("It is null.");
            }
            catch (JsonException)
            {
                throw new CorpusException($"The corpus '{corpus}' is damaged. Add it again with 'salus corpus add'.");
            }
        }
    }
}
