namespace Salus.Governance.Deidentification;

/// <summary>
/// The person a text or resource belongs to, by an id that is the same in all files of a release: decides the number of days its dates move
/// and keeps surrogates together. <see cref="Nobody"/> for what belongs to no patient: such dates move by a number of days of the release's own.
/// </summary>
public readonly record struct Subject(string Id)
{
    public static Subject Nobody { get; } = new("");
}
