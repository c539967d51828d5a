using Salus.Language.Identifiers.Names;

namespace Salus.Tests.Language.Identifiers.Names;

public sealed class IdentifierWordsTests
{
    private static string Shapes(string text) => string.Join(' ', IdentifierWords.Of(text).Select(w => $"{w.In(text)}/{w.Shape}"));

    [Fact]
    public void Tells_how_each_word_is_written() =>
        Assert.Equal(
            "Dr/Capitalised O'Brien/Capitalised saw/Lower JOHN/AllCapitals Q/Initial McKay/Capitalised iPhone/Mixed 45/Digits A1c/Mixed",
            Shapes("Dr. O'Brien saw JOHN Q. McKay, iPhone 45 A1c"));

    [Fact]
    public void Keeps_letters_of_every_script_together() =>
        Assert.Equal("Žofie/Capitalised Ελένη/Capitalised 王小明/Uncased محمد/Uncased ИВАН/AllCapitals", Shapes("Žofie Ελένη 王小明 محمد ИВАН"));

    [Fact]
    public void Parts_hyphenated_words_and_leaves_the_possessive_outside()
    {
        const string Text = "Smith-Jones's hip isn't Ana's";
        var words = IdentifierWords.Of(Text);
        Assert.Equal(["Smith", "Jones", "hip", "isn't", "Ana"], words.Select(w => w.Span.In(Text)));
        Assert.Equal([false, true, false, false, true], words.Select(w => w.IsPossessive));
    }

    [Fact]
    public void Knows_where_sentences_and_lines_begin()
    {
        const string Text = "Seen by Dr. May on J. Street.\nShe is well. Plan: rest";
        var starts = IdentifierWords.Of(Text).Where(w => w.StartsSentence).Select(w => w.Span.In(Text));
        Assert.Equal(["Seen", "She", "Plan"], starts);
        Assert.Equal(["Seen", "She"], IdentifierWords.Of(Text).Where(w => w.StartsLine).Select(w => w.Span.In(Text)));
    }

    [Fact]
    public void Reads_any_text_without_overlap_and_in_order()
    {
        const string Characters = "aZ9'-. \n\u0301王é\ud83d\ude00\ud842\udfb7İß";
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Create(random.Next(60), random, static (span, r) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = Characters[r.Next(Characters.Length)];
            });
            var end = 0;
            foreach (var word in IdentifierWords.Of(text))
            {
                Assert.True(word.Length > 0 && word.Start >= end && word.End <= text.Length);
                end = word.End;
            }
        }
    }
}
