using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Salus.Fhir.Paths.Functions;

/// <summary>encode, decode, escape and unescape (FHIRPath 3.0 ballot, §Additional String Functions).</summary>
internal static class Encodings
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("encode", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Change(scope, input, call, Encode, ref output))),
        ("decode", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Change(scope, input, call, Decode, ref output))),
        ("escape", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Change(scope, input, call, Escape, ref output))),
        ("unescape", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Change(scope, input, call, Unescape, ref output))),
    ];

    private static void Change(Scope scope, in PathValues input, Call call, Func<string, string, string?> change, ref PathValues output)
    {
        if (!(call.TryText(scope, input, out var text) & call.TryText(scope, 0, out var form)))
            return;
        try
        {
            output.Add(PathValue.Of(change(text, form) ?? throw call.Wrong(scope, $"'{call.Name}' does not know '{form}'.")));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw call.Wrong(scope, $"The text is not {form}.");
        }
    }

    private static string? Encode(string text, string form) => form switch
    {
        "hex" => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        "urlbase64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_'),
        _ => null,
    };

    private static string? Decode(string text, string form) => form switch
    {
        "hex" => Encoding.UTF8.GetString(Convert.FromHexString(text)),
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(text)),
        "urlbase64" => Encoding.UTF8.GetString(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='))),
        _ => null,
    };

    private static string? Escape(string text, string form) => form switch
    {
        "html" => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal),
        "json" => JsonSerializer.Serialize(text, Relaxed)[1..^1],
        _ => null,
    };

    private static string? Unescape(string text, string form) => form switch
    {
        "html" => WebUtility.HtmlDecode(text),
        "json" => JsonSerializer.Deserialize<string>($"\"{Closed(text)}\""),
        _ => null,
    };

    /// <summary>Quotes that stand alone are escaped, so that a text which is already plain stays as it is.</summary>
    private static string Closed(string text)
    {
        var closed = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                closed.Append(text[i]).Append(text[++i]);
            else if (text[i] == '"')
                closed.Append("\\\"");
            else
                closed.Append(text[i]);
        }
        return closed.ToString();
    }
}
