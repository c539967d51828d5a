using System.Collections.Immutable;
using Salus.Design.Jobs;
using Salus.Synthesis.Tables.Releases;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Studio;

/// <summary>A table on its way to a data set: taken in, looked at, learned, drawn and judged.</summary>
/// <param name="FileName">As it was uploaded.</param>
public sealed record DataSetJob(Guid Id, PersonId By, string ByName, DateTimeOffset CreatedAt, string FileName, long Bytes) : Job(Id, By, ByName, CreatedAt)
{
    /// <summary>What is in the file, as it was understood.</summary>
    public required TableSchema Schema { get; init; }

    public long SourceRows { get; init; }

    public bool HasSchemaFile { get; init; }

    public DataSetWish Wish { get; init; } = new();

    /// <summary>What came out; null before.</summary>
    public DataSet? Result { get; init; }

    /// <summary>Whether the gate lets it pass; null before.</summary>
    public bool? Passes { get; init; }

    /// <summary>The draft it was proposed as.</summary>
    public DraftId? Draft { get; init; }
}

/// <summary>What somebody wants made of a table.</summary>
public sealed record DataSetWish
{
    public string Engine { get; init; } = "trees";

    /// <summary>Of learning and drawing.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rows to draw; null for as many as the source has.</summary>
    public long? Rows { get; init; }

    /// <summary>The column that studies will predict.</summary>
    public string? Target { get; init; }

    /// <summary>Columns whose groups the report looks at one by one.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>The privacy budget of engines that prove their privacy.</summary>
    public double? Epsilon { get; init; }
}
