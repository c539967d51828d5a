using System.Collections.Immutable;
using Salus.Design;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Evaluation;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Evaluation;

public sealed class ScoringTests
{
    [Fact]
    public void Counts_words_found_leaked_and_wrongly_flagged()
    {
        var score = new TokenScore();
        var hard = HardCases.Parse("h", "x\tMr. {name:John Smith} of {~region:Ohio} called {phone:617-555-0100} about aspirin.");
        score.Add(hard.Text, hard.Spans, [Of(hard.Text, "John"), Of(hard.Text, "617-555-0100", IdentifierClass.Phone), Of(hard.Text, "aspirin"), Of(hard.Text, "Ohio", IdentifierClass.Region)]);

        Assert.Equal((5, 4, 1), (score.Planted, score.Found, score.Wrong));
        Assert.Equal(80, score.Recall);
        Assert.Equal(80, score.Precision);
        Assert.Equal("John Smith", Assert.Single(score.Leaks).Value);
        Assert.Equal("aspirin", Assert.Single(score.Overreach).Value);
    }

    [Fact]
    public void Counts_half_a_word_and_a_class_that_stays_as_a_leak()
    {
        var score = new TokenScore();
        var hard = HardCases.Parse("h", "x\tSeen by {name:Okonkwo} at {old-age:94}.");
        score.Add(hard.Text, hard.Spans, [Of(hard.Text, "Okonk"), Of(hard.Text, "94", IdentifierClass.Age)]);

        Assert.Equal((2, 0), (score.Planted, score.Found));
    }

    [Fact]
    public void Counts_a_possessive_ending_and_unseen_characters_with_their_word()
    {
        var score = new TokenScore();
        var hard = HardCases.Parse("h", "x\t{name:Ruiz}'s wound; Mr. {name:Sm\\u200Bith} left.");
        score.Add(hard.Text, hard.Spans, [Of(hard.Text, "Ruiz's"), Of(hard.Text, "Sm\u200Bith")]);

        Assert.Equal((2, 2, 0), (score.Planted, score.Found, score.Wrong));
    }

    [Fact]
    public void Compares_spans_exactly_and_by_overlap()
    {
        var score = new SpanScore();
        score.Add([(new(0, 4), SpanGroup.Name), (new(10, 5), SpanGroup.Location)], [(new(0, 4), SpanGroup.Name), (new(10, 3), SpanGroup.Location), (new(20, 2), SpanGroup.Age)]);

        Assert.Equal(2 * (1.0 / 3) * 0.5 / (1.0 / 3 + 0.5), score.Exact, 6);
        Assert.Equal(2 * (2.0 / 3) * 1 / (2.0 / 3 + 1), score.Overlap, 6);
    }

    [Fact]
    public void Joins_the_parts_of_a_place_and_nothing_else()
    {
        const string text = "12 Elm St\nDover, DE 19901 Ann Lee";
        var joined = SpanScore.Joined(text, [(new(0, 9), SpanGroup.Location), (new(10, 5), SpanGroup.Location), (new(17, 2), SpanGroup.Location), (new(20, 5), SpanGroup.Location), (new(26, 3), SpanGroup.Name), (new(30, 3), SpanGroup.Name)]);

        Assert.Equal([(new TextSpan(0, 25), SpanGroup.Location), (new TextSpan(26, 3), SpanGroup.Name), (new TextSpan(30, 3), SpanGroup.Name)], joined);
    }

    [Fact]
    public void Holds_hard_cases_of_which_half_are_harmless()
    {
        Assert.True(HardCases.All.Length >= 200);
        Assert.InRange(HardCases.All.Count(c => c.IsHarmless), HardCases.All.Length * 2 / 5, HardCases.All.Length * 3 / 5);
        Assert.All(HardCases.All, c => Assert.DoesNotContain('{', c.Text));
        Assert.Equal(HardCases.All.Length, HardCases.All.Select(c => c.Text).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Counts_findings_that_a_text_lost_or_gained()
    {
        var score = new FindingsKept();
        score.Add("a", "The patient has asthma.\nNo fever.", "The patient has asthma.\nNo fever.");
        Assert.True(score.Before > 0);
        Assert.Equal((score.Before, 0), (score.Kept, score.Invented));

        score.Add("b", "The patient has asthma.", "The patient has [name].");
        Assert.True(score.Kept < score.Before);
        Assert.Contains(score.Lost, l => l.StartsWith("b: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gives_a_system_that_knows_the_truth_all_and_one_that_knows_nothing_none()
    {
        var folder = Directory.CreateTempSubdirectory("planted");
        try
        {
            var truth = new FileInfo(Path.Combine(folder.FullName, "truth.jsonl"));
            await using (var file = truth.Create())
                await PlantedNotes.WriteAsync(file, PlantedNotes.Of(null, PlantingSplit.HeldOut, 2), withSpans: true, TestContext.Current.CancellationToken);
            var empty = new FileInfo(Path.Combine(folder.FullName, "empty.jsonl"));
            await File.WriteAllTextAsync(empty.FullName, "\n", TestContext.Current.CancellationToken);
            var evaluation = new DeidentificationEvaluation(new IdentifierFinder());
            var data = folder.CreateSubdirectory("data");

            var best = await evaluation.RunAsync(data, new EvaluationOptions(null, null, truth, Seed: 2), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
            var worst = await evaluation.RunAsync(data, new EvaluationOptions(null, null, empty, Seed: 2), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);

            Assert.Equal(100, best.Metrics.Single(m => m.Name == "planted, held-out: token recall").Value);
            Assert.Equal(100, best.Metrics.Single(m => m.Name == "planted, held-out: token precision").Value);
            Assert.Equal(0, worst.Metrics.Single(m => m.Name == "planted, held-out: token recall").Value);
            Assert.Equal(2, best.Absent.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Refuses_outputs_of_another_system_without_repeating_them()
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            await File.WriteAllTextAsync(file.FullName, "{\"id\":\"a\",\"spans\":[{\"start\":0,\"length\":4,\"class\":\"Mabel Quick\"}]}", TestContext.Current.CancellationToken);

            var refused = await Assert.ThrowsAsync<DeidentificationException>(() => OtherSystem.ReadAsync(file, TestContext.Current.CancellationToken));

            Assert.Contains("line 1", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Mabel", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            file.Delete();
        }
    }

    private static (TextSpan, IdentifierClass) Of(string text, string part, IdentifierClass kind = IdentifierClass.Name) => (new TextSpan(text.IndexOf(part, StringComparison.Ordinal), part.Length), kind);
}
