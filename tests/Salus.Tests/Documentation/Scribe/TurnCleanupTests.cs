using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

public sealed class TurnCleanupTests
{
    [Theory]
    [InlineData("i , i do n't , um , have any pain", "i don't have any pain")]
    [InlineData("uh , you know , it kinda hurts", "it hurts")]
    [InlineData("i'm gon na order an x-ray", "i'm going to order an x-ray")]
    [InlineData("it sh- shows a fracture", "it shows a fracture")]
    [InlineData("okay . so , well , my knee hurts , okay ?", "my knee hurts")]
    [InlineData("there is , some tenderness", "there is some tenderness")]
    public void Slips_of_speech_go_and_the_words_stay(string said, string clean) =>
        Assert.Equal(clean, Assert.Single(Clauses(Speaker.Patient, said)).Key);

    [Fact]
    public void Talk_without_punctuation_divides_where_a_new_thought_begins()
    {
        var clauses = Clauses(Speaker.Doctor, "so i'm gonna prescribe you some ibuprofen for the pain and swelling and then i want you to rest the knee okay and we'll see you back in two weeks");

        Assert.Equal(["i'm going to prescribe you some ibuprofen for the pain and swelling", "i want you to rest the knee", "we'll see you back in two weeks"], clauses.Select(c => c.Key));
    }

    [Fact]
    public void What_follows_a_condition_stays_with_it() =>
        Assert.Equal("call me if it gets worse or you develop a fever and it does not go away", Assert.Single(Clauses(Speaker.Doctor, "call me if it gets worse or you develop a fever and it does n't go away")).Key.Replace("doesn't", "does not", StringComparison.Ordinal));

    [Fact]
    public void A_sentence_that_an_acknowledgement_interrupts_is_one()
    {
        Turn[] turns =
        [
            new(Speaker.Doctor, "doctor", "you could be in pain , which could make your-"),
            new(Speaker.Patient, "patient", "mm-hmm ."),
            new(Speaker.Doctor, "doctor", ". blood pressure go up ."),
        ];

        var clause = Assert.Single(TurnCleanup.Clauses(turns));

        Assert.EndsWith("make your blood pressure go up", clause.Key, StringComparison.Ordinal);
        Assert.Equal([0, 2], clause.Places.Select(p => p.Turn));
    }

    [Fact]
    public void An_opening_yes_or_no_is_kept_as_the_reply()
    {
        Assert.Equal(Reply.No, Clauses(Speaker.Patient, "no , i have n't")[0].Reply);
        Assert.Equal(Reply.Yes, Clauses(Speaker.Patient, "yeah i do")[0].Reply);
        Assert.Equal(Reply.None, Clauses(Speaker.Patient, "no fever")[0].Reply);
    }

    [Fact]
    public void A_question_mark_is_about_the_last_part_of_what_was_said()
    {
        var clauses = Clauses(Speaker.Doctor, "on your lungs i hear some crackles at the bases , and i'd like to get an x-ray of the chest , okay ?");

        Assert.Equal(["on your lungs i hear some crackles at the bases", "i'd like to get an x-ray of the chest"], clauses.Select(c => c.Key));
        Assert.All(clauses, c => Assert.False(c.IsQuestion));
        Assert.True(Clauses(Speaker.Doctor, "you're taking your medication ?")[0].IsQuestion);
    }

    private static System.Collections.Immutable.ImmutableArray<Clause> Clauses(Speaker speaker, string text) => TurnCleanup.Clauses([new Turn(speaker, "x", text)]);
}
