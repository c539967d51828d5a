using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// FHIR R4: a resource, a Bundle or NDJSON as JSON, or a resource or Bundle as XML. JSON streams, Bundles entry by entry; XML is held in memory. The resources
/// stay in the order they have: what a reader needs is there, and whoever fears that the order tells something has the server write another.
/// Safe for several threads, one file each.
/// </summary>
/// <param name="clock">For the age of who lives; the system's by default.</param>
/// <param name="definitions">What resources and elements there are; R4's own by default.</param>
public sealed class FhirFileDeidentifier(TimeProvider? clock = null, FhirDefinitions? definitions = null) : IFileDeidentifier
{
    /// <summary>Of one resource or entry, and of an XML file.</summary>
    public const int MostBytes = 512 * 1024 * 1024;

    // The two levels that JsonPieces puts around an entry count too.
    private static readonly FhirReadLimits limits = new(FhirReadLimits.Default.MaxDepth + 4, MostBytes);

    // A resource about none of these, nor with one inside, tells nothing of a person that has to be known beforehand.
    private static readonly byte[][] people = [.. new[] { "Patient", "Practitioner", "RelatedPerson", "Organization", "Location", "Person" }.Select(t => System.Text.Encoding.ASCII.GetBytes($"\"{t}\""))];

    private readonly FhirDefinitions definitions = definitions ?? FhirDefinitions.R4;
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly Compartments compartments = new(definitions ?? FhirDefinitions.R4);
    private readonly ConditionalWeakTable<DeidentificationPolicy, ElementRules> compiled = [];

    public string Kind => "fhir";

    public bool Reads(string fileName, ReadOnlySpan<byte> head)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        if (IsXml(head))
            return head.IndexOf("http://hl7.org/fhir"u8) >= 0 || (head.Length >= 2 && head[0] is 0xFF or 0xFE && fileName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase));
        var text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        return text.StartsWith("{"u8) && (text.IndexOf("\"resourceType\""u8) >= 0
            || fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase));
    }

    public async Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(people);
        var gatherer = new PeopleGatherer(people, compartments, definitions);
        var (input, isXml) = await OpenAsync(file, cancel);
        if (isXml)
        {
            gatherer.Gather(await ReadXmlAsync(input, cancel), fullUrl: null);
            return;
        }
        await foreach (var piece in new JsonPieces(input, MostBytes).ReadAsync(cancel))
        {
            if (IsAboutPeople(piece.Json.Span))
                gatherer.Gather(Parse(piece), fullUrl: null);
        }
    }

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(cleaning);
        var rules = compiled.GetValue(cleaning.Policy, p => new ElementRules(p, definitions));
        var cleaner = new ResourceCleaner(rules, compartments, cleaning, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var (input, isXml) = await OpenAsync(file, cancel);
        if (isXml)
        {
            var cleaned = cleaner.Clean(await ReadXmlAsync(input, cancel)) ?? throw NothingLeft();
            await output.WriteAsync(ToXml(cleaned), cancel);
        }
        else
        {
            await CleanJsonAsync(new JsonPieces(input, MostBytes), output, cleaner, rules, cleaning, cancel);
        }
        await output.FlushAsync(cancel);
    }

    private static async Task CleanJsonAsync(JsonPieces pieces, Stream output, ResourceCleaner cleaner, ElementRules rules, Cleaning cleaning, CancellationToken cancel)
    {
        var written = new ArrayBufferWriter<byte>(1 << 18);
        var entryRule = rules.Root("Bundle")!.Child("entry")!;
        var (records, released, isFirst) = (0L, 0L, true);
        await foreach (var piece in pieces.ReadAsync(cancel))
        {
            var node = Parse(piece);
            switch (piece.Kind)
            {
                case JsonPieceKind.Resource:
                    if (cleaner.Clean(node) is { } cleaned)
                    {
                        written.Write(cleaned.ToUtf8());
                        written.Write("\n"u8);
                        released++;
                    }
                    break;
                case JsonPieceKind.BundleHead:
                    var head = (cleaner.Clean(node) ?? throw NothingLeft()).ToUtf8();
                    written.Write(head.AsSpan(0, head.Length - 1));
                    isFirst = true;
                    released++;
                    break;
                case JsonPieceKind.BundleEntry:
                    if (cleaner.CleanEntry(node.Children[0], entryRule) is { } entry)
                    {
                        written.Write(isFirst ? ",\"entry\":["u8 : ","u8);
                        // An entry is no resource, so it is written as the only entry of a Bundle.
                        var text = FhirNode.Resource("Bundle", ("entry", FhirNode.List(entry))).ToUtf8();
                        written.Write(text.AsSpan(BeforeEntry.Length, text.Length - BeforeEntry.Length - 2));
                        isFirst = false;
                    }
                    break;
                case JsonPieceKind.BundleTail:
                    if (!isFirst)
                        written.Write("]"u8);
                    var tail = cleaner.CleanTail(node).ToUtf8();
                    written.Write(tail.AsSpan(TailStart.Length));
                    written.Write("\n"u8);
                    break;
            }
            if (++records % 512 == 0)
                cleaning.Progress?.Report(new CleaningProgress("fhir", pieces.Bytes, records));
            if (written.WrittenCount >= 1 << 18)
            {
                await output.WriteAsync(written.WrittenMemory, cancel);
                written.ResetWrittenCount();
            }
        }
        if (released == 0)
            throw records == 0 ? new DeidentificationException("Line 1: there is no resource in the file.") : NothingLeft();
        await output.WriteAsync(written.WrittenMemory, cancel);
        cleaning.Progress?.Report(new CleaningProgress("fhir", pieces.Bytes, records));
    }

    private static ReadOnlySpan<byte> BeforeEntry => "{\"resourceType\":\"Bundle\",\"entry\":["u8;

    private static ReadOnlySpan<byte> TailStart => "{\"resourceType\":\"Bundle\""u8;

    private static FhirNode Parse(in JsonPiece piece)
    {
        try
        {
            return FhirNode.Parse(piece.Json.Span, limits);
        }
        catch (FhirFormatException e)
        {
            throw Wrong(piece.Line + e.Line - 1, e);
        }
    }

    /// <summary>The parser's words may quote the text, so only the place is told.</summary>
    private static DeidentificationException Wrong(long line, FhirFormatException e)
    {
        var steps = e.Path.Split('.').Select(s => s.Split('[')[0]).TakeWhile(s => s.Length is > 0 and < 32 && ElementWords.Contains(s));
        var place = string.Join('.', steps);
        return new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {e.Column}{(place.Length > 0 ? ", at " + place : "")}: this is not a FHIR resource that can be read. Mend the file, or take the resource out."));
    }

    private static DeidentificationException NothingLeft() =>
        new("The file holds only resources that R4 does not know or that have a modifierExtension nobody here knows: nothing could be released of it.");

    private byte[] ToXml(FhirNode resource)
    {
        try
        {
            return resource.ToXml(definitions: definitions);
        }
        catch (FhirFormatException e)
        {
            throw Wrong(e.Line, e);
        }
    }

    private async Task<FhirNode> ReadXmlAsync(Stream input, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var part = new byte[1 << 16];
        while (await input.ReadAsync(part, cancel) is > 0 and var read)
        {
            if (all.Length + read > MostBytes)
                throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"The FHIR XML is larger than {MostBytes >> 20} MiB, the most that is read, for it can only be understood whole. Split it, or bring it as JSON, which is read piece by piece."));
            all.Write(part, 0, read);
        }
        try
        {
            return FhirNode.ParseXml(all.GetBuffer().AsSpan(0, (int)all.Length), definitions, limits);
        }
        catch (FhirFormatException e)
        {
            throw Wrong(e.Line, e);
        }
    }

    private static bool IsAboutPeople(ReadOnlySpan<byte> json)
    {
        foreach (var type in people)
        {
            if (json.IndexOf(type) >= 0)
                return true;
        }
        return false;
    }

    private static async Task<(Stream Input, bool IsXml)> OpenAsync(Stream file, CancellationToken cancel)
    {
        var head = new byte[64];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        return (new PrefixedStream(head.AsMemory(0, length), file), IsXml(head.AsSpan(0, length)));
    }

    private static bool IsXml(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 2 && head[0] is 0xFF or 0xFE && head[1] is 0xFF or 0xFE)
            return true;
        if (head.StartsWith("\uFEFF"u8))
            head = head[3..];
        return head.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
    }
}
