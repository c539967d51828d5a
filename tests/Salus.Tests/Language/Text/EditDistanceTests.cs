using Salus.Language.Text;

namespace Salus.Tests.Language.Text;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("lisinopril", "lisinopril", 0)]
    [InlineData("lisinopril", "lisinoprill", 1)]
    [InlineData("lisinopril", "lisniopril", 1)]
    [InlineData("lisinopril", "lisinapril", 1)]
    [InlineData("lisinopril", "lisnopri", 2)]
    [InlineData("lisinopril", "metformin", 3)]
    public void Counts_edits_and_stops_above_what_is_asked(string one, string two, int expected)
    {
        Assert.Equal(expected, EditDistance.Within(one, two, 2));
        Assert.Equal(expected, EditDistance.Within(two, one, 2));
    }

    [Fact]
    public void A_text_is_no_misspelt_word_however_long_it_is() => Assert.Equal(3, EditDistance.Within(new string('a', 5_000_000), new string('a', 5_000_001), 2));
}
