using System.Text;

namespace Salus.Fhir.Smart;

/// <summary>Whose data a scope opens.</summary>
public enum SmartContext
{
    /// <summary>One patient's: the one in context of the launch, or that the token is bound to.</summary>
    Patient,

    /// <summary>What the signed-in person may see.</summary>
    User,

    /// <summary>What the program was registered for, with nobody at a screen.</summary>
    System,
}

/// <summary>What may be done, the letters of a v2 scope in their order.</summary>
[Flags]
public enum SmartActs
{
    None = 0,
    Create = 1,

    /// <summary>Read and version read.</summary>
    Read = 2,

    /// <summary>Update and patch.</summary>
    Update = 4,
    Delete = 8,

    /// <summary>Search, and the history of a type.</summary>
    Search = 16,
}

/// <summary>
/// A scope on FHIR resources: SMART App Launch 2.2, "Scopes for requesting FHIR Resources", for example
/// <c>patient/Observation.rs?category=laboratory</c>. Version 1 spellings are read as their version 2 meaning:
/// <c>.read</c> is <c>.rs</c>, <c>.write</c> is <c>.cud</c>, <c>.*</c> is <c>.cruds</c>.
/// </summary>
/// <param name="ResourceType">For example <c>Observation</c>; <c>*</c> for all.</param>
/// <param name="Query">Search parameters that further narrow it, as written after the question mark; null for all resources of the type.</param>
public sealed record SmartScope(SmartContext Context, string ResourceType, SmartActs Acts, string? Query = null)
{
    private const string Letters = "cruds";
    private const string AnyType = "*";

    /// <summary>Null for what is no resource scope: <c>launch</c>, <c>openid</c>, or nonsense.</summary>
    public static SmartScope? TryParse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        SmartContext? context = slash < 0 ? null : text[..slash] switch
        {
            "patient" => SmartContext.Patient,
            "user" => SmartContext.User,
            "system" => SmartContext.System,
            _ => null,
        };
        if (context is not { } whose || text.Length > 500)
            return null;
        var rest = text[(slash + 1)..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? null : rest[(question + 1)..];
        var head = question < 0 ? rest : rest[..question];
        var dot = head.LastIndexOf('.');
        if (dot <= 0 || query is "" || (query is not null && !IsQuery(query)))
            return null;
        var type = head[..dot];
        if (type != AnyType && !(char.IsAsciiLetterUpper(type[0]) && type.All(char.IsAsciiLetter)))
            return null;
        return ParseActs(head[(dot + 1)..]) is { } acts ? new SmartScope(whose, type, acts, query) : null;
    }

    /// <summary>Whether it opens this act on this type. A query still narrows which resources: see <see cref="Query"/>.</summary>
    public bool Covers(string resourceType, SmartActs act) => (ResourceType == AnyType || ResourceType == resourceType) && (Acts & act) == act;

    /// <summary>What both this and another scope allow; null when that is nothing.</summary>
    public SmartScope? Common(SmartScope other)
    {
        var acts = Acts & other.Acts;
        if (Context != other.Context || acts is SmartActs.None || (ResourceType != AnyType && other.ResourceType != AnyType && ResourceType != other.ResourceType))
            return null;
        if (Query is not null && other.Query is not null && Query != other.Query)
            return null;
        return new SmartScope(Context, ResourceType == AnyType ? other.ResourceType : ResourceType, acts, Query ?? other.Query);
    }

    /// <summary>In the spelling of version 2.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Context switch { SmartContext.Patient => "patient/", SmartContext.User => "user/", _ => "system/" }).Append(ResourceType).Append('.');
        for (var letter = 0; letter < Letters.Length; letter++)
        {
            if (Acts.HasFlag((SmartActs)(1 << letter)))
                text.Append(Letters[letter]);
        }
        return Query is null ? text.ToString() : text.Append('?').Append(Query).ToString();
    }

    private static SmartActs? ParseActs(string letters)
    {
        switch (letters)
        {
            case "read": return SmartActs.Read | SmartActs.Search;
            case "write": return SmartActs.Create | SmartActs.Update | SmartActs.Delete;
            case "*": return SmartActs.Create | SmartActs.Read | SmartActs.Update | SmartActs.Delete | SmartActs.Search;
        }
        var acts = SmartActs.None;
        var last = -1;
        foreach (var letter in letters)
        {
            var at = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (at <= last)
                return null;
            acts |= (SmartActs)(1 << at);
            last = at;
        }
        return acts is SmartActs.None ? null : acts;
    }

    /// <summary>RFC 6749 §3.3: a scope has no spaces, quotes or backslashes; and each part here is name=value.</summary>
    private static bool IsQuery(string query) =>
        query.All(c => c is > ' ' and <= '~' and not '"' and not '\\' and not '#')
        && query.Split('&').All(part => part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && at < part.Length - 1);
}
