using System.Text.Json;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>The planted notes of a split and seed, for measuring this or any other system.</summary>
public static class PlantedNotes
{
    /// <summary>From the collections in or beside a folder; from the carriers that come with the program where there are none.</summary>
    /// <param name="data">Null plants the program's own carriers alone.</param>
    public static IEnumerable<PlantedNote> Of(DirectoryInfo? data, PlantingSplit split, int seed)
    {
        IReadOnlyList<Carrier> carriers = [.. PlantingSet.EmbeddedCarriers, .. data is null ? [] : CarrierFiles.In(data)];
        var planter = new NotePlanter(split, seed);
        foreach (var carrier in carriers)
            yield return planter.Plant(carrier);
    }

    /// <summary>As JSON Lines <c>{"id","text"}</c>, which <c>salus deidentify --batch</c> and other systems read; with <c>spans</c> (the truth) when asked.</summary>
    public static async Task WriteAsync(Stream output, IEnumerable<PlantedNote> notes, bool withSpans, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(notes);
        foreach (var note in notes)
        {
            await using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                json.WriteString("id", note.Id);
                json.WriteString("text", note.Text);
                if (withSpans)
                    Write(json, note);
                json.WriteEndObject();
            }
            output.WriteByte((byte)'\n');
            cancel.ThrowIfCancellationRequested();
        }
        await output.FlushAsync(cancel);
    }

    private static void Write(Utf8JsonWriter json, PlantedNote note)
    {
        json.WriteStartArray("spans");
        foreach (var span in note.Spans)
        {
            json.WriteStartObject();
            json.WriteNumber("start", span.Span.Start);
            json.WriteNumber("length", span.Span.Length);
            json.WriteString("class", span.Class.Word());
            if (span.Owner is not null)
                json.WriteString("owner", span.Owner);
            if (span.MayStay)
                json.WriteBoolean("mayStay", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
