using System.Buffers;
using System.ClientModel;
using System.Text.Json;
using OpenAI.Audio;

namespace Salus.Language.Models;

/// <summary>Speech to text by an OpenAI-compatible endpoint (<c>/audio/transcriptions</c>). Failures are <see cref="ModelException"/>s.</summary>
public sealed class OpenAITranscription : IDisposable
{
    private const int LargestAnswer = 32 << 20;

    private readonly string name;
    private readonly HttpClient http;
    private readonly AudioClient client;

    internal OpenAITranscription(string name, ModelEndpoint endpoint, string? key)
    {
        this.name = name;
        http = BoundedTransport.Client(LargestAnswer, key is not null, endpoint.Place is ModelPlace.Outside);
        client = new AudioClient(endpoint.Model, new ApiKeyCredential(key ?? "none"), OpenAIChat.Options(endpoint, http));
    }

    /// <summary>What was said, as JSON with segments and their times in seconds: <c>{"text", "segments": [{"start", "end", "text"}]}</c>.</summary>
    /// <param name="fileName">Its ending tells the endpoint the format.</param>
    /// <param name="language">ISO 639-1; null lets the endpoint guess.</param>
    public async Task<byte[]> TranscribeAsync(Stream audio, string fileName, string? language, CancellationToken cancel)
    {
        try
        {
            var options = new AudioTranscriptionOptions { ResponseFormat = AudioTranscriptionFormat.Verbose, Language = language, Temperature = 0 };
            var heard = (await client.TranscribeAudioAsync(audio, fileName, options, cancel).ConfigureAwait(false)).Value;
            var json = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(json))
            {
                writer.WriteStartObject();
                writer.WriteString("text", heard.Text);
                writer.WriteStartArray("segments");
                foreach (var segment in heard.Segments)
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("start", segment.StartTime.TotalSeconds);
                    writer.WriteNumber("end", segment.EndTime.TotalSeconds);
                    writer.WriteString("text", segment.Text);
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            return json.WrittenSpan.ToArray();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw ModelFailures.Of(e, name);
        }
    }

    public void Dispose() => http.Dispose();
}
