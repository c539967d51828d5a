using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>The site's corpora in the folder <c>corpora</c> of the data folder: one folder each, with what it is and its passages as JSON Lines.</summary>
public sealed class CorpusFolder(TrustOptions options, TimeProvider clock)
{
    private const int LongestName = 40;

    internal DirectoryInfo Folder { get; } = new(Path.Combine(options.Home.FullName, "corpora"));

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<Corpus> List()
    {
        Folder.Refresh();
        return !Folder.Exists ? [] : [.. Folder.EnumerateDirectories().Select(d => new FileInfo(Path.Combine(d.FullName, "corpus.json"))).Where(f => f.Exists).Select(Describe).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    /// <summary>Keeps the passages of a file in place of a corpus of the same name; it is there completely or not at all.</summary>
    /// <exception cref="CorpusException">The file or the name cannot be used.</exception>
    public Corpus Add(FileInfo file, string name, string source, string version, string licence)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName || name[0] == '-' || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new CorpusException($"'{name}' is no name for a corpus: use up to {LongestName} lower-case letters, digits and hyphens, with --name.");
        PrivateFolder.Create(Folder.FullName);
        var part = new DirectoryInfo(Path.Combine(Folder.FullName, "." + name + ".part"));
        if (part.Exists)
            part.Delete(recursive: true);
        try
        {
            PrivateFolder.Create(part.FullName);
            var corpus = Write(file, part, new Corpus(name, file.Name, 0, "", source, version, licence, clock.GetUtcNow()));
            var place = new DirectoryInfo(Path.Combine(Folder.FullName, name));
            if (place.Exists)
            {
                // Vectors say themselves of which passages they are.
                var vectors = new FileInfo(Path.Combine(place.FullName, CorpusVectors.FileName));
                if (vectors.Exists)
                    vectors.MoveTo(Path.Combine(part.FullName, CorpusVectors.FileName));
                place.Delete(recursive: true);
            }
            part.MoveTo(place.FullName);
            return corpus;
        }
        finally
        {
            part = new DirectoryInfo(Path.Combine(Folder.FullName, "." + name + ".part"));
            if (part.Exists)
                part.Delete(recursive: true);
        }
    }

    /// <exception cref="CorpusException">There is none of this name.</exception>
    public void Remove(string name)
    {
        if (!List().Any(c => c.Name == name))
            throw new CorpusException($"There is no corpus '{name}'. See 'salus corpus list'.");
        new DirectoryInfo(Path.Combine(Folder.FullName, name)).Delete(recursive: true);
    }

    internal DirectoryInfo PlaceOf(Corpus corpus) => new(Path.Combine(Folder.FullName, corpus.Name));

    internal FileInfo PassagesOf(Corpus corpus) => new(Path.Combine(Folder.FullName, corpus.Name, "passages.jsonl"));

    private static Corpus Write(FileInfo file, DirectoryInfo to, Corpus corpus)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0;
        var remarks = ImmutableArray.CreateBuilder<string>();
        using (var stream = PrivateFolder.CreateFile(Path.Combine(to.FullName, "passages.jsonl")))
        {
            foreach (var passage in CorpusReader.Read(file, remarks.Add))
            {
                var line = JsonSerializer.SerializeToUtf8Bytes(passage, TrustJson.Canonical);
                hash.AppendData(line);
                stream.Write(line);
                stream.WriteByte((byte)'\n');
                count++;
            }
            stream.Flush(flushToDisk: true);
        }
        if (count == 0)
            throw new CorpusException($"{file.Name} holds no passages.");
        corpus = corpus with { Passages = count, Digest = Convert.ToHexStringLower(hash.GetHashAndReset()), Remarks = remarks.ToImmutable() };
        using var description = PrivateFolder.CreateFile(Path.Combine(to.FullName, "corpus.json"));
        description.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(corpus, TrustJson.Indented) + "\n"));
        description.Flush(flushToDisk: true);
        return corpus;
    }

    private static Corpus Describe(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<Corpus>(File.ReadAllBytes(file.FullName), TrustJson.Canonical) ?? throw new JsonException("It is null.");
        }
        catch (JsonException)
        {
            throw new CorpusException($"{file.FullName} is damaged. Remove its folder and add the corpus again.");
        }
    }
}
