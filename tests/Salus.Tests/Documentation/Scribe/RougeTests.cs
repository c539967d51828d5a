using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

/// <summary>Expected values worked out by hand from the definition in Lin (2004) and the counting rules of rouge_score.</summary>
public sealed class RougeTests
{
    [Fact]
    public void Tokens_are_runs_of_letters_and_digits_in_lower_case() =>
        Assert.Equal(["bp", "130", "80", "don", "t"], Rouge.Tokens("BP: 130/80 – Don't"));

    [Fact]
    public void One_word_groups_are_counted_as_often_as_both_texts_have_them()
    {
        // reference: the cat sat on the mat (6); written: the the the cat (4). Common: the twice, cat once.
        var score = Rouge.N("the cat sat on the mat", "the the the cat", 1);

        Assert.Equal(3 / 4.0, score.Precision, 10);
        Assert.Equal(3 / 6.0, score.Recall, 10);
        Assert.Equal(0.6, score.F1, 10);
    }

    [Fact]
    public void Two_word_groups_keep_their_order()
    {
        // reference pairs: pain in, in left, left knee; written pairs: left knee, knee pain. Common: left knee.
        var score = Rouge.N("pain in left knee", "left knee pain", 2);

        Assert.Equal(1 / 2.0, score.Precision, 10);
        Assert.Equal(1 / 3.0, score.Recall, 10);
    }

    [Fact]
    public void The_longest_common_subsequence_may_have_gaps()
    {
        // police killed the gunman / police kill the gunman: police, the, gunman.
        Assert.Equal(0.75, Rouge.L("police killed the gunman", "police kill the gunman").F1, 10);
        Assert.Equal(0.5, Rouge.L("police killed the gunman", "the gunman kill police").F1, 10);
    }

    [Fact]
    public void Lines_unite_what_each_written_line_shares_with_a_reference_line()
    {
        // Lin's example: w1 w2 w3 w4 w5 against (w1 w2 w6 w7 w8) and (w1 w3 w8 w9 w5) shares w1 w2 w3 w5.
        var score = Rouge.Lsum("w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5");

        Assert.Equal(4 / 5.0, score.Recall, 10);
        Assert.Equal(4 / 10.0, score.Precision, 10);
    }

    [Fact]
    public void An_empty_text_scores_nothing()
    {
        Assert.Equal(0, Rouge.N("a b", "", 1).F1);
        Assert.Equal(0, Rouge.L("", "a b").F1);
        Assert.Equal(0, Rouge.Lsum("", "").F1);
    }
}
