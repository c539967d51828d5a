using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Salus.Fhir.Patching;

/// <summary>JSON Patch (RFC 6902) on a resource. All operations are applied, or none.</summary>
public sealed class JsonPatch
{
    private const int MostOperations = 1000;
    private readonly JsonArray operations;

    private JsonPatch(JsonArray operations) => this.operations = operations;

    /// <exception cref="FhirPatchException">Not a JSON array of at most 1000 operations.</exception>
    public static JsonPatch Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 64 };
            UnicodeJson.Check(json, strict);
            return JsonNode.Parse(json, documentOptions: strict) is JsonArray { Count: <= MostOperations } operations
                ? new JsonPatch(operations)
                : throw new FhirPatchException(null, $"A JSON Patch is an array of at most {MostOperations} operations.");
        }
        catch (JsonException e)
        {
            throw new FhirPatchException(null, string.Create(CultureInfo.InvariantCulture, $"The patch is not JSON, or says something twice, at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}."), inner: e);
        }
    }

    /// <exception cref="FhirPatchException">An operation cannot be applied, or what is left is not a resource of the same type and id.</exception>
    public FhirNode Apply(FhirNode resource)
    {
        JsonNode root = JsonNode.Parse(resource.ToUtf8())!;
        for (var at = 0; at < operations.Count; at++)
        {
            try
            {
                root = Apply(root, operations[at] as JsonObject ?? throw new FhirPatchException(at, "It is not an object with op and path."), at);
            }
            catch (InvalidOperationException e)
            {
                throw new FhirPatchException(at, "op, path and from are text.", inner: e);
            }
        }
        try
        {
            var patched = FhirNode.Parse(Encoding.UTF8.GetBytes(root.ToJsonString()));
            return patched.ResourceType == resource.ResourceType && patched.Id == resource.Id
                ? patched
                : throw new FhirPatchException(null, "A patch changes neither the type nor the id of a resource.");
        }
        catch (FhirFormatException e)
        {
            throw new FhirPatchException(null, $"What the patch leaves is not a resource. {e.Message}", inner: e);
        }
    }

    private static JsonNode Apply(JsonNode root, JsonObject operation, int at)
    {
        var path = Pointer(operation, "path", at);
        switch (operation["op"]?.GetValue<string>())
        {
            case "add":
                return Add(root, path, Value(operation, at), at);
            case "remove":
                return Remove(root, path, at);
            case "replace":
                Find(root, path, at);
                return path.Length == 0 ? Value(operation, at) : Add(Remove(root, path, at), path, Value(operation, at), at, replacing: true);
            case "move":
                var from = Pointer(operation, "from", at);
                if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from))
                    throw new FhirPatchException(at, "An element cannot be moved into itself.");
                var moved = Find(root, from, at).DeepClone();
                return Add(Remove(root, from, at), path, moved, at);
            case "copy":
                return Add(root, path, Find(root, Pointer(operation, "from", at), at).DeepClone(), at);
            case "test":
                return JsonNode.DeepEquals(Find(root, path, at), Value(operation, at)) ? root : throw new FhirPatchException(at, "The test does not hold: the resource has another value there.", isTest: true);
            default:
                throw new FhirPatchException(at, "op is add, remove, replace, move, copy or test.");
        }
    }

    private static JsonNode Value(JsonObject operation, int at) => operation["value"]?.DeepClone() ?? throw new FhirPatchException(at, "It needs a value; FHIR JSON has no null.");

    /// <summary>RFC 6901.</summary>
    private static string[] Pointer(JsonObject operation, string name, int at)
    {
        var text = operation[name]?.GetValue<string>() ?? throw new FhirPatchException(at, $"It has no {name}.");
        if (text.Length == 0)
            return [];
        return text[0] == '/' && text.Length <= 1000
            ? [.. text[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : throw new FhirPatchException(at, $"Its {name} is not a JSON pointer: it starts with '/'.");
    }

    private static JsonNode Find(JsonNode root, ReadOnlySpan<string> path, int at)
    {
        var node = root;
        foreach (var step in path)
        {
            node = node switch
            {
                JsonObject parent => parent[step],
                JsonArray list when Index(step, list.Count - 1) is { } index => list[index],
                _ => null,
            } ?? throw Nothing(at);
        }
        return node;
    }

    private static JsonNode Add(JsonNode root, string[] path, JsonNode value, int at, bool replacing = false)
    {
        if (path.Length == 0)
            return value;
        switch (Find(root, path.AsSpan(0, path.Length - 1), at))
        {
            case JsonObject parent:
                parent[path[^1]] = value;
                break;
            case JsonArray list when path[^1] is "-" && !replacing:
                list.Add(value);
                break;
            case JsonArray list when Index(path[^1], list.Count) is { } index:
                list.Insert(index, value);
                break;
            default:
                throw Nothing(at);
        }
        return root;
    }

    private static JsonNode Remove(JsonNode root, string[] path, int at)
    {
        if (path.Length == 0)
            throw new FhirPatchException(at, "The resource itself cannot be removed; delete it.");
        switch (Find(root, path.AsSpan(0, path.Length - 1), at))
        {
            case JsonObject parent when parent.Remove(path[^1]):
                return root;
            case JsonArray list when Index(path[^1], list.Count - 1) is { } index:
                list.RemoveAt(index);
                return root;
            default:
                throw Nothing(at);
        }
    }

    /// <summary>No leading zeros, and not beyond the end.</summary>
    private static int? Index(string step, int last) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last && (step.Length == 1 || step[0] != '0') ? index : null;

    private static FhirPatchException Nothing(int at) => new(at, "There is nothing at its path.");
}
