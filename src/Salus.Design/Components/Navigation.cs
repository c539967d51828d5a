namespace Salus.Design.Components;

/// <summary>A link in the bar at the top, for everybody who may do the act. Register one per page that people look for by name.</summary>
public sealed record NavigationLink(string Title, string Href, Act Act);

/// <summary>A way to begin something new, offered on the work list: a capability registers one for each kind of draft it makes.</summary>
/// <param name="Icon">Name in <see cref="Icons"/>.</param>
public sealed record StartingPoint(string Title, string Href, string Icon = "plus")
{
    /// <summary>Offered to everybody who may do this.</summary>
    public Act Needs { get; init; } = Act.CreateDraft;
}

/// <summary>A page of its own that a capability has for its drafts, offered beside the review: pictures, a form, a viewer.</summary>
/// <param name="Href">With <c>{draft}</c> where the draft's id goes.</param>
/// <param name="Icon">Name in <see cref="Icons"/>.</param>
public sealed record DraftCompanion(string Capability, string Title, string Href, string Icon = "figures")
{
    /// <summary>The address for one draft.</summary>
    public string For(DraftId draft) => Href.Replace("{draft}", draft.ToString(), StringComparison.Ordinal);
}

/// <summary>
/// Something that can be written about one patient, offered on the patient's page to everybody who may do the act: a capability registers
/// one for each kind of document it makes.
/// </summary>
/// <param name="Title">As it stands in the menu, for example <c>Referral letter</c>.</param>
/// <param name="Href">Where it begins, with <c>{patient}</c> where the patient's id goes: <c>/letters/new?patient={patient}</c>.</param>
/// <param name="Icon">Name in <see cref="Icons"/>.</param>
public sealed record PatientAct(string Title, string Href, Act Needs, string Icon = "edit")
{
    /// <summary>The address for one patient.</summary>
    public string For(PatientId patient) => Href.Replace("{patient}", Uri.EscapeDataString(patient.Value), StringComparison.Ordinal);
}

/// <summary>Something that whoever drafts should know while it lasts, shown on the work list. Register one per matter.</summary>
/// <param name="Words">Asked whenever the work list is shown: sentences, or null when there is nothing to say.</param>
public sealed record SiteNotice(Func<string?> Words);
