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
/// Finds identifiers in many texts: JSON Lines of <c>id</c> and <c>text</c>. A row may say whom it is about: <c>patient</c> holds a FHIR Patient or the id of one
/// in the record, <c>known</c> a list of <c>class</c>, <c>value</c> and, if wanted, <c>owner</c>.
/// </summary>
/// <param name="policy">What it keeps is not told; null tells all.</param>
/// <param name="everywhere">Searched for in every text.</param>
/// <param name="record">Where patients are looked up whom rows name by their id.</param>
internal sealed class SpanBatch(IdentifierFinder finder, DeidentificationPolicy? policy, ImmutableArray<IIdentifierDetector> everywhere, SoughtInRecord record)
{
    private const int AtOnce = 256;
    private const int LongestRow = 128 << 20;

    /// <exception cref="DeidentificationException">There is no such file, or a row is longer than 128 Mi characters.</exception>
    public async IAsyncEnumerable<SpanLine> RunAsync(FileInfo documents, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (!documents.Exists)
            throw new DeidentificationException("There is no such file of documents. Check the name and the folder.");
        using var reader = new StreamReader(documents.FullName, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        var rows = new List<Row>(AtOnce);
        var number = 0;
        var held = 0L;
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            number++;
            if (line.Length > LongestRow)
                throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Line {number} is longer than {LongestRow >> 20} Mi characters. Split the document."));
            if (string.IsNullOrWhiteSpace(line))
                continue;
            rows.Add(PatientOf(line) is { } patient ? new(number, line, NamesPatient: true, await record.DetectorOfAsync(patient, cancel)) : new(number, line, NamesPatient: false, null));
            held += line.Length;
            if (rows.Count < AtOnce && held < LongestRow)
                continue;
            foreach (var found in Find(rows, cancel))
                yield return found;
            rows.Clear();
            held = 0;
        }
        foreach (var found in Find(rows, cancel))
            yield return found;
    }

    private ParallelQuery<SpanLine> Find(List<Row> rows, CancellationToken cancel) => rows.AsParallel().AsOrdered().WithCancellation(cancel).Select(Find);

    private SpanLine Find(Row from)
    {
        var id = "";
        try
        {
            using var row = JsonDocument.Parse(from.Line);
            if (row.RootElement.ValueKind is not JsonValueKind.Object)
                return Wrong("it is no JSON object with 'id' and 'text'");
            id = row.RootElement.TryGetProperty("id", out var named) ? named.ToString() : from.Number.ToString(CultureInfo.InvariantCulture);
            if (from is { NamesPatient: true, OfRecord: null })
                return Wrong("its patient is not in the record, or none that this account may see");
            return row.RootElement.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String
                ? new SpanLine(id, [.. finder.Find(text.GetString()!, Together([.. everywhere, from.OfRecord, KnownOf(row.RootElement)])).Where(s => policy?.Of(s.Class) is not Treatment.Keep).Select(s => new FoundSpan(s.Span.Start, s.Span.Length, s.Class.Word(), s.Detector))])
                : Wrong("it has no 'text'");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Wrong("it is no JSON");
        }
        catch (Exception e) when (e is FhirFormatException or DeidentificationException)
        {
            return Wrong("whom it is about cannot be read: 'patient' is a FHIR Patient or the id of one in the record, 'known' a list of 'class' and 'value'");
        }

        SpanLine Wrong(string reason) => new(id, [], string.Create(CultureInfo.InvariantCulture, $"Line {from.Number} cannot be read: {reason}."));
    }

    private static IIdentifierDetector? Together(IEnumerable<IIdentifierDetector?> known)
    {
        var all = known.OfType<IIdentifierDetector>().ToArray();
        return all.Length switch { 0 => null, 1 => all[0], _ => new AllOf(all) };
    }

    /// <summary>The id of a patient of the record that a row names; null when it names none, or is no row at all.</summary>
    private static string? PatientOf(string line)
    {
        if (!line.Contains("\"patient\"", StringComparison.Ordinal))
            return null;
        try
        {
            using var row = JsonDocument.Parse(line);
            return row.RootElement.ValueKind is JsonValueKind.Object && row.RootElement.TryGetProperty("patient", out var patient) && patient.ValueKind is JsonValueKind.String ? patient.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
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

    private readonly record struct Row(int Number, string Line, bool NamesPatient, IIdentifierDetector? OfRecord);
}
