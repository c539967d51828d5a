using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Salus.Learning;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>
/// Turns a table with rules into one that hardly can break them, and back so that none is broken, whatever an engine draws. Of an order
/// the first value is learned and the distances to the next; of a sum its parts; of columns that go together their combination.
/// A level where it must not be is drawn again as often as it occurs where it may be. What cannot be mended any more, where rules get in
/// each other's way, becomes a missing value, which breaks no rule. Immutable; safe for several threads; kept in the model file.
/// </summary>
public sealed record Reshaping
{
    private readonly Lock gate = new();
    private RulePlan? plan;

    public Reshaping()
    {
    }

    /// <summary>A copy works its plan out anew.</summary>
    private Reshaping(Reshaping other)
    {
        gate = new Lock();
        (Original, Rules, Facts, Floors, Decisions, KeepsAll) = (other.Original, other.Rules, other.Facts, other.Floors, other.Decisions, other.KeepsAll);
    }

    /// <summary>The columns before.</summary>
    public required ImmutableArray<Column> Original { get; init; }

    public ImmutableArray<Constraint> Rules { get; init; } = [];

    /// <summary>For each rule, what the source told about it.</summary>
    public ImmutableArray<RuleFacts> Facts { get; init; } = [];

    /// <summary>For each column, a value that none of the source is below.</summary>
    public ImmutableArray<double> Floors { get; init; } = [];

    /// <summary>What was found when the rules met the source, in words for the report.</summary>
    public ImmutableArray<string> Decisions { get; init; } = [];

    /// <summary>Whether all rows of the source keep the rules.</summary>
    public bool KeepsAll { get; init; } = true;

    /// <summary>The columns that an engine learns.</summary>
    [JsonIgnore]
    public ImmutableArray<Column> Columns => Plan.Shaped;

    private RulePlan Plan
    {
        get
        {
            lock (gate)
                return plan ??= new RulePlan(this);
        }
    }

    /// <summary>Fits the rules of a schema to its source, in one pass; in none where there is no rule.</summary>
    /// <exception cref="SynthesisException">The rules contradict each other, or do not fit the columns, or most of the source breaks one.</exception>
    public static Reshaping Of(TableSchema schema, ITableSource source, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(source);
        var bare = new Reshaping { Original = schema.Columns, Rules = schema.Constraints };
        RuleReading.Require(schema);
        var bounded = schema.Columns.Any(c => c.Least is not null || c.Most is not null);
        return bare.Rules.IsEmpty && !bounded ? bare : new RuleSurvey(schema, RuleReading.Of(schema.Columns, schema.Constraints)).Of(source, cancel);
    }

    /// <summary>The name of the column that an engine learns in place of an original one; the same where nothing changed; null for a sum, which is not learned.</summary>
    public string? NameOf(string original) => Plan.NameOf(Levels.IndexOf(Original, original));

    /// <summary>The shape that an engine learns.</summary>
    /// <param name="kept">The rows that keep all rules, which are those of the result.</param>
    public Table Into(Table original, out int[] kept)
    {
        ArgumentNullException.ThrowIfNull(original);
        return Plan.Into(original, out kept);
    }

    /// <summary>The original columns of drawn rows. Every rule holds afterwards.</summary>
    public Table Back(Table drawn, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        ArgumentNullException.ThrowIfNull(random);
        return Plan.Back(drawn, random);
    }

    /// <summary>Two are equal only when they are one: tables of counts are not compared.</summary>
    public bool Equals(Reshaping? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>What the source told about one rule; which parts are used depends on the rule.</summary>
public sealed record RuleFacts
{
    /// <summary>For <see cref="Only"/>: how often each level, or each listed number, came where the condition holds.</summary>
    public ImmutableArray<double> Weights { get; init; } = [];

    /// <summary>The same wherever the condition stands.</summary>
    public ImmutableArray<double> Anywhere { get; init; } = [];

    /// <summary>For <see cref="Together"/>: the combinations, level by level, −1 where missing; empty in all but the first of rules that share columns.</summary>
    public ImmutableArray<ImmutableArray<int>> Combinations { get; init; } = [];

    /// <summary>How often each combination came.</summary>
    public ImmutableArray<double> Counts { get; init; } = [];

    /// <summary>For <see cref="SumOf"/>: the total is there in all rows that have all parts, and in no other.</summary>
    public bool IsDerived { get; init; }
}
