using Salus.Learning;

namespace Salus.Governance.Deidentification.Evaluation;

internal static class RandomDraws
{
    public static bool Chance(this SeededRandom random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this SeededRandom random, IReadOnlyList<T> from) => from[random.NextInt(from.Count)];

    /// <summary>Both ends included.</summary>
    public static int Between(this SeededRandom random, int least, int most) => least + random.NextInt(most - least + 1);

    /// <summary>'#' becomes a digit, '@' a capital letter that cannot be taken for a digit, '*' either of them; all else stays.</summary>
    public static string Fill(this SeededRandom random, string form) => string.Create(form.Length, (random, form), static (letters, given) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = given.form[i] switch
            {
                '#' => Digit(given.random),
                '@' => Letter(given.random),
                '*' => given.random.Chance(0.5) ? Digit(given.random) : Letter(given.random),
                var c => c,
            };
        }
    });

    public static T[] Shuffled<T>(this SeededRandom random, IEnumerable<T> items)
    {
        var cards = items.ToArray();
        for (var i = cards.Length - 1; i > 0; i--)
        {
            var other = random.NextInt(i + 1);
            (cards[i], cards[other]) = (cards[other], cards[i]);
        }
        return cards;
    }

    private static char Digit(SeededRandom random) => (char)('0' + random.NextInt(10));

    private static char Letter(SeededRandom random) => "ABCDEFGHJKLMNPRSTUVWXYZ"[random.NextInt(23)];
}
