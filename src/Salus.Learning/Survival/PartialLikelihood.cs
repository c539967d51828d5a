using Salus.Learning.Numerics;

namespace Salus.Learning.Survival;

/// <summary>The log of Cox's partial likelihood with Efron's weights, its gradient and its information. Times are walked backwards, so each spell enters the sums once and leaves them once.</summary>
internal sealed class PartialLikelihood
{
    private readonly double[][] x;
    private readonly IReadOnlyList<Spell> spells;
    private readonly int[] byStop;
    private readonly int[] byStart;

    /// <param name="x"><c>[spell][covariate]</c>.</param>
    public PartialLikelihood(double[][] x, IReadOnlyList<Spell> spells)
    {
        (this.x, this.spells) = (x, spells);
        // At one time events come first, so that a run of events lies together.
        byStop = [.. Enumerable.Range(0, spells.Count).OrderByDescending(i => spells[i].Stop).ThenByDescending(i => spells[i].Event)];
        byStart = [.. Enumerable.Range(0, spells.Count).OrderByDescending(i => spells[i].Start)];
    }

    public (double Value, double[] Gradient, double[][] Information) At(double[] beta)
    {
        var size = beta.Length;
        var risk = new double[x.Length];
        for (var i = 0; i < risk.Length; i++)
            risk[i] = Math.Exp(Math.Clamp(Lanes.Dot(x[i], beta), -300, 300));
        var (all, tied) = (new Sums(size), new Sums(size));
        var (value, gradient, information) = (0.0, new double[size], Square(size));
        var mean = new double[size];
        var left = 0;
        for (var at = 0; at < byStop.Length;)
        {
            var time = spells[byStop[at]].Stop;
            tied.Clear();
            var events = 0;
            for (; at < byStop.Length && spells[byStop[at]].Stop.Equals(time); at++)
            {
                var i = byStop[at];
                all.Add(risk[i], x[i]);
                if (!spells[i].Event)
                    continue;
                events++;
                tied.Add(risk[i], x[i]);
                value += Lanes.Dot(x[i], beta);
                Lanes.AddScaled(1, x[i], gradient);
            }
            for (; left < byStart.Length && spells[byStart[left]].Start >= time; left++)
                all.Add(-risk[byStart[left]], x[byStart[left]]);
            for (var e = 0; e < events; e++)
            {
                // Of those who fail together, on average e/events are gone already.
                var gone = e / (double)events;
                var total = all.Zeroth - gone * tied.Zeroth;
                value -= Math.Log(total);
                for (var a = 0; a < size; a++)
                    mean[a] = (all.First[a] - gone * tied.First[a]) / total;
                Lanes.AddScaled(-1, mean, gradient);
                for (var a = 0; a < size; a++)
                {
                    Lanes.AddScaled(1 / total, all.Second[a], information[a]);
                    Lanes.AddScaled(-gone / total, tied.Second[a], information[a]);
                    Lanes.AddScaled(-mean[a], mean, information[a]);
                }
            }
        }
        return (value, gradient, information);
    }

    private static double[][] Square(int size) => [.. Enumerable.Range(0, size).Select(_ => new double[size])];

    /// <summary>Σ r, Σ r·x and Σ r·x·xᵀ over the spells at risk.</summary>
    private sealed class Sums(int size)
    {
        public double Zeroth { get; private set; }

        public double[] First { get; } = new double[size];

        public double[][] Second { get; } = Square(size);

        public void Add(double risk, double[] x)
        {
            Zeroth += risk;
            Lanes.AddScaled(risk, x, First);
            for (var a = 0; a < x.Length; a++)
                Lanes.AddScaled(risk * x[a], x, Second[a]);
        }

        public void Clear()
        {
            Zeroth = 0;
            Array.Clear(First);
            foreach (var row in Second)
                Array.Clear(row);
        }
    }
}
