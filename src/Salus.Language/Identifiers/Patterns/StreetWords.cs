namespace Salus.Language.Identifiers.Patterns;

/// <summary>Words that streets, boxes and flats are called by in the languages of Europe and the Americas.</summary>
internal static class StreetWords
{
    private static readonly WordSet sure = new("street st avenue ave road rd lane ln drive boulevard blvd parkway pkwy highway hwy turnpike tpke expressway expy freeway fwy crescent cres terrace terr court ct circle cir place pl square sq trail trl alley plaza plz motorway causeway bypass thruway esplanade broadway crossroad mews lanes stret steet avenu raod boulevarde");
    private static readonly WordSet likely = new("dr av ter way run path walk row close grove gardens hill hills ridge view vista point points cove green greens park heights junction crossing bend loop pike route rte gateway forge forges island islands isle bridge estate estates manor meadow meadows mall mills mill spring springs station summit valley village landing knoll knolls hollow glen fork forks ford ferry field fields flat flats creek bluff branch brook burg bypass camp canyon cape center cliff cliffs club common corner corners course extension falls garden haven harbor inlet key lake lakes light lodge mission motorway mount mountain neck oval overpass parks pass passage pine pines plain plains port prairie ramp ranch rapid rapids rest river shoal shore skyway spur squares stravenue stream streets throughway trace track trafficway tunnel turnpike underpass union unions viaduct ville well wells wharf quay chase croft drove fold gate rise side yard str loaf");
    private static readonly WordSet before = new("rua rue avenue avenida av calle cl via viale vicolo piazza piazzale plaza plaça place boulevard bd chemin allée allee route quai impasse cours strada ul ulica al aleja aleje os pl plac náměstí nám třída tř trg cesta paseo carrer carretera camino ronda travessa alameda estrada largo praça praia jalan corso lungotevere contrada λεωφόρος οδός rúa bulevar bulevár prospekt bulevard strada șoseaua campo cours sentier straat korte lange nieuwe oude am zum zur unter gamle stora lilla större ušice osiedle");
    private static readonly WordSet after = new("u utca út útja tér krt rkp sor köz str strasse straße weg gasse allee platz gata gatan väg vägen vei veien vej gade tie katu kuja polku laan straat plein terrasse torg torget allé prospekt mnt tee puiestee iela gatvė street road baan singel kade dijk");
    private static readonly WordSet units = new("apt apartment suite ste unit flat fl floor bldg building rm room lot trailer trlr box penthouse ph top lgh piso puerta appt wohnung whg stair entrance block tower level spc space");
    private static readonly WordSet links = new("de la du des le les l del della delle dei degli di da do dos das e y i el los las von van der den den zu zum zur am an im auf af på av och og und et al ben the of and to z u nad pod w na ved til");
    private static readonly WordSet stops = new("the a an at on in is was until tel fax phone ip mrn dob are were be been being for from with without by or as of and if this that these those he she it they we you i his her their our my your who which when where while since patient pt mr mrs ms dr has had have having do does did not no yes will would can could may might should after before during than then per each every left right bilateral both up down out over under about all any some more most mg mcg ml cc tablet tablets tab tabs capsule capsules po bid tid qid daily weekly times year years month months week weeks day days hour hours hr hrs minute minutes min mins sec second seconds pound pounds lb lbs mile miles feet foot inch inches cm mm kg grams units degrees percent point points pain x way one two lives address phone");

    private static readonly string[] sureEndings = ["straße", "strasse", "gasse", "str", "allee", "platz", "gatan", "vägen", "gränd", "vejen", "vej", "gade", "gaden", "stræde", "stræti", "braut", "gata", "götu", "vegur", "veien", "vegen", "stien", "gaten", "katu", "kuja", "polku", "raitti", "tie", "straat", "laan", "plein", "gracht", "weg", "steeg", "dijk", "utca", "puiestee", "gatve", "torget", "stigen", "terrasse", "stígur", "brücke"];

    /// <summary>"Street", "Ave": what follows a number and a name makes an address of them.</summary>
    public static bool IsSure(ReadOnlySpan<char> word) => sure.Has(word);

    /// <summary>"Way", "Park", "Dr": a street only behind a number and a capitalised name.</summary>
    public static bool IsLikely(ReadOnlySpan<char> word) => likely.Has(word);

    /// <summary>"Rua", "Calle", "ul.": a street's name follows.</summary>
    public static bool StandsBefore(ReadOnlySpan<char> word) => before.Has(word);

    /// <summary>"utca", "Str.": a street's name stands before, its number after.</summary>
    public static bool StandsAfter(ReadOnlySpan<char> word) => after.Has(word);

    public static bool IsUnit(ReadOnlySpan<char> word) => units.Has(word);

    public static bool IsLink(ReadOnlySpan<char> word) => links.Has(word);

    /// <summary>Words that stand in no address, so that one ends before them; capitalised, some name streets ("Zak Points").</summary>
    public static bool IsStop(ReadOnlySpan<char> word) => stops.Has(word) && !(char.IsUpper(word[0]) && likely.Has(word));

    /// <summary>"Hauptstraße", "Mannerheimintie": the kind of street is the end of the word.</summary>
    public static bool EndsAsStreet(ReadOnlySpan<char> word)
    {
        if (word.Length < 6)
            return false;
        foreach (var ending in sureEndings)
            if (word.Length >= ending.Length + 3 && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
