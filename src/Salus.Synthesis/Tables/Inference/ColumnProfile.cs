using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>One text of a column, how often it came and where first.</summary>
internal sealed class SeenValue(string text, CellShape shape, long firstLine)
{
    public string Text => text;
    public CellShape Shape => shape;
    public long FirstLine => firstLine;
    public long Count { get; set; } = 1;
}

/// <summary>
/// What one pass over a column tells, in bounded memory. Texts are counted exactly while there are few; then the rare are forgotten as in
/// lossy counting (Manku and Motwani, VLDB 2002) and the number of different texts is estimated from those whose hash is small
/// (adaptive sampling, Flajolet, Computing 43 (1990) 25-34). What the cells look like is always counted over all of them.
/// </summary>
internal sealed class ColumnProfile
{
    private readonly int mostTexts;
    private readonly int mostSampled;
    private readonly Dictionary<string, SeenValue> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SeenValue>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly HashSet<string> declaredMissing;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> declaredLookup;
    private readonly double[] missingNumbers;
    private readonly bool guessMissing;
    private readonly long[] dates = new long[DateForm.Known.Length];
    private readonly long[] byDecimals = new long[64];
    private SeenValue? latest;
    private Dictionary<ulong, int>? sampled;
    private ulong threshold = ulong.MaxValue;
    private double last = double.NegativeInfinity;
    private bool numbersOnly;

    /// <param name="mostTexts">Different texts to be counted exactly.</param>
    /// <param name="missing">The declared marks; null: those that commonly mean it.</param>
    public ColumnProfile(int mostTexts, IEnumerable<string>? missing)
    {
        this.mostTexts = mostTexts;
        mostSampled = Math.Clamp(mostTexts / 4, 256, 4096);
        lookup = texts.GetAlternateLookup<ReadOnlySpan<char>>();
        guessMissing = missing is null;
        declaredMissing = new HashSet<string>(missing ?? [], StringComparer.Ordinal);
        declaredLookup = declaredMissing.GetAlternateLookup<ReadOnlySpan<char>>();
        missingNumbers = [.. declaredMissing.Where(m => CellShape.IsNumber(m)).Select(m => { CellShape.TryNumber(m, out var value, out _, out _); return value; })];
    }

    public long Rows { get; private set; }

    /// <summary>Marks of missing cells, and how often each came.</summary>
    public Dictionary<string, long> Missing { get; } = new(StringComparer.Ordinal);

    public long Present { get; private set; }
    public long Numbers { get; private set; }
    public long Integers { get; private set; }
    public long Figures { get; private set; }
    public long Limits { get; private set; }
    public long Commas { get; private set; }
    public long Points { get; private set; }
    public long Icd9 { get; private set; }
    public long Icd9Letters { get; private set; }
    public long Icd10 { get; private set; }
    public long Atc { get; private set; }
    public long Contacts { get; private set; }
    public long Uuids { get; private set; }
    public long KeyLike { get; private set; }
    public long Dated { get; private set; }
    public long Characters { get; private set; }
    public long Words { get; private set; }
    public double Least { get; private set; } = double.PositiveInfinity;
    public double Most { get; private set; } = double.NegativeInfinity;
    public int Decimals { get; private set; }

    /// <summary>Numbers by how many decimals they are written with.</summary>
    public ReadOnlySpan<long> ByDecimals => byDecimals;

    public int FewestDecimals { get; private set; } = int.MaxValue;

    /// <summary>Each number is greater than the one before.</summary>
    public bool Rising { get; private set; } = true;

    /// <summary>Whether every different text is among <see cref="Texts"/>.</summary>
    public bool IsExact => sampled is null;

    /// <summary>The texts that came often; all where <see cref="IsExact"/>.</summary>
    public IReadOnlyCollection<SeenValue> Texts => texts.Values;

    /// <summary>Cells that each form of <see cref="DateForm.Known"/> reads.</summary>
    public ReadOnlySpan<long> Dates => dates;

    /// <summary>Different texts; an estimate (standard error about 2 %) where not <see cref="IsExact"/>.</summary>
    public double Distinct => sampled is null ? texts.Count
        : Once >= 0.9 ? Present * (sampled.Count / sampled.Values.Sum(c => (double)c))
        : Math.Min(Present, sampled.Count * (ulong.MaxValue / (double)threshold));

    /// <summary>The share of the different texts that came once.</summary>
    public double Once => sampled is null
        ? texts.Count == 0 ? 0 : texts.Values.Count(t => t.Count == 1) / (double)texts.Count
        : sampled.Count == 0 ? 0 : sampled.Values.Count(c => c == 1) / (double)sampled.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsMissing(ReadOnlySpan<char> cell)
    {
        if (cell.IsEmpty)
            return true;
        if (guessMissing)
            return CellShape.IsMissingMark(cell, decided: false);
        if (declaredMissing.Count == 0)
            return false;
        if (declaredLookup.Contains(cell))
            return true;
        // 0 declared is 0.0 too.
        return missingNumbers.Length > 0 && CellShape.TryNumber(cell, out var value, out _, out _) && missingNumbers.AsSpan().Contains(value);
    }

    public void AddMissing(long rows)
    {
        Rows += rows;
        if (rows > 0)
            CollectionsMarshal.GetValueRefOrAddDefault(Missing, "", out _) += rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<char> cell, long line)
    {
        Rows++;
        // Most columns repeat themselves.
        if (latest is { } same && cell.SequenceEqual(same.Text))
        {
            Present++;
            same.Count++;
            Rising &= !same.Shape.Has(Shapes.Number);
            if (sampled is not null)
                Sample(cell, 1);
            return;
        }
        if (IsMissing(cell))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(Missing.GetAlternateLookup<ReadOnlySpan<char>>(), cell, out _)++;
            return;
        }
        Present++;
        if (lookup.TryGetValue(cell, out var seen))
        {
            seen.Count++;
            latest = seen;
            if (sampled is not null)
                Sample(cell, 1);
            if (seen.Shape.Has(Shapes.Number))
                Rising = false;
            last = seen.Shape.Value;
            return;
        }
        var shape = CellShape.Of(cell);
        if (shape.Has(Shapes.Number | Shapes.Figures))
        {
            Rising &= shape.Value > last;
            last = shape.Value;
        }
        else
            Rising = false;
        if (sampled is not null)
            Sample(cell, 1);
        if (numbersOnly && shape.Has(Shapes.Number))
            Total(shape, 1, cell);
        else
        {
            if (texts.Count >= mostTexts)
                Forget();
            texts.Add(cell.ToString(), new SeenValue(cell.ToString(), shape, line));
        }
    }

    /// <summary>Counts what the held texts look like; to be called once, after the last cell.</summary>
    public void Finish()
    {
        foreach (var seen in texts.Values)
            Total(seen.Shape, seen.Count, seen.Text);
    }

    private void Forget()
    {
        if (sampled is null)
        {
            sampled = [];
            foreach (var seen in texts.Values)
                Sample(seen.Text, (int)Math.Min(seen.Count, int.MaxValue));
            numbersOnly = texts.Values.Count(t => t.Shape.Has(Shapes.Number)) > texts.Count * 0.98;
        }
        latest = null;
        // The more often a column overflows, the more often must a text have come to be kept.
        for (var floor = 1L; texts.Count > mostTexts / 2; floor *= 2)
        {
            foreach (var (text, seen) in texts)
            {
                if (seen.Count > floor)
                    continue;
                Total(seen.Shape, seen.Count, text);
                texts.Remove(text);
            }
        }
    }

    private void Total(in CellShape shape, long count, ReadOnlySpan<char> text)
    {
        Characters += count * text.Length;
        if (shape.Has(Shapes.Number))
        {
            Numbers += count;
            Least = Math.Min(Least, shape.Value);
            Most = Math.Max(Most, shape.Value);
            byDecimals[Math.Min(shape.Decimals, byDecimals.Length - 1)] += count;
            Decimals = Math.Max(Decimals, shape.Decimals);
            FewestDecimals = Math.Min(FewestDecimals, shape.Decimals);
        }
        else
            Words += count * (text.Count(' ') + 1);
        Integers += shape.Has(Shapes.Integer) ? count : 0;
        Figures += shape.Has(Shapes.Figures) ? count : 0;
        Limits += shape.Has(Shapes.Limit) ? count : 0;
        Commas += shape.Has(Shapes.Comma) ? count : 0;
        Points += shape.Has(Shapes.HasPoint) ? count : 0;
        Icd9 += shape.Has(Shapes.Icd9) ? count : 0;
        Icd9Letters += shape.Has(Shapes.Icd9Letter) ? count : 0;
        Icd10 += shape.Has(Shapes.Icd10) ? count : 0;
        Atc += shape.Has(Shapes.Atc) ? count : 0;
        Contacts += shape.Has(Shapes.Contact) ? count : 0;
        Uuids += shape.Has(Shapes.Uuid) ? count : 0;
        KeyLike += shape.Has(Shapes.KeyLike) ? count : 0;
        if (shape.Dates == 0)
            return;
        Dated += count;
        for (var i = 0; i < dates.Length; i++)
            if ((shape.Dates & (UInt128.One << i)) != 0)
                dates[i] += count;
    }

    private void Sample(ReadOnlySpan<char> cell, int count)
    {
        var hash = Hash(cell);
        if (hash > threshold)
            return;
        CollectionsMarshal.GetValueRefOrAddDefault(sampled!, hash, out _) += count;
        while (sampled!.Count > mostSampled)
        {
            threshold /= 2;
            foreach (var key in sampled.Keys)
                if (key > threshold)
                    sampled.Remove(key);
        }
    }

    /// <summary>FNV-1a, its bits mixed at the end as in SplitMix64: the same on every machine.</summary>
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9UL;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebUL;
        return hash ^ (hash >> 31);
    }
}
