using System.IO.Compression;
using System.Text;

namespace Salus.Fhir.Definitions;

/// <summary>
/// An embedded file of slim definitions: Brotli over lines of <c>url TAB version TAB type TAB kind TAB base TAB json</c>, sorted by url.
/// The head of each line is read at once; the JSON only when its definition is asked for.
/// </summary>
internal sealed class DefinitionPack
{
    private readonly byte[] bytes;
    private readonly Dictionary<string, Entry> byUrl = new(StringComparer.Ordinal);

    private DefinitionPack(byte[] bytes)
    {
        this.bytes = bytes;
        var at = 0;
        while (at < bytes.Length)
        {
            var length = bytes.AsSpan(at).IndexOf((byte)'\n');
            var line = bytes.AsSpan(at, length);
            var json = at;
            var head = new string[5];
            for (var i = 0; i < head.Length; i++)
            {
                var field = line.IndexOf((byte)'\t');
                head[i] = Encoding.UTF8.GetString(line[..field]);
                line = line[(field + 1)..];
                json += field + 1;
            }
            byUrl[head[0]] = new Entry(head[0], head[1], head[2], head[3], head[4], json, line.Length);
            at += length + 1;
        }
    }

    public IEnumerable<Entry> Entries => byUrl.Values;

    public Entry? Find(string url) => byUrl.GetValueOrDefault(url);

    public FhirNode Read(Entry entry) => FhirNode.Parse(bytes.AsSpan(entry.Offset, entry.Length));

    public static DefinitionPack Load(string name)
    {
        using var stream = typeof(DefinitionPack).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The embedded definitions '{name}' are missing from this build.");
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        brotli.CopyTo(unpacked);
        return new DefinitionPack(unpacked.ToArray());
    }

    /// <param name="Type">For a structure the type it defines or constrains; else the resource type.</param>
    /// <param name="Kind">For a structure its kind, with <c>+</c> before it when it makes a type; else empty.</param>
    public sealed record Entry(string Url, string Version, string Type, string Kind, string BaseUrl, int Offset, int Length)
    {
        public bool MakesType => Kind.StartsWith('+');
    }
}
