using System.Collections.Immutable;
using Salus.Documentation.Scribe;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Tests.Samples;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Attacks;

/// <summary>The lying-model bench over HTTP: every lie of a seeded set goes the way of a real answer, from the endpoint to what stands against a signature.</summary>
public sealed class LyingModelTests : IDisposable
{
    private const int LiesPerAnswer = 24;
    private const int FewestAttacks = 500;
    private const double MostFalseAlarms = 0.2;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-attacks-");
    private readonly SteppedClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task No_lie_of_a_model_can_be_signed_without_overruling_a_finding_on_it()
    {
        var embedded = new NoteWriter(clock);
        var visits = await AttackedVisit.ReadAsync(SampleVisitTests.Visits, embedded, Cancel);
        var attacks = new LyingModel(seed: 1).Attacks(visits);
        Assert.True(attacks.Sum(a => a.Length) >= FewestAttacks);

        var answer = "";
        await using var server = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says(answer), cancel: Cancel);
        using var models = Attacked.Models(folder, server.Address, clock);
        var writer = new ModelNoteWriter(embedded, models, clock);
        var passed = new List<string>();
        var (honest, flagged) = (0, 0);
        foreach (var (index, visit) in visits.Index())
        {
            answer = AttackBench.Answer(visit.Good);
            var good = await Attacked.ReviewAsync(writer, visit.Visit, Cancel);
            honest += good.Draft.Statements.Length;
            flagged += AttackBench.FalseAlarms(good, visit.Good).Count();
            foreach (var some in attacks[index].Chunk(LiesPerAnswer))
            {
                answer = AttackBench.Answer([.. visit.Good, .. some.Select(a => a.Statement)]);
                var reviewed = await Attacked.ReviewAsync(writer, visit.Visit, Cancel);
                Assert.Equal(0, AttackBench.Strangers(reviewed, visit.Good, some));
                passed.AddRange(some.Zip(AttackBench.Judge(reviewed, visit.Good, some)).Where(a => a.Second is AttackOutcome.Passed).Select(a => $"{a.First.Kind}: {a.First.Statement.Text}"));
            }
        }
        Assert.Empty(passed);
        Assert.InRange((double)flagged / honest, 0, MostFalseAlarms);
        Assert.True(visits.All(v => v.IsOfAPerson));
    }

    [Fact]
    public async Task The_same_seed_tells_the_same_lies_and_another_seed_others()
    {
        var visits = await AttackedVisit.ReadAsync(SampleVisitTests.Visits, new NoteWriter(clock), Cancel);
        static string Told(ImmutableArray<ImmutableArray<Attack>> attacks) => string.Join('\n', attacks.SelectMany(a => a).Select(a => $"{a.Kind} {a.Statement.Section} {a.Statement.Text}"));
        Assert.Equal(Told(new LyingModel(3).Attacks(visits)), Told(new LyingModel(3).Attacks(visits)));
        Assert.NotEqual(Told(new LyingModel(3).Attacks(visits)), Told(new LyingModel(4).Attacks(visits)));
    }

    [Fact]
    public async Task A_group_that_nobody_spoke_of_is_flagged()
    {
        await using var server = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says(AttackBench.Answer([new ModelStatement("assessment-plan", "Lung cancer", "Stop ibuprofen.", [79])])), cancel: Cancel);
        using var models = Attacked.Models(folder, server.Address, clock);
        var visit = await TranscriptReader.ReadAsync(new FileInfo(Path.Combine(SampleVisitTests.Visits.FullName, "knee-injury.txt")), Cancel);
        var reviewed = await Attacked.ReviewAsync(new ModelNoteWriter(new NoteWriter(clock), models, clock), visit, Cancel);
        Assert.Contains(reviewed.Findings, f => f.Severity is Severity.Blocking && f.Statement == 0 && f.Message.Contains("'cancer'", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_broken_file_of_answers_says_where()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "one.txt"), "[doctor] Hello.\n[patient] My knee hurts.\n", Cancel);
        var answers = Directory.CreateDirectory(Path.Combine(folder.FullName, AttackedVisit.AnswersFolder));
        await File.WriteAllTextAsync(Path.Combine(answers.FullName, "one.json"), "{\n\"statements\": [,", Cancel);
        var refused = await Assert.ThrowsAsync<TranscriptException>(() => AttackedVisit.ReadAsync(folder, new NoteWriter(clock), Cancel));
        Assert.Equal(2, refused.Line);
    }
}
