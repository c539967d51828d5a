using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Salus.Tests.Architecture;

/// <summary>The rules of the house, each from compiled code to a list of offences. An empty list is obedience.</summary>
internal static class Rules
{
    public static readonly string[] GroundFloor = ["Salus.Fhir", "Salus.Dicom", "Salus.Language", "Salus.Learning", "Salus.Chemistry"];

    public static readonly string[] FirstFloor = ["Salus.Trust", "Salus.Writing", "Salus.Design"];

    public static readonly string[] Wings =
        ["Salus.Documentation", "Salus.Operations", "Salus.Decisions", "Salus.Imaging", "Salus.Discovery", "Salus.Synthesis", "Salus.Training", "Salus.Governance"];

    private static readonly string[] Sealed = ["Salus.Trust.ReviewedDraft", "Salus.Trust.SignedDraft"];

    private static readonly HashSet<string> NumbersAndDates =
    [
        "System.Byte", "System.SByte", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32", "System.Int64", "System.UInt64", "System.Int128", "System.UInt128",
        "System.Half", "System.Single", "System.Double", "System.Decimal", "System.Numerics.BigInteger",
        "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan",
    ];

    /// <summary>Where the letter of a number depends on the country even without thousands separators.</summary>
    private static readonly HashSet<string> FractionsAndDates =
        ["System.Half", "System.Single", "System.Double", "System.Decimal", "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly"];

    private static readonly HashSet<string> Clocks =
        ["System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today", "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow"];

    /// <summary>Arrows go down: what an assembly of this name may reference of Salus; null for a name that has no place yet.</summary>
    public static string[]? MayReference(string assembly) => assembly switch
    {
        "Salus.Trust" => ["Salus.Fhir"],
        "Salus.Design" => ["Salus.Fhir", "Salus.Trust"],
        "Salus.Writing" => ["Salus.Fhir", "Salus.Language", "Salus.Trust"],
        "salus" => [.. GroundFloor, .. FirstFloor, .. Wings],
        _ when GroundFloor.Contains(assembly) => [],
        _ when Wings.Contains(assembly) => [.. GroundFloor, .. FirstFloor],
        _ => null,
    };

    /// <param name="name">The assembly's place in the house.</param>
    public static IEnumerable<string> ArrowsGoDown(string name, ModuleDefinition module) => MayReference(name) is { } allowed
        ? module.AssemblyReferences.Select(r => r.Name).Where(r => IsOurs(r) && !allowed.Contains(r)).Select(r => $"{name} references {r}")
        : [$"{name} has no floor: give it one in {nameof(Rules)}.{nameof(MayReference)}"];

    /// <summary>A capability is the third part of a wing's namespace; what lies below belongs to it.</summary>
    public static IEnumerable<string> CapabilitiesKeepApart(ModuleDefinition module) =>
        from type in Code.Types(module)
        let own = CapabilityOf(type)
        where own is not null
        from used in Code.Uses(type).Select(CapabilityOf).Distinct()
        where used is not null && used != own
        select $"{type.FullName} uses {used}";

    public static IEnumerable<string> OnlyTrustMakesReviewedAndSignedDrafts(string name, ModuleDefinition module)
    {
        if (module.Assembly.CustomAttributes.Any(a => a.AttributeType.Name == "InternalsVisibleToAttribute"))
            yield return $"{name} lets others see its internals";
        foreach (var (by, called) in Code.Calls(module))
        {
            if (called.Name == ".ctor" && Sealed.Contains(called.DeclaringType.FullName) && name != "Salus.Trust")
                yield return $"{by.FullName} makes a {called.DeclaringType.Name}";
            if (called.Name == "GetUninitializedObject")
                yield return $"{by.FullName} makes objects without their constructor";
        }
        foreach (var accessor in Code.Types(module).SelectMany(t => t.Methods).Where(m => m.CustomAttributes.Any(a => a.AttributeType.Name == "UnsafeAccessorAttribute")))
            yield return $"{accessor.FullName} reaches into another type";
    }

    public static IEnumerable<string> ClocksAreGiven(ModuleDefinition module) =>
        Calling(module, called => Clocks.Contains($"{called.DeclaringType.FullName}::{called.Name}"), "reads the clock");

    public static IEnumerable<string> ChanceIsSeeded(ModuleDefinition module) => Calling(module, called => (called.DeclaringType.FullName, called.Name) switch
    {
        ("System.Random", "get_Shared") => true,
        ("System.Random", ".ctor") => called.Parameters.Count == 0,
        ("System.Guid", "NewGuid") => true,
        _ => false,
    }, "has no seed");

    public static IEnumerable<string> NobodyWritesToTheConsole(ModuleDefinition module) =>
        Calling(module, called => called.DeclaringType.FullName == "System.Console", "uses the console");

    /// <summary>Formatting and parsing name their culture.</summary>
    public static IEnumerable<string> NothingDependsOnTheCountry(ModuleDefinition module) =>
        Calling(module, DependsOnCulture, "depends on the culture").Concat(InterpolatesFractions(module));

    public static string? CapabilityOf(TypeReference type)
    {
        var parts = Code.NamespaceOf(type).Split('.');
        return parts.Length >= 3 && Wings.Contains($"{parts[0]}.{parts[1]}") ? $"{parts[0]}.{parts[1]}.{parts[2]}" : null;
    }

    private static bool DependsOnCulture(MethodReference called)
    {
        var (type, name) = (called.DeclaringType.FullName, called.Name);
        var givesProvider = called.Parameters.Any(p => p.ParameterType.Name is "IFormatProvider" or "CultureInfo");
        if (type == "System.Globalization.CultureInfo" && name is "get_CurrentCulture" or "get_CurrentUICulture")
            return true;
        if (NumbersAndDates.Contains(type) && name is "ToString" or "Parse" or "TryParse" or "ParseExact" or "TryParseExact" or "TryFormat")
            return !givesProvider && HasOverloadWithProvider(called);
        if (type == "System.String" && name == "Format" || type == "System.Text.StringBuilder" && name == "AppendFormat")
            return !givesProvider;
        if (type is "System.String" or "System.Char" && name is "ToUpper" or "ToLower")
            return !givesProvider;
        if (type == "System.String" && name is "StartsWith" or "EndsWith" or "IndexOf" or "LastIndexOf" or "Compare" && called.Parameters.Any(p => p.ParameterType.FullName == "System.String"))
            return !givesProvider && !called.Parameters.Any(p => p.ParameterType.Name == "StringComparison");
        return false;
    }

    private static bool HasOverloadWithProvider(MethodReference called) => Type.GetType(called.DeclaringType.FullName) is not { } type
        || type.GetMethods().Any(m => m.Name == called.Name && m.GetParameters().Any(p => p.ParameterType == typeof(IFormatProvider)));

    /// <summary>An interpolated string without a provider uses the current culture for the values in it.</summary>
    private static IEnumerable<string> InterpolatesFractions(ModuleDefinition module)
    {
        const string handler = "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler";
        foreach (var type in Code.Types(module))
        {
            foreach (var method in type.Methods.Where(m => m.HasBody))
            {
                var invariant = true;
                foreach (var called in method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>().Where(c => c.DeclaringType.FullName == handler))
                {
                    if (called.Name == ".ctor")
                        invariant = called.Parameters.Count > 2;
                    else if (!invariant && called is GenericInstanceMethod { Name: "AppendFormatted" } append && append.GenericArguments.Any(Fraction))
                        yield return $"{method.FullName} depends on the culture: it interpolates {append.GenericArguments[0].Name} without one";
                }
            }
        }

        static bool Fraction(TypeReference type) => FractionsAndDates.Contains(type is GenericInstanceType { Name: "Nullable`1" } nullable ? nullable.GenericArguments[0].FullName : type.FullName);
    }

    private static IEnumerable<string> Calling(ModuleDefinition module, Func<MethodReference, bool> banned, string offence) =>
        from call in Code.Calls(module)
        // Records print themselves for the debugger; the compiler wrote that.
        where call.By.Name != "PrintMembers" && banned(call.Called)
        select $"{call.By.FullName} {offence}: {call.Called.DeclaringType.Name}.{call.Called.Name}";

    private static bool IsOurs(string assembly) => assembly.StartsWith("Salus.", StringComparison.Ordinal) || assembly == "salus";
}
