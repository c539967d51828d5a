using Salus.Governance.Deidentification.Releases.SecondReading;

namespace Salus.Governance.Deidentification.Releases.Risk;

/// <summary>
/// Reads from FHIR as it would go out (JSON, and XML by <see cref="FhirXmlWalk"/>) what others may know of its patients: from Patient, Encounter and Condition, alone, in bundles or one
/// per line. Looks at the outputs, not at what the cleaning says of them.
/// </summary>
internal sealed class FhirFacts(PeopleTable people) : IJsonVisitor
{
    private const int MostFactsPerResource = 2_000;

    private readonly Stack<Frame> resources = new();
    private readonly Stack<string?> path = new();
    private string? topExtension;

    public void Open(string? name, bool isArray)
    {
        // In an array the name stands before the array, and its objects have none.
        name ??= !isArray && path.Count > 0 && path.Peek() is ['[', .. var array] ? array : null;
        path.Push(isArray ? "[" + name : name);
        if (!isArray && (path.Count == 1 || name is "resource" or "contained"))
            resources.Push(new Frame(path.Count));
    }

    public void Close()
    {
        var closed = path.Count;
        path.Pop();
        if (resources.TryPeek(out var frame) && frame.Depth == closed)
            Tell(resources.Pop());
    }

    public void Value(string? name, string value)
    {
        if (!resources.TryPeek(out var frame))
            return;
        name ??= path.Peek() is ['[', .. var array] ? array : null;
        switch (name)
        {
            case "resourceType" when path.Count == frame.Depth:
                frame.Type = value;
                break;
            case "id" when path.Count == frame.Depth:
                frame.Id = value;
                break;
            case "reference" when Above() is "subject" or "patient":
                frame.Subject ??= value;
                break;
            case "birthDate":
                frame.Add(QuasiIdentifier.BirthYear, value);
                break;
            case "gender" when path.Count == frame.Depth:
                frame.Add(QuasiIdentifier.Sex, value);
                break;
            case "postalCode" when path.Count > frame.Depth:
                frame.Add(QuasiIdentifier.PostalCode, value);
                break;
            case "state" when Above() is "address":
                frame.Add(QuasiIdentifier.State, value);
                break;
            case "start" when Above() is "period" && path.Count == frame.Depth + 1:
                frame.Add(QuasiIdentifier.AdmissionYear, value);
                break;
            case "url" when value.EndsWith("us-core-race", StringComparison.Ordinal) || value.EndsWith("us-core-ethnicity", StringComparison.Ordinal):
                topExtension = value;
                break;
            case "code" when Above() is "valueCoding" && topExtension is not null:
                frame.Add(topExtension.EndsWith("race", StringComparison.Ordinal) ? QuasiIdentifier.Race : QuasiIdentifier.Ethnicity, value);
                break;
            case "code" when Above() is "coding" && path.Count == frame.Depth + 3 && path.ElementAt(2) is "code":
                frame.Add(QuasiIdentifier.Diagnosis, value);
                break;
        }
    }

    /// <summary>Name of the object that the value stands in.</summary>
    private string? Above() => path.Peek();

    private void Tell(Frame frame)
    {
        topExtension = null;
        var person = frame.Type is "Patient" ? frame.Id : frame.Subject;
        if (person is null)
            return;
        person = person[(person.LastIndexOfAny(['/', ':']) + 1)..];
        foreach (var (column, value) in frame.Facts)
        {
            var belongs = (frame.Type, column) switch
            {
                ("Patient", not (QuasiIdentifier.Diagnosis or QuasiIdentifier.AdmissionYear)) => true,
                ("Encounter", QuasiIdentifier.AdmissionYear) => true,
                ("Condition", QuasiIdentifier.Diagnosis) => true,
                _ => false,
            };
            if (belongs)
                people.Add(person, column, column is QuasiIdentifier.BirthYear or QuasiIdentifier.AdmissionYear ? value[..Math.Min(4, value.Length)] : value);
        }
        if (frame.Type is "Patient")
            people.Meet(person);
    }

    private sealed class Frame(int depth)
    {
        public int Depth { get; } = depth;

        public string? Type { get; set; }

        public string? Id { get; set; }

        public string? Subject { get; set; }

        public List<(QuasiIdentifier Column, string Value)> Facts { get; } = [];

        public void Add(QuasiIdentifier column, string value)
        {
            if (Facts.Count < MostFactsPerResource)
                Facts.Add((column, value));
        }
    }
}
