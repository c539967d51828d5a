using System.Collections.Immutable;

namespace Salus.Workbench.Evaluation;

/// <summary>A public test suite for a part of <c>Salus.Fhir</c>.</summary>
internal interface IFhirSuite
{
    string Name { get; }

    /// <summary>Empty when the folder does not hold the data of the suite.</summary>
    ImmutableArray<SuiteResult> Run(DirectoryInfo data, CancellationToken cancel);
}

/// <param name="AtLeast">The bar in percent of the cases; null for a figure that is only reported.</param>
internal sealed record SuiteResult(string Metric, double? AtLeast, ImmutableArray<SuiteCase> Cases)
{
    public double Percent => Cases.IsEmpty ? 0 : 100.0 * Cases.Count(c => c.Problem is null) / Cases.Length;
}

/// <param name="Problem">Null when the case passed.</param>
internal sealed record SuiteCase(string Name, string? Problem);
