namespace Salus.Fhir.Paths;

/// <summary>A part of an expression: adds what it yields for an input collection to an output collection.</summary>
internal abstract class Expression(int position)
{
    /// <summary>Zero-based character where it starts.</summary>
    public int Position { get; } = position;

    public abstract void Evaluate(Scope scope, in PathValues input, ref PathValues output);

    /// <summary>The parts, for those who walk the tree.</summary>
    public virtual IEnumerable<Expression> Parts => [];

    public FhirPathException Wrong(Scope scope, string reason) => scope.Wrong(reason, Position);
}

/// <summary>What is visible while an expression runs. Functions save and restore what they change; a thread uses its scope again and again.</summary>
internal sealed class Scope
{
    /// <summary>Items that functions may add one by one: <c>repeat</c> of something that grows has to end.</summary>
    private const int MostItems = 1_000_000;

    private const int MostCharacters = 10_000_000;

    [ThreadStatic]
    private static Scope? spare;

    private string expression = "";
    private PathValue input;
    private bool hasInput;
    private DateTimeOffset? now;

    /// <summary><c>$this</c>; nothing when the evaluation has no input.</summary>
    public PathValues This;

    public PathValues Total;

    /// <summary><c>$index</c>; -1 outside functions that go through a collection.</summary>
    public int Index = -1;

    /// <summary>What <c>defineVariable</c> has defined so far on this path.</summary>
    public Defined? Variables;

    public int Budget = MostItems;

    private Scope(PathContext context) => Context = context;

    public PathContext Context { get; private set; }

    /// <summary>A scope for one evaluation; give it back with <see cref="Leave"/>. Evaluations may nest: each has its own.</summary>
    public static Scope Enter(PathContext context, string expression, in PathValue input, bool hasInput)
    {
        var scope = spare ?? new Scope(context);
        spare = null;
        scope.Context = context;
        scope.expression = expression;
        scope.hasInput = hasInput;
        if (hasInput)
        {
            scope.input = input;
            scope.This = new PathValues(input);
        }
        return scope;
    }

    /// <summary>Forgets everything, so that no resource is kept alive.</summary>
    public void Leave()
    {
        (input, This, Index, now, Context, expression) = (default, default, -1, null, PathContext.Default, "");
        if (Variables is not null || Total.Count > 0 || Budget != MostItems)
            (Variables, Total, Budget) = (null, default, MostItems);
        spare = this;
    }

    /// <summary><c>%context</c>: the input of the whole expression.</summary>
    public PathValues Input => hasInput ? new PathValues(input) : default;

    /// <summary>One moment for the whole evaluation, so that <c>now() = now()</c>.</summary>
    public DateTimeOffset Now => now ??= Context.Clock.GetLocalNow();

    public FhirNode? Resource => Context.Resource ?? (hasInput && input.Node is { ResourceType: not null } node ? node : null);

    public FhirNode? RootResource => Context.RootResource ?? Resource;

    public PathValue ValueOf(FhirNode node) => new(node, PathTypes.Concrete(node, null, Context.Definitions));

    public FhirPathException Wrong(string reason, int position) => new(reason, position, expression);

    /// <summary>A text that was put together, when it is not longer than an expression may make one.</summary>
    public string Bounded(string text, int position) =>
        text.Length <= MostCharacters ? text : throw Wrong($"A text grew beyond {MostCharacters} characters.", position);

    /// <summary>A variable and those defined before it.</summary>
    public sealed record Defined(string Name, PathValues Values, Defined? Earlier);
}

internal sealed class Literal(int position, PathValue value) : Expression(position)
{
    public PathValue Value { get; } = value;

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output) => output.Add(Value);
}

internal sealed class Empty(int position) : Expression(position)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
    }
}

internal sealed class This(int position) : Expression(position)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output) => output.AddRange(scope.This);
}

internal sealed class Index(int position) : Expression(position)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        if (scope.Index >= 0)
            output.Add(PathValue.Of(scope.Index));
    }
}

internal sealed class Total(int position) : Expression(position)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output) => output.AddRange(scope.Total);
}

/// <summary>An expression in parentheses; what it defines stays inside.</summary>
internal sealed class Parenthesis(int position, Expression inner) : Expression(position)
{
    public Expression Inner { get; } = inner;

    public override IEnumerable<Expression> Parts => [Inner];

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        var variables = scope.Variables;
        Inner.Evaluate(scope, input, ref output);
        scope.Variables = variables;
    }
}

/// <summary><c>a.b[0].c()</c>: each step takes what the one before yields.</summary>
internal sealed class Chain(int position, Expression[] steps) : Expression(position)
{
    public Expression[] Steps { get; } = steps;

    public override IEnumerable<Expression> Parts => Steps;

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        var start = Walk(scope, input, ref output, out var current);
        if (start == Steps.Length)
            return;
        PathValues next = default;
        for (var i = start; i < Steps.Length - 1; i++)
        {
            next.Clear();
            Steps[i].Evaluate(scope, current, ref next);
            (current, next) = (next, current);
        }
        Steps[^1].Evaluate(scope, current, ref output);
    }

    /// <summary>
    /// The leading element names are walked depth first, without a collection between them: that gives the same order.
    /// Answers how many steps are done; when all are, their items are already in the output.
    /// </summary>
    private int Walk(Scope scope, in PathValues input, ref PathValues output, out PathValues reached)
    {
        reached = default;
        if (names < 2)
        {
            Steps[0].Evaluate(scope, input, ref reached);
            return 1;
        }
        for (var i = 0; i < input.Count; i++)
        {
            if (names == Steps.Length)
                Step(scope, input[i], 0, ref output);
            else
                Step(scope, input[i], 0, ref reached);
        }
        return names;
    }

    private void Step(Scope scope, in PathValue item, int step, ref PathValues output)
    {
        var child = (Child)Steps[step];
        if (step == names - 1)
        {
            child.Step(scope, item, ref output);
            return;
        }
        if (child.TryPlain(scope, item, out var nodes, out var shape))
        {
            foreach (var node in nodes)
                Step(scope, new PathValue(node, shape), step + 1, ref output);
            return;
        }
        PathValues below = default;
        child.Step(scope, item, ref below);
        for (var i = 0; i < below.Count; i++)
            Step(scope, below[i], step + 1, ref output);
    }

    /// <summary>How many steps from the first on are element names.</summary>
    private readonly int names = LeadingNames(steps);

    private static int LeadingNames(Expression[] steps)
    {
        var count = 0;
        while (count < steps.Length && steps[count] is Child)
            count++;
        return count;
    }
}

/// <summary><c>x[index]</c>. The index is evaluated outside of x, as arguments are.</summary>
internal sealed class Indexer(int position, Expression index) : Expression(position)
{
    public Expression At { get; } = index;

    public override IEnumerable<Expression> Parts => [At];

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        PathValues at = default;
        At.Evaluate(scope, scope.This, ref at);
        if (at.IsEmpty)
            return;
        if (at.Count > 1 || at[0].AsInteger() is not { } number)
            throw Wrong(scope, "An index in brackets must be one integer.");
        if (number >= 0 && number < input.Count)
            output.Add(input[number]);
    }
}

/// <summary><c>is</c>, <c>as</c> and <c>ofType</c>, as operators (with a left side) and as functions.</summary>
internal sealed class TypeTest(int position, Expression? left, TypeName type, string verb) : Expression(position)
{
    public Expression? Left { get; } = left;

    public TypeName Type { get; } = type;

    public string Verb { get; } = verb;

    public override IEnumerable<Expression> Parts => Left is null ? [] : [Left];

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        var tested = input;
        if (Left is not null)
        {
            tested = default;
            Left.Evaluate(scope, input, ref tested);
        }
        var definitions = scope.Context.Definitions;
        if (!PathTypes.IsKnown(Type, definitions))
            throw Wrong(scope, $"There is no type '{Type}'.");
        // 'as' on many is an error of FHIRPath 2.0, but R4's own search parameters lean on it, so here it chooses as ofType does.
        if (tested.Count > 1 && Verb is "is")
            throw Wrong(scope, $"'is' takes one item, but there are {tested.Count}; use all($this is {Type}) or ofType({Type}).");
        for (var i = 0; i < tested.Count; i++)
        {
            var fits = PathTypes.Is(tested[i], Type, definitions);
            if (Verb is "is")
                output.Add(PathValue.Of(fits));
            else if (fits)
                output.Add(tested[i]);
        }
    }
}
