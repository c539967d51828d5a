using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Salus.Fhir;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Governance.Deidentification.Commands;

/// <summary>Identifiers of one text, in positions of its UTF-16 characters.</summary>
/// <param name="Error">Why the row could not be read; null when it could.</param>
public sealed record SpanLine(string Id, ImmutableArray<FoundSpan> Spans, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <param name="Class">See <see cref="IdentifierClasses.Word"/>.</param>
public sealed record FoundSpan(int Start, int Length, string Class, string Detector);

/// <summary>
/// Finds identifiers in many texts: JSON Lines of <c>id</c> and <c>text</c>. A row may say whom it is about: <c>patient</c> holds a FHIR Patient,
/// <c>known</c> a list of <c>class</c>, <c>value</c> and, if wanted, <c>owner</c>.
/// </summary>
public static class SpanBatch
{
    private const int AtOnce = 256;
    private const int LongestRow = 128 << 20;

    /// <param name="policy">What it keeps is not told; null tells all.</param>
    /// <exception cref="DeidentificationException">There is no such file, or a row is longer than 128 Mi characters.</exception>
    public static async IAsyncEnumerable<SpanLine> RunAsync(FileInfo documents, IdentifierFinder finder, DeidentificationPolicy? policy, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (!documents.Exists)
            throw new DeidentificationException("There is no such file of documents. Check the name and the folder.");
        using var reader = new StreamReader(documents.FullName, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        var rows = new List<(int Number, string Line)>(AtOnce);
        var number = 0;
        var held = 0L;
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            number++;
            if (line.Length > LongestRow)
                throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Line {number} is longer than {LongestRow >> 20} Mi characters. Split the document."));
            if (string.IsNullOrWhiteSpace(line))
                continue;
            rows.Add((number, line));
            held += line.Length;
            if (rows.Count < AtOnce && held < LongestRow)
                continue;
            foreach (var found in Find(rows, finder, policy, cancel))
                yield return found;
            rows.Clear();
            held = 0;
        }
        foreach (var found in Find(rows, finder, policy, cancel))
            yield return found;
    }

    private static ParallelQuery<SpanLine> Find(List<(int Number, string Line)> rows, IdentifierFinder finder, DeidentificationPolicy? policy, CancellationToken cancel) =>
        rows.AsParallel().AsOrdered().WithCancellation(cancel).Select(row => Find(row.Number, row.Line, finder, policy));

    private static SpanLine Find(int number, string line, IdentifierFinder finder, DeidentificationPolicy? policy)
    {
        var id = "";
        try
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.ValueKind is not JsonValueKind.Object)
                return Wrong("it is no JSON object with 'id' and 'text'");
            id = row.RootElement.TryGetProperty("id", out var named) ? named.ToString() : number.ToString(CultureInfo.InvariantCulture);
            return row.RootElement.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String
                ? new SpanLine(id, [.. finder.Find(text.GetString()!, KnownOf(row.RootElement)).Where(s => policy?.Of(s.Class) is not Treatment.Keep).Select(s => new FoundSpan(s.Span.Start, s.Span.Length, s.Class.Word(), s.Detector))])
                : Wrong("it has no 'text'");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Wrong("it is no JSON");
        }
        catch (Exception e) when (e is FhirFormatException or DeidentificationException)
        {
            return Wrong("whom it is about cannot be read: 'patient' is a FHIR Patient, 'known' a list of 'class' and 'value'");
        }

        SpanLine Wrong(string reason) => new(id, [], string.Create(CultureInfo.InvariantCulture, $"Line {number} cannot be read: {reason}."));
    }

    /// <summary>What a row says of the person it is about; null when it says nothing.</summary>
    private static KnownIdentifiers? KnownOf(JsonElement row)
    {
        var known = new List<KnownIdentifier>();
        if (row.TryGetProperty("patient", out var patient) && patient.ValueKind is JsonValueKind.Object)
            known.AddRange(PersonIdentifiers.Of(FhirNode.Parse(patient.GetRawText())));
        if (row.TryGetProperty("known", out var list) && list.ValueKind is JsonValueKind.Array)
            foreach (var entry in list.EnumerateArray())
                known.Add(entry.TryGetProperty("class", out var kind) && IdentifierClasses.TryParse(kind.GetString() ?? "", out var parsed) && entry.TryGetProperty("value", out var value) && value.GetString() is { Length: > 0 } words
                    ? new KnownIdentifier(parsed, words, entry.TryGetProperty("owner", out var owner) ? owner.ToString() : "patient")
                    : throw new DeidentificationException($"A known identifier has a 'class' ({string.Join(", ", IdentifierClasses.Words)}) and a 'value'."));
        return known.Count == 0 ? null : KnownIdentifiers.Of(known);
    }
}
