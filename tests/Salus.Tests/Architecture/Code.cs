using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Salus.Tests.Architecture;

/// <summary>What compiled code uses, wherever it stands: signatures, bodies, lambdas, iterators, attributes.</summary>
internal static class Code
{
    public static IEnumerable<TypeDefinition> Types(ModuleDefinition module) => module.GetTypes().Where(t => t.Name != "<Module>");

    public static IEnumerable<(MethodDefinition Method, Instruction Instruction)> Instructions(ModuleDefinition module) =>
        from type in Types(module)
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        select (method, instruction);

    /// <summary>Every method that is called, constructed or taken as a delegate, with the member that does it.</summary>
    public static IEnumerable<(MethodDefinition By, MethodReference Called)> Calls(ModuleDefinition module) =>
        Instructions(module).Where(i => i.Instruction.Operand is MethodReference).Select(i => (i.Method, (MethodReference)i.Instruction.Operand));

    /// <summary>Every type that a type mentions.</summary>
    public static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        var direct = new List<TypeReference?> { type.BaseType };
        direct.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        direct.AddRange(type.Fields.Select(f => f.FieldType));
        direct.AddRange(type.CustomAttributes.Concat(type.Methods.SelectMany(m => m.CustomAttributes)).Select(a => a.AttributeType));
        direct.AddRange(type.GenericParameters.Concat(type.Methods.SelectMany(m => m.GenericParameters)).SelectMany(g => g.Constraints).Select(c => c.ConstraintType));
        foreach (var method in type.Methods)
        {
            direct.Add(method.ReturnType);
            direct.AddRange(method.Parameters.Select(p => p.ParameterType));
            if (!method.HasBody)
                continue;
            direct.AddRange(method.Body.Variables.Select(v => v.VariableType));
            direct.AddRange(method.Body.ExceptionHandlers.Select(h => h.CatchType));
            foreach (var instruction in method.Body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case TypeReference used:
                        direct.Add(used);
                        break;
                    case MethodReference called:
                        direct.Add(called.DeclaringType);
                        direct.Add(called.ReturnType);
                        direct.AddRange(called.Parameters.Select(p => p.ParameterType));
                        if (called is GenericInstanceMethod generic)
                            direct.AddRange(generic.GenericArguments);
                        break;
                    case FieldReference field:
                        direct.Add(field.DeclaringType);
                        direct.Add(field.FieldType);
                        break;
                }
            }
        }
        return direct.OfType<TypeReference>().SelectMany(Parts);
    }

    /// <summary>The namespace of a type as written; a nested type has that of the type around it.</summary>
    public static string NamespaceOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Namespace;
    }

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        GenericParameter => [],
        _ => [type],
    };
}
