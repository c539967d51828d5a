namespace Salus.Fhir.Paths;

/// <summary><c>%name</c>: what the caller gave, what <c>defineVariable</c> defined, and the constants of FHIR.</summary>
internal sealed class ExternalConstant(int position, string name) : Expression(position)
{
    public string Name { get; } = name;

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        for (var defined = scope.Variables; defined is not null; defined = defined.Earlier)
        {
            if (!string.Equals(defined.Name, Name, StringComparison.Ordinal))
                continue;
            output.AddRange(defined.Values);
            return;
        }
        if (scope.Context.Variables.TryGetValue(Name, out var given))
        {
            foreach (var value in given)
                output.Add(value);
            return;
        }
        switch (Name)
        {
            case "context":
                output.AddRange(scope.Input);
                return;
            case "resource":
                AddNode(scope, scope.Resource, ref output);
                return;
            case "rootResource":
                AddNode(scope, scope.RootResource, ref output);
                return;
            default:
                output.Add(PathValue.Of(Constant(Name) ?? throw Wrong(scope, $"The external constant '%{Name}' is not known; the caller has to give it.")));
                return;
        }
    }

    /// <summary>The constants that FHIR defines (https://hl7.org/fhir/R4/fhirpath.html#variables); null for other names.</summary>
    internal static string? Constant(string name) => name switch
    {
        "sct" => "http://snomed.info/sct",
        "loinc" => "http://loinc.org",
        "ucum" => "http://unitsofmeasure.org",
        _ when name.StartsWith("vs-", StringComparison.Ordinal) => string.Concat("http://hl7.org/fhir/ValueSet/", name.AsSpan(3)),
        _ when name.StartsWith("ext-", StringComparison.Ordinal) => string.Concat("http://hl7.org/fhir/StructureDefinition/", name.AsSpan(4)),
        _ => null,
    };

    private static void AddNode(Scope scope, FhirNode? node, ref PathValues output)
    {
        if (node is not null)
            output.Add(scope.ValueOf(node));
    }
}
