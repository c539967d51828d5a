using System.Text.RegularExpressions;

namespace Salus.Trust;

/// <summary>
/// The ingredients in the name of a medication as RxNorm and most catalogues write them: <c>lisinopril 10 MG Oral Tablet [Zestril]</c> is
/// <c>lisinopril</c>. Works on the name alone, so two names of one ingredient that share neither word nor code stay two medications.
/// </summary>
internal static partial class MedicationIngredient
{
    /// <summary>In alphabetical order, joined by <c>+</c>; the whole name when nothing else is left.</summary>
    public static string Of(string name)
    {
        var plain = Brand().Replace(name.ToLowerInvariant(), " ");
        var parts = plain.Split(" / ", StringSplitOptions.RemoveEmptyEntries).Select(Ingredient).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return parts.Length > 0 ? string.Join('+', parts) : SameThing.Words(name);
    }

    private static string Ingredient(string part)
    {
        // "24 HR metformin …", "12 HR …": how long it lasts stands before the name.
        var text = Lasting().Replace(part.Trim(), "");
        var strength = Strength().Match(text);
        if (strength.Success)
            text = text[..strength.Index];
        return SameThing.Words(Form().Replace(text, " "));
    }

    [GeneratedRegex(@"\[[^\]]*\]|\{|\}|\([^)]*\)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Brand();

    [GeneratedRegex(@"^(?:nda\d+\s+|\d+(?:\.\d+)? (?:hr|actuat|ml)\s+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Lasting();

    [GeneratedRegex(@"\b\d", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Strength();

    /// <summary>Dose forms and routes of RxNorm (2026), which tell how it is given, not what it is.</summary>
    [GeneratedRegex(@"\b(?:oral|tablets?|capsules?|solution|suspension|injectable|injection|product|cream|ointment|topical|gel|patch|transdermal|system|inhaler|inhalant|metered dose|dry powder|nasal|spray|ophthalmic|otic|drops?|extended release|delayed release|disintegrating|chewable|syringe|prefilled|auto-injector|pen|vaginal|rectal|suppository|sublingual|buccal|mucosal|pill|powder|liquid|lozenge|film|ring|implant|pack|xr|er|sr|ec)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
