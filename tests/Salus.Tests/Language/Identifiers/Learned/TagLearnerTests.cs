using Salus.Language;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Learned;

namespace Salus.Tests.Language.Identifiers.Learned;

public sealed class TagLearnerTests
{
    private static readonly string[] Houses = ["blue kettle", "three lanterns", "copper yard", "quiet harbour", "second wind", "paper mill", "open gate", "old forge"];
    private static readonly Lazy<TagModel> Model = new(() => Learned(passes: 30).Model);
    private static readonly Lazy<byte[]> Bytes = new(() => Written(Model.Value));
    private static readonly TagThresholds Even = new(0.5, 0.5, 0.5, 0.5);

    [Fact]
    public void Learns_a_place_in_a_sentence_and_not_the_words_that_stood_there()
    {
        var model = Model.Value;

        Assert.Equal(["velvet anchor"], Found(model, "he says he punches in nights with velvet anchor since the spring ."));
        Assert.Empty(Found(model, "he says the velvet anchor on the wall fell down since the spring ."));
    }

    [Fact]
    public void Learns_the_same_from_the_same_texts()
    {
        Assert.Equal(Bytes.Value, Written(Learned(passes: 30).Model));
    }

    [Fact]
    public void Grows_surer_with_every_pass()
    {
        var learner = new TagLearner();
        var texts = Texts().ToArray();
        var first = texts.Sum(learner.See);
        for (var pass = 0; pass < 8; pass++)
            Array.ForEach(texts, t => learner.See(t));
        Assert.True(texts.Sum(learner.See) < first / 4);
    }

    [Fact]
    public void Finds_the_same_after_being_written_and_read()
    {
        using var stream = new MemoryStream(Bytes.Value);
        var read = TagModel.Read(stream);

        foreach (var house in Houses)
            Assert.Equal(Found(Model.Value, Sentence(house)), Found(read, Sentence(house)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(200)]
    public void Refuses_weights_that_end_too_early(int length)
    {
        using var stream = new MemoryStream(Bytes.Value[..length]);
        var refused = Assert.Throws<InvalidDataException>(() => TagModel.Read(stream));
        Assert.Contains("learn them again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_weights()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var bytes = new byte[seed * 3];
            new Random(seed).NextBytes(bytes);
            using var stream = new MemoryStream(bytes);
            Assert.Throws<InvalidDataException>(() => TagModel.Read(stream));
        }
    }

    private static TagLearner Learned(int passes)
    {
        var learner = new TagLearner();
        var texts = Texts().ToArray();
        for (var pass = 0; pass < passes; pass++)
            Array.ForEach(texts, t => learner.See(t));
        return learner;
    }

    private static IEnumerable<LearningText> Texts()
    {
        foreach (var house in Houses)
        {
            var text = Sentence(house);
            yield return TagLearner.Prepare(text, [(new TextSpan(text.IndexOf(house, StringComparison.Ordinal), house.Length), WordTag.Organization)], []);
            yield return TagLearner.Prepare($"he says the {house} on the wall fell down since the spring .", [], []);
        }
    }

    private static string Sentence(string house) => $"he says he punches in nights with {house} since the spring .";

    private static string[] Found(TagModel model, string text) =>
        [.. new IdentifierFinder(new LearnedDetector(model, Even)).Find(text).Select(s => s.Span.In(text))];

    private static byte[] Written(TagModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return stream.ToArray();
    }
}
