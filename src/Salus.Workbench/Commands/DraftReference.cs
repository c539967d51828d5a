using System.CommandLine;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary>How a person names a draft: its id, a part of it that only one draft has, or <c>latest</c>.</summary>
internal static class DraftReference
{
    private const string Latest = "latest";
    private const int ShortestPart = 4;

    public static Argument<string> Argument() => new("draft") { Description = "Id of the draft, a part of it (at least four characters) that only one has, or 'latest'." };

    /// <exception cref="CallException">None or several drafts are meant.</exception>
    public static async Task<DraftId> ResolveAsync(Review review, string text, Person by, CancellationToken cancel)
    {
        if (DraftId.TryParse(text, provider: null, out var id))
            return id;
        if (text != Latest && (text.Length < ShortestPart || !text.All(c => char.IsAsciiHexDigit(c) || c == '-')))
            throw new CallException($"'{text}' names no draft: give its id, at least {ShortestPart} characters of it, or '{Latest}'. See 'salus drafts list'.");
        var drafts = await review.WorkListAsync(new WorkListQuery([], Take: 500), by, cancel);
        var meant = text == Latest
            ? drafts.OrderByDescending(d => d.CreatedAt).Take(1).ToArray()
            : [.. drafts.Where(d => d.Id.ToString().Contains(text, StringComparison.OrdinalIgnoreCase))];
        return meant switch
        {
            [var only] => only.Id,
            [] => throw new CallException($"No draft is called '{text}'. See 'salus drafts list --state all'."),
            _ => throw new CallException($"'{text}' could be {string.Join(" or ", meant.Take(4).Select(d => d.Id))}: give more of the id."),
        };
    }
}
