using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Summaries;

/// <summary>What a summary is for.</summary>
public enum SummaryKind
{
    /// <summary>The chart on one page, with the three things that matter most.</summary>
    Overview,

    /// <summary>What an anaesthetist and a surgeon look for before a procedure.</summary>
    PreOperative,

    /// <summary>Hand-over to the next shift in the order of I-PASS (Starmer et al., NEJM 371 (2014) 1803).</summary>
    Handover,

    /// <summary>One stay from admission to discharge.</summary>
    HospitalCourse,
}

/// <summary>Names, titles and sections of the kinds.</summary>
public static class SummaryKinds
{
    public static ImmutableArray<SummaryKind> All { get; } = [.. Enum.GetValues<SummaryKind>()];

    public static string Known => string.Join(", ", All.Select(k => k.Name()));

    /// <summary><c>overview</c>, <c>pre-operative</c>, <c>handover</c>, <c>hospital-course</c>.</summary>
    public static string Name(this SummaryKind kind) => kind switch
    {
        SummaryKind.PreOperative => "pre-operative",
        SummaryKind.HospitalCourse => "hospital-course",
        _ => kind.ToString().ToLowerInvariant(),
    };

    public static string Title(this SummaryKind kind) => kind switch
    {
        SummaryKind.Overview => "Chart overview",
        SummaryKind.PreOperative => "Pre-operative brief",
        SummaryKind.Handover => "Hand-over (I-PASS)",
        _ => "Hospital course",
    };

    /// <summary>Null for a name that is none.</summary>
    public static SummaryKind? TryName(string? name) => All.Where(k => k.Name() == name).Select(k => (SummaryKind?)k).FirstOrDefault();

    /// <summary>Sections in reading order, with LOINC codes where one fits.</summary>
    public static ImmutableArray<DraftSection> Sections(this SummaryKind kind) => kind switch
    {
        SummaryKind.Overview =>
        [
            Line("patient", "PATIENT"), List("attention", "WHAT MATTERS MOST"), List("problems", "ACTIVE PROBLEMS", "11450-4"), List("medication", "MEDICATION", "10160-0"), List("allergies", "ALLERGIES", "48765-2"),
            List("results", "LATEST RESULTS", "30954-2"), List("procedures", "PROCEDURES", "47519-4"), List("encounters", "RECENT ENCOUNTERS", "46240-8"), List("plan", "LAST SIGNED PLAN", "18776-5"), List("missing", "NOT RECORDED"),
        ],
        SummaryKind.PreOperative =>
        [
            Line("patient", "PATIENT (DRAFT FOR QUALIFIED STAFF)"), List("procedure", "PLANNED PROCEDURE AND INDICATION", "59772-4"), List("medication", "MEDICINES TO DECIDE ABOUT", "10160-0"), List("others", "OTHER CURRENT MEDICINES"),
            List("allergies", "ALLERGIES", "48765-2"), List("anaesthesia", "ANAESTHESIA AND AIRWAY"), List("implants", "IMPLANTS AND DEVICES", "46264-8"), List("conditions", "HEART, LUNGS, KIDNEYS AND OTHER CONDITIONS", "11450-4"),
            List("surgery", "EARLIER PROCEDURES", "47519-4"), List("results", "RESULTS", "30954-2"), List("missing", "NOT RECORDED"),
        ],
        SummaryKind.Handover =>
        [
            List("illness", "I: ILLNESS SEVERITY"), List("patient", "P: PATIENT SUMMARY"), List("actions", "A: ACTION LIST"), List("situation", "S: SITUATION AWARENESS AND CONTINGENCY"), List("synthesis", "S: SYNTHESIS BY RECEIVER"),
        ],
        _ =>
        [
            Line("patient", "PATIENT"), List("stay", "STAY", "46240-8"), List("diagnoses", "DIAGNOSES", "29548-5"), List("procedures", "PROCEDURES", "47519-4"), List("results", "RESULTS DURING THE STAY", "30954-2"),
            List("medication", "CHANGES OF MEDICATION", "10160-0"), List("allergies", "ALLERGIES", "48765-2"), List("course", "COURSE AS WRITTEN", "8648-8"), List("discharge", "STATE AT DISCHARGE", "10184-0"), List("missing", "NOT RECORDED"),
        ],
    };

    private static DraftSection List(string key, string title, string? loinc = null) => new(key, title, SectionLayout.List, loinc);

    private static DraftSection Line(string key, string title) => new(key, title, SectionLayout.Paragraph);
}
