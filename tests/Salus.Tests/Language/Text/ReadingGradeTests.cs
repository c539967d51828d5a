using Salus.Language.Text;

namespace Salus.Tests.Language.Text;

public sealed class ReadingGradeTests
{
    [Theory]
    [InlineData("knee", 1)]
    [InlineData("take", 1)]
    [InlineData("tablet", 2)]
    [InlineData("table", 2)]
    [InlineData("asked", 1)]
    [InlineData("needed", 2)]
    [InlineData("settled", 2)]
    [InlineData("doses", 2)]
    [InlineData("pills", 1)]
    [InlineData("makes", 1)]
    [InlineData("you", 1)]
    [InlineData("eye", 1)]
    [InlineData("playing", 2)]
    [InlineData("doing", 2)]
    [InlineData("medicine", 3)]
    [InlineData("patient", 2)]
    [InlineData("infection", 3)]
    [InlineData("physician", 3)]
    [InlineData("diabetes", 4)]
    [InlineData("radiology", 5)]
    [InlineData("calcium", 3)]
    [InlineData("nausea", 3)]
    [InlineData("diarrhea", 4)]
    [InlineData("hypertension", 4)]
    [InlineData("pneumonia", 4)]
    [InlineData("anxiety", 4)]
    [InlineData("anxious", 2)]
    [InlineData("usual", 3)]
    [InlineData("question", 2)]
    [InlineData("breathe", 1)]
    [InlineData("something", 2)]
    [InlineData("careful", 2)]
    [InlineData("movement", 2)]
    [InlineData("completely", 3)]
    [InlineData("element", 3)]
    [InlineData("cement", 2)]
    [InlineData("didn't", 2)]
    [InlineData("don't", 1)]
    [InlineData("patient's", 2)]
    [InlineData("nurses", 2)]
    [InlineData("metabolism", 5)]
    [InlineData("MRI", 3)]
    public void Counts_the_syllables_of_a_word(string word, int syllables) => Assert.Equal(syllables, Syllables.In(word));

    [Fact]
    public void Agrees_with_a_grade_counted_by_hand()
    {
        // 6 + 5 words in 2 sentences; 7 + 6 syllables: your-knee-is-a-lit-tle-sore, take-one-pill-each-morn-ing.
        Assert.Equal((11, 2, 13), ReadingGrade.Count("Your knee is a little sore. Take one pill each morning."));
        Assert.Equal((0.39 * 11 / 2) + (11.8 * 13 / 11) - 15.59, ReadingGrade.Of("Your knee is a little sore. Take one pill each morning."), 6);
    }

    [Fact]
    public void Rises_with_long_sentences_and_long_words()
    {
        var easy = ReadingGrade.Of("Your heart beats too fast. We will look at it. Come back in two weeks.");
        var hard = ReadingGrade.Of("Echocardiographic investigation demonstrated tachycardia necessitating anticoagulation and subsequent cardiological re-evaluation.");

        Assert.InRange(easy, -2, 3);
        Assert.True(hard > 12, $"{hard}");
    }

    [Fact]
    public void Leaves_numbers_out_and_takes_list_items_as_sentences()
    {
        Assert.Equal((4, 2, 4), ReadingGrade.Count("- take 20 pills\n- drink 3 cups"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12 / 80 ...")]
    public void Is_zero_without_words(string text) => Assert.Equal(0, ReadingGrade.Of(text));
}
