using System.Text;

namespace Salus.Fhir;

/// <summary>
/// Reads the JSON form of R4 (https://hl7.org/fhir/R4/json.html) in one pass. Strict without a list of problems: the first one
/// is thrown. With a list it goes on where that is possible, as <see cref="FhirReadProblemKind"/> says.
/// </summary>
internal sealed partial class FhirJsonReader
{
    public const string TypeProperty = "resourceType";

    /// <summary>Up to so many names are compared one by one, which is faster than a set.</summary>
    private const int FewNames = 24;

    /// <summary>A tree with so many nodes must have this many bytes of text per node; less is no resource, only a way to use memory.</summary>
    public const int ManyNodes = 400_000, LeastBytesPerNode = 8;

    private readonly FhirSource source;
    private readonly byte[] text;
    private readonly FhirReadLimits limits;
    private readonly List<FhirReadProblem>? problems;
    private int at;
    private int depth;
    private int nodesRead;
    private int nulls;

    /// <summary>Finished nodes whose parent is still open.</summary>
    private FhirNode[] open = new FhirNode[64];
    private int openCount;

    /// <summary>Names seen so far in each open object.</summary>
    private string[] names = new string[64];
    private int nameCount;

    /// <summary>The property that each open object is at, and the index when it is a list.</summary>
    private (string Name, int Index)[] steps = new (string, int)[16];
    private int level;

    private FhirJsonReader(FhirSource source, FhirReadLimits limits, List<FhirReadProblem>? problems)
    {
        this.source = source;
        text = source.Text;
        this.limits = limits;
        this.problems = problems;
        firstInvalid = FirstInvalidUtf8();
    }

    /// <returns>Null only with a list of problems, when the text holds no resource.</returns>
    public static FhirNode? Read(ReadOnlySpan<byte> json, FhirReadLimits limits, List<FhirReadProblem>? problems)
    {
        Bound(json.Length, limits);
        return Read(FhirSource.Of(json), limits, problems);
    }

    public static FhirNode Read(ReadOnlySpan<byte> json, FhirReadLimits limits) => Read(json, limits, problems: null)!;

    public static FhirNode Read(string json, FhirReadLimits limits)
    {
        var length = Encoding.UTF8.GetByteCount(json);
        Bound(length, limits);
        var utf8 = new byte[length + 1];
        Encoding.UTF8.GetBytes(json, utf8);
        return Read(new FhirSource(utf8, 1), limits, problems: null)!;
    }

    public static FhirNode? Read(FhirSource source, FhirReadLimits limits, List<FhirReadProblem>? problems) => new FhirJsonReader(source, limits, problems).Root();

    private static void Bound(long length, FhirReadLimits limits)
    {
        if (length > limits.MaxBytes)
            throw new FhirFormatException($"The resource has {length} bytes; at most {limits.MaxBytes} are read. Split it, or raise the limit.", 1, 1, "");
    }

    private FhirNode? Root()
    {
        if (text.AsSpan().StartsWith("\uFEFF"u8))
            at = 3;
        SkipSpace();
        if (text[at] is not (byte)'{')
            throw AtEnd ? NotJson("The text is empty.") : Fatal(at, "A FHIR resource is a JSON object that starts with '{'.");
        var start = at;
        var (children, type) = ReadObject();
        SkipSpace();
        if (!AtEnd)
            throw NotJson("There is more text after the end of the resource.");
        if (type is not null)
            return FhirNode.Branch(type, children, type, inList: false, source, start);
        Problem(FhirReadProblemKind.ResourceType, start, "The object has no resourceType, so it is not a FHIR resource.");
        return null;
    }

    private (FhirNode[] Children, string? Type) ReadObject()
    {
        Enter();
        var (firstOpen, firstName, nullsBefore) = (openCount, nameCount, nulls);
        string? type = null;
        List<Twin>? twins = null;
        HashSet<string>? many = null;
        if (level == steps.Length)
            Array.Resize(ref steps, 2 * level);
        steps[level++] = ("", -1);
        SkipSpace();
        if (text[at] is (byte)'}')
            at++;
        else
        {
            do
            {
                if (text[at] is not (byte)'"')
                    throw NotJson("A property starts with its name in double quotes.");
                var nameAt = at;
                var name = ReadName();
                steps[level - 1] = (name, -1);
                SkipSpace();
                if (text[at] is not (byte)':')
                    throw NotJson($"After the property name '{Excerpt.Of(name)}' comes a colon.");
                at++;
                SkipSpace();
                if (IsSecond(name, firstName, ref many))
                {
                    Problem(FhirReadProblemKind.DuplicateProperty, nameAt, $"The property '{Excerpt.Of(name)}' is there twice in one object; keep one.");
                    SkipValue();
                }
                else if (string.Equals(name, TypeProperty, StringComparison.Ordinal))
                    type = ReadType();
                else if (name.Length > 1 && name[0] == '_')
                    ReadTwin(name, openCount - firstOpen, ref twins);
                else
                    ReadProperty(name);
            }
            while (Another((byte)'}'));
        }
        if (twins is not null || nulls > nullsBefore)
            MergeTwins(twins ?? [], firstOpen);
        nulls = nullsBefore;
        level--;
        depth--;
        nameCount = firstName;
        return (TakeOpen(firstOpen), type);
    }

    private void ReadProperty(string name)
    {
        if (text[at] is not (byte)'[')
        {
            if (text[at] is (byte)'n' && TrySkip("null"u8))
                Problem(FhirReadProblemKind.Null, at - 4, "FHIR JSON has no null here; leave the property out.");
            else
                Push(ReadValue(name, inList: false));
            return;
        }
        var (start, first) = (at, openCount);
        Enter();
        SkipSpace();
        if (text[at] is (byte)']')
        {
            at++;
            Tolerated(FhirReadProblemKind.EmptyArray, start, $"The array '{Excerpt.Of(name)}' is empty; leave the property out.");
        }
        else
        {
            var index = 0;
            do
            {
                steps[level - 1].Index = index++;
                ReadItem(name, first);
            }
            while (Another((byte)']'));
        }
        steps[level - 1].Index = -1;
        depth--;
    }

    private void ReadItem(string name, int first)
    {
        if (text[at] is (byte)'[')
        {
            Problem(FhirReadProblemKind.NestedArray, at, "FHIR JSON has no array inside an array.");
            SkipValue();
            return;
        }
        var start = at;
        var isNull = text[at] is (byte)'n' && TrySkip("null"u8);
        if (isNull)
            nulls++;
        var item = isNull ? FhirNode.Branch(name, [], null, inList: true, source, start).AsPrimitive(name, inList: true) : ReadValue(name, inList: true);
        if (openCount > first && open[first].IsPrimitive != item.IsPrimitive)
            Problem(FhirReadProblemKind.MixedArray, start, "An array holds either objects or primitives.");
        else
            Push(item);
    }

    private FhirNode ReadValue(string name, bool inList)
    {
        var start = at;
        switch (text[at])
        {
            case (byte)'{':
                var (children, type) = ReadObject();
                return FhirNode.Branch(name, children, type, inList, source, start);
            case (byte)'"':
                var escaped = ReadString();
                return FhirNode.Leaf(name, FhirValueKind.String, inList, source, start + 1, at - start - 2, escaped);
            case (byte)'t' when TrySkip("true"u8):
            case (byte)'f' when TrySkip("false"u8):
                return FhirNode.Leaf(name, FhirValueKind.Boolean, inList, source, start, at - start, escaped: false);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                ReadNumber();
                return FhirNode.Leaf(name, FhirValueKind.Number, inList, source, start, at - start, escaped: false);
            default:
                throw AtEnd ? NotJson("The text ends where a value is expected; it may have been cut off.") : NotJson("A value is an object, an array, a string, a number, true, false or null.");
        }
    }

    private string? ReadType()
    {
        var start = at;
        if (text[at] is (byte)'"')
        {
            var escaped = ReadString();
            var literal = text.AsSpan(start + 1, at - start - 2);
            if (literal.Length > 0)
                return escaped ? JsonEscapes.Decode(literal) : ElementNames.Get(literal);
        }
        else
            SkipValue();
        Problem(FhirReadProblemKind.ResourceType, start, "resourceType must be text, for example \"Patient\".");
        return null;
    }

    private bool IsSecond(string name, int first, ref HashSet<string>? many)
    {
        if (many is not null)
            return !many.Add(name);
        for (var i = nameCount - 1; i >= first; i--)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal))
                return true;
        }
        if (nameCount == names.Length)
            Array.Resize(ref names, 2 * nameCount);
        names[nameCount++] = name;
        if (nameCount - first == FewNames)
            many = new HashSet<string>(names.AsSpan(first, FewNames).ToArray(), StringComparer.Ordinal);
        return false;
    }

    private void Push(FhirNode node)
    {
        if (openCount == open.Length)
            Array.Resize(ref open, 2 * openCount);
        open[openCount++] = node;
        if (++nodesRead > ManyNodes && (long)nodesRead * LeastBytesPerNode > text.Length)
            throw Fatal(at, $"The text holds more than {nodesRead} elements in {source.Length} bytes. Elements of FHIR have names and values; this is no resource.");
    }

    private FhirNode[] TakeOpen(int first)
    {
        if (openCount == first)
            return [];
        var taken = open.AsSpan(first, openCount - first).ToArray();
        openCount = first;
        return taken;
    }

    private void Enter()
    {
        at++;
        if (++depth > limits.MaxDepth)
            throw Fatal(at - 1, $"Objects and arrays are nested to a depth of more than {limits.MaxDepth}. R4 needs about 20.");
    }

    /// <summary>Past the comma to the next property or item, or past the end.</summary>
    private bool Another(byte end)
    {
        SkipSpace();
        if (text[at] is (byte)',')
        {
            var comma = at++;
            SkipSpace();
            if (text[at] != end)
                return true;
            Problem(FhirReadProblemKind.TrailingComma, comma, "There is nothing after this comma; remove it.");
        }
        if (text[at] != end)
            throw AtEnd ? NotJson("The text ends inside an object or array; it may have been cut off.") : NotJson($"A comma or '{(char)end}' is expected here.");
        at++;
        return false;
    }

    private void SkipValue()
    {
        // What is skipped is checked like everything else and then dropped.
        var (first, kept) = (openCount, steps[level - 1]);
        ReadProperty("");
        steps[level - 1] = kept;
        openCount = first;
    }

    private string Path()
    {
        var path = new StringBuilder();
        foreach (var (name, index) in steps.AsSpan(0, level))
        {
            path.Append(path.Length > 0 && name.Length > 0 ? "." : "").Append(Excerpt.Of(name));
            if (index >= 0)
                path.Append('[').Append(index).Append(']');
        }
        return path.ToString();
    }

    private FhirReadProblem ProblemAt(FhirReadProblemKind kind, int offset, string reason) => new(kind, reason, source.PositionOf(offset), Path());

    private void Problem(FhirReadProblemKind kind, int offset, string reason) => Problem(ProblemAt(kind, offset, reason));

    private void Problem(FhirReadProblem problem)
    {
        if (problems is null)
            throw problem.ToException();
        if (problems.Count >= FhirReading.MostProblems - 1)
            throw Fatal(at, "There are too many problems to go on.");
        problems.Add(problem);
    }

    /// <summary>What a strict reading lets pass.</summary>
    private void Tolerated(FhirReadProblemKind kind, int offset, string reason)
    {
        if (problems is not null)
            Problem(kind, offset, reason);
    }

    private FhirFormatException Fatal(int offset, string reason) => ProblemAt(FhirReadProblemKind.Unreadable, offset, reason).ToException();

    private FhirFormatException NotJson(string reason) => Fatal(at, "This is not JSON: " + reason);
}
