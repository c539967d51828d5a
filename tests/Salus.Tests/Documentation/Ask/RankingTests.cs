using Salus.Documentation.Ask;
using Salus.Language.Vocabularies;

namespace Salus.Tests.Documentation.Ask;

public sealed class RankingTests
{
    private static readonly CorpusPassage[] Passages =
    [
        Pair("a1", "Hay fever", "treatment", "What are the treatments for hay fever?", "Nasal steroid sprays and antihistamines relieve hay fever.", "allergic rhinitis"),
        Pair("a2", "Hay fever", "causes", "What causes hay fever?", "Pollen of grasses and trees causes it."),
        Pair("b1", "Kidney stones", "treatment", "What are the treatments for kidney stones?", "Small stones pass with water and pain relief.", "nephrolithiasis"),
        Pair("b2", "Kidney stones", "symptoms", "What are the symptoms of kidney stones?", "Sharp pain in the side and blood in the urine."),
        Pair("d1", "Carter complex", "information", "What is Carter complex?", "A rare disorder of the skin.", "CAR"),
        Pair("c1", "Sciatica", "information", "What is sciatica?", "Pain along the sciatic nerve, from the back to the leg."),
    ];

    private readonly Ranking ranking = new(Shelf.Of(Passages), Vocabulary.Embedded);

    [Theory]
    [InlineData("Hello, my son sneezes all spring and they say it is hay fever. What can we do to get rid of it? Thanks!", "a1")]
    [InlineData("why do people get hay fever?", "a2")]
    [InlineData("how do i know if i have kidney stones", "b2")]
    [InlineData("is there anything to treat nephrolithiasis?", "b1")]
    [InlineData("Please send me information on scaitica.", "c1")]
    public void Finds_the_answer_about_the_subject_of_the_type_that_was_asked(string question, string best) =>
        Assert.Equal(best, ranking.Find(question, 3).Passages[0].Passage.Id);

    [Theory]
    [InlineData("How do I change the gearbox of my motorbike?")]
    [InlineData("how do I change the oil of my car?")]
    [InlineData("What is the treatment of amyotrophic lateral sclerosis?")]
    [InlineData("")]
    [InlineData("?!? ...")]
    public void Is_not_confident_about_what_no_passage_is_about(string question) =>
        Assert.True(ranking.Find(question, 3).Confidence < 0.82);

    [Theory]
    [InlineData("The school nurse says it is hay fever. What can I give him that doesn't make him sleepy?")]
    [InlineData("My husband has kidney stones. How long does it take and will he need a hospital?")]
    [InlineData("can you get kidney stones twice?")]
    public void Is_confident_where_the_story_names_what_the_question_leaves_out(string question) =>
        Assert.True(ranking.Find(question, 3).Confidence >= 0.82, $"{ranking.Find(question, 3).Confidence}");

    [Theory]
    [InlineData("My son has hay fever. What is Brugada syndrome?")]
    [InlineData("My son has hay fever. how do I know if I have amyloidosis?")]
    [InlineData("What are the signs of Carter complex type 3?")]
    [InlineData("Is there a treatment for xanthine kidney stones with nephrocalcinosis?")]
    public void Is_not_confident_about_another_subject_or_another_form_of_one(string question) =>
        Assert.True(ranking.Find(question, 3).Confidence < 0.82, $"{ranking.Find(question, 3).Confidence}");

    [Fact]
    public void A_word_that_the_vocabulary_knows_is_not_taken_for_a_misspelling() =>
        Assert.Empty(ranking.Find("what is rubeola?", 1).Question.Repaired);

    [Fact]
    public void Is_confident_about_a_subject_it_has() =>
        Assert.True(ranking.Find("what helps with hay fever?", 3).Confidence >= 0.82);

    [Theory]
    [InlineData("Is there a cure for it?", "treatment")]
    [InlineData("does it run in families?", "inheritance")]
    [InlineData("How long will he live with it?", "outlook")]
    [InlineData("how much should I take, and how often should I take it?", "dose")]
    [InlineData("how should it be dosed in renal impairment?", "dose")]
    [InlineData("what happens if it is left untreated", "complications")]
    public void Reads_what_a_question_wants_to_know(string question, string type) =>
        Assert.Equal(type, ranking.Find(question, 1).Question.Types[0].Type);

    [Fact]
    public void The_filter_is_asked_before_anything_is_ranked() =>
        Assert.All(ranking.Find("what helps with hay fever?", 5, i => i >= 2).Passages, p => Assert.True(p.Number >= 2));

    private static CorpusPassage Pair(string id, string subject, string type, string question, string answer, params string[] names) =>
        new(id, id, subject, answer) { Names = [subject, .. names], Type = type, Question = question };
}
