using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>How much a word of a claim says about this patient: nothing for grammar, little for the words that every note uses; and what people say for it.</summary>
internal static class WordWeights
{
    private const double OfEveryNote = 0.25;
    private const double Common = 0.6;

    private static readonly FrozenSet<string> Grammar = Set(
        "a an the and or nor but if then than that this these those there here of in on at to from for by with without about into over under after before during since until while as so because due per via "
        + "i me my you your he him his she her hers they them their it its we us our who whom which what when where how why is am are was were be been being has have had having do does did done doing can could will would shall should may might must "
        + "not no never none any all some each every both either neither only also just too very more most less least much many few other another such same own up out off down again once now today mr mrs ms dr miss s");

    private static readonly FrozenSet<string> Usual = Set(
        "patient patients pt reports report reported reporting denies denied deny denying states stated stating endorses endorsed notes noted note noting presents presented present presenting presentation follow following follows followup followed visit visits clinic office evaluation evaluate evaluated examination exam examined history significant medical past current currently recent recently "
        + "continue continued continues continuing recommend recommended recommends recommendation recommendations advised advise discussed discuss discussion understand understands understanding agree agrees agreed agreement agreements plan plans planned treatment treatments reasoning additional testing education counseling counseled questions question answered instructions instructed status normal abnormal within limits unremarkable pleasant year old male female man woman gentleman lady "
        + "well time times day days week weeks month months year years ago described describes describe include including includes included regarding overall appear appears appeared appearance seen see sees saw noticed call contact return returned returns needed need needs also feel feels felt feeling state take takes taking taken took use used using uses "
        + "symptom symptoms finding findings issue issues concern concerns concerning concerned problem problems complaint complaints condition conditions side left right bilateral bilaterally order orders ordered ordering refer referred referral review reviewed reviewing result results demonstrate demonstrates demonstrated reveal reveals revealed evidence performed perform obtained obtain consider considered consideration will proceed proceeding "
        + "auscultation palpation range motion regular rate rhythm murmurs gallops rubs clear lungs heart normocephalic atraumatic general constitutional respiratory cardiovascular gastrointestinal musculoskeletal neurological neurologic skin psychiatric genitourinary hent heent eyes ears nose mouth neck inspection distress acute alert oriented apparent effort supple wheezes rales rhonchi crackles masses tenderness extremities edema swelling bruising ecchymosis erythema deformity intact strength sensation pulses pulse capillary refill perfusion gait reflexes bowel sounds guarding rebound lymphadenopathy thyromegaly jugular venous distention carotid bruits nontender "
        + "assessment chief subjective objective impression hpi ros vitals vital sign signs agreement nature detail details explained explain explains explanation importance important stress stressed emphasize emphasized option options lengthy possible possibly risk risks benefit benefits alternative alternatives decision wish wishes wishes prior initial initially onset began begin started start starting episode episodes occasional occasionally intermittent intermittently frequent frequently constant mild mildly moderate severe slight slightly "
        + "diagnosis diagnoses diagnosed etiology medication medications medicine prescribe prescribed prescription prescriptions provide provided provides therapy increase increased decrease decreased improve improved improvement improving worse worsen worsened worsening better good change changes changed stable unchanged progress able unable "
        + "try tried trying encourage encouraged assist assistance help helps helped helpful require required requires allow allows attempt attempted experience experiences experienced experiencing occur occurs occurred describe develop developed associated related secondary due consistent likely unlikely appropriate management manage managed managing control controlled compliant compliance "
        + "doctor physician provider primary care nurse health healthcare hospital department emergency team staff today tomorrow yesterday tonight morning evening night afternoon weekend last next first second third since about approximately several once twice daily weekly monthly nightly "
        + "long short high low new old large small big little further additionally however therefore otherwise moreover although particularly especially generally usually typically sometimes often always still already yet later earlier soon immediately eventually "
        + "family social surgical mother father allergies allergy reconcile reconciled nkda known drug drugs work works working lives living home activity activities area areas region aspect location located localized localizes point points level levels part parts place placed set made make makes making go goes going gone went get gets getting got come comes came give gives given gave put keep kept let lets know knows known think thinks believe believes believed say says said tell told ask asked look looks looked find finds found show shows showed shown move moves moved moving bring brought remain remains remained notice become becomes became turn turned run hold held leave left feels bit lot kind sort thing things way ways case number amount end reason reasons person people everything anything something nothing");

    private static readonly Lazy<FrozenDictionary<string, ImmutableArray<string>>> Known = new(Load);

    public static double Of(string word) => word.Length < 2 || Grammar.Contains(word) ? 0 : Usual.Contains(word) ? OfEveryNote : CommonWords.Contains(word) ? Common : 1;

    /// <summary>Stems of the words that people say for a word of a note, given by its stem.</summary>
    public static ImmutableArray<string> Synonyms(string stem) => Known.Value.TryGetValue(stem, out var others) ? others : [];

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, ImmutableArray<string>> Load()
    {
        using var reader = new StreamReader(typeof(WordWeights).Assembly.GetManifestResourceStream("Grounding/Data/said-as.tsv")!);
        var known = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#' || line.Split('\t') is not [var written, var said])
                continue;
            var stem = Stemmer.Stem(written);
            if (!known.TryGetValue(stem, out var others))
                known[stem] = others = new HashSet<string>(StringComparer.Ordinal);
            foreach (var word in said.Split(' '))
                others.Add(Stemmer.Stem(word));
        }
        return known.ToFrozenDictionary(k => k.Key, k => k.Value.ToImmutableArray(), StringComparer.Ordinal);
    }
}
