using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Language.Models;

namespace Salus.Workbench.Models;

/// <summary>What came of asking a model something harmless.</summary>
/// <param name="FirstWordSeconds">Until the first piece of the answer; null when it is not streamed.</param>
/// <param name="Problem">Why it cannot be used, in words; null when it can.</param>
/// <param name="KeepsForm">Whether the answer was in the form that was asked for; null for models that do not chat.</param>
public sealed record TrialResult(string Name, double Seconds, double? FirstWordSeconds, bool? KeepsForm, string? Problem, string? Remedy);

/// <summary>Asks a model a question that holds nothing of a patient, to see whether it can be used.</summary>
internal sealed class ModelTrial(ChatModels models)
{
    private static readonly JsonElement Form = JsonDocument.Parse("""{"type":"object","properties":{"ready":{"type":"boolean"}},"required":["ready"],"additionalProperties":false}""").RootElement;

    /// <exception cref="ModelSettingsException">There is no such model.</exception>
    public async Task<TrialResult> RunAsync(string name, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        if (!models.Settings.Models.TryGetValue(name, out var endpoint))
            throw new ModelSettingsException($"There is no model '{name}'. See 'salus models list'.");
        try
        {
            if (endpoint.Kind is ModelKind.Embedding)
            {
                using var generator = models.Embedder(name);
                await generator.GenerateAsync(["knee pain"], cancellationToken: cancel);
                return new TrialResult(name, Since(start), null, null, null, null);
            }
            if (endpoint.Kind is ModelKind.Transcription)
            {
                using var listener = models.Listener(name);
                using var silence = new MemoryStream(Silence());
                await listener.TranscribeAsync(silence, "silence.wav", "en", cancel);
                return new TrialResult(name, Since(start), null, null, null, null);
            }
            double? first = null;
            var answer = new StringBuilder();
            await foreach (var update in models.Named(name)!.Client.GetStreamingResponseAsync([new(ChatRole.User, "Answer with this JSON object and nothing else: {\"ready\": true}")],
                new ChatOptions { MaxOutputTokens = 64, ResponseFormat = ChatResponseFormat.ForJsonSchema(Form, "trial") }, cancel))
            {
                if (update.Text.Length > 0)
                    first ??= Since(start);
                answer.Append(update.Text);
            }
            return new TrialResult(name, Since(start), first, Keeps(answer.ToString()), null, null);
        }
        catch (ModelException e)
        {
            return new TrialResult(name, Since(start), null, null, e.Message, e.Remedy);
        }
    }

    private static bool Keeps(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("ready", out var ready) && ready.ValueKind is JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static double Since(long start) => Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);

    /// <summary>Half a second of silence: WAV, 16-bit, one channel, 16 kHz.</summary>
    private static byte[] Silence()
    {
        const int Rate = 16_000;
        const int DataBytes = Rate;
        using var wav = new MemoryStream();
        using var writer = new BinaryWriter(wav);
        writer.Write("RIFF"u8);
        writer.Write(36 + DataBytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(2 * Rate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(DataBytes);
        writer.Write(new byte[DataBytes]);
        writer.Flush();
        return wav.ToArray();
    }
}
