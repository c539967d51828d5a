using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Language.Models;

/// <summary>
/// Where a key is kept; never the key. <c>env:NAME</c> is an environment variable; <c>credential:NAME</c> a file that the operating
/// system hands to the service alone: systemd's <c>$CREDENTIALS_DIRECTORY/NAME</c>, or a container's <c>/run/secrets/NAME</c>.
/// </summary>
[JsonConverter(typeof(JsonForm))]
public sealed record SecretReference
{
    private const string ContainerSecrets = "/run/secrets";
    private const int LongestKey = 16 << 10;

    private SecretReference(string kind, string name)
    {
        Kind = kind;
        Name = name;
    }

    /// <summary><c>env</c> or <c>credential</c>.</summary>
    public string Kind { get; }

    public string Name { get; }

    /// <exception cref="FormatException">It is neither form; a key typed in by mistake is not repeated.</exception>
    public static SecretReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..]);
        if (kind is not ("env" or "credential") || name.Length is 0 or > 128 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') || name[0] == '.')
            throw new FormatException("A key is not written into the file: say where it is, as env:NAME for an environment variable or credential:NAME for a secret that the operating system hands over.");
        return new SecretReference(kind, name);
    }

    /// <summary>The key; null when there is none where the reference points.</summary>
    public string? Read()
    {
        if (Kind == "env")
            return Environment.GetEnvironmentVariable(Name) is { Length: > 0 } value ? value.Trim() : null;
        foreach (var folder in new[] { Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"), ContainerSecrets })
        {
            var file = new FileInfo(Path.Combine(folder ?? "", Name));
            if (!string.IsNullOrEmpty(folder) && file is { Exists: true, Length: > 0 and <= LongestKey })
                return File.ReadAllText(file.FullName).Trim();
        }
        return null;
    }

    public override string ToString() => $"{Kind}:{Name}";

    private sealed class JsonForm : JsonConverter<SecretReference>
    {
        public override SecretReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String ? Parse(reader.GetString()!) : throw new FormatException("A key is given as text: env:NAME or credential:NAME.");

        public override void Write(Utf8JsonWriter writer, SecretReference value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
