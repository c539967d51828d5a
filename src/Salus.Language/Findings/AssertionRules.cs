using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>What a rule's words do to a finding in their scope.</summary>
internal enum AssertionCategory
{
    Negated,
    Possible,
    Conditional,
    Past,
    Resolved,
    Future,
    Family,
    Pseudo,
    Terminator,
}

internal enum ScopeDirection
{
    Forward,
    Backward,
    Both,
}

/// <param name="Reach">Words the scope may span.</param>
internal sealed record AssertionRule(AssertionCategory Category, ScopeDirection Direction, int Reach);

/// <summary>A rule's words in a text, as token indices.</summary>
internal readonly record struct AssertionCue(AssertionRule Rule, int First, int End);

/// <summary>The assertion rules of <c>Data/assertions.tsv</c>.</summary>
internal sealed class AssertionRules
{
    private static readonly Lazy<AssertionRules> LazyEmbedded = new(LoadEmbedded);
    private readonly FrozenDictionary<string, ImmutableArray<AssertionRule>> _rules;
    private readonly FrozenSet<string> _firstWords;
    private readonly int _longest;

    private AssertionRules(Dictionary<string, ImmutableArray<AssertionRule>> rules)
    {
        _rules = rules.ToFrozenDictionary(StringComparer.Ordinal);
        _firstWords = rules.Keys.Select(phrase => phrase.Split(' ')[0]).ToFrozenSet(StringComparer.Ordinal);
        _longest = rules.Keys.Max(phrase => phrase.Count(c => c == ' ') + 1);
    }

    public static AssertionRules Embedded => LazyEmbedded.Value;

    /// <summary>The cues between two tokens, the longest phrase at each place, in order.</summary>
    public ImmutableArray<AssertionCue> Find(ImmutableArray<Token> tokens, int first, int end)
    {
        var cues = ImmutableArray.CreateBuilder<AssertionCue>();
        for (var i = first; i < end;)
        {
            if (!_firstWords.Contains(tokens[i].Norm))
            {
                i++;
                continue;
            }

            var (rules, stop) = Longest(tokens, i, end);
            foreach (var rule in rules)
                cues.Add(new AssertionCue(rule, i, stop));
            i = Math.Max(stop, i + 1);
        }

        return cues.DrainToImmutable();
    }

    private (ImmutableArray<AssertionRule> Rules, int End) Longest(ImmutableArray<Token> tokens, int start, int end)
    {
        var phrase = "";
        ImmutableArray<AssertionRule> best = [];
        var stop = start;
        for (var i = start; i < Math.Min(end, start + _longest); i++)
        {
            phrase = i == start ? tokens[i].Norm : phrase + " " + tokens[i].Norm;
            if (_rules.TryGetValue(phrase, out var rules))
                (best, stop) = (rules, i + 1);
        }

        return (best, stop);
    }

    private static AssertionRules LoadEmbedded()
    {
        const string Name = "Findings/Data/assertions.tsv";
        using var reader = new StreamReader(typeof(AssertionRules).Assembly.GetManifestResourceStream(Name)!);
        return Read(reader, Name);
    }

    /// <exception cref="VocabularyFormatException">A line breaks the format.</exception>
    internal static AssertionRules Read(TextReader reader, string file)
    {
        var rules = new Dictionary<string, ImmutableArray<AssertionRule>>(StringComparer.Ordinal);
        var header = true;
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (header)
            {
                header = line == "category\tdirection\treach\tphrases" ? false : throw new VocabularyFormatException(file, number, "the header must be category, direction, reach, phrases.");
                continue;
            }

            var cells = line.Split('\t');
            if (cells.Length != 4)
                throw new VocabularyFormatException(file, number, "a rule has four cells: category, direction, reach, phrases.");
            if (!Enum.TryParse<AssertionCategory>(cells[0], ignoreCase: true, out var category) || !Enum.TryParse<ScopeDirection>(cells[1], ignoreCase: true, out var direction))
                throw new VocabularyFormatException(file, number, $"unknown category '{cells[0]}' or direction '{cells[1]}'.");
            var reach = cells[2].Length == 0 ? int.MaxValue : int.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var words) ? words : throw new VocabularyFormatException(file, number, $"the reach '{cells[2]}' is no whole number.");
            var rule = new AssertionRule(category, direction, reach);
            foreach (var phrase in cells[3].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                rules[phrase] = rules.TryGetValue(phrase, out var known) ? known.Add(rule) : [rule];
        }

        return new AssertionRules(rules);
    }
}
