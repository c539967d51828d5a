using System.Collections.Immutable;
using Salus.Design.Patients;

namespace Salus.Design.Pages;

/// <summary>An invented chart for the design page that shows every state of its components. Nobody in it exists.</summary>
internal static class PatientSample
{
    private static readonly DateTimeOffset imported = new(2026, 2, 14, 7, 5, 0, TimeSpan.Zero);

    public static SourceView Hospital(string resource) => new("Hospital", resource, "2", imported, "/design");

    public static SourceView Practice(string resource) => new("Practice", resource, null, imported, "/design");

    public static PatientView Patient { get; } = new("Ruth Adeyemi", "4 Jun 1971", "54 years", "Female", [("Hospital number", "R-20417"), ("National number", "912 444 0387"), ("Insurance", "ZK-77120")])
    {
        Contacts = [("Telephone", "+44 20 7946 0991"), ("Address", "12 Canal Row, Leeds")],
        Sources = [Hospital("Patient/r-20417"), Practice("Patient/88")],
    };

    public static PatientView Restricted { get; } = new("Jonas Weber", "11 Jan 1938", "84 years", "Male", [("Hospital number", "R-11873")])
    {
        Died = "2 Mar 2022",
        Restricted = true,
        OpenUntil = new(2026, 3, 2, 10, 30, 0, TimeSpan.Zero),
    };

    public static ImmutableArray<AllergyView> Allergies { get; } =
    [
        new("Penicillin", Severe: true, "anaphylaxis", "allergy", "since 1994", Active: true, Hospital("AllergyIntolerance/1")),
        new("Peanut", Severe: false, "hives", "allergy", null, Active: true, Practice("AllergyIntolerance/2")),
        new("Latex", Severe: false, "", null, "refuted 2012", Active: false, Practice("AllergyIntolerance/3")),
    ];

    public static ImmutableArray<ProblemView> Problems { get; } =
    [
        new("Type 2 diabetes mellitus", "SNOMED CT 44054006", Active: true, "since 2013", null, 3, Hospital("Condition/1")),
        new("Migraine", null, Active: true, "since 2 Mar 2026", "provisional", 1, Hospital("Condition/2")),
        new("Acute bronchitis", null, Active: false, "3 Nov 2019 to 21 Nov 2019", null, 1, Practice("Condition/3")),
    ];

    public static ImmutableArray<MedicationView> Medications { get; } =
    [
        new("Lisinopril", "", MedicationStanding.Conflict, "", null,
        [
            new(Hospital("MedicationRequest/1"), [("Dose", "20 mg once a day"), ("Status", "active"), ("Since", "3 May 2024")]),
            new(Practice("MedicationStatement/7"), [("Dose", "10 mg once a day"), ("Status", "active"), ("Since", "")]),
        ])
        { Differs = ["Dose"] },
        new("Metformin 850 mg tablet", "1 tablet twice a day", MedicationStanding.Current, "since 12 Sep 2013", "type 2 diabetes", [new(Hospital("MedicationRequest/2"), []), new(Practice("MedicationStatement/8"), [])]),
        new("Amoxicillin 500 mg capsule", "1 capsule three times a day", MedicationStanding.Stopped, "3 Nov 2019 to 10 Nov 2019", null, [new(Practice("MedicationRequest/3"), [])]),
    ];

    public static TrendView A1c { get; } = new("Haemoglobin A1c", "%",
    [
        new("", [.. new (int Month, double Value, RangeFlag Flag)[] { (0, 5.4, RangeFlag.None), (7, 5.9, RangeFlag.High), (13, 6.4, RangeFlag.High), (18, 7.1, RangeFlag.High), (61, 9.6, RangeFlag.CriticalHigh), (66, 7.0, RangeFlag.High), (73, 6.2, RangeFlag.High), (80, 5.5, RangeFlag.None) }
            .Select((p, i) => Point(p.Month, p.Value, p.Value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture), i < 4 ? 4.0 : 4.3, i < 4 ? 5.6 : 5.8, p.Flag))]),
    ])
    { Id = "sample-a1c" };

    public static TrendView Troponin { get; } = new("Troponin T, high sensitivity", "ng/L",
    [
        new("", [Point(0, 3, "3", null, 14, RangeFlag.None, "<"), Point(1, 3, "3", null, 14, RangeFlag.None, "<"), Point(2, 22, "22", null, 14, RangeFlag.High), Point(3, 15.8, "15.8", null, 14, RangeFlag.High)]),
    ])
    { Id = "sample-troponin" };

    public static TrendView BloodPressure { get; } = new("Blood pressure", "mmHg",
    [
        new("Systolic", [.. new[] { 148d, 142, 151, 138, 133, 136 }.Select((v, i) => Point(6 * i, v, v.ToString(System.Globalization.CultureInfo.InvariantCulture), null, null, RangeFlag.None))]),
        new("Diastolic", [.. new[] { 92d, 88, 95, 84, 82, 84 }.Select((v, i) => Point(6 * i, v, v.ToString(System.Globalization.CultureInfo.InvariantCulture), null, null, RangeFlag.None))]),
    ])
    { Id = "sample-pressure" };

    public static TimelineView Timeline { get; } = new(new DateOnly(2012, 1, 1), new DateOnly(2026, 3, 2),
    [
        new("encounters", "Encounters", [.. Enumerable.Range(0, 40).Select(i => Item(2012 + i / 3, 1 + i * 5 % 12, 1 + i * 7 % 27, i % 9 == 0 ? "Emergency visit" : "Check-up"))]),
        new("problems", "Problems", [Item(2013, 9, 12, "Type 2 diabetes mellitus", DateOnly.MaxValue), Item(2019, 11, 3, "Acute bronchitis", new DateOnly(2019, 11, 21)), Item(2015, 2, 1, "Low back pain", new DateOnly(2018, 6, 1))]),
        new("procedures", "Procedures", [Item(2016, 4, 4, "Colonoscopy"), Item(2021, 10, 19, "Cataract surgery, left eye")]),
        new("results", "Results", [.. Enumerable.Range(0, 12).Select(i => Item(2013 + i, 3, 9, "Blood count"))]),
        new("documents", "Documents", [Item(2019, 11, 3, "Visit note"), Item(2026, 3, 2, "Visit note")]),
    ],
    [new("All", "/design", Current: true), new("10 years", "/design"), new("5 years", "/design"), new("1 year", "/design"), new("Earlier", "/design")])
    {
        Zoom = (_, _) => "/design",
    };

    private static TrendPoint Point(int month, double value, string text, double? low, double? high, RangeFlag flag, string comparator = "") =>
        new(new DateTimeOffset(2019, 5, 12, 8, 0, 0, TimeSpan.Zero).AddMonths(month), value, text, comparator, low, high, flag, Hospital(FormattableString.Invariant($"Observation/{month}")));

    private static TimelineItem Item(int year, int month, int day, string title, DateOnly? until = null) => new(new DateOnly(year, month, day), until, title, null, "/design");
}
