using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Salus.Design;

/// <summary>
/// Style sheets, script and icons, embedded in this assembly. One hash over all of them is part of every address,
/// so a browser may keep them for ever and modules may import each other by relative name.
/// </summary>
public static class SalusAssets
{
    private static readonly Dictionary<string, byte[]> files = Load(typeof(SalusAssets).Assembly);
    private static readonly string version = VersionOf(files);

    /// <summary>Style sheets in cascade order.</summary>
    public static IReadOnlyList<string> StyleSheets { get; } = ["tokens.css", "base.css", "components.css", "shell.css", "patients.css", "review.css", "live.css", "ask.css", "registries.css", "messages.css", "surveys.css", "data-sets.css", "releases.css", "design.css", "print.css"];

    /// <summary>Address of an asset, for example <c>salus.js</c>.</summary>
    public static string Url(string name) =>
        files.ContainsKey(name) ? $"/assets/{version}/{name}" : throw new ArgumentException($"No asset is called '{name}'.", nameof(name));

    /// <summary>Text of an asset, for tests and exports.</summary>
    public static string Read(string name) => System.Text.Encoding.UTF8.GetString(files[name]);

    /// <summary>Serves the assets to anybody: they hold nothing about a patient or a site.</summary>
    public static IEndpointConventionBuilder MapSalusAssets(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{version}/{name}", Serve).AllowAnonymous().ExcludeFromDescription();

    private static IResult Serve(string version, string name, HttpContext http)
    {
        if (!files.TryGetValue(name, out var bytes))
            return Results.NotFound();
        // A page rendered before an upgrade asks for the old version: give it what there is, but let nobody keep it.
        http.Response.Headers.CacheControl = string.Equals(version, SalusAssets.version, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(bytes, Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        });
    }

    private static Dictionary<string, byte[]> Load(Assembly assembly)
    {
        const string folder = "assets/";
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            found.Add(name[folder.Length..], bytes);
        }
        return found;
    }

    private static string VersionOf(Dictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name + "\n"));
            hash.AppendData(SHA256.HashData(bytes));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
