using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Names;

namespace Salus.Tests.Language.Identifiers.Names;

/// <summary>Names made of everyday words, told by the place they stand in.</summary>
public sealed class SlotsInContextTests
{
    private static readonly ContextDetector detector = new();

    private static string[] Found(string text)
    {
        var found = new List<IdentifierSpan>();
        detector.Find(IdentifierText.Of(text), found);
        return [.. found.Select(s => s.Span.In(text))];
    }

    [Theory]
    [InlineData("She works for Silver Lantern Indemnity and walks daily.", "Silver Lantern Indemnity")]
    [InlineData("Pt: Winter, Casey | 83 y.o.", "Winter")]
    [InlineData("The rash began after we got back from Surprise last week.", "Surprise")]
    [InlineData("My wife Hyeon-seo drove me here.", "seo")]
    [InlineData("and then he said my full name is Copper Field in the recording", "Copper Field")]
    public void Everyday_words_are_a_name_where_only_names_stand(string text, string name) => Assert.Contains(name, Found(text));

    [Theory]
    [InlineData("He was evaluated by the Emergency Room staff.")]
    [InlineData("She was started on Physical Therapy and a Complete Blood Count was drawn.")]
    [InlineData("Patient: Yes, I will.")]
    [InlineData("i was at home and went to bed at night")]
    [InlineData("Pain is worse in May and better at rest.")]
    public void Titles_of_care_and_speech_are_left_alone(string text) => Assert.Empty(Found(text));
}
