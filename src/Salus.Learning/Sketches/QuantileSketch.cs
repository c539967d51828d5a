namespace Salus.Learning.Sketches;

/// <summary>A value and how many it stands for.</summary>
public readonly record struct Weighted(double Value, long Weight);

/// <summary>
/// The distribution of a stream of numbers in little memory. As long as there are few different values every one is counted exactly; beyond, a KLL
/// sketch (Karnin, Lang and Liberty, FOCS 2016) keeps ranks: with the default size a rank is wrong by less than 0.1 % of the count, with 99 % confidence.
/// </summary>
/// <remarks>The same values in the same order and the same seed give the same sketch. Not safe for several threads.</remarks>
public sealed class QuantileSketch
{
    /// <summary>So many different values are counted exactly.</summary>
    public const int MostExact = 4096;

    /// <summary>Capacity of the fullest level; the levels below it shrink by a third each, as the paper advises.</summary>
    private const int Size = 4096;
    private const int LeastCapacity = 32;
    private const int Slots = 4 * MostExact;
    private readonly SeededRandom random;
    private readonly List<Level> levels = [];
    private long[]? keys;
    private long[]? counts;
    private int distinct;

    /// <param name="random">Its own stream: the coins of the sketch.</param>
    public QuantileSketch(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        this.random = random;
        keys = new long[Slots];
        counts = new long[Slots];
    }

    /// <summary>How many values were added.</summary>
    public long Count { get; private set; }

    /// <summary>Whether every value is counted.</summary>
    public bool IsExact => counts is not null;

    public double Least { get; private set; } = double.PositiveInfinity;

    public double Most { get; private set; } = double.NegativeInfinity;

    /// <param name="value">A number; NaN is refused.</param>
    /// <exception cref="ArgumentException">It is not a number.</exception>
    public void Add(double value)
    {
        if (double.IsNaN(value))
            throw new ArgumentException("A sketch holds numbers only.", nameof(value));
        value += 0.0; // −0 is 0.
        Count++;
        if (value < Least)
            Least = value;
        if (value > Most)
            Most = value;
        if (counts is null)
        {
            Insert(0, value);
            return;
        }
        var key = BitConverter.DoubleToInt64Bits(value);
        var slot = (int)(((ulong)key * 0x9E3779B97F4A7C15UL) >> 50);
        while (counts[slot] != 0 && keys![slot] != key)
            slot = (slot + 1) & (Slots - 1);
        if (counts[slot]++ == 0)
        {
            keys![slot] = key;
            if (++distinct > MostExact)
                Compress();
        }
    }

    /// <summary>Every kept value, ascending, with what it stands for; the weights add up to <see cref="Count"/>.</summary>
    public IReadOnlyList<Weighted> Weighted()
    {
        var all = new List<Weighted>();
        if (counts is not null)
        {
            for (var slot = 0; slot < Slots; slot++)
                if (counts[slot] > 0)
                    all.Add(new Weighted(BitConverter.Int64BitsToDouble(keys![slot]), counts[slot]));
        }
        else
        {
            for (var height = 0; height < levels.Count; height++)
                for (var i = 0; i < levels[height].Count; i++)
                    all.Add(new Weighted(levels[height].Values[i], 1L << height));
        }
        all.Sort((a, b) => a.Value.CompareTo(b.Value));
        var merged = new List<Weighted>(all.Count);
        foreach (var item in all)
        {
            if (merged.Count > 0 && merged[^1].Value.Equals(item.Value))
                merged[^1] = merged[^1] with { Weight = merged[^1].Weight + item.Weight };
            else
                merged.Add(item);
        }
        return merged;
    }

    /// <summary>Too many different values to count: a value that came w times goes to the levels that w is the binary sum of.</summary>
    private void Compress()
    {
        var exact = Weighted();
        (keys, counts) = (null, null);
        foreach (var (value, weight) in exact)
            for (var height = 0; weight >> height > 0; height++)
                if (((weight >> height) & 1) == 1)
                    Insert(height, value);
    }

    private void Insert(int height, double value)
    {
        while (levels.Count <= height)
        {
            levels.Add(new Level());
            for (var h = 0; h < levels.Count; h++)
                levels[h].Capacity = Math.Max(LeastCapacity, (int)Math.Ceiling(Size * Math.Pow(2.0 / 3, levels.Count - 1 - h)));
        }
        if (levels[height].Append(value))
            Halve(height);
    }

    /// <summary>Sorts a full level and passes every second value up, standing for two; which of the two, a coin says.</summary>
    private void Halve(int height)
    {
        var level = levels[height];
        Array.Sort(level.Values, 0, level.Count);
        var coin = (int)(random.NextBits() >> 63);
        var odd = level.Count & 1;
        var rising = new double[level.Count / 2];
        for (var i = 0; i < rising.Length; i++)
            rising[i] = level.Values[odd + 2 * i + coin];
        level.Count = odd;
        foreach (var value in rising)
            Insert(height + 1, value);
    }

    private sealed class Level
    {
        public double[] Values { get; private set; } = new double[LeastCapacity];

        public int Count { get; set; }

        public int Capacity { get; set; }

        /// <returns>Whether the level is full now.</returns>
        public bool Append(double value)
        {
            if (Count == Values.Length)
            {
                var grown = new double[Values.Length * 2];
                Values.CopyTo(grown, 0);
                Values = grown;
            }
            Values[Count++] = value;
            return Count >= Capacity;
        }
    }
}
