namespace Salus.Fhir.Paths.Functions;

/// <summary>iif, trace and defineVariable (FHIRPath 2.0 §5.5.1, §5.9).</summary>
internal static class Utilities
{
    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("iif", new(2, 3, Iif)),
        ("trace", new(1, 2, Trace)),
        ("defineVariable", new(1, 2, DefineVariable)),
    ];

    /// <summary>The branch not taken is not evaluated.</summary>
    private static void Iif(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (input.Count > 1)
            throw call.Wrong(scope, $"'iif' stands after one item or none, but there are {input.Count}; use select(iif(…)).");
        var (outer, variables) = (scope.This, scope.Variables);
        scope.This = input;
        var branch = Singletons.Truth(scope, call.Arguments[0], input) is true ? 1 : 2;
        if (branch < call.Arguments.Length)
            call.Arguments[branch].Evaluate(scope, input, ref output);
        scope.This = outer;
        scope.Variables = variables;
    }

    private static void Trace(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (scope.Context.Trace is { } listener)
        {
            _ = call.TryText(scope, 0, out var name);
            PathValues seen = default;
            for (var i = 0; i < input.Count; i++)
            {
                if (call.Arguments.Length > 1)
                    call.ForItem(scope, 1, input[i], i, ref seen);
                else
                    seen.Add(input[i]);
            }
            listener(name, seen.ToImmutable());
        }
        output.AddRange(input);
    }

    private static void DefineVariable(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!call.TryText(scope, 0, out var name))
            throw call.Wrong(scope, "'defineVariable' needs a name.");
        if (name is "context" or "resource" or "rootResource" || ExternalConstant.Constant(name) is not null || scope.Context.Variables.ContainsKey(name))
            throw call.Wrong(scope, $"'%{name}' is given from outside and cannot be defined.");
        for (var defined = scope.Variables; defined is not null; defined = defined.Earlier)
        {
            if (string.Equals(defined.Name, name, StringComparison.Ordinal))
                throw call.Wrong(scope, $"'%{name}' is already defined.");
        }
        var values = input.Copy();
        if (call.Arguments.Length > 1)
        {
            values = default;
            var (outer, variables) = (scope.This, scope.Variables);
            scope.This = input.Copy();
            call.Arguments[1].Evaluate(scope, input, ref values);
            (scope.This, scope.Variables) = (outer, variables);
        }
        scope.Variables = new Scope.Defined(name, values, scope.Variables);
        output.AddRange(input);
    }
}
