using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>Decides what one column is, from what one pass over it has told, its name where that leaves doubt, and what the user declared.</summary>
internal sealed partial class ColumnInference(string name, int position, ColumnProfile seen, FileFacts file)
{
    /// <summary>Cells that may be something else, as a share, without changing what the column is.</summary>
    private const double Stray = 0.01;

    /// <summary>Numbers of at most so many values are levels.</summary>
    private const int FewNumbers = 10;

    private readonly DeclaredColumn? declared = file.Declared.Column(name);
    private readonly string[] words = ColumnNames.Words(name);

    public ColumnDecision Decide()
    {
        if (declared?.Use is ColumnUse.Drop or ColumnUse.Number)
            return Leave(declared.Use is ColumnUse.Number ? Treatment.Number : Treatment.Drop, "declared so in the schema file", person: IsDeclaredPerson);
        if (declared?.Use is ColumnUse.Text)
            return Leave(Treatment.Template, "free text, written from a template of the schema file", declared.Text);
        if (IsDeclaredPerson)
            return Leave(Treatment.Drop, "names the person a row is about: declared so in the schema file", person: true);
        if (seen.Present == 0)
            return Leave(Treatment.Repeat, string.Create(CultureInfo.InvariantCulture, $"all {seen.Rows} values are missing"), constant: "", say: true);
        if (declared?.Kind is { } kind)
            return AsDeclared(kind);
        if (seen is { IsExact: true, Texts.Count: 1 } && seen.Present == seen.Rows && declared?.Use is not ColumnUse.Keep)
            return Leave(Treatment.Repeat, "the same value in all rows", constant: seen.Texts.First().Text, say: true);
        if (declared?.Use is not ColumnUse.Keep && Identifying() is { } identifying)
            return identifying;
        return Dates() ?? Codes() ?? Numbers() ?? Levels();
    }

    private bool IsDeclaredPerson => string.Equals(file.Declared.Person, name, StringComparison.Ordinal);

    private ColumnDecision AsDeclared(ColumnKind kind)
    {
        switch (kind)
        {
            case ColumnKind.Date:
                if (declared!.DateFormat is { } pattern)
                    return DeclaredDate(new DateForm(pattern));
                return Dates() ?? throw Wrong("no dates of a known form are in it; say 'date_format', for example dd.MM.yyyy");
            case ColumnKind.Number or ColumnKind.Integer:
                if (declared!.Levels.Length > 0)
                    throw Wrong("a column of numbers has no levels");
                var numbers = seen.Numbers + seen.Limits + (UsesComma ? seen.Commas : 0) + seen.Figures;
                RequireFew(seen.Present - numbers, "numbers", IsNumeric);
                return Number(kind, strict: numbers == seen.Present);
            default:
                return Category(kind, levels: null);
        }
    }

    /// <summary>Keys, names and texts that tell who a row is about.</summary>
    private ColumnDecision? Identifying()
    {
        var unique = seen.Present >= 2 && seen.Distinct >= seen.Present * 0.95 && seen.Once >= 0.9;
        if (seen.Contacts >= seen.Present * 0.5)
            return Leave(Treatment.Drop, "it holds e-mail addresses, telephone numbers or social security numbers", say: true);
        if (ColumnNames.IsPrivate(words) && seen.Points == 0 && seen.Dated < seen.Present && seen.Distinct > Math.Min(200, seen.Present * 0.3))
            return Leave(Treatment.Drop, "its name and its many values say that it names persons or where they can be reached", say: true);
        if (seen.Points > 0 || seen.Dated >= seen.Present * (1 - Stray))
            return null;
        var figures = seen.Integers + seen.Figures >= seen.Present;
        if (unique && (ColumnNames.IsKey(words) || (figures && IsCounted()) || (!figures && seen.KeyLike + seen.Uuids + seen.Figures >= seen.Present * 0.9 && seen.Present >= 10)))
            return Leave(Treatment.Number, string.Create(CultureInfo.InvariantCulture, $"a key: {(seen.IsExact ? "" : "about ")}{seen.Distinct:0} different values in {seen.Present} rows"), say: true);
        var enough = ColumnNames.IsPerson(words) && !words.Any(w => w is "type" or "class" or "status" or "group" or "category") ? 5 : Math.Max(50, seen.Present * 0.02);
        if (ColumnNames.IsKey(words) && (figures || seen.KeyLike + seen.Uuids + seen.Figures + seen.Integers >= seen.Present * 0.9) && seen.Distinct >= enough)
        {
            var person = ColumnNames.IsPerson(words);
            return Leave(Treatment.Drop, string.Create(CultureInfo.InvariantCulture, $"a key that comes again: {(seen.IsExact ? "" : "about ")}{seen.Distinct:0} different values in {seen.Present} rows{(person ? ", taken as the person a row is about" : "")}"), person: person, say: true);
        }
        return figures ? null : FreeText(unique);
    }

    private ColumnDecision? FreeText(bool unique)
    {
        if (seen.Present < 10 || seen.Numbers >= seen.Present * 0.5)
            return null;
        var length = seen.Characters / (double)seen.Present;
        var wordy = seen.Words / (double)seen.Present;
        if ((length >= 40 || wordy >= 5) && seen.Distinct >= Math.Min(1000, seen.Present * 0.3))
            return Leave(Treatment.Drop, string.Create(CultureInfo.InvariantCulture, $"free text ({length:0} characters a cell, {seen.Distinct:0} different texts in {seen.Present} rows): what people wrote about patients is not learned. Say 'use: text' with a template in the schema file if the column is needed"), say: true);
        if (unique && seen.Present >= 20 && seen.Limits + seen.Commas < seen.Present * 0.5)
            return Leave(Treatment.Drop, string.Create(CultureInfo.InvariantCulture, $"nearly every row has a text of its own ({seen.Distinct:0} in {seen.Present}), which names the row. Say 'use: keep' in the schema file if it is no name"), say: true);
        return null;
    }

    /// <summary>Whether whole numbers, all different, count rows or things rather than measure something.</summary>
    private bool IsCounted()
    {
        var range = seen.Most - seen.Least + 1;
        if (seen.Figures > 0 || ColumnNames.IsRow(words))
            return true;
        if (seen.Once < 1)
            return false;
        // Rows that are counted from the first.
        if (seen.Present >= 20 && seen.Least is 0 or 1 && range < seen.Present * 1.05)
            return true;
        // Values drawn evenly from such a range would meet n²/2R times; measured ones crowd and meet more often.
        return seen.Present >= 100 && ((seen.Rising && range < seen.Present * 20.0) || seen.Present * (double)seen.Present / (2 * range) >= 10);
    }

    private ColumnDecision? Dates()
    {
        if (declared?.Kind is null && (seen.Dated < seen.Present * 0.9 || (seen.Integers == seen.Present && (seen.Present < 5 || seen.Distinct < 3))))
            return null;
        var enough = (long)Math.Ceiling(seen.Present * (1 - Stray));
        if (seen.Dated < enough)
            return null;
        var (forms, trouble, decision) = DateColumns.Find(name, seen, file.MonthFirst, seen.Dated >= enough && seen.Dated < seen.Present ? seen.Dated : seen.Present);
        if (trouble is not null)
        {
            Say(trouble);
            return Leave(Treatment.Drop, "its dates contradict each other or have too many forms");
        }
        if (decision is not null)
            Say(decision);
        SayStray(seen.Present - seen.Dated, "dates", s => s.Dates != 0);
        return Date(forms, strict: seen.Dated == seen.Present);
    }

    private ColumnDecision DeclaredDate(DateForm form)
    {
        if (!seen.IsExact)
            return Date([form], strict: true);
        var others = seen.Texts.Where(t => !form.TryRead(t.Text, out _)).ToList();
        // A column of several forms keeps them: only the one to write is declared.
        var forms = DateForm.Known.Where((known, at) => others.Exists(o => (o.Shape.Dates & (UInt128.One << at)) != 0)).ToList();
        RequireFew(others.Where(o => o.Shape.Dates == 0).Sum(o => o.Count), "dates", s => s.Dates != 0 || others.TrueForAll(o => o.Shape != s));
        return Date([form, .. forms], strict: others.TrueForAll(o => o.Shape.Dates != 0));
    }

    private ColumnDecision Date(ImmutableArray<DateForm> forms, bool strict) =>
        Read(Column(ColumnKind.Date) with { DateFormat = forms[0].Pattern, Least = declared?.Least, Most = declared?.Most }, strict, forms: forms);

    private ColumnDecision? Numbers()
    {
        if (seen.Figures > seen.Present * Stray)
            return null;
        var numbers = seen.Numbers + seen.Limits + (UsesComma ? seen.Commas : 0);
        if (seen.Limits > seen.Numbers || numbers < seen.Present * 0.8)
            return null;
        var stray = seen.Present - numbers;
        var values = seen.IsExact ? seen.Texts.Count(t => IsNumeric(t.Shape)) : int.MaxValue;
        if (stray > seen.Present * Stray && values <= 100)
            return null;
        SayStray(stray, "numbers", IsNumeric);
        if (seen.Limits > 0 && values <= FewNumbers + 10)
            return null;
        if (seen.Limits > 0)
            Say(string.Create(CultureInfo.InvariantCulture, $"'{name}' has {seen.Limits} cells beyond a limit, such as <5: each is read as the limit itself. Declare 'kind: category' to keep them as they are."));
        if (values <= 2 && stray == 0)
            return Category(ColumnKind.Category, levels: null);
        var whole = seen.Points == 0 && seen.Decimals == 0 && seen.Commas == 0;
        var title = ColumnNames.IsTitle(words) && !ColumnNames.IsAmount(words);
        if (whole && title && values <= 60 && seen.Present >= values * 5L)
            return Category(ColumnKind.Category, Ascending());
        if (values <= FewNumbers && seen.Present >= values * (whole ? 5L : 10L) && !ColumnNames.IsAmount(words))
            return Category(ColumnKind.Ordinal, Ascending());
        SayZeros();
        return Number(whole ? ColumnKind.Integer : ColumnKind.Number, strict: stray == 0);
    }

    private ColumnDecision Number(ColumnKind kind, bool strict)
    {
        var comma = UsesComma && seen.Commas > 0;
        var decimals = seen.Decimals;
        var fewest = seen.FewestDecimals;
        if (comma)
        {
            decimals = Math.Max(decimals, seen.Texts.Where(t => t.Shape.Has(Shapes.Comma)).Select(t => t.Shape.Decimals).DefaultIfEmpty().Max());
            fewest = Math.Min(fewest, seen.Texts.Where(t => t.Shape.Has(Shapes.Comma)).Select(t => t.Shape.Decimals).DefaultIfEmpty(int.MaxValue).Min());
        }
        if (seen.Limits > 0)
            decimals = Math.Max(decimals, seen.Texts.Where(t => t.Shape.Has(Shapes.Limit)).Select(t => t.Shape.Decimals).DefaultIfEmpty().Max());
        else if (!comma)
            decimals = UsualDecimals();
        decimals = Math.Min(declared?.Decimals ?? decimals, 15);
        if (kind is ColumnKind.Integer)
            decimals = 0;
        if (declared is { Least: { } least } && seen.Least < least)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"it holds {seen.Least}, below the declared minimum {least}{Where(s => s.Has(Shapes.Number) && s.Value < least)}"));
        if (declared is { Most: { } most } && seen.Most > most)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"it holds {seen.Most}, above the declared maximum {most}{Where(s => s.Has(Shapes.Number) && s.Value > most)}"));
        var decision = Read(Column(kind) with { Decimals = decimals, Least = declared?.Least, Most = declared?.Most }, strict, comma: comma);
        return decision with { FixedDecimals = decimals > 0 && fewest == decimals && seen.Decimals == decimals, Comma = comma };
    }

    private ColumnDecision Levels()
    {
        if (seen.IsExact && seen.Texts.Count <= 60 && LevelOrder.Find([.. seen.Texts.Select(t => t.Text)]) is { } order)
            return Category(ColumnKind.Ordinal, order);
        if (seen.Numbers > 0 && seen.Numbers < seen.Present)
            Say(string.Create(CultureInfo.InvariantCulture, $"'{name}' mixes {seen.Numbers} numbers with {seen.Present - seen.Numbers} other texts: it is taken as categories. Declare 'kind: number' and list the words under 'missing' if it is a number."));
        if (seen.IsExact && seen.Texts.GroupBy(t => t.Text, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is not null)
            Say($"'{name}' has levels that differ only in capital letters. They are kept apart; mend the source if they mean the same.");
        return Category(ColumnKind.Category, levels: null);
    }

    /// <summary>Before numbers: the codes of ICD-9-CM are numbers for the most part.</summary>
    private ColumnDecision? Codes() => Hierarchy() is { } hierarchy ? Category(ColumnKind.Code, levels: null, hierarchy) : null;

    private string? Hierarchy()
    {
        var few = seen.Distinct < (ColumnNames.IsDiagnosis(words) ? 5 : 20);
        if (few)
            return null;
        var enough = seen.Present * 0.9;
        if (seen.Atc >= enough && seen.Characters >= seen.Present * 4.5)
            return "atc";
        if (seen.Icd10 >= enough)
            return "icd-10";
        if (seen.Icd9 >= enough && (seen.Icd9Letters > 0 || (seen.Points > 0 && ColumnNames.IsDiagnosis(words) && !ColumnNames.IsAmount(words))))
            return "icd-9-cm";
        return seen.Figures > seen.Present * Stray && seen.Figures + seen.Numbers >= enough ? "prefix" : null;
    }
}
