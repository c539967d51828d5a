using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>A page of what a search found.</summary>
/// <param name="Matches">In the order that was asked for.</param>
/// <param name="Includes">What came along by <c>_include</c> and <c>_revinclude</c>; none of it is among the matches of this page.</param>
/// <param name="Total">How many match in all, as far as this person may see; null when nobody asked.</param>
/// <param name="Next">The cursor of the following page; null on the last one.</param>
public sealed record SearchPage(ImmutableArray<RecordVersion> Matches, ImmutableArray<RecordVersion> Includes, long? Total, string? Next);

/// <summary>Everything about one patient, with what it refers to.</summary>
/// <param name="Patient">Id of the Patient resource in the record.</param>
/// <param name="Since">Taken in at or after; null: all.</param>
/// <param name="Types">Only these; empty: all.</param>
/// <param name="Count">Resources of the patient on a page; null: all on one.</param>
/// <param name="Cursor">The <see cref="SearchPage.Next"/> of the page before.</param>
public sealed record EverythingQuery(string Patient, DateTimeOffset? Since = null, ImmutableArray<string> Types = default, int? Count = null, string? Cursor = null);
