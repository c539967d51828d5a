using System.Collections.Immutable;
using System.Text;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>A registry that a person may not use so; the message says what to do.</summary>
public sealed class RegistryCallException(string message) : ArgumentException(message);

/// <summary>The site's registries: mapping files in the folder <c>registries</c> of the data folder, each sound when it was put there.</summary>
public sealed class RegistryFolder(TrustOptions options)
{
    private readonly DirectoryInfo folder = new(Path.Combine(options.Home.FullName, "registries"));

    /// <summary>In the order of their titles. A file that somebody damaged since is not among them.</summary>
    public ImmutableArray<RegistryMapping> List()
    {
        folder.Refresh();
        return !folder.Exists ? [] : [.. folder.EnumerateFiles("*.yaml").Select(Sound).OfType<RegistryMapping>().OrderBy(m => m.Title, StringComparer.Ordinal)];
    }

    /// <summary>Null when there is none of this name.</summary>
    public RegistryMapping? Find(string name) => MappingReader.IsName(name) && PlaceOf(name) is { Exists: true } file ? MappingReader.Read(file) : null;

    /// <summary>Keeps a mapping in place of one of the same name; there completely or not at all.</summary>
    /// <exception cref="MappingException">It is not sound.</exception>
    public RegistryMapping Add(FileInfo file)
    {
        var mapping = MappingReader.Read(file);
        PrivateFolder.Create(folder.FullName);
        WholeFile.Write(PlaceOf(mapping.Name), stream => stream.Write(Encoding.UTF8.GetBytes(mapping.Text)));
        return mapping;
    }

    /// <exception cref="RegistryCallException">There is none of this name.</exception>
    public void Remove(string name)
    {
        if (!MappingReader.IsName(name) || PlaceOf(name) is not { Exists: true } file)
            throw new RegistryCallException($"There is no registry '{name}'. See 'salus registry list'.");
        file.Delete();
    }

    private FileInfo PlaceOf(string name) => new(Path.Combine(folder.FullName, name + ".yaml"));

    private static RegistryMapping? Sound(FileInfo file)
    {
        try
        {
            return MappingReader.Read(file);
        }
        catch (MappingException)
        {
            return null;
        }
    }
}
