using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Salus.Trust;

/// <summary>A resource by type and id, as a relative reference writes it: <c>Patient/p1</c>.</summary>
public readonly record struct ResourceName(string Type, string Id)
{
    /// <summary>In characters; R4 data types, id.</summary>
    public const int LongestId = 64;

    /// <summary>Whether R4 allows this as the id of a resource: letters, digits, hyphens and dots, 1 to 64 of them.</summary>
    public static bool IsId([NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= LongestId } && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;

    /// <summary>Whether this could be the name of a resource type: letters, the first one a capital.</summary>
    public static bool IsType([NotNullWhen(true)] string? type) =>
        type is { Length: > 1 and <= LongestId } && char.IsAsciiLetterUpper(type[0]) && type.AsSpan().IndexOfAnyExcept(TypeCharacters) < 0;

    /// <summary>Reads <c>Type/id</c>, also with <c>/_history/version</c> behind it, which is left out of the name.</summary>
    public static bool TryParse(string reference, out ResourceName name)
    {
        name = default;
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1)
            return false;
        var type = reference[..slash];
        var id = reference[(slash + 1)..];
        var history = id.IndexOf("/_history/", StringComparison.Ordinal);
        if (history >= 0)
            id = id[..history];
        if (!IsType(type) || id.Length == 0 || id.AsSpan().ContainsAny(PathCharacters))
            return false;
        name = new ResourceName(type, id);
        return true;
    }

    public override string ToString() => $"{Type}/{Id}";

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("/?#| ");
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> TypeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
