using Salus.Writing;
using Salus.Language.Written;

namespace Salus.Tests.Language;

public sealed class SpokenFormTests
{
    [Theory]
    [InlineData("one thirty over eighty", "130/80")]
    [InlineData("a hundred and two point four", "102.4")]
    [InlineData("twenty five hundred", "2500")]
    [InlineData("point five milligrams", "0.5 mg")]
    [InlineData("oh point five percent", "0.5%")]
    [InlineData("one and a half tablets", "1.5 tablets")]
    [InlineData("half a tablet", "0.5 tablet")]
    [InlineData("one hundred and twenty five micrograms", "125 mcg")]
    [InlineData("ten milligrams per deciliter", "10 mg/dL")]
    [InlineData("eighty two beats per minute", "82 bpm")]
    [InlineData("march fifth twenty twenty one", "March 5, 2021")]
    [InlineData("the fifth of march", "March 5")]
    [InlineData("in two thousand five", "in 2005")]
    [InlineData("five to six weeks", "5 to 6 weeks")]
    [InlineData("three out of six", "3/6")]
    [InlineData("two plus edema", "2+ edema")]
    [InlineData("l four l five", "L4-L5")]
    [InlineData("c five six", "C5-6")]
    [InlineData("s one s two", "S1 S2")]
    [InlineData("hemoglobin a one c of seven point two", "hemoglobin A1c of 7.2")]
    [InlineData("once a day", "daily")]
    [InlineData("two times a day", "twice daily")]
    [InlineData("every six hours", "every 6 hours")]
    [InlineData("fifty eight year old", "58-year-old")]
    [InlineData("at two thirty pm", "at 2:30 PM")]
    [InlineData("twenty twenty vision", "20/20 vision")]
    [InlineData("take two twenty milligram tablets", "take 2 20 mg tablets")]
    [InlineData("i ca n't , i 'm gon na", "i can't , i'm going to")]
    [InlineData("type two diabetes", "type 2 diabetes")]
    [InlineData("45 % ejection fraction", "45% ejection fraction")]
    public void Writes_what_was_said_as_a_note_would(string spoken, string written) =>
        Assert.Equal(written, SpokenForm.ToWritten(spoken).Text);

    [Theory]
    [InlineData("one of them said so")]
    [InlineData("the two of us")]
    [InlineData("give me a second")]
    [InlineData("that one hurts")]
    [InlineData("one day i fell")]
    [InlineData("the first time")]
    [InlineData("it may be march")]
    public void Leaves_ordinary_language_alone(string spoken) =>
        Assert.Equal(spoken, SpokenForm.ToWritten(spoken).Text);

    [Theory]
    [InlineData("seven out of ten days", "7 out of 10 days")]
    [InlineData("two over forty", "2 over 40")]
    [InlineData("at this point five people came", "at this point 5 people came")]
    [InlineData("about six thirty", "about six thirty")]
    [InlineData("twenty plus years", "20 plus years")]
    public void Does_not_make_a_ratio_of_what_is_none(string spoken, string written) =>
        Assert.Equal(written, SpokenForm.ToWritten(spoken).Text);

    [Fact]
    public void Leads_back_to_the_words_that_were_said()
    {
        const string Spoken = "pressure was one thirty over eighty today";
        var written = SpokenForm.ToWritten(Spoken);
        var span = written.ToOriginal(new Salus.Language.TextSpan(written.Text.IndexOf("130/80", StringComparison.Ordinal), 6));
        Assert.Equal("one thirty over eighty", span.In(Spoken));
    }

    [Theory]
    [InlineData("i , i just feel , uh , tired", "i just feel , tired")]
    [InlineData("when i 'm ex- exerting any energy", "when i 'm exerting any energy")]
    [InlineData("you know , it , it , it hurts", "it hurts")]
    [InlineData("when i , when i walk", "when i walk")]
    [InlineData("um . no", ". no")]
    public void Takes_out_false_starts_and_fillers(string spoken, string clean) =>
        Assert.Equal(clean, Disfluency.Remove(spoken).Text);

    [Theory]
    [InlineData("mm-hmm")]
    [InlineData("no , no , no")]
    [InlineData("very , very bad")]
    [InlineData("pre- and post-op")]
    [InlineData("do you know what you know")]
    [InlineData("i had had that that day")]
    public void Keeps_answers_emphasis_and_grammar(string spoken) =>
        Assert.Equal(spoken, Disfluency.Remove(spoken).Text);
}
