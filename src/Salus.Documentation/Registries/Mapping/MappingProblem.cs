using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Documentation.Registries;

/// <summary>What is wrong with a mapping file, and on which line, counted from 1.</summary>
public sealed record MappingProblem(int Line, string Message)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}: {Message}");
}

/// <summary>A mapping file that cannot be used; every problem is named, not only the first.</summary>
public sealed class MappingException(ImmutableArray<MappingProblem> problems, string? file = null)
    : Exception(string.Join(Environment.NewLine, problems.Select(p => file is null ? p.ToString() : $"{file}, {p}")))
{
    public ImmutableArray<MappingProblem> Problems { get; } = problems;
}
