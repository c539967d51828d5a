using System.Globalization;

namespace Salus.Design.Components;

/// <summary>
/// The addresses of one review page: what is open in place is part of the address, so every state of the page can be
/// reached by a link, works without script, and is lost by nothing but leaving it.
/// </summary>
/// <param name="Revision">What the person is looking at; an act on an older one is refused.</param>
/// <param name="Editing">Statement whose text is in a field; null for none.</param>
/// <param name="Overruling">Key of the finding whose reason is being asked for.</param>
/// <param name="Adding">Section that gets a new statement.</param>
public sealed record ReviewDesk(DraftId Id, int Revision, int? Editing = null, string? Overruling = null, string? Adding = null)
{
    /// <summary>Fields that open in place take the focus. Not on the design page, which shows several at once.</summary>
    public bool TakesFocus { get; init; } = true;

    public string Page => $"/drafts/{Id}";

    /// <summary>The page with something open.</summary>
    public string At(string? query = null, string? anchor = null) =>
        Page + (query is null ? "" : "?" + query) + (anchor is null ? "" : "#" + anchor);

    /// <summary>Where a form posts to.</summary>
    public string Act(string verb) => $"{Page}/{verb}";

    public string Edit(int statement) => At(string.Create(CultureInfo.InvariantCulture, $"edit={statement}"), StatementId(statement));

    public static string StatementId(int statement) => string.Create(CultureInfo.InvariantCulture, $"statement-{statement}");
}
