using System.Collections.Immutable;
using System.CommandLine;
using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Salus.Design;

/// <summary>
/// One thing Salus can do, by the name somebody would ask for it: its services, its pages and API, its commands.
/// The Workbench lists capabilities explicitly; there is no scanning.
/// </summary>
public interface ICapability
{
    /// <summary>Kebab-case, for example <c>scribe</c>: the command, the API path and <c>Draft.Capability</c>.</summary>
    string Name { get; }

    /// <summary>As people read it, for example <c>Visit notes</c>.</summary>
    string Title { get; }

    /// <summary>Engines, checks (<c>ICheck</c>), evaluations (<see cref="IEvaluation"/>) and learners (<see cref="ILearner"/>).</summary>
    void AddServices(IServiceCollection services);

    /// <summary>API routes below <c>/api</c>; every route names its policy.</summary>
    void Map(IEndpointRouteBuilder routes);

    /// <summary>Commands of the program <c>salus</c>.</summary>
    IEnumerable<Command> Commands(CommandContext context);

    /// <summary>Assembly that holds its pages.</summary>
    Assembly Pages => GetType().Assembly;
}

/// <summary>What a command may use: services built on first use, and where to write.</summary>
/// <param name="Services">Builds the container on first use, so <c>--help</c> stays fast.</param>
public sealed record CommandContext(Func<IServiceProvider> Services, TextWriter Out, TextWriter Error, Spectre.Console.IAnsiConsole Terminal)
{
    /// <summary>The program's standard input; empty where there is none.</summary>
    public TextReader In { get; init; } = TextReader.Null;
}

/// <summary>Scores a capability on a folder of public evaluation data: <c>salus evaluate NAME --data DIR</c>.</summary>
public interface IEvaluation
{
    string Name { get; }

    /// <summary>One sentence for <c>--help</c>.</summary>
    string Description { get; }

    Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel);
}

/// <param name="Learned">File from <c>salus learn</c>; null scores the engine as it comes.</param>
/// <param name="Split">Which part of the data, for example <c>valid</c>; null for the evaluation's default.</param>
/// <param name="Outputs">Another system's outputs to score instead of ours; null scores ours.</param>
public sealed record EvaluationOptions(FileInfo? Learned, string? Split, FileInfo? Outputs, int Seed = 0);

public sealed record EvaluationProgress(int Done, int Total, string What);

/// <summary>Every metric of a run, with what is needed to run it again.</summary>
/// <param name="Seconds">Wall-clock time.</param>
public sealed record EvaluationReport(string Name, string Version, int Cases, double Seconds, double PeakMemoryMiB, ImmutableArray<Metric> Metrics)
{
    /// <summary>The cases that failed, with the reason, by metric.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Failed { get; init; } = ImmutableSortedDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Parts that were not run, because the folder does not hold their data.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];
}

/// <param name="Unit">For example <c>%</c>, <c>words</c>, <c>s</c>.</param>
/// <param name="AtLeast">The bar, when higher is better; null when there is none.</param>
/// <param name="AtMost">The bar, when lower is better; null when there is none.</param>
public sealed record Metric(string Name, double Value, string Unit, double? AtLeast = null, double? AtMost = null);

/// <summary>Learns from a site's own signed work: <c>salus learn NAME --data DIR --out FILE</c>. The file belongs to the site.</summary>
public interface ILearner
{
    string Name { get; }

    string Description { get; }

    Task LearnAsync(DirectoryInfo data, FileInfo learned, IProgress<EvaluationProgress> progress, CancellationToken cancel);
}
