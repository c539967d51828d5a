using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Salus.Documentation.Scribe;
using Salus.Documentation.Scribe.Checks;
using Salus.Tests.Documentation.Scribe.Transcripts;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe;

/// <summary>Conversations that are not what the scribe was made for: each has a stated result, and nothing is guessed.</summary>
public sealed class BadVisitTests
{
    private const string Cough = """
        Doctor: Good morning, Mrs. Alder, what brings you in?
        Patient: I have had a cough for three weeks.
        Doctor: Any fever?
        Patient: No fever.
        Doctor: I will prescribe an inhaler. See you in two weeks.
        Patient: Thank you, goodbye.
        """;

    private static readonly ICheck[] Checks = [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new ConsistencyCheck(), new RedFlagCheck(), new LanguageCheck(), new OnePatientCheck()];

    private static async Task<(Draft Draft, ImmutableArray<Finding> Findings)> DraftAsync(string transcript)
    {
        var (visit, draft) = NoteWriterTests.Write(transcript);
        return (draft, (await Inspection.RunAsync(draft, visit.ToSources(), Checks, TestContext.Current.CancellationToken)).Findings);
    }

    [Fact]
    public async Task A_visit_in_another_language_is_refused_and_nothing_of_it_is_guessed()
    {
        var (draft, findings) = await DraftAsync("Doctor: Buenos días, ¿qué le pasa hoy?\nPatient: Tengo dolor de pecho desde hace tres días y no puedo dormir, y tomo aspirina 81 mg.\nDoctor: ¿Tiene fiebre o tos?\nPatient: No, no tengo fiebre, pero tomo metformina todos los días.");
        Assert.Empty(draft.Statements);
        var finding = Assert.Single(findings, f => f.Check == "language");
        Assert.Equal(Severity.Blocking, finding.Severity);
        Assert.Contains("Spanish", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_in_another_language_are_listed_and_not_in_the_note()
    {
        var (draft, findings) = await DraftAsync("Doctor: What brings you in today?\nPatient: I have had a cough for three weeks.\nDoctor: Does anyone at home smoke?\nPatient: Mi esposo fuma todos los días en la casa y también tengo asma, pero yo no.\nDoctor: Okay. I will order a chest x-ray, and we follow up in two weeks.");
        Assert.Contains(draft.Statements, s => s.Text.Contains("cough", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(draft.Statements, s => s.Evidence.OfType<Quote>().Any(q => q.Segment == 3));
        var omitted = Assert.Single(draft.Omitted, o => o.Reason.Contains("Spanish", StringComparison.Ordinal));
        Assert.StartsWith("Mi esposo fuma", omitted.Text, StringComparison.Ordinal);
        var finding = Assert.Single(findings, f => f.Check == "language");
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Equal(3, Assert.IsType<Quote>(Assert.Single(finding.Evidence)).Segment);
    }

    [Theory]
    [InlineData("Doctor: Next patient please. Good morning, Mr. Brook.", "The next patient is called in")]
    [InlineData("Doctor: Okay.\nPatient: Bye.\nDoctor: Hello, Mr. Brook, come on in.", "Another person is welcomed")]
    [InlineData("Doctor: What is your date of birth?\nPatient: March 3, 1961.\nDoctor: And your date of birth, sir?\nPatient: July 9, 1984.", "Two dates of birth")]
    [InlineData("Doctor: Mary is a 54 year old female here for a cough.\nPatient: Yes.\nDoctor: This is a 31 year old male who fell off a ladder.", "A second patient is introduced")]
    public async Task Two_patients_in_one_recording_are_not_mixed(string second, string message)
    {
        var (_, findings) = await DraftAsync(Cough + "\n" + second + "\nPatient: Good morning.\nDoctor: What can I do for you?\nPatient: My left knee hurts since yesterday.\nDoctor: Did you fall?\nPatient: Yes, from a ladder.");
        var finding = Assert.Single(findings, f => f.Check == "one-patient");
        Assert.Equal(Severity.Blocking, finding.Severity);
        Assert.StartsWith(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Doctor: I have to run now, my next patient is waiting.\nPatient: Sure, thank you.\nDoctor: Take care.\nPatient: You too.\nDoctor: Bye.")]
    [InlineData("Doctor: What is your date of birth?\nPatient: March 3, 1961.\nDoctor: Your date of birth is March 3, 1961, right?\nPatient: Yes.")]
    [InlineData("Doctor: Your mother is a 78 year old woman with diabetes, right?\nPatient: Yes, she is 78 years old.\nDoctor: And you are a 54 year old woman with a cough.\nPatient: Right.")]
    [InlineData("Doctor: Hello, Mrs. Alder, are you still there?\nPatient: Yes.\nDoctor: Good.\nPatient: Okay.")]
    public async Task One_patient_is_one(string more)
    {
        var (_, findings) = await DraftAsync(Cough + "\n" + more);
        Assert.DoesNotContain(findings, f => f.Check is "one-patient" or "language");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\n ")]
    [InlineData("Doctor:\nPatient: \n")]
    public void A_transcript_in_which_nobody_speaks_is_refused(string text) => Assert.Contains("visit.txt", Read.Refused(text).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Greetings_alone_make_no_note()
    {
        var (draft, findings) = await DraftAsync("Doctor: Hello there, good morning.\nPatient: Good morning, doctor.\nDoctor: How are you?\nPatient: Fine, thanks.");
        Assert.Empty(draft.Statements);
        Assert.DoesNotContain(findings, f => f.Severity is Severity.Blocking);
    }

    [Fact]
    public async Task Empty_answers_affirm_and_deny_nothing()
    {
        var (draft, _) = await DraftAsync("Doctor: Do you have any chest pain?\nPatient: ...\nDoctor: Any fever?\nPatient: [inaudible]\nDoctor: Any cough?\nPatient: -\nDoctor: All right.");
        Assert.DoesNotContain(draft.Statements, s => new[] { "pain", "fever", "cough" }.Any(word => s.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task One_voice_alone_is_told_and_still_drafted()
    {
        const string Dictation = "Doctor: The patient has had a cough for three weeks.\nDoctor: There is no fever.\nDoctor: Lungs are clear to auscultation.";
        Assert.Contains(Read.Text(Dictation).Warnings, w => w.Message.Contains("Only one speaker", StringComparison.Ordinal));
        var (draft, _) = await DraftAsync(Dictation);
        Assert.All(draft.Statements, s => Assert.NotEmpty(s.Evidence));
    }

    [Fact]
    public void Turns_that_overlap_keep_their_words_and_the_order_in_which_they_begin()
    {
        var transcript = Read.Text("WEBVTT\n\n00:00.000 --> 00:04.000\n<v Doctor>Do you have any pain in your chest today?\n\n00:02.000 --> 00:03.000\n<v Patient>Yes, I do.\n\n00:03.500 --> 00:06.000\n<v Doctor>Since when?\n", "visit.vtt");
        Assert.Equal("D:Do you have any pain in your chest today?|P:Yes, I do.|D:Since when?", Read.Script(transcript));
        Assert.Contains(transcript.Warnings, w => w.Message.Contains("1 turn begins while somebody else still speaks", StringComparison.Ordinal) && w.Message.Contains("in which they begin", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_read_in_bounded_time()
    {
        var line = new StringBuilder("Doctor: Hello.\nPatient: ");
        while (line.Length < 10_000_000)
            line.Append("la la la 12 ");
        var start = Stopwatch.GetTimestamp();
        var transcript = Read.Text(line.ToString());
        Assert.All(transcript.Turns, turn => Assert.InRange(turn.Text.Length, 1, 8000));
        Assert.Contains(transcript.Warnings, w => w.Message.Contains("shown in parts", StringComparison.Ordinal));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 60);
    }

    /// <summary>Twice the turns take about twice the work; the bound leaves room for a busy machine and none for growth with the square.</summary>
    [Fact]
    public void A_visit_of_a_thousand_turns_takes_time_in_proportion()
    {
        var (small, large) = (Turns(250), Turns(1000));
        _ = NoteWriterTests.Write(small);
        var short1 = Math.Min(Seconds(small), Seconds(small));
        var long1 = Math.Min(Seconds(large), Seconds(large));
        Assert.True(long1 < 10 * short1 + 0.5, string.Create(CultureInfo.InvariantCulture, $"250 turns {short1:0.000} s, 1000 turns {long1:0.000} s"));
        Assert.InRange(long1, 0, 30);

        static double Seconds(string transcript)
        {
            var start = Stopwatch.GetTimestamp();
            var (_, draft) = NoteWriterTests.Write(transcript);
            Assert.NotEmpty(draft.Statements);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        static string Turns(int count)
        {
            var text = new StringBuilder();
            for (var i = 0; i < count / 2; i++)
                text.Append(CultureInfo.InvariantCulture, $"Doctor: How is the pain in your {(i % 2 == 0 ? "left" : "right")} knee after {i + 2} days on the ibuprofen?\nPatient: It hurts when I climb stairs, and I took {i + 1} tablets, but there is no swelling.\n");
            return text.ToString();
        }
    }
}
