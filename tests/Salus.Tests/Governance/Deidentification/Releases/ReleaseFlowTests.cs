using System.Collections.Immutable;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Releases;
using Salus.Governance.Deidentification.Releases.Sampling;
using Salus.Language.Identifiers;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Governance.Deidentification.Releases;

public sealed class ReleaseFlowTests : IDisposable
{
    private readonly Clinic clinic = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => clinic.Dispose();

    [Fact]
    public async Task Nothing_leaves_before_documents_were_reviewed_and_a_steward_signed_and_then_all_of_it_does()
    {
        await using var desk = Desk.OnSqlite(new ReleaseCheck(), new EvidenceCheck());
        clinic.Put("Okonkwo.txt", "Okonkwo coughs.").Put("b.txt", "Okonkwo sleeps.");
        var (studio, release) = On(desk);
        var (_, id) = await studio.ProposeAsync(clinic.Request, Clinic.Ruth, null, Cancel);

        Assert.Contains("Nobody has signed", (await Assert.ThrowsAsync<DeidentificationException>(() => release.WriteAsync(id, clinic.Out, Clinic.Stella, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("Nobody has reviewed", (await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, Clinic.Stella, Desk.Password, Cancel))).Message, StringComparison.Ordinal);

        await studio.MarkAsync(id.Value, 0, [], Clinic.Stella, Cancel);
        await studio.MarkAsync(id.Value, 1, [], Clinic.Stella, Cancel);
        var reviewed = await desk.Review.OpenAsync(id, null, Clinic.Stella, Cancel);
        Assert.Equal(3, reviewed.Draft.Revision);
        Assert.Empty(reviewed.OpenBlocking);
        await desk.Review.SignAsync(id, 3, Clinic.Stella, Desk.Password, Cancel);
        await release.WriteAsync(id, clinic.Out, Clinic.Ruth, Cancel);

        Assert.Equal(["report.json", "statement.html", "statement.json", "statement.md"], clinic.Out.EnumerateFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["[name] coughs.", "[name] sleeps."], clinic.Out.EnumerateDirectories().Single().EnumerateFiles().Select(f => File.ReadAllText(f.FullName)).Order(StringComparer.Ordinal));
        Assert.All(clinic.Out.EnumerateFiles("*", SearchOption.AllDirectories), f => Assert.DoesNotContain("Okonkwo", f.FullName[clinic.Out.FullName.Length..] + File.ReadAllText(f.FullName), StringComparison.Ordinal));
        var statement = await File.ReadAllTextAsync(Path.Combine(clinic.Out.FullName, Release.StatementText), Cancel);
        Assert.Contains("Signed by Stella Vik, data steward", statement, StringComparison.Ordinal);
        Assert.Contains("no actual knowledge", statement, StringComparison.Ordinal);
        Assert.All(clinic.Kept().Where(f => f.Path.Contains("work", StringComparison.Ordinal)), f => Assert.EndsWith(".lock", f.Path, StringComparison.Ordinal));
        Assert.Contains("exists already", (await Assert.ThrowsAsync<DeidentificationException>(() => release.WriteAsync(id, clinic.Out, Clinic.Stella, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_reviewer_saw_missing_stops_the_release_and_is_searched_for_when_the_run_is_repeated()
    {
        await using var desk = Desk.OnSqlite(new ReleaseCheck());
        clinic.Put("a.txt", "Okonkwo and Nils Berg met.").Put("b.txt", "Call Nils Berg.");
        var (studio, _) = On(desk);
        var (_, id) = await studio.ProposeAsync(clinic.Request, Clinic.Ruth, null, Cancel);

        await Assert.ThrowsAsync<DeidentificationException>(() => studio.MarkAsync(id.Value, 0, [new MissedIdentifier(IdentifierClass.Name, "nobody here")], Clinic.Stella, Cancel));
        for (var i = 0; i < 2; i++)
            await studio.MarkAsync(id.Value, i, [new MissedIdentifier(IdentifierClass.Name, "Nils Berg")], Clinic.Stella, Cancel);
        var stopped = await desk.Review.OpenAsync(id, null, Clinic.Stella, Cancel);
        Assert.Contains(stopped.OpenBlocking, f => f.Final && f.Message.Contains("still stand in the output", StringComparison.Ordinal));
        Assert.All(stopped.Sources, s => Assert.DoesNotContain("Nils", System.Text.Encoding.UTF8.GetString(s.Original.AsSpan()), StringComparison.Ordinal));

        var report = await studio.MakeAsync(id.Value, clinic.Request, null, Cancel);
        await studio.ProposeAsync(id.Value, Clinic.Ruth, Cancel);

        Assert.Equal(1, report.Repeated);
        var work = clinic.Works.Find(id.Value)!;
        Assert.All(work.Samples, s => Assert.DoesNotContain("Nils", s.Text, StringComparison.Ordinal));
        Assert.Empty(work.Review.Marks);
        var again = await desk.Review.OpenAsync(id, null, Clinic.Stella, Cancel);
        Assert.True(again.Draft.Revision > stopped.Draft.Revision);
        Assert.Equal(report.Content, Assert.Single(again.Draft.Artifacts).Content);
        Assert.Contains(again.OpenBlocking, f => f.Message.Contains("Nobody has reviewed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finds_of_the_second_opinion_block_until_a_steward_says_why_they_are_none()
    {
        await using var desk = Desk.OnSqlite(new ReleaseCheck());
        clinic.Put("a.txt", "Okonkwo has Wilson disease.");
        var (studio, _) = On(desk, new Listed("second", ("Wilson", IdentifierClass.Name)));
        var (_, id) = await studio.ProposeAsync(clinic.Request, Clinic.Ruth, null, Cancel);
        await studio.MarkAsync(id.Value, 0, [], Clinic.Stella, Cancel);

        var reviewed = await desk.Review.OpenAsync(id, null, Clinic.Stella, Cancel);
        var finding = Assert.Single(reviewed.OpenBlocking);
        Assert.False(finding.Final);
        var decided = await desk.Review.DecideAsync(id, 2, DecisionKind.Overrule, finding.KeyIn(reviewed.Draft), "Wilson is a disease here.", Clinic.Stella, Cancel);

        Assert.Empty(decided.OpenBlocking);
    }

    [Fact]
    public async Task Who_may_not_propose_makes_nothing_and_who_cares_for_patients_sees_nothing()
    {
        await using var desk = Desk.OnSqlite(new ReleaseCheck());
        clinic.Put("a.txt", "Okonkwo.");
        var (studio, release) = On(desk);

        await Assert.ThrowsAsync<ReviewRefusedException>(() => studio.ProposeAsync(clinic.Request, Clinic.Stella, null, Cancel));
        Assert.Empty(clinic.Works.List(10));

        var (_, id) = await studio.ProposeAsync(clinic.Request, Clinic.Ruth, null, Cancel);
        await Assert.ThrowsAsync<UnknownDraftException>(() => release.FindAsync(id, Desk.Ada, Cancel));
        Assert.Null(studio.Find(id.Value, Desk.Ada));
    }

    [Fact]
    public async Task An_archive_that_was_changed_after_the_signature_is_not_released_and_nothing_is_left_behind()
    {
        await using var desk = Desk.OnSqlite(new ReleaseCheck());
        clinic.Put("a.txt", "Okonkwo coughs.");
        var (studio, release) = On(desk);
        var (_, id) = await studio.ProposeAsync(clinic.Request, Clinic.Ruth, null, Cancel);
        await studio.MarkAsync(id.Value, 0, [], Clinic.Stella, Cancel);
        await desk.Review.SignAsync(id, 2, Clinic.Stella, Desk.Password, Cancel);
        await File.AppendAllTextAsync(clinic.Home.EnumerateFiles("*", SearchOption.AllDirectories).Single(f => f.Directory!.Name == "content").FullName, "x", Cancel);

        Assert.Contains("was changed", (await Assert.ThrowsAsync<DeidentificationException>(() => release.WriteAsync(id, clinic.Out, Clinic.Stella, Cancel))).Message, StringComparison.Ordinal);
        Assert.False(clinic.Out.Exists);
        Assert.False(Directory.Exists(clinic.Out.FullName + ".part"));
    }

    private (ReleaseStudio Studio, Release Release) On(Desk desk, IIdentifierDetector? second = null)
    {
        var store = new ReleaseStore(clinic.Home, desk.Clock);
        return (new ReleaseStudio(clinic.Run(second), clinic.Works, store, desk.Review, desk.Clock), new Release(desk.Review, desk.Record, store, clinic.Works, new AuditLog(desk.Database), desk.Clock));
    }
}
