using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>
/// What a release says of itself under 45 CFR 164.514(b)(2), class by class: what was found, what became of it, and where it rests on more than
/// the rule. Whether anybody knows of a way to tell who somebody is, only the person who signs can say.
/// </summary>
/// <param name="Basis">What the release rests on.</param>
/// <param name="Remarks">What somebody who reads nothing else must know: the basis, the second opinion, the smallest group.</param>
public sealed record SafeHarborStatement(string Policy, ImmutableArray<SafeHarborLine> Lines, string Basis, ImmutableArray<string> Remarks)
{
    /// <summary>45 CFR 164.514(b)(2)(ii), for the signer to stand by.</summary>
    public const string Knowledge = "Whoever signs has no actual knowledge that what is left could be used, alone or with other information, to identify a person.";

    /// <summary>Whether every class is treated as the rule asks.</summary>
    public bool IsSafeHarbor => !Lines.Any(l => l.Standing is SafeHarborStanding.Expert);

    public static SafeHarborStatement Of(ReleaseReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var lines = SafeHarborClass.All.Select(c => Line(c, report)).ToImmutableArray();
        var open = lines.Where(l => l.Standing is SafeHarborStanding.Expert).Select(l => l.Class.Letter).ToArray();
        var basis = open.Length == 0
            ? "All eighteen classes are treated as Safe Harbor asks (45 CFR 164.514(b)(2)(i))."
            : $"Safe Harbor alone does not carry this release: {(open.Length == 1 ? "class" : "classes")} {string.Join(", ", open)} {(open.Length == 1 ? "rests" : "rest")} on an expert's determination (45 CFR 164.514(b)(1)) or on a data use agreement for a limited data set (164.514(e)).";
        var said = ReleaseLine.Of(report);
        return new($"{report.Policy} {report.PolicyVersion}", lines, basis, [basis, said.First(l => l.Section is ReleaseLine.Second).Text, said.First(l => l.Section is ReleaseLine.Risk).Text]);
    }

    private static SafeHarborLine Line(SafeHarborClass rule, ReleaseReport report)
    {
        var counts = report.Tally.Where(t => rule.Holds.Contains(t.Class)).ToImmutableArray();
        var used = rule.Holds.Select(k => (Class: k, Treatment: report.Treatments.GetValueOrDefault(k, Treatment.Remove))).Concat(counts.Select(c => (c.Class, c.Treatment))).Distinct().ToArray();
        var open = used.Where(u => Standing(u.Class, u.Treatment, report) is SafeHarborStanding.Expert).ToArray();
        var standing = open.Length > 0 ? SafeHarborStanding.Expert
            : counts.IsEmpty ? SafeHarborStanding.NothingFound
            : counts.Any(c => Standing(c.Class, c.Treatment, report) is SafeHarborStanding.Allowed) ? SafeHarborStanding.Allowed
            : SafeHarborStanding.Removed;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"({rule.Letter}) {rule.Title}: ");
        text.Append(counts.IsEmpty ? "none found" : string.Join("; ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count:#,0} × {Word(c.Class)} {(c.Treatment is Treatment.Shift && report.DatesAsYears ? "written as its year" : Words(c.Treatment))}"))));
        text.Append('.');
        if (open.Length > 0)
            text.Append(' ').Append(string.Join(' ', open.Select(o => Why(o.Class, o.Treatment)).Distinct(StringComparer.Ordinal)));
        if (used.Any(u => u.Treatment is Treatment.Encrypt))
            text.Append(" Who holds the key can turn encrypted values back: the key stays in the house.");
        return new(rule, standing, counts, text.ToString());
    }

    private static SafeHarborStanding Standing(IdentifierClass kind, Treatment treatment, ReleaseReport report) => treatment switch
    {
        Treatment.Keep => SafeHarborClass.MayStay(kind) ? SafeHarborStanding.Allowed : SafeHarborStanding.Expert,
        Treatment.Shift => report.DatesAsYears ? SafeHarborStanding.Allowed : SafeHarborStanding.Expert,
        Treatment.Generalize => SafeHarborClass.MayBeCoarse(kind) ? SafeHarborStanding.Allowed : SafeHarborStanding.Expert,
        _ => SafeHarborStanding.Removed,
    };

    private static string Why(IdentifierClass kind, Treatment treatment) => treatment switch
    {
        Treatment.Shift => "Dates are moved by a secret number of days of each person, so that intervals stay; this rests on an expert's determination.",
        Treatment.Keep => $"{Capital(Word(kind))} stays as it is; this rests on an expert's determination or on a limited data set.",
        _ => $"{Capital(Word(kind))} is only made coarser; this rests on an expert's determination.",
    };

    /// <summary>As people read it: <c>medical record</c>.</summary>
    internal static string Word(IdentifierClass kind) => kind.Word().Replace('-', ' ');

    internal static string Words(Treatment treatment) => treatment switch
    {
        Treatment.Keep => "kept",
        Treatment.Remove => "removed",
        Treatment.Mask => "masked",
        Treatment.Tag => "replaced by a tag",
        Treatment.Surrogate => "replaced by an invented value",
        Treatment.Shift => "moved in time",
        Treatment.Generalize => "made coarser",
        Treatment.Pseudonym => "replaced by a pseudonym",
        Treatment.Encrypt => "encrypted",
        _ => "read and treated by class",
    };

    internal static string Words(SafeHarborStanding standing) => standing switch
    {
        SafeHarborStanding.NothingFound => "none found",
        SafeHarborStanding.Removed => "removed",
        SafeHarborStanding.Allowed => "as the rule allows",
        _ => "needs an expert",
    };

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    public string ToJson() => JsonSerializer.Serialize(this, TrustJson.Indented);

    /// <summary>To be read by people.</summary>
    /// <param name="signature">Null while nobody has signed.</param>
    public string ToMarkdown(ReleaseReport report, Signature? signature)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# De-identification statement: {Cell(report.Title)}\n\n{Standing(signature)}\n\n{Basis}\n\n");
        text.Append("| class | standing | what was found and done |\n|---|---|---|\n");
        foreach (var line in Lines)
            text.Append(CultureInfo.InvariantCulture, $"| {line.Class.Letter} | {Words(line.Standing)} | {Cell(line.Text)} |\n");
        foreach (var section in ReleaseLine.Of(report).GroupBy(l => l.Section))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n");
            foreach (var line in section)
                text.Append(CultureInfo.InvariantCulture, $"- {Cell(line.Text)}\n");
        }
        if (signature is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Knowledge\n\n- {Knowledge}\n");
            foreach (var overrule in signature.Overruled)
                text.Append(CultureInfo.InvariantCulture, $"- Set aside by the signer: {Cell(overrule.Finding.Message)} Reason: {Cell(overrule.Reason)}\n");
        }
        return text.ToString();
    }

    internal static string Standing(Signature? signature) => signature is null
        ? "**Unreviewed.** Nobody has looked at this release and nobody has signed it."
        : string.Create(CultureInfo.InvariantCulture, $"Signed by {Cell(signature.Name)}, {Words(signature.Role)}, {signature.At:yyyy-MM-dd HH:mm} UTC.");

    /// <summary>"data steward".</summary>
    private static string Words(Role role) => string.Concat(role.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
