using System.Collections.Frozen;

namespace Salus.Fhir.Paths.Functions;

/// <summary>What a function does: adds what it yields for the input to the output.</summary>
internal delegate void FunctionBody(Scope scope, in PathValues input, Call call, ref PathValues output);

/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
internal sealed record Function(int Least, int Most, FunctionBody Body)
{
    public string Arity => (Least, Most) switch
    {
        (0, 0) => "no argument",
        (1, 1) => "one argument",
        var (least, most) when least == most => $"{least} arguments",
        (var least, int.MaxValue) => $"at least {least} argument{(least == 1 ? "" : "s")}",
        var (least, most) => $"{least} to {most} arguments",
    };
}

/// <summary><c>name(arguments)</c>, on what stands before it.</summary>
internal sealed class Call(int position, string name, Function function, Expression[] arguments) : Expression(position)
{
    public string Name { get; } = name;

    public Expression[] Arguments { get; } = arguments;

    /// <summary>What a function keeps between calls, for example the pattern it compiled.</summary>
    public object? Kept { get; set; }

    public override IEnumerable<Expression> Parts => Arguments;

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output) => function.Body(scope, input, this, ref output);

    /// <summary>The only item of the input as a system value; false when there is none.</summary>
    public bool TryInput(Scope scope, in PathValues input, out PathValue value) => Singletons.TryOne(scope, input, Position, $"'{Name}'", out value);

    /// <summary>An argument's system value; false when it is empty.</summary>
    public bool TryArgument(Scope scope, int index, out PathValue value) => Singletons.TryArgument(scope, Arguments[index], out value);

    /// <summary>The input as text; false when it is empty.</summary>
    public bool TryText(Scope scope, in PathValues input, out string text)
    {
        text = "";
        if (!TryInput(scope, input, out var value))
            return false;
        text = value.Kind is PathKind.String ? (string)value.Content! : throw scope.Wrong($"'{Name}' works on a text, not on {value.TypeName}.", Position);
        return true;
    }

    /// <summary>An argument as text; false when it is empty.</summary>
    public bool TryText(Scope scope, int index, out string text)
    {
        text = "";
        if (!TryArgument(scope, index, out var value))
            return false;
        text = value.Kind is PathKind.String ? (string)value.Content! : throw scope.Wrong($"'{Name}' needs a text here, not {value.TypeName}.", Arguments[index].Position);
        return true;
    }

    /// <summary>An argument as a whole number; false when it is empty.</summary>
    public bool TryInteger(Scope scope, int index, out int number)
    {
        number = 0;
        if (!TryArgument(scope, index, out var value))
            return false;
        number = value.AsInteger() ?? throw scope.Wrong($"'{Name}' needs an integer here, not {value.TypeName}.", Arguments[index].Position);
        return true;
    }

    /// <summary>Evaluates an argument for one item of the input as <c>$this</c>.</summary>
    public void ForItem(Scope scope, int argument, in PathValue item, int index, ref PathValues values)
    {
        scope.Context.Cancel.ThrowIfCancellationRequested();
        var (outer, outerIndex, variables) = (scope.This, scope.Index, scope.Variables);
        scope.This = new PathValues(item);
        scope.Index = index;
        Arguments[argument].Evaluate(scope, scope.This, ref values);
        scope.This = outer;
        scope.Index = outerIndex;
        scope.Variables = variables;
    }

    /// <summary>Whether a criterion holds for one item; null when it yields nothing.</summary>
    public bool? Holds(Scope scope, int argument, in PathValue item, int index)
    {
        PathValues values = default;
        ForItem(scope, argument, item, index, ref values);
        if (values.Count > 1)
            throw scope.Wrong($"The criterion of '{Name}' must yield one boolean, but {values.Count} items came.", Arguments[argument].Position);
        return Singletons.Truth(values);
    }

    /// <summary>An argument evaluated outside of the input, as the arguments of <c>union</c> and the like are.</summary>
    public PathValues Outside(Scope scope, int argument)
    {
        PathValues values = default;
        var variables = scope.Variables;
        Arguments[argument].Evaluate(scope, scope.This, ref values);
        scope.Variables = variables;
        return values;
    }
}

/// <summary>Every function by its name.</summary>
internal static class FunctionTable
{
    public static FrozenDictionary<string, Function> All { get; } = new[]
    {
        Collections.Functions, Navigation.Functions, Conversions.Functions, Texts.Functions, Encodings.Functions, Mathematics.Functions,
        DatesAndTimes.Functions, Utilities.Functions, FhirFunctions.Functions,
    }.SelectMany(group => group).ToFrozenDictionary(f => f.Name, f => f.Function, StringComparer.Ordinal);
}
