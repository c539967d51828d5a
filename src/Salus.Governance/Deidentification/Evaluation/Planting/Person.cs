using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>Somebody invented, who is written in many ways: in full, with an initial, family name first, by a nickname, misspelt.</summary>
public sealed record Person(GivenName Given, string? Middle, string Family, bool IsWoman, bool FamilyFirst)
{
    // Cultures whose names are commonly written family name first, also in English records.
    private static readonly ImmutableArray<string> familyFirst = ["chinese", "korean", "japanese", "vietnamese", "hungarian"];
    private static readonly ImmutableArray<string> twoFamilyNames = ["hispanic", "portuguese"];

    public string Full => FamilyFirst ? $"{Family} {Given.Name}" : Middle is null ? $"{Given.Name} {Family}" : $"{Given.Name} {Middle} {Family}";

    public string? Nickname(SeededRandom random) => Given.Called.IsEmpty ? null : random.Pick(Given.Called);

    public static Person Draw(PlantingSet set, SeededRandom random, string? culture = null, string? family = null)
    {
        var woman = random.Chance(0.5);
        var given = random.Pick(set.Given);
        while ((given.Sex is "f" && !woman) || (given.Sex is "m" && woman) || (culture is not null && given.Culture != culture))
            given = random.Pick(set.Given);
        var names = set.Family.Where(f => f.Culture == given.Culture || random.Chance(0.02)).ToArray();
        family ??= FamilyOf(names, given.Culture, random);
        var middle = random.Chance(0.4) ? random.Pick(set.Given.Where(g => g.Culture == given.Culture && g.Name != given.Name && (g.Sex is "x" || g.Sex == given.Sex)).DefaultIfEmpty(given).ToArray()).Name : null;
        return new Person(given, middle == given.Name ? null : middle, family, woman, familyFirst.Contains(given.Culture) && random.Chance(0.3));
    }

    /// <summary>In full, as a note writes it: with or without the middle name or its initial, the nickname, or with the first name as an initial.</summary>
    public string Write(SeededRandom random)
    {
        if (FamilyFirst)
            return $"{Family} {Given.Name}";
        var initial = Middle is null ? null : $"{Middle[0]}.";
        return random.NextInt(12) switch
        {
            0 or 1 or 2 when initial is not null => $"{Given.Name} {initial} {Family}",
            3 when Middle is not null => $"{Given.Name} {Middle} {Family}",
            4 when initial is not null => $"{Given.Name[0]}. {initial} {Family}",
            5 => $"{Given.Name[0]}. {Family}",
            6 when Nickname(random) is { } called => $"{called} {Family}",
            _ => $"{Given.Name} {Family}",
        };
    }

    /// <summary>As lists and headers write it: <c>Family, Given M</c>.</summary>
    public string Sorted(SeededRandom random) => random.NextInt(5) switch
    {
        0 when Middle is not null => $"{Family}, {Given.Name} {Middle[0]}.",
        1 when Middle is not null => $"{Family}, {Given.Name} {Middle}",
        2 => $"{Family.ToUpperInvariant()}, {Given.Name.ToUpperInvariant()}",
        3 => $"{Family.ToUpperInvariant()}, {Given.Name}",
        _ => $"{Family}, {Given.Name}",
    };

    public string Initials(SeededRandom random) => random.Chance(0.5) || Middle is null ? $"{Given.Name[0]}.{Family[0]}." : $"{Given.Name[0]}{Middle[0]}{Family[0]}".ToUpperInvariant();

    /// <summary>What a tired typist writes: two letters change places, one is missing, or one is doubled. Short names stay.</summary>
    public static string Misspell(string name, SeededRandom random)
    {
        var at = random.Between(1, Math.Max(1, name.Length - 3));
        if (name.Length < 6 || !char.IsLower(name[at]) || !char.IsLower(name[at + 1]) || name[at] == name[at + 1])
            return name;
        return random.NextInt(3) switch
        {
            0 => $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}",
            1 => name.Remove(at, 1),
            _ => name.Insert(at, name[at].ToString()),
        };
    }

    private static string FamilyOf(FamilyName[] names, string culture, SeededRandom random)
    {
        var first = random.Pick(names).Name;
        if (twoFamilyNames.Contains(culture) && random.Chance(0.35))
            return $"{first} {random.Pick(names).Name}";
        return random.Chance(0.04) ? $"{first}-{random.Pick(names).Name}" : first;
    }
}
