using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Salus.Synthesis.Tables;

/// <summary>
/// A rule that every drawn row keeps. Before learning, a table with rules is turned into one that cannot break
/// them, and back after drawing, so no engine needs to know of them. A missing value breaks no rule.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "rule")]
[JsonDerivedType(typeof(InOrder), "order")]
[JsonDerivedType(typeof(SumOf), "sum")]
[JsonDerivedType(typeof(Together), "together")]
[JsonDerivedType(typeof(Only), "only")]
public abstract record Constraint;

/// <summary>Each column is at most the next: dates or numbers, for example admission, discharge.</summary>
public sealed record InOrder(ImmutableArray<string> Columns) : Constraint;

/// <summary>A column is the sum of others.</summary>
public sealed record SumOf(string Total, ImmutableArray<string> Parts) : Constraint;

/// <summary>Only combinations of levels that the source has.</summary>
public sealed record Together(ImmutableArray<string> Columns) : Constraint;

/// <summary>Where <paramref name="When"/> holds, <paramref name="Column"/> has one of <paramref name="Levels"/>, or none of them where <paramref name="Not"/> is set, or is missing.</summary>
/// <param name="When">A condition on another column, for example <c>gender = Male</c> or <c>age &lt; 12</c>.</param>
public sealed record Only(string When, string Column, ImmutableArray<string> Levels, bool Not = false) : Constraint;
