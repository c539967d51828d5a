using System.Buffers;
using System.Text;
using Salus.Fhir.V2;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// Treats the content of fields by data type (HL7 v2.5.1, chapter 2A) and keeps their form: repetitions, components, subcomponents and escape sequences
/// stay where they were, <c>""</c> (delete what you have) stays, and what was not changed is written as it came.
/// </summary>
internal sealed class V2Values(V2Notation notation, PersonCleaning person)
{
    private const string Null = "\"\"";
    private const int LongestCode = 20;
    private const int LongestDigits = 6;

    private static readonly SearchValues<char> comparators = SearchValues.Create("<>=+-/:");
    private static readonly SearchValues<char> clock = SearchValues.Create("0123456789.:+-");
    private static readonly SearchValues<char> oid = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> fraction = SearchValues.Create("0123456789eE-+");

    /// <summary>A field as a whole.</summary>
    /// <param name="valueType">OBX-2, for OBX-5.</param>
    public string Field(string raw, V2FieldPlan plan, string valueType)
    {
        var (content, rule, parts) = plan;
        if (parts.IsEmpty && rule is { Treatment: Treatment.Keep })
            return raw;
        return Each(raw, notation.Repetition, (repetition, _) =>
        {
            if (parts.IsEmpty)
                return Whole(repetition, content, rule, valueType);
            var before = Split(repetition, notation.Component);
            var after = Split(rule is { Treatment: Treatment.Keep } ? repetition : Whole(repetition, content, rule, valueType), notation.Component);
            for (var i = 0; i < before.Length; i++)
            {
                if (parts.FirstOrDefault(p => p.Component == i + 1) is { Rule: { } own } part)
                {
                    Array.Resize(ref after, Math.Max(after.Length, i + 1));
                    after[i] = part.Subcomponent == 0 ? Ruled(before[i], own)
                        : Each(before[i], notation.Subcomponent, (sub, number) => parts.FirstOrDefault(p => p.Component == i + 1 && (p.Subcomponent == number || p.Subcomponent == 0)).Rule is { } deeper ? Ruled(sub, deeper) : person.Removed());
                }
            }
            return string.Join(notation.Component, after.Select(a => a ?? ""));
        });
    }

    /// <summary>Free text without what identifies; as it was written when nothing does.</summary>
    public string Scan(string raw)
    {
        if (raw.Length == 0 || IsNull(raw))
            return raw;
        if (SwitchesCharset(raw))
            return person.Removed();
        var text = notation.TextOf(raw);
        var cleaned = person.Text(text);
        return string.Equals(text, cleaned, StringComparison.Ordinal) ? raw : Raw(cleaned);
    }

    /// <summary>Whether the words cannot be read because they are in a character set that only an escape sequence names.</summary>
    public bool SwitchesCharset(string raw) =>
        notation.Escape != '\0' && (raw.Contains($"{notation.Escape}C", StringComparison.Ordinal) || raw.Contains($"{notation.Escape}M", StringComparison.Ordinal));

    public string TextOf(string raw) => notation.TextOf(raw);

    public string Raw(string text)
    {
        if (notation.Escape != '\0')
            return notation.RawOf(text);
        // Without an escape character a delimiter cannot be written inside a text.
        var plain = new StringBuilder(text);
        foreach (var delimiter in (ReadOnlySpan<char>)[notation.Field, notation.Component, notation.Repetition, notation.Subcomponent, '\r', '\n'])
            plain.Replace(delimiter, ' ');
        return plain.ToString();
    }

    private string Whole(string raw, V2Content content, FieldRule? rule, string valueType)
    {
        if (raw.Length == 0 || IsNull(raw))
            return raw;
        if (content.Type == "VALUE")
        {
            content = ValueOf(valueType);
            // RP: where a picture or document lies, outside the release.
            if (content == V2Content.Unknown)
                return person.Removed(IdentifierClass.Url);
        }
        if (rule is null)
            return Typed(raw, content, null, notation.Component);
        return rule.Treatment switch
        {
            Treatment.Keep => raw,
            Treatment.Remove => person.Removed(rule.Class),
            // Text is read as text; a value whose form is known is better treated by it.
            Treatment.Scan => content.Type is "-" or "KEEP" ? Scan(raw) : Typed(raw, content, null, notation.Component),
            _ when content.Type is "-" or "CODE" or "NM" or "CE" or "OBS" or "TX" or "KEEP" => Ruled(raw, rule),
            _ => Typed(raw, content, rule, notation.Component),
        };
    }

    /// <summary>A part treated as the policy says and nothing else; one whose form is not known is one value.</summary>
    private string Ruled(string raw, FieldRule rule) => rule.Treatment switch
    {
        Treatment.Keep => raw,
        _ when raw.Length == 0 || IsNull(raw) => raw,
        Treatment.Remove => person.Removed(rule.Class),
        Treatment.Scan => Scan(raw),
        Treatment.Shift => person.Date(First(raw), Treatment.Shift),
        _ => Raw(person.Value(rule.Class, First(raw), null, rule.Treatment)),
    };

    /// <param name="delimiter">Of the parts of this content: components of a field, subcomponents of a component.</param>
    private string Typed(string raw, V2Content content, FieldRule? rule, char delimiter)
    {
        if (raw.Length == 0 || IsNull(raw))
            return raw;
        switch (content.Type)
        {
            case "-":
                return person.Removed();
            case "KEEP" or "OBS":
                return raw;
            case "CHARSET":
                return Split(raw, notation.Repetition)[0];
            case "CODE":
                return Each(raw, delimiter, (part, _) => Each(part, notation.Subcomponent, (sub, _) => IsCode(sub) ? sub : person.Removed()));
            case "NM":
                return Each(raw, delimiter, (part, _) => IsNumber(part) || IsCode(part) && part.Length <= 3 ? part : person.Removed());
            case "MEASURED":
                return Each(raw, delimiter, (part, _) => IsNumber(part) || IsCode(part) && part.Length <= 3 ? part : Scan(part));
            case "SN":
                return Each(raw, delimiter, (part, _) => IsNumber(part) || part.Length <= 2 && part.AsSpan().IndexOfAnyExcept(comparators) < 0 ? part : Scan(part));
            case "ED":
                return Encapsulated(Split(raw, delimiter), delimiter);
            case "RANGE":
                return raw.AsSpan().ContainsAnyInRange('A', 'z') || raw.AsSpan().ContainsAnyExceptInRange(' ', '~') || raw.Length > 30 ? Scan(raw) : raw;
            case "TM":
                return raw.Length <= 16 && raw.AsSpan().IndexOfAnyExcept(clock) < 0 ? raw : person.Removed();
            case "CE":
                return Coded(raw, delimiter);
            case "TX":
                return Scan(raw);
            case "DTM":
                return person.Date(First(raw), DateOf(rule));
            case "BIRTH":
                return person.Birth(First(raw), DateOf(rule));
            case "CONTROL":
                return person.Control(First(raw));
            case "ST":
                return Each(raw, delimiter, (part, number) => Each(part, notation.Subcomponent, (sub, _) => Raw(person.Value(content.Class!.Value, TextOf(sub), null, For(rule, content.Class.Value)))));
            case "ID":
                return Raw(person.Number(content.Class ?? IdentifierClass.OtherId, First(raw), For(rule, content.Class ?? IdentifierClass.OtherId)));
            case "HD":
                return Authority(raw, delimiter);
            case "XPN":
                return Person(Split(raw, delimiter), 0, content.Owner ?? "kin", rule, delimiter);
            case "XCN" or "CNN":
                return Clinician(Split(raw, delimiter), rule, delimiter);
            case "XTN":
                return Telecom(Split(raw, delimiter), rule, delimiter);
            case "CX":
                return Identifier(Split(raw, delimiter), content.Class ?? IdentifierClass.OtherId, rule, delimiter);
            case "EI":
                return EntityIdentifier(raw, content.Class ?? IdentifierClass.OtherId, delimiter);
            default:
                return Complex(raw, V2Fields.Of(content.Type), rule, delimiter);
        }
    }

    private string Complex(string raw, System.Collections.Immutable.ImmutableArray<V2Content> parts, FieldRule? rule, char delimiter) =>
        Each(raw, delimiter, (part, number) => number > parts.Length ? (part.Length == 0 ? part : person.Removed())
            : delimiter == notation.Component ? Typed(part, parts[number - 1], rule, notation.Subcomponent)
            // A type inside a type inside a type has no delimiter left: what stands there is one value.
            : Typed(part, parts[number - 1], rule, '\0'));

    private static V2Content ValueOf(string valueType) => valueType switch
    {
        "NM" or "SI" or "MO" or "CP" or "CQ" => new V2Content("MEASURED", null, null),
        "SN" => new V2Content("SN", null, null),
        "CE" or "CWE" or "CNE" or "CF" => new V2Content("CE", null, null),
        "DT" or "DTM" => new V2Content("DTM", null, null),
        "TS" or "TM" or "XAD" or "XON" or "EIP" or "PL" or "DR" => new V2Content(valueType, null, null),
        "XPN" => new V2Content("XPN", null, "kin"),
        "PN" => new V2Content("XPN", null, "kin"),
        "XCN" or "CN" => new V2Content("XCN", null, null),
        "XTN" or "TN" => new V2Content("XTN", null, null),
        "CX" or "CK" => new V2Content("CX", IdentifierClass.OtherId, null),
        "EI" => new V2Content("EI", IdentifierClass.OtherId, null),
        "AD" => new V2Content("XAD", null, null),
        "ID" or "IS" => new V2Content("CE", null, null),
        "ED" => new V2Content("ED", null, null),
        "RP" => V2Content.Unknown,
        _ => V2Content.Text,
    };

    /// <summary>CE, CWE, CNE: codes stay; words that no standard code system names are read as text.</summary>
    private string Coded(string raw, char delimiter)
    {
        var parts = Split(raw, delimiter);
        var (first, second) = (At(parts, 0).Length > 0 && V2Codes.IsStandard(At(parts, 2)), At(parts, 3).Length > 0 && V2Codes.IsStandard(At(parts, 5)));
        var whole = true;
        for (var i = 0; i < parts.Length; i++)
        {
            var kept = i switch
            {
                0 or 3 => IsCode(parts[i]) || (i == 0 ? first : second) && parts[i].Length <= 40,
                1 => first,
                4 => second,
                2 or 5 or 6 or 7 or 10 or 13 or 15 or 18 or 20 => IsCode(parts[i]) || V2Codes.IsStandard(parts[i]),
                _ => false,
            };
            whole &= kept || parts[i].Length == 0;
            if (!kept && parts[i].Length > 0)
                parts[i] = i is 8 or 1 or 4 or 0 or 3 ? Scan(parts[i]) : person.Removed();
        }
        return whole ? raw : string.Join(delimiter, parts);
    }

    /// <summary>HD: who gives out numbers. Known bodies (a social security office) stay; a hospital's name does not, unless the policy keeps those.</summary>
    private string Authority(string raw, char delimiter)
    {
        var parts = Split(raw, delimiter);
        if (person.Of(IdentifierClass.Organization) is Treatment.Keep || (parts.Length > 1 && V2Codes.IsStandardOid(parts[1]) && IsCode(parts[0])))
            return raw;
        parts[0] = Raw(person.Number(IdentifierClass.Organization, TextOf(parts[0]), Treatment.Pseudonym));
        if (parts.Length > 1)
            (parts[1], parts[0]) = ("", parts[0].Length > 0 ? parts[0] : Raw(person.Number(IdentifierClass.Organization, TextOf(parts[1]), Treatment.Pseudonym)));
        if (parts.Length > 2)
            parts[2] = "";
        return string.Join(delimiter, parts.Take(3));
    }

    private string EntityIdentifier(string raw, IdentifierClass kind, char delimiter)
    {
        var parts = Split(raw, delimiter);
        parts[0] = Raw(person.Number(kind, TextOf(parts[0])));
        if (parts.Length == 1)
            return parts[0];
        var authority = Authority(string.Join(delimiter, parts[1..Math.Min(parts.Length, 4)]), delimiter);
        return parts[0] + delimiter + authority;
    }

    private string Identifier(string[] parts, IdentifierClass otherwise, FieldRule? rule, char delimiter)
    {
        var kind = V2Codes.ClassOf(At(parts, 4)) ?? otherwise;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = i switch
            {
                _ when parts[i].Length == 0 => parts[i],
                0 => Raw(person.Number(kind, TextOf(parts[i]), For(rule, kind))),
                3 or 5 => Authority(parts[i], delimiter == notation.Component ? notation.Subcomponent : '\0'),
                4 => IsCode(parts[i]) ? parts[i] : person.Removed(),
                6 or 7 => person.Date(First(parts[i])),
                _ => person.Removed(),
            };
        }
        return string.Join(delimiter, parts);
    }

    private string Clinician(string[] parts, FieldRule? rule, char delimiter)
    {
        var name = Person(parts.Length > 1 ? parts[1..Math.Min(parts.Length, 7)] : [], 1, "clinician", rule, delimiter);
        var id = At(parts, 0).Length == 0 ? "" : Raw(person.Number(V2Codes.ClassOf(At(parts, 12)) ?? IdentifierClass.Licence, TextOf(parts[0])));
        if (parts.Length <= 7)
            return parts.Length == 1 ? id : id + delimiter + name;
        for (var i = 7; i < parts.Length; i++)
        {
            parts[i] = i switch
            {
                _ when parts[i].Length == 0 => parts[i],
                8 or 13 => Authority(parts[i], delimiter == notation.Component ? notation.Subcomponent : '\0'),
                7 or 9 or 12 or 14 or 17 => IsCode(parts[i]) ? parts[i] : person.Removed(),
                18 or 19 => person.Date(First(parts[i])),
                _ => person.Removed(),
            };
        }
        return string.Join(delimiter, [id, name, .. parts[7..]]);
    }

    /// <summary>XPN, and the six components of XCN that are one: replaced as a whole, so that the text gets the same person, and written back in its parts.</summary>
    /// <param name="from">0 for XPN; 1 when the parts come from an XCN, which has no type of name behind them.</param>
    private string Person(string[] parts, int from, string role, FieldRule? rule, char delimiter)
    {
        if (parts.Length == 0)
            return "";
        var name = V2Names.Read(notation, parts);
        if (name.Whole.Length > 0)
        {
            var treated = person.Name(name, V2Names.Owner(role, name.Whole), For(rule, IdentifierClass.Name));
            parts[0] = Raw(treated.Family);
            if (parts.Length == 1 && treated.Given.Length > 0)
                parts = [parts[0], Raw(treated.Given)];
            else if (parts.Length > 1)
                parts[1] = Raw(treated.Given);
            if (parts.Length > 2)
                parts[2] = Raw(treated.Middle);
        }
        for (var i = 3; i < parts.Length; i++)
        {
            parts[i] = i switch
            {
                _ when parts[i].Length == 0 => parts[i],
                3 or 4 or 5 => V2Names.IsTitle(parts[i]) ? parts[i] : person.Removed(IdentifierClass.Name),
                6 or 7 or 10 when from == 0 => IsCode(parts[i]) && parts[i].Length <= 3 ? parts[i] : person.Removed(),
                11 or 12 when from == 0 => person.Date(First(parts[i])),
                _ => person.Removed(),
            };
        }
        return string.Join(delimiter, parts);
    }

    private string Telecom(string[] parts, FieldRule? rule, char delimiter)
    {
        var kind = At(parts, 2) is "FX" ? IdentifierClass.Fax : IdentifierClass.Phone;
        if (At(parts, 0).Length == 0 && At(parts, 11).Length == 0 && At(parts, 6).Length > 0)
            parts[0] = Raw(Plain(At(parts, 5)).Length > 0 ? $"({Plain(parts[5])}){Plain(parts[6])}" : Plain(parts[6]));
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = i switch
            {
                _ when parts[i].Length == 0 => parts[i],
                0 when Plain(parts[0]).Contains('@', StringComparison.Ordinal) => Raw(person.Value(IdentifierClass.Email, Plain(parts[0]), null, For(rule, IdentifierClass.Email))),
                0 or 11 => Raw(person.Value(kind, Plain(parts[i]), null, For(rule, kind))),
                3 => Raw(person.Value(Plain(parts[3]).Contains("://", StringComparison.Ordinal) ? IdentifierClass.Url : IdentifierClass.Email, Plain(parts[3]), null, For(rule, IdentifierClass.Email))),
                1 or 2 => IsCode(parts[i]) ? parts[i] : person.Removed(),
                _ => person.Removed(kind),
            };
        }
        return string.Join(delimiter, parts);
    }

    /// <summary>ED: plain text is read as text, whatever way it is encoded; a picture or a document is not understood, and goes.</summary>
    private string Encapsulated(string[] parts, char delimiter)
    {
        var text = At(parts, 1).Equals("TEXT", StringComparison.OrdinalIgnoreCase) || At(parts, 2).Equals("TEXT", StringComparison.OrdinalIgnoreCase) || At(parts, 2).Equals("PLAIN", StringComparison.OrdinalIgnoreCase);
        var words = !text || parts.Length < 5 ? null : At(parts, 3).ToUpperInvariant() switch
        {
            "A" or "" => SwitchesCharset(parts[4]) ? null : TextOf(parts[4]),
            "BASE64" => Attachments.TextOf(parts[4]),
            _ => null,
        };
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = i switch
            {
                1 or 2 or 3 => IsCode(parts[i]) ? parts[i] : person.Removed(),
                4 when words is not null => parts[3].Equals("Base64", StringComparison.OrdinalIgnoreCase) ? Convert.ToBase64String(Encoding.UTF8.GetBytes(person.Text(words))) : Raw(person.Text(words)),
                _ when parts[i].Length == 0 => parts[i],
                _ => person.Removed(),
            };
        }
        return string.Join(delimiter, parts);
    }

    /// <summary>What the rule asks for a value of this class: a rule for an address speaks for its street, not for its country.</summary>
    private static Treatment? For(FieldRule? rule, IdentifierClass kind) => rule switch
    {
        null => null,
        { Treatment: Treatment.Mask or Treatment.Tag or Treatment.Remove or Treatment.Encrypt or Treatment.Keep } => rule.Treatment,
        { Treatment: Treatment.Pseudonym } when kind is not IdentifierClass.Name => Treatment.Pseudonym,
        { Treatment: Treatment.Shift or Treatment.Scan } => null,
        _ when rule.Class == kind => rule.Treatment,
        _ => null,
    };

    /// <summary>A date field holds a date or nothing: what cannot be written as one goes.</summary>
    private static Treatment? DateOf(FieldRule? rule) => rule?.Treatment switch
    {
        Treatment.Keep or Treatment.Shift or Treatment.Generalize or Treatment.Remove or Treatment.Encrypt => rule.Treatment,
        Treatment.Mask or Treatment.Tag => Treatment.Remove,
        _ => null,
    };

    private string First(string raw)
    {
        var end = raw.AsSpan().IndexOfAny(notation.Component, notation.Subcomponent);
        return TextOf(end < 0 ? raw : raw[..end]);
    }

    private string Plain(string raw) => TextOf(raw);

    private static string At(string[] parts, int index) => index < parts.Length ? parts[index] : "";

    private static bool IsNull(string raw) => string.Equals(raw, Null, StringComparison.Ordinal);

    /// <summary>A code of a table: short, without blanks, and not a long number, which could be somebody's.</summary>
    public static bool IsCode(string text)
    {
        if (text.Length > 64)
            return false;
        var (run, plain) = (0, text.Contains('.', StringComparison.Ordinal) && text.AsSpan().IndexOfAnyExcept(oid) < 0);
        if (text.Length > LongestCode && !plain)
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-_./+*#%:()[]{}'".Contains(c, StringComparison.Ordinal))
                return false;
            run = char.IsAsciiDigit(c) ? run + 1 : 0;
            if (run > LongestDigits && !plain)
                return false;
        }
        return true;
    }

    /// <summary>A measured number: not one that is as long as a telephone or social security number, or that reads as a date.</summary>
    public static bool IsNumber(string text)
    {
        var digits = text.AsSpan().Trim().TrimStart("+-<>=");
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        if (digits.Length == 0 || digits.Length > 20 || whole.Length > 8 || whole.ContainsAnyExceptInRange('0', '9') || (point >= 0 && digits[(point + 1)..].IndexOfAnyExcept(fraction) >= 0))
            return false;
        return whole.Length < 8 || whole[..2] is not ("19" or "20");
    }

    private static string[] Split(string raw, char delimiter) => delimiter == '\0' ? [raw] : raw.Split(delimiter);

    private static string Each(string raw, char delimiter, Func<string, int, string> part)
    {
        if (delimiter == '\0' || !raw.Contains(delimiter, StringComparison.Ordinal))
            return part(raw, 1);
        var parts = raw.Split(delimiter);
        for (var i = 0; i < parts.Length; i++)
            parts[i] = parts[i].Length == 0 ? parts[i] : part(parts[i], i + 1);
        return string.Join(delimiter, parts);
    }
}
