using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Writing;

/// <summary>Groups of drugs that every reader of a chart has to know of.</summary>
public enum DrugGroup
{
    Anticoagulant,
    Antiplatelet,
    Insulin,
    OtherDiabetes,
    Steroid,
    Opioid,
    Immunosuppressant,
    Cancer,
    Antiarrhythmic,
    Anticonvulsant,
    Sedative,
    Nsaid,
}

/// <summary>Which groups a medication belongs to: by its name, the vocabulary's flags and classes, and a list of what those leave out.</summary>
public static partial class DrugGroups
{
    private static readonly Lazy<FrozenDictionary<string, DrugGroup>> More = new(() =>
        ChartData.Rows("drug-groups.tsv").ToFrozenDictionary(r => r["word"], r => Enum.Parse<DrugGroup>(r["group"]), StringComparer.Ordinal));

    /// <summary>Empty for drugs of no such group, and for names that nothing here knows. What is put on the skin, into the eye or breathed in counts only where it still acts in the blood.</summary>
    public static ImmutableArray<DrugGroup> Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var local = Local().IsMatch(name);
        var listed = Tokenizer.Tokenize(name).Where(t => More.Value.ContainsKey(t.Norm)).Select(t => More.Value[t.Norm]);
        return
        [
            .. Vocabulary.Embedded.Matcher.Find(name).Select(m => m.Concept).Where(c => c.Kind is ConceptKind.Drug or ConceptKind.DrugClass).SelectMany(Of).Concat(listed)
                .Where(g => !local || g is not (DrugGroup.Steroid or DrugGroup.Nsaid)).Distinct().Order(),
        ];
    }

    /// <summary>As a reader calls it.</summary>
    public static string Words(DrugGroup group) => group switch
    {
        DrugGroup.OtherDiabetes => "diabetes medicine",
        DrugGroup.Cancer => "antineoplastic",
        DrugGroup.Steroid => "corticosteroid",
        DrugGroup.Nsaid => "anti-inflammatory painkiller (NSAID)",
        _ => group.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<DrugGroup> Of(Concept drug)
    {
        if (drug.Has("anticoagulant"))
            yield return DrugGroup.Anticoagulant;
        if (drug.Has("antiplatelet"))
            yield return DrugGroup.Antiplatelet;
        if (drug.Has("insulin"))
            yield return DrugGroup.Insulin;
        if (drug.Has("opioid"))
            yield return DrugGroup.Opioid;
        if (drug.Has("nsaid"))
            yield return DrugGroup.Nsaid;
        if (drug.Has("immunosuppressant") && drug.System is not "corticosteroid")
            yield return DrugGroup.Immunosuppressant;
        switch (drug.System)
        {
            case "corticosteroid":
                yield return DrugGroup.Steroid;
                break;
            case "biguanide" or "sulfonylurea" or "dpp-4-inhibitor" or "sglt2-inhibitor" or "glp-1-agonist" or "thiazolidinedione" or "diabetes-other":
                yield return DrugGroup.OtherDiabetes;
                break;
            case "oncology":
                yield return DrugGroup.Cancer;
                break;
            case "antiarrhythmic":
                yield return DrugGroup.Antiarrhythmic;
                break;
            case "anticonvulsant":
                yield return DrugGroup.Anticonvulsant;
                break;
            case "benzodiazepine" or "hypnotic":
                yield return DrugGroup.Sedative;
                break;
        }
    }

    [GeneratedRegex(@"\b(?:topical|cream|ointment|lotion|gel|ophthalmic|otic|eye drops?|nasal|inhal\w*|metered dose|dry powder|shampoo)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Local();
}
