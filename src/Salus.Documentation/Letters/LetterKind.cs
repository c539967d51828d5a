using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Letters;

/// <summary>What a letter is for, and so who reads it.</summary>
public enum LetterKind
{
    /// <summary>To a colleague, with a question.</summary>
    Referral,

    /// <summary>To the practice that goes on with the care.</summary>
    Discharge,

    /// <summary>To the patient, in plain words.</summary>
    DischargeInstructions,

    /// <summary>To an insurer that said no.</summary>
    Appeal,

    /// <summary>To an employer.</summary>
    WorkNote,

    /// <summary>To a school.</summary>
    SchoolNote,
}

/// <summary>Names, titles and sections of the kinds.</summary>
public static class LetterKinds
{
    public static ImmutableArray<LetterKind> All { get; } = [.. Enum.GetValues<LetterKind>()];

    public static string Known => string.Join(", ", All.Select(k => k.Name()));

    /// <summary><c>referral</c>, <c>discharge</c>, <c>discharge-instructions</c>, <c>appeal</c>, <c>work-note</c>, <c>school-note</c>.</summary>
    public static string Name(this LetterKind kind) => kind switch
    {
        LetterKind.DischargeInstructions => "discharge-instructions",
        LetterKind.WorkNote => "work-note",
        LetterKind.SchoolNote => "school-note",
        _ => kind.ToString().ToLowerInvariant(),
    };

    public static string Title(this LetterKind kind) => kind switch
    {
        LetterKind.Referral => "Referral letter",
        LetterKind.Discharge => "Discharge summary",
        LetterKind.DischargeInstructions => "Discharge instructions",
        LetterKind.Appeal => "Insurance appeal",
        LetterKind.WorkNote => "Work note",
        _ => "School note",
    };

    /// <summary>Null for a name that is none.</summary>
    public static LetterKind? TryName(string? name) => All.Where(k => k.Name() == name).Select(k => (LetterKind?)k).FirstOrDefault();

    /// <summary>A reader outside the care: what is not needed is not in it.</summary>
    public static bool IsNote(this LetterKind kind) => kind is LetterKind.WorkNote or LetterKind.SchoolNote;

    public static bool IsOfStay(this LetterKind kind) => kind is LetterKind.Discharge or LetterKind.DischargeInstructions;

    /// <summary>Sections in reading order, with LOINC codes where one fits.</summary>
    public static ImmutableArray<DraftSection> Sections(this LetterKind kind) => [Line("letter", kind.Title().ToUpperInvariant()), .. Body(kind)];

    private static ImmutableArray<DraftSection> Body(LetterKind kind) => kind switch
    {
        LetterKind.Referral =>
        [
            Line("reason", "REASON FOR REFERRAL", "42349-1"), List("question", "QUESTION"), List("history", "RELEVANT HISTORY", "11348-0"), List("tried", "WHAT WAS TRIED"),
            List("medication", "CURRENT MEDICATION", "10160-0"), List("allergies", "ALLERGIES", "48765-2"), List("results", "RESULTS", "30954-2"), List("missing", "NOT RECORDED"),
        ],
        LetterKind.Discharge =>
        [
            List("stay", "ADMISSION", "46240-8"), List("diagnoses", "DIAGNOSES", "11535-2"), List("course", "COURSE", "8648-8"), List("procedures", "PROCEDURES", "47519-4"), List("results", "RESULTS", "30954-2"),
            List("pending", "RESULTS PENDING"), List("medication", "MEDICATION: STARTED, CHANGED, STOPPED, UNCHANGED", "75311-1"), List("allergies", "ALLERGIES", "48765-2"),
            List("discharge", "STATE AT DISCHARGE", "10184-0"), List("followup", "FOLLOW-UP", "18776-5"), List("missing", "NOT RECORDED"),
        ],
        LetterKind.DischargeInstructions =>
        [
            List("stay", "YOUR STAY"), List("medication", "YOUR MEDICINES"), List("allergies", "YOUR ALLERGIES"), List("followup", "WHAT COMES NEXT"), List("help", "WHEN TO GET HELP"),
        ],
        LetterKind.Appeal =>
        [
            Line("denial", "WHAT WAS DENIED"), Line("reason", "WHY WE APPEAL"), List("answers", "REQUIREMENTS AND WHAT THE RECORD SHOWS"), List("open", "REQUIREMENTS THAT THE RECORD DOES NOT ANSWER"),
        ],
        _ => [List("attendance", "ATTENDANCE"), List("restrictions", "ABSENCE AND RESTRICTIONS")],
    };

    private static DraftSection List(string key, string title, string? loinc = null) => new(key, title, SectionLayout.List, loinc);

    private static DraftSection Line(string key, string title, string? loinc = null) => new(key, title, SectionLayout.Paragraph, loinc);
}
