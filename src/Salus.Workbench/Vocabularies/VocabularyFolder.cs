using System.Security.Cryptography;
using System.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Workbench.Vocabularies;

/// <summary>A list that cannot be kept or found; the message says which and what to do.</summary>
internal sealed class VocabularyException(string message) : Exception(message);

/// <summary>The site's term lists, one file each in the folder <c>vocabularies</c> of the data folder.</summary>
internal sealed class VocabularyFolder(DirectoryInfo home)
{
    private const string Ending = ".terms";
    private const int LongestName = 40;

    private DirectoryInfo Folder => new(Path.Combine(home.FullName, "vocabularies"));

    /// <summary>The vocabulary of Salus with the site's lists behind it, in the order of their names.</summary>
    /// <exception cref="TerminologyFileException">A list is damaged or of another version.</exception>
    public Vocabulary Load() => Vocabulary.Embedded.With([.. Files().Select(TerminologyFile.Read)]);

    public IEnumerable<Terminology> Read() => Files().Select(TerminologyFile.Read);

    /// <summary>Makes a list ready without keeping it.</summary>
    /// <exception cref="VocabularyFormatException">The list breaks its format.</exception>
    public static Terminology Prepare(FileInfo list, string name, string? system, ConceptKind? kind)
    {
        if (!list.Exists)
            throw new VocabularyException($"There is no file {list.FullName}.");
        if (name.Length is 0 or > LongestName || name[0] == '-' || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new VocabularyException($"'{name}' is no name for a list: use up to {LongestName} lower-case letters, digits and hyphens.");
        using var stream = list.OpenRead();
        var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        using var reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        try
        {
            return Terminology.Of(new TerminologyInfo(name, list.Name, digest), TermListReader.Read(reader, list.Name, system, kind));
        }
        catch (DecoderFallbackException)
        {
            throw new VocabularyException($"{list.Name} is not UTF-8. Save it as UTF-8 and add it again.");
        }
    }

    /// <summary>Keeps a list in place of one of the same name; it is there completely or not at all.</summary>
    public void Keep(Terminology terminology)
    {
        PrivateFolder.Create(Folder.FullName);
        WholeFile.Write(FileOf(terminology.Info.Name), to => TerminologyFile.Write(terminology, to));
    }

    public void Remove(string name)
    {
        if (Files().FirstOrDefault(f => Path.GetFileNameWithoutExtension(f.Name) == name) is not { } file)
            throw new VocabularyException($"There is no list '{name}'. See 'salus vocabulary list'.");
        file.Delete();
    }

    private FileInfo FileOf(string name) => new(Path.Combine(Folder.FullName, name + Ending));

    private IEnumerable<FileInfo> Files() => Folder.Exists ? Folder.EnumerateFiles("*" + Ending).OrderBy(f => f.Name, StringComparer.Ordinal) : [];
}
