using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Salus.Documentation.Ask;
using Salus.Language.Retrieval;
using Salus.Learning;
using Salus.Trust;

namespace Salus.Benchmarks;

/// <summary>
/// Retrieval over invented passages whose words are as unequally frequent as those of a language: building, searching and asking, beside the
/// bm25 of SQLite's FTS5 on the same passages and queries in the same run.
/// </summary>
internal static class RetrievalBench
{
    private const int Answers = 16_000;
    private const int AnswerWords = 220;
    private const int Million = 1_000_000;
    private const int MillionWords = 24;
    private const int Queries = 60;
    private const int QueryWords = 8;
    private const int WordCount = 60_000;

    public static Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var figures = new List<Figure>();
        // Loads the operating system's SQLite, as the record does.
        _ = Database.Parse("sqlite::memory:");
        var texts = Texts(Answers, AnswerWords, 1).ToArray();
        var queries = Texts(Queries, QueryWords, 2).ToArray();
        var bytes = texts.Sum(t => (double)t.Length);

        var start = Stopwatch.GetTimestamp();
        var index = Build(texts);
        var building = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var search = Median(queries, q => index.Search(SearchWords.Keys(q).Select(k => new QueryWord(k, 1)), 10));
        var passages = texts.Select((t, i) => new CorpusPassage(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "", Title(t), t)).ToArray();
        var ranking = new Ranking(Shelf.Of(passages), Salus.Language.Vocabularies.Vocabulary.Embedded);
        var asking = Median(queries, q => ranking.Find("What helps with " + q + "?", 10));
        figures.Add(Figure.AtLeast("retrieval", $"index of {Answers:N0} answers built", bytes / building / 1e6, "MB/s", 20));
        figures.Add(new Figure("retrieval", "postings per byte of text", index.PostingBytes / bytes, "ratio"));
        figures.Add(Figure.Below("retrieval", $"search over {Answers:N0} answers, median", search, "ms", 10));
        figures.Add(Figure.Below("retrieval", $"question read, searched and ordered over {Answers:N0} answers, median", asking, "ms", 10));
        figures.AddRange(BesideSqlite(texts, queries, building, search));

        start = Stopwatch.GetTimestamp();
        var large = Build(Texts(Million, MillionWords, 3));
        figures.Add(new Figure("retrieval", $"index of {Million:N0} passages built", Stopwatch.GetElapsedTime(start).TotalSeconds, "s"));
        figures.Add(Figure.Below("retrieval", $"search over {Million:N0} passages, median", Median(queries, q => large.Search(SearchWords.Keys(q).Select(k => new QueryWord(k, 1)), 10)), "ms", 100));
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }

    private static IEnumerable<Figure> BesideSqlite(string[] texts, string[] queries, double building, double search)
    {
        using var lease = new SqliteConnection("Data Source=:memory:");
        lease.Open();
        var start = Stopwatch.GetTimestamp();
        using (var transaction = lease.BeginTransaction())
        {
            lease.Execute("create virtual table passages using fts5(body, tokenize = 'porter unicode61')", transaction: transaction);
            foreach (var text in texts)
                lease.Execute("insert into passages (body) values (@text)", new { text }, transaction);
            transaction.Commit();
        }
        var theirs = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var found = Median(queries, q => lease.Query<long>("select rowid from passages where passages match @q order by bm25(passages) limit 10", new { q = string.Join(" OR ", SearchWords.Read(q).Where(w => !SearchWords.IsStop(w.Surface)).Select(w => w.Surface)) }).AsList());
        yield return new Figure("retrieval", "SQLite FTS5 in memory takes so many times as long to build", theirs / building, "ratio");
        yield return new Figure("retrieval", "SQLite FTS5 bm25 takes so many times as long to search", found / search, "ratio");
    }

    private static PassageIndex Build(IEnumerable<string> texts)
    {
        var builder = new PassageIndexBuilder();
        foreach (var text in texts)
            builder.Add(new IndexedPassage(Title(text), "", "", text));
        return builder.Build();
    }

    private static string Title(string text) => string.Join(' ', text.Split(' ', 4).Take(3));

    /// <summary>Words by Zipf's law with exponent 1.</summary>
    private static IEnumerable<string> Texts(int count, int words, ulong seed)
    {
        var random = new SeededRandom(seed);
        var spread = Math.Log(WordCount + 1);
        for (var i = 0; i < count; i++)
            yield return string.Join(' ', Enumerable.Range(0, words).Select(_ => Word((int)Math.Exp(random.NextDouble() * spread))));
    }

    private static string Word(int number)
    {
        Span<char> letters = stackalloc char[16];
        var length = 0;
        for (var rest = number + 20; rest > 0; rest /= 20)
        {
            letters[length++] = "bcdfghjklmnpqrstvwxz"[rest % 20];
            letters[length++] = "aeiou"[rest % 5];
        }
        return letters[..length].ToString();
    }

    private static double Median(string[] queries, Func<string, object> ask)
    {
        foreach (var query in queries.Take(5))
            ask(query);
        var times = queries.Select(q =>
        {
            var start = Stopwatch.GetTimestamp();
            ask(q);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).Order().ToArray();
        return times[times.Length / 2];
    }
}
