using Salus.Trust;

namespace Salus.Workbench.Pages;

/// <summary>Roles as people read them.</summary>
internal static class RoleWords
{
    public static string Of(Role role) => role is Role.DataSteward ? "Data steward" : role.ToString();

    /// <summary>What the role is for, in one line.</summary>
    public static string Purpose(Role role) => role switch
    {
        Role.Clinician => "reads, edits and signs drafts",
        Role.Nurse => "reads and edits drafts",
        Role.Trainee => "reads and edits drafts; somebody else signs",
        Role.Coder => "reads signed notes",
        Role.Researcher => "proposes data sets; sees nothing that names a patient",
        Role.Administrator => "manages accounts; sees no patient",
        Role.Auditor => "reads the audit trail and the ledger; sees no note",
        Role.DataSteward => "reads data sets, their report, and signs their release",
        _ => "",
    };
}
