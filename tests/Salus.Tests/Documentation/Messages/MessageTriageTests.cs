using Salus.Documentation.Messages;

namespace Salus.Tests.Documentation.Messages;

public sealed class MessageTriageTests
{
    private readonly MessageTriage triage = new();

    [Theory]
    [InlineData("my chest feels like somebody is sitting on it", "chest-pain")]
    [InlineData("MOMS FACE IS DROOPING ON ONE SIDE", "stroke")]
    [InlineData("woke up and cant move my right arm", "stroke")]
    [InlineData("i dont want to be here anymore", "suicide")]
    [InlineData("poop is black n sticky", "gi-bleed")]
    [InlineData("my 5 week old has a temp of 100.9", "infant-fever")]
    [InlineData("bp is 205/121 right now", "hypertensive")]
    [InlineData("bp is 205 over 121 right now", "hypertensive")]
    [InlineData("I am on warfarin, and I fell and hit my head", "head-injury-anticoagulant")]
    [InlineData("last chemo was on monday and now I have a fever of 38.4", "neutropenic-fever")]
    [InlineData("he put his hands around my neck last night", "domestic-violence")]
    [InlineData("my toddler swalowed a batery", "child-poisoning")]
    public void Raises_the_flag_that_the_words_name(string text, string rule) =>
        Assert.Contains(triage.Read(text).Flags, f => f.Rule.Id == rule);

    [Theory]
    [InlineData("No chest pain since the new pill, feeling good", SetAside.Denied)]
    [InlineData("I had a stroke in 2011. Do I still need aspirin?", SetAside.LongPast)]
    [InlineData("Whom do I call if I ever get chest pain at the weekend?", SetAside.Supposed)]
    [InlineData("My neighbour had a stroke last week. Should I be checked?", SetAside.SomebodyElse)]
    public void Sets_aside_what_is_clearly_not_so_now_and_says_why(string text, SetAside why)
    {
        var read = triage.Read(text);
        Assert.False(read.IsRedFlag);
        Assert.Contains(read.SetAside, s => s.Why == why);
    }

    [Theory]
    [InlineData("I do not know why my chest hurts")]
    [InlineData("no idea if this is a stroke but my arm is numb")]
    [InlineData("I never had chest pain like this before")]
    [InlineData("No fever, but my chest is tight")]
    [InlineData("My daughter writes for me: my breathing is bad and my lips are blue")]
    public void Counts_what_is_in_doubt(string text) => Assert.True(triage.Read(text).IsRedFlag);

    [Fact]
    public void Marks_the_words_in_the_message_as_it_was_written()
    {
        const string Text = "hi there. my CHEST realy hurts";
        var flag = triage.Read(Text).Flags[0];
        Assert.Contains("CHEST realy hurts", flag.Words.Select(w => w.In(Text)));
    }

    [Fact]
    public void Reads_the_same_message_the_same_way_every_time()
    {
        const string Text = "refill please. also dizzy and black stools since monday, on eliquis";
        var (first, second) = (triage.Read(Text), triage.Read(Text));
        Assert.Equal(first.Flags.Select(f => f.Rule.Id), second.Flags.Select(f => f.Rule.Id));
        Assert.Equal(first.Classes, second.Classes);
    }

    [Fact]
    public void A_message_may_be_about_several_things() =>
        Assert.Equal([MessageClass.Refill, MessageClass.Appointment], triage.Read("Please refill my metformin. I also need to reschedule my visit.").Classes);

    [Fact]
    public void Reads_any_text_within_bounds()
    {
        foreach (var text in new[] { "", " ", new string('a', 50_000), string.Concat(Enumerable.Repeat("chest pain but not chest pain or ", 2000)), "\ud800 \0 \u202e 🫀🫀 心臓が痛い", "((((((((((" })
            _ = triage.Read(text);
    }

    [Fact]
    public void Every_rule_has_a_source_with_version_and_date_and_someone_to_call() =>
        Assert.All(RedFlagRules.Embedded.Rules, r =>
        {
            Assert.NotEmpty(r.Source.Name);
            Assert.NotEmpty(r.Source.Version);
            Assert.Matches("^(19|20)[0-9]{2}", r.Source.Date);
            Assert.Contains(r.Call, ReplyRules.Embedded.Calls.Keys);
            Assert.True(r.Level is Urgency.Emergency or Urgency.SameDay);
        });

    [Theory]
    [InlineData("development.jsonl", 3.0)]
    [InlineData("held-out.jsonl", 6.0)]
    [InlineData("fresh-1.jsonl", 6.0)]
    [InlineData("fresh-2.jsonl", 6.0)]
    public async Task The_messages_of_the_samples_are_escalated_as_the_card_says(string name, double mostOverTriage)
    {
        var (red, found, calm, over) = (0, 0, 0, 0);
        await foreach (var line in MessageFile.ReadAsync(new FileInfo(Path.Combine(Samples(), name)), TestContext.Current.CancellationToken))
        {
            var flagged = triage.Read(line.Text).IsRedFlag;
            if (line.RedFlag is not null)
                (red, found) = (red + 1, found + (flagged ? 1 : 0));
            else
                (calm, over) = (calm + 1, over + (flagged ? 1 : 0));
        }
        Assert.True(red >= 60 && calm >= 20);
        Assert.True(found >= 0.99 * red, $"{found} of {red}");
        Assert.True(100.0 * over / calm <= mostOverTriage, $"{over} of {calm}");
    }

    private static string Samples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "samples", "messages")))
                return Path.Combine(folder.FullName, "samples", "messages");
        throw new DirectoryNotFoundException("samples/messages");
    }
}
