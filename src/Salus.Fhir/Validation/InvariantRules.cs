using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Validation;

/// <summary>The FHIRPath rules of types and profiles.</summary>
internal sealed partial class InvariantRules(ValidationRun run)
{
    /// <summary>Checked elsewhere, with a better message: content of every element, narrative, and what is contained.</summary>
    private static readonly ImmutableHashSet<string> others = ["ele-1", "ext-1", "txt-1", "txt-2", "dom-3", "ref-1"];

    private static readonly ConcurrentDictionary<string, FhirPath?> compiled = new(StringComparer.Ordinal);

    /// <summary>Rules whose expression in R4 misses what their text says, as later releases wrote them (R4B, R5).</summary>
    private static readonly ImmutableDictionary<string, string> corrected = ImmutableDictionary<string, string>.Empty
        .Add("que-12", "enableWhen.count() > 1 implies enableBehavior.exists()");

    /// <summary>Those of the element's type and of the place where it is declared.</summary>
    public void Check(Spot spot)
    {
        if (spot.Shape is not { IsPrimitive: false } shape)
            return;
        foreach (var invariant in Plan(shape))
            Check(spot, invariant, null, spot.Resource);
    }

    /// <summary>Those that a profile adds.</summary>
    public void Check(Spot spot, ElementDefinition element, StructureDefinition profile)
    {
        if (element.Constraints.IsEmpty || spot.Shape is not { } shape)
            return;
        var own = Plan(shape);
        // A rule on Bundle.entry.resource or Patient.contained is a rule of the outer resource.
        var resource = spot.IsResource && spot.Parent is { } above && element.Path.Contains('.', StringComparison.Ordinal) ? above.Resource : spot.Resource;
        foreach (var invariant in element.Constraints)
        {
            if (!own.Any(o => string.Equals(o.Key, invariant.Key, StringComparison.Ordinal) && string.Equals(o.Expression, invariant.Expression is null ? null : Corrected(invariant), StringComparison.Ordinal)))
                Check(spot, invariant, profile, resource);
        }
    }

    private ImmutableArray<Invariant> Plan(FhirShape shape) => run.Validator.Plans.GetOrAdd(shape, static (shape, self) => self.Make(shape), this);

    private ImmutableArray<Invariant> Make(FhirShape shape)
    {
        IEnumerable<Invariant> rules = shape.Element.Constraints;
        var ofType = run.Definitions.Type(shape.TypeName);
        if (ofType is not null)
            rules = rules.Concat(ofType.Root.Constraints);
        if (shape.Element.ContentReference is { } reference && run.Definitions.Type(shape.Element.Path.Split('.')[0]) is { } owner)
            rules = rules.Concat(FhirDefinitions.Find(owner, reference).Constraints);
        return [.. rules.DistinctBy(r => r.Key, StringComparer.Ordinal)
            .Where(r => !others.Contains(r.Key) && r.Expression is not null)
            .Select(r => r with { Expression = Corrected(r) })];
    }

    private static string Corrected(Invariant rule)
    {
        if (corrected.TryGetValue(rule.Key, out var better))
            return better;
        var expression = rule.Expression!;
        foreach (var start in (ReadOnlySpan<string>)["name.matches('", "path.matches('"])
        {
            // Meant of the whole text, as later releases write it; and nothing is said of a name that is not there.
            if (expression.StartsWith(start, StringComparison.Ordinal) && expression.EndsWith("')", StringComparison.Ordinal) && expression[start.Length] != '^')
                return $"{start[..4]}.exists() implies {start}^{expression[start.Length..^2]}$')";
        }
        return expression;
    }

    private void Check(Spot spot, Invariant invariant, StructureDefinition? profile, Spot resource)
    {
        if (others.Contains(invariant.Key) || invariant.Expression is not { } expression)
            return;
        if (invariant.IsBestPractice && run.Options.BestPractice is null)
            return;
        var from = profile is null ? "" : $" (profile {profile.Url})";
        if (Compile(expression) is not { } path)
        {
            run.Warn(spot, "not-supported", invariant.Key, $"The rule {invariant.Key} was not checked, as its expression cannot be read: {expression}{from}.");
            return;
        }
        try
        {
            if (path.IsTrue(spot.Node, run.Context(spot, resource)))
                return;
            // Rules of R4 and of its profiles say 'is Boolean' and 'as String' of elements, which are FHIR's boolean and string.
            var meant = SystemType().Replace(expression, static m => char.ToLowerInvariant(m.Value[0]) + m.Value[1..]);
            if (!ReferenceEquals(meant, expression) && Compile(meant) is { } other && other.IsTrue(spot.Node, run.Context(spot, resource)))
                return;
        }
        catch (FhirPathException e)
        {
            run.Error(spot, "exception", invariant.Key, $"The rule {invariant.Key} ({invariant.Human}) cannot be evaluated: {e.Message}{from}");
            return;
        }
        var severity = invariant.IsBestPractice ? run.Options.BestPractice!.Value : invariant.Severity is "warning" ? IssueSeverity.Warning : IssueSeverity.Error;
        run.Add(severity, spot, "invariant", invariant.Key, $"{invariant.Human.TrimEnd('.')}. That is not so here{from}.");
    }

    [GeneratedRegex(@"(?<=\b(is|as) |\b(is|as|ofType)\()(Boolean|String|Integer|Decimal|Date|DateTime|Time)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SystemType();

    /// <summary>An expression of a definition, kept; null for text that is not FHIRPath.</summary>
    internal static FhirPath? Compile(string expression) => compiled.GetOrAdd(expression, Parse);

    /// <summary>The same without keeping it: for expressions in the resource under validation.</summary>
    internal static FhirPath? Parse(string expression)
    {
        try
        {
            return FhirPath.Parse(expression);
        }
        catch (FhirPathSyntaxException)
        {
            return null;
        }
    }
}
