using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Files;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Reads a policy in YAML. Strict: a word that is not known is an error, for it would be a wish unheard.</summary>
internal sealed class PolicyFile
{
    private const int LargestFile = 4 << 20;

    private static readonly ImmutableArray<string> keys = ["name", "version", "based-on", "dates", "ages", "postal-codes", "default-deny", "text", "fhir", "hl7", "columns"];

    private readonly string file;
    private readonly PolicyChecks checks;
    private readonly List<KeptForReason> reasons = [];

    private PolicyFile(string file)
    {
        this.file = file;
        checks = new PolicyChecks(file);
    }

    public static DeidentificationPolicy Read(string yaml, string file)
    {
        if (yaml.Length > LargestFile)
            throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"{file} is larger than a policy can be ({LargestFile >> 20} MiB). Is it the data?"));
        return new PolicyFile(file).Whole(PolicyYaml.Read(yaml, file));
    }

    private DeidentificationPolicy Whole(YamlValue root)
    {
        var map = root as YamlMap ?? throw At(root, "a policy is a map: 'name: …', 'based-on: safe-harbor', 'text: …'.");
        foreach (var (key, _) in map.Entries)
            Known(key, keys);
        var name = Text(Needed(map, "name"));
        var version = Text(Needed(map, "version"));
        var basis = Of(map, "based-on") is { } on ? Basis(on) : null;
        var policy = new DeidentificationPolicy
        {
            Name = name,
            Version = version,
            BasedOn = basis?.Name,
            Text = Texts(Of(map, "text"), map, basis),
            Fhir = [.. Rules(Of(map, "fhir"), "path", PolicyChecks.ElementPath, basis).Select(r => new ElementRule(r.Path, r.Treatment, r.Class)), .. basis?.Fhir ?? []],
            Fields = [.. Rules(Of(map, "hl7"), "field", PolicyChecks.Field, basis).Select(r => new FieldRule(r.Path, r.Treatment, r.Class)), .. basis?.Fields ?? []],
            Columns = [.. Rules(Of(map, "columns"), "column", PolicyChecks.Column, basis).Select(r => new ColumnRule(r.Path, r.Treatment, r.Class)), .. basis?.Columns ?? []],
            DefaultDeny = Of(map, "default-deny") is { } deny ? Flag(deny) : basis?.DefaultDeny ?? false,
            Dates = Of(map, "dates") is { } dates ? Dates(dates, basis?.Dates ?? new()) : basis?.Dates ?? new(),
            Ages = Of(map, "ages") is { } ages ? Ages(ages, basis?.Ages ?? new()) : basis?.Ages ?? new(),
            PostalCodes = Of(map, "postal-codes") is { } codes ? Codes(codes, basis?.PostalCodes ?? new()) : basis?.PostalCodes ?? new(),
        };
        return policy with { Reasons = [.. reasons] };
    }

    private DeidentificationPolicy Basis(YamlValue value)
    {
        var name = Text(value);
        return DeidentificationPolicy.Profiles.Contains(name, StringComparer.Ordinal) ? DeidentificationPolicy.Profile(name)
            : throw At(value, $"'{name}' is no profile{Nearest(name, DeidentificationPolicy.Profiles)}. Known are {string.Join(", ", DeidentificationPolicy.Profiles)}.");
    }

    private ImmutableSortedDictionary<IdentifierClass, Treatment> Texts(YamlValue? value, YamlMap whole, DeidentificationPolicy? basis)
    {
        var treatments = (basis?.Text ?? ImmutableSortedDictionary<IdentifierClass, Treatment>.Empty).ToBuilder();
        if (value is not null)
        {
            var map = value as YamlMap ?? throw At(value, "'text' is a map of classes: 'name: surrogate'.");
            foreach (var (key, said) in map.Entries)
            {
                var kind = Class(key);
                var (treatment, because) = Treated(said);
                checks.Fits(said.Line, treatment, kind, inText: true);
                Kept(said.Line, key.Text, treatment, kind, because, basis);
                treatments[kind] = treatment;
            }
        }
        var missing = Enum.GetValues<IdentifierClass>().Where(c => !treatments.ContainsKey(c)).Select(IdentifierClasses.Word).ToList();
        return missing.Count == 0 ? treatments.ToImmutable()
            : throw At(value ?? whole, $"'text' does not say what happens to {string.Join(", ", missing)}. Say it, or begin with 'based-on: safe-harbor'.");
    }

    private List<PolicyRule> Rules(YamlValue? value, string pathKey, Func<string, string?> wrongWith, DeidentificationPolicy? basis)
    {
        var rules = new List<PolicyRule>();
        if (value is null)
            return rules;
        foreach (var item in value is YamlList list ? list.Items : throw At(value, $"a list of rules belongs here: '- {{{pathKey}: …, do: keep}}'."))
        {
            var map = item as YamlMap ?? throw At(item, $"a rule is a map: '{{{pathKey}: …, do: keep}}'.");
            foreach (var (key, _) in map.Entries)
                Known(key, [pathKey, "do", "class", "because"]);
            var path = Text(Needed(map, pathKey));
            if (wrongWith(path) is { } wrong)
                throw At(Needed(map, pathKey), wrong);
            var treatment = Treatment(Needed(map, "do"));
            var kind = Of(map, "class") is { } said ? Class(said) : treatment is Deidentification.Treatment.Shift ? IdentifierClass.Date : IdentifierClass.OtherId;
            checks.Fits(item.Line, treatment, kind, inText: false);
            if (Of(map, "class") is not null)
                Kept(item.Line, path, treatment, kind, Of(map, "because") is { } why ? Text(why) : null, basis);
            rules.Add(new(path, treatment, kind, item.Line));
        }
        checks.Reachable(rules);
        return rules;
    }

    /// <summary>Keeping what identifies needs a reason, and the reason goes into the statement. Profiles say theirs in their own words.</summary>
    private void Kept(int line, string where, Treatment treatment, IdentifierClass kind, string? because, DeidentificationPolicy? basis)
    {
        if (treatment is not Deidentification.Treatment.Keep || basis is null)
            return;
        if (basis.Of(kind) is Deidentification.Treatment.Keep)
            return;
        if (string.IsNullOrWhiteSpace(because))
            throw PolicyYaml.At(file, line, $"'{where}' keeps what {basis.Name} does not allow to stay ({kind.Word()}). Treat it in another way, or add 'because: …' with the ground on which it may stay.");
        reasons.Add(new(where, because));
    }

    private (Treatment, string? Because) Treated(YamlValue value)
    {
        if (value is not YamlMap map)
            return (Treatment(value), null);
        foreach (var (key, _) in map.Entries)
            Known(key, ["do", "because"]);
        return (Treatment(Needed(map, "do")), Of(map, "because") is { } why ? Text(why) : null);
    }

    private DateFacts Dates(YamlValue value, DateFacts facts)
    {
        foreach (var (key, said) in Facts(value, "days", "keep-weekday", "write", "order"))
        {
            facts = key switch
            {
                "days" => facts with { Days = Number(said, 7, 3650) },
                "keep-weekday" => facts with { KeepWeekday = Flag(said) },
                "write" => facts with { Write = OneOf(said, ("full", DateWriting.Full), ("year", DateWriting.Year)) },
                _ => facts with { DayFirst = OneOf(said, ("month-first", false), ("day-first", true)) },
            };
        }
        return facts;
    }

    private AgeFacts Ages(YamlValue value, AgeFacts facts)
    {
        foreach (var (key, said) in Facts(value, "top", "band"))
            facts = key is "top" ? facts with { Top = Number(said, 17, 89) } : facts with { Band = Number(said, 1, 30) };
        return facts;
    }

    private PostalCodeFacts Codes(YamlValue value, PostalCodeFacts facts)
    {
        foreach (var (key, said) in Facts(value, "digits", "small"))
        {
            if (key is "digits")
            {
                facts = facts with { Digits = Number(said, 0, 5) };
                continue;
            }
            var codes = (said as YamlList ?? throw At(said, "a list belongs here: [\"036\", \"059\"].")).Items.Select(i => (Item: i, Code: Text(i))).ToList();
            if (codes.Find(c => c.Code.Length != 3 || !c.Code.All(char.IsAsciiDigit)) is { Item: { } wrong })
                throw At(wrong, "these are the first three digits of ZIP codes, in quotes: \"036\".");
            facts = facts with { Small = codes.Select(c => c.Code).ToImmutableSortedSet(StringComparer.Ordinal) };
        }
        return facts;
    }

    private IEnumerable<(string Key, YamlValue Value)> Facts(YamlValue value, params ImmutableArray<string> known)
    {
        foreach (var (key, said) in (value as YamlMap ?? throw At(value, $"a map belongs here, with {string.Join(", ", known)}.")).Entries)
        {
            Known(key, known);
            yield return (key.Text, said);
        }
    }

    private IdentifierClass Class(YamlValue value)
    {
        var word = Text(value);
        return IdentifierClasses.TryParse(word, out var kind) ? kind
            : throw At(value, $"'{word}' is no class{Nearest(word, IdentifierClasses.Words)}. Known are {string.Join(", ", IdentifierClasses.Words)}.");
    }

    private Treatment Treatment(YamlValue value)
    {
        var word = Text(value);
        return PolicyChecks.Treatments.TryGetValue(word, out var treatment) ? treatment
            : throw At(value, $"'{word}' is no treatment{Nearest(word, PolicyChecks.Treatments.Keys)}. Known are {string.Join(", ", PolicyChecks.Treatments.Keys)}.");
    }

    private T OneOf<T>(YamlValue value, params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        var text = Text(value);
        var known = new List<string>();
        foreach (var (word, meaning) in words)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return meaning;
            known.Add(word);
        }
        throw At(value, $"'{text}' is none of {string.Join(", ", known)}.");
    }

    private bool Flag(YamlValue value) => OneOf(value, ("true", true), ("false", false), ("yes", true), ("no", false));

    private int Number(YamlValue value, int least, int most) =>
        int.TryParse(Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw At(value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most} belongs here."));

    private void Known(YamlText key, ImmutableArray<string> known)
    {
        if (!known.Contains(key.Text, StringComparer.Ordinal))
            throw At(key, $"'{key.Text}' is not known here{Nearest(key.Text, known)}. Known are {string.Join(", ", known)}.");
    }

    private static string Nearest(string word, IEnumerable<string> known) =>
        known.Select(k => (Word: k, Distance: PolicyChecks.Distance(word, k))).Where(k => k.Distance <= Math.Max(2, k.Word.Length / 3)).OrderBy(k => k.Distance).ThenBy(k => k.Word, StringComparer.Ordinal).FirstOrDefault() is { Word: { } near }
            ? $"; did you mean '{near}'?" : "";

    private static YamlValue? Of(YamlMap map, string key) => map.Entries.FirstOrDefault(e => string.Equals(e.Key.Text, key, StringComparison.Ordinal)).Value;

    private YamlValue Needed(YamlMap map, string key) => Of(map, key) ?? throw At(map, $"'{key}: …' is missing here.");

    private string Text(YamlValue value) => value is YamlText { Text.Length: > 0 } text ? text.Text : throw At(value, "a single value belongs here.");

    private DeidentificationException At(YamlValue value, string what) => PolicyYaml.At(file, value.Line, what);
}

/// <param name="Line">Where it stands in the file, from 1.</param>
internal sealed record PolicyRule(string Path, Treatment Treatment, IdentifierClass Class, int Line);
