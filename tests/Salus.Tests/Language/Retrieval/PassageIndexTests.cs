using Salus.Writing;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Salus.Language.Retrieval;

namespace Salus.Tests.Language.Retrieval;

public sealed class PassageIndexTests
{
    private static readonly string[] Pool = ["asthma", "inhaler", "wheezing", "kidney", "stone", "diet", "insulin", "dose", "rash", "fever"];

    [Theory]
    [InlineData("Tumours", "tumor")]
    [InlineData("wheezes", "wheezing")]
    [InlineData("oedema", "edema")]
    [InlineData("Sjögren's", "sjogren")]
    public void Compares_words_without_spelling_and_inflection(string one, string other) =>
        Assert.Equal(SearchWords.Keys(other), SearchWords.Keys(one));

    [Fact]
    public void Ranks_the_passage_about_the_subject_before_one_that_mentions_it()
    {
        var index = Of(new IndexedPassage("Coughing", "cough", "", "Asthma is one of many reasons for a cough that lasts."), new IndexedPassage("Asthma", "asthma", "What is asthma?", "The airways are narrow."), new IndexedPassage("Knee", "knee", "", "Ligaments hold it."));
        Assert.Equal([1, 0], index.Search([new QueryWord(SearchWords.Key("asthma"), 1)], 10).Select(h => h.Passage));
    }

    [Fact]
    public void Equal_scores_go_by_number()
    {
        var index = Of(Body("fever rash"), Body("fever rash"), Body("fever rash"));
        Assert.Equal([0, 1], index.Search([new QueryWord("fever", 1)], 2).Select(h => h.Passage));
    }

    [Fact]
    public void Knows_the_names_of_what_passages_are_about()
    {
        var index = Of(new IndexedPassage("", "Diseases of the heart|cardiopathy", "", "x"));
        Assert.True(index.IsName(SearchWords.NameKey("disease of the Heart")));
        Assert.True(index.IsName("cardiopathi"));
        Assert.False(index.IsName("heart"));
    }

    [Fact]
    public void A_misspelt_word_is_taken_for_the_frequent_one_beside_it()
    {
        var index = Of(Body("psoriasis of the skin"), Body("psoriasis"), Body("cirrhosis"));
        Assert.Equal(SearchWords.Key("psoriasis"), index.Nearest("psoraisis"));
        Assert.Null(index.Nearest("locomotive"));
    }

    [Fact]
    public void What_the_filter_leaves_out_is_neither_found_nor_counted() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var passages = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Body(string.Join(' ', Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pool[random.Next(Pool.Length)])))).ToArray();
        var open = passages.Select(_ => random.Next(2) == 0).ToArray();
        var query = Enumerable.Range(0, 3).Select(_ => new QueryWord(SearchWords.Key(Pool[random.Next(Pool.Length)]), 1)).ToArray();
        var found = Of(passages).Search(query, 50, i => open[i]);
        Assert.All(found, h => Assert.True(open[h.Passage]));

        // The same passages of others with other words, but as many of them: nothing of what is seen may move.
        var others = passages.Select((p, i) => open[i] ? p : Body(string.Join(' ', p.Body.Split(' ').Select(_ => "migraine")))).ToArray();
        Assert.Equal(found, Of(others).Search(query, 50, i => open[i]));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20260101, 7));

    [Fact]
    public void Finds_the_same_after_writing_and_reading()
    {
        var index = Of([.. Enumerable.Range(0, 300).Select(i => new IndexedPassage(Pool[i % 10], Pool[i % 7] + "|" + Pool[i % 3], "", string.Join(' ', Pool.Take(i % 10 + 1))))]);
        var file = Written(index, out var source);
        try
        {
            var read = PassageIndexFile.Read(file, source);
            Assert.Equal(index.Names, read.Names);
            Assert.All(Pool, word => Assert.Equal(index.Search([new QueryWord(SearchWords.Key(word), 1)], 20), read.Search([new QueryWord(SearchWords.Key(word), 1)], 20)));
        }
        finally
        {
            file.Delete();
        }
    }

    [Fact]
    public void Refuses_a_file_that_is_cut_altered_or_of_other_passages()
    {
        var file = Written(Of(Body("asthma inhaler"), Body("kidney stone")), out var source);
        try
        {
            var whole = File.ReadAllBytes(file.FullName);
            Assert.Throws<PassageIndexException>(() => PassageIndexFile.Read(file, SHA256.HashData("others"u8)));
            for (var i = 0; i < whole.Length; i += 3)
            {
                var altered = (byte[])whole.Clone();
                altered[i] ^= 0x20;
                File.WriteAllBytes(file.FullName, altered);
                Assert.Throws<PassageIndexException>(() => PassageIndexFile.Read(file, source));
                File.WriteAllBytes(file.FullName, whole[..i]);
                file.Refresh();
                Assert.Throws<PassageIndexException>(() => PassageIndexFile.Read(file, source));
            }
        }
        finally
        {
            file.Delete();
        }
    }

    [Fact]
    public void The_same_passages_give_the_same_bytes()
    {
        var (one, two) = (new MemoryStream(), new MemoryStream());
        PassageIndexFile.Write(Of(Body("asthma inhaler"), Body("kidney stone")), new byte[32], one);
        PassageIndexFile.Write(Of(Body("asthma inhaler"), Body("kidney stone")), new byte[32], two);
        Assert.Equal(one.ToArray(), two.ToArray());
    }

    [Fact]
    public void Fused_ranks_prefer_what_both_rankings_like() =>
        Assert.Equal(2, RankFusion.Fuse([1, 2, 3], [2, 4, 1])[0].Passage);

    private static IndexedPassage Body(string text) => new("", "", "", text);

    private static PassageIndex Of(params IndexedPassage[] passages)
    {
        var builder = new PassageIndexBuilder();
        foreach (var passage in passages)
            builder.Add(passage);
        return builder.Build();
    }

    private static FileInfo Written(PassageIndex index, out byte[] source)
    {
        source = SHA256.HashData("passages"u8);
        var file = new FileInfo(Path.GetTempFileName());
        using (var stream = file.Create())
            PassageIndexFile.Write(index, source, stream);
        file.Refresh();
        return file;
    }
}
