using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>Words after a number that make it a measure, a dose or a count: "2000 units", "May 3 times", "120 mm".</summary>
internal static class Measures
{
    private static readonly WordSet units = new("""
        mg mcg g gm gms gram grams kg kgs kilograms ug ng pg lb lbs pound pounds oz ounce ounces stone ml cc l dl liter liters litre litres units unit iu u meq mmol mol mm cm m km meter meters metre metres
        inch inches ft feet foot mile miles mi yards percent bpm mmhg cmh hz khz mhz kcal cal cals calorie calories cells copies hpf lpf mcl ul fl min mins minute minutes hr hrs hour hours sec secs second seconds
        day days week weeks wk wks month months mo mos yr yrs year years times time x tab tabs tablet tablets cap caps capsule capsules pill pills puff puffs drop drops gtt gtts tsp tbsp teaspoon teaspoons cup cups
        dose doses spray sprays patch patches vial vials pack packs ppd beats degrees degree deg c f celsius fahrenheit point points stitches sutures french fr gauge vessels lesions nodes steps
        people patients cases beers beer drinks drink cigarettes bottles episodes visits pregnancies children kids sibling siblings brothers sisters liters/min rads gy cgy watts joules volts ma mv kv
        per mgs mls kgs bid tid qid qd qhs prn po iv q daily twice mosm dollars euros usd bucks words lines
        """);

    private static readonly WordSet ordinals = new("toe finger digit rib metatarsal metacarpal ray intercostal ventricle nerve cranial degree trimester trimesters heart part portion day week month time dose floor grade party person line stage attempt visit lumbar cervical thoracic branchial interspace space mtp mcp pip dip molar web");

    [MethodImpl(EveryWord.Passes)]
    public static bool Follow(Page page, int at)
    {
        var c = page[at];
        if (c is '%' or '\u00B0' or '\u00B5' or '\u03BC')
            return true;
        if (char.IsAsciiLetter(c))
            return units.Has(page.Text.AsSpan(at, page.SkipWord(at) - at));
        if (c == '-' && page.IsLetter(at + 1))
            return units.Has(page.Text.AsSpan(at + 1, page.SkipWord(at + 1) - at - 1));
        if (c is not (' ' or '\t' or '\n' or '\r'))
            return false;
        at = page.SkipBlanks(at, lines: true);
        c = page[at];
        return c is '%' or '\u00B0' or '\u00B5' or '\u03BC' || (char.IsAsciiLetter(c) && units.Has(page.Text.AsSpan(at, page.SkipWord(at) - at)));
    }

    /// <summary>"The 3rd toe", "2nd degree": an ordinal that counts something of the body or of the course.</summary>
    public static bool Counts(ReadOnlySpan<char> word) => ordinals.Has(word);
}
