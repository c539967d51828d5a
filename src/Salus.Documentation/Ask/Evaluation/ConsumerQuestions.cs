using System.Collections.Immutable;
using System.Text;
using Salus.Learning;

namespace Salus.Documentation.Ask;

/// <summary>A message of a made-up person.</summary>
/// <param name="Subject">Name used for the subject.</param>
internal sealed record ConsumerQuestion(string Text, string Subject, string Type);

/// <summary>
/// Makes messages as people write them to a help desk: greeting, story, the question in other words than the corpus has, small letters and
/// misspellings. The same seed gives the same messages.
/// </summary>
/// <param name="half"><c>dev</c> or <c>held</c>: the phrases to use; weights were chosen on the first, figures are given for the second.</param>
internal sealed class ConsumerQuestions(ulong seed, string half)
{
    private const double MisspeltShare = 0.2;
    private const double LowerShare = 0.4;
    private const double OtherNameShare = 0.3;

    private static readonly ImmutableArray<string[]> Phrases = Table("consumer-questions.tsv");
    private static readonly ImmutableArray<string[]> OffTopic = Table("off-topic.tsv");

    private readonly SeededRandom random = new(seed);

    /// <summary>Types there are phrases for.</summary>
    public static bool Covers(string type) => Phrases.Any(p => p[0] == type);

    public ConsumerQuestion About(CorpusPassage passage, string type)
    {
        var names = passage.Names.Where(n => n.Length is > 3 and < 60 && n.Any(char.IsLower)).ToArray();
        var subject = names.Length > 1 && random.NextDouble() < OtherNameShare ? Pick(names[1..]) : passage.Names[0];
        subject = Plain(subject);
        var asked = Pick(Of(Phrases, type));
        var text = Pick(Of(Phrases, "open")) + asked + Pick(Of(Phrases, "close"));
        var said = random.NextDouble() < MisspeltShare ? Misspell(subject) : subject;
        text = text.Replace("{f}", said, StringComparison.Ordinal);
        if (random.NextDouble() < LowerShare)
            text = text.ToLowerInvariant();
        return new ConsumerQuestion(text, subject, type);
    }

    public string OffTheSubject()
    {
        var text = Pick(Of(OffTopic, "q"));
        foreach (var list in OffTopic.Where(r => r[1].Length == 0))
            text = text.Replace($"{{{list[0]}}}", Pick(list[2].Split('|')), StringComparison.Ordinal);
        return text;
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[(int)(random.NextDouble() * from.Count)];

    private string[] Of(ImmutableArray<string[]> table, string kind) => [.. table.Where(p => p[0] == kind && p[1] == half).Select(p => p[2])];

    /// <summary>Without what stands in brackets.</summary>
    public static string Plain(string name) => (name.IndexOf('(', StringComparison.Ordinal) is > 3 and var at ? name[..at] : name).Trim();

    /// <summary>One letter of a long word is left out, doubled or changes places.</summary>
    private string Misspell(string name)
    {
        var words = name.Split(' ');
        var longest = Array.FindIndex(words, w => w.Length == words.Max(x => x.Length));
        var word = new StringBuilder(words[longest]);
        if (word.Length < 7)
            return name;
        var at = 2 + (int)(random.NextDouble() * (word.Length - 4));
        switch ((int)(random.NextDouble() * 3))
        {
            case 0:
                word.Remove(at, 1);
                break;
            case 1:
                word.Insert(at, word[at]);
                break;
            default:
                (word[at], word[at + 1]) = (word[at + 1], word[at]);
                break;
        }
        words[longest] = word.ToString();
        return string.Join(' ', words);
    }

    private static ImmutableArray<string[]> Table(string name) => [.. AskData.Lines(name).Select(l => l.Split('\t')).Where(p => p.Length == 3)];
}
