namespace Salus.Fhir.Paths;

/// <summary>How a collection is read where one value is needed (FHIRPath 2.0 §4.5).</summary>
internal static class Singletons
{
    /// <summary>One boolean is itself, another single item is true; null for none, and for many.</summary>
    public static bool? Truth(in PathValues values)
    {
        if (values.Count != 1)
            return null;
        var value = values[0].System();
        return value.Kind is not PathKind.Boolean || value.Truth;
    }

    /// <summary>The truth of an operand; null for an empty one.</summary>
    public static bool? Truth(Scope scope, Expression expression, in PathValues input)
    {
        PathValues values = default;
        var variables = scope.Variables;
        expression.Evaluate(scope, input, ref values);
        scope.Variables = variables;
        return values.Count <= 1 ? Truth(values) : throw scope.Wrong($"A boolean was needed, but {values.Count} items came.", expression.Position);
    }

    /// <summary>The system value of the only item; false when there is none.</summary>
    public static bool TryOne(Scope scope, in PathValues values, int position, string what, out PathValue value)
    {
        if (values.Count > 1)
            throw scope.Wrong($"{what} takes one item, but there are {values.Count}.", position);
        value = values.IsEmpty ? default : values[0].System();
        return !values.IsEmpty;
    }

    /// <summary>The system value of an argument; false when it is empty.</summary>
    public static bool TryArgument(Scope scope, Expression argument, out PathValue value)
    {
        PathValues values = default;
        var variables = scope.Variables;
        argument.Evaluate(scope, scope.This, ref values);
        scope.Variables = variables;
        return TryOne(scope, values, argument.Position, "This argument", out value);
    }
}
