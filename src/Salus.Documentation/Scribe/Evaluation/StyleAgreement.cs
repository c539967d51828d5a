using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Whether the same visit holds the same findings in every style: each style's statements are read back (findings with polarity,
/// person, side and value; drugs with dose) and the sets compared. Asks neither the writer nor the checks.
/// </summary>
/// <param name="Identical">Visits whose sets are equal in all styles.</param>
/// <param name="Shared">Findings that every style holds.</param>
/// <param name="Findings">Findings that any style holds.</param>
/// <param name="PlainGrade">Sum over the visits of the reading grade of the letter to the patient.</param>
public sealed record StyleAgreement(int Visits, int Identical, int Shared, int Findings, double PlainGrade)
{
    public static StyleAgreement None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>The same visit in every style, once.</summary>
    /// <param name="write">Gives the draft in a style.</param>
    /// <param name="differing">Gets each finding that a style lacks, and the style.</param>
    public static StyleAgreement Of(string visit, Func<string, Draft> write, List<string> differing)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(differing);
        var drafts = NoteStyle.Embedded.Select(s => (Style: s, Draft: write(s.Name))).ToArray();
        ImmutableSortedSet<string>[] read = [.. drafts.Select(d => ReadBackOf(d.Draft, d.Style))];
        var any = read.Aggregate((a, b) => a.Union(b));
        var all = read.Aggregate((a, b) => a.Intersect(b));
        differing.AddRange(any.Except(all).Select(finding => $"{visit}: {finding} is not in {string.Join(", ", drafts.Where((_, i) => !read[i].Contains(finding)).Select(d => d.Style.Name))}"));
        var grade = drafts.Where(d => d.Style.Voice is Voice.Patient).Select(d => ReadingGrade.Of(DraftText.Plain(d.Draft, d.Draft.Statements))).DefaultIfEmpty(0).Average();
        return new StyleAgreement(1, any.Count == all.Count ? 1 : 0, all.Count, any.Count, grade);
    }

    public StyleAgreement Add(StyleAgreement other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new StyleAgreement(Visits + other.Visits, Identical + other.Identical, Shared + other.Shared, Findings + other.Findings, PlainGrade + other.PlainGrade);
    }

    /// <summary>What is read back from all statements of a draft; headings and the labels of a style are no statements.</summary>
    public static ImmutableSortedSet<string> ReadBackOf(Draft draft, NoteStyle style)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(style);
        var readBack = new ReadBack(Vocabulary.Embedded);
        var found = ImmutableSortedSet.CreateBuilder<string>();
        foreach (var statement in draft.Statements)
            found.UnionWith(readBack.Of(style.Unlabelled(statement.Text)));
        return found.ToImmutable();
    }
}
