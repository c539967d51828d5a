using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Tests.Trust;

/// <summary>Drafts for research and drafts for care each have people of their own.</summary>
public sealed class PurposeTests
{
    private static readonly Person ruth = new(new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000a1")), "ruth", "Ruth Adeyemi", [Role.Researcher]);
    private static readonly Person stella = new(new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000a2")), "stella", "Stella Vik", [Role.DataSteward]);
    private static readonly Person both = new(new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000a3")), "bo", "Bo Ek", [Role.Researcher, Role.DataSteward]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Draft ForResearch(Desk desk) => desk.Propose(Desk.Knee) with { Capability = "synth", Subject = null, Purpose = Purpose.Research };

    [Fact]
    public async Task A_data_steward_signs_what_a_researcher_proposed_and_a_clinician_does_not_even_see_it()
    {
        await using var desk = Desk.OnSqlite();
        var id = (await desk.Review.SubmitAsync(ForResearch(desk), Desk.Visit, ruth, Cancel)).Draft.Id;

        Assert.Empty(await desk.Review.WorkListAsync(WorkListQuery.Open, Desk.Ada, Cancel));
        await Assert.ThrowsAsync<UnknownDraftException>(() => desk.Review.OpenAsync(id, null, Desk.Ada, Cancel));
        await Assert.ThrowsAsync<UnknownDraftException>(() => desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel));
        Assert.Equal(["Only a data steward may sign what is for research."], (await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, ruth, Desk.Password, Cancel))).Reasons);

        Assert.Equal(ruth.Id, Assert.Single(await desk.Review.WorkListAsync(WorkListQuery.Open, stella, Cancel)).ProposedBy);
        var signed = await desk.Review.SignAsync(id, 1, stella, Desk.Password, Cancel);

        Assert.Equal(Role.DataSteward, signed.Signature.Role);
        Assert.NotNull(await desk.Record.FindAsync(id, ruth, Cancel));
        Assert.Null(await desk.Record.FindAsync(id, Desk.Ada, Cancel));
        Assert.Null(await desk.Record.TextOfAsync(id, Desk.Ada, Cancel));
        Assert.Empty(await desk.Record.AllAsync(Desk.Ada, Cancel).ToArrayAsync(Cancel));
        Assert.Single(await desk.Record.AllAsync(stella, Cancel).ToArrayAsync(Cancel));
        Assert.Equal(0, await new Deliveries(desk.Database, desk.Clock).EnqueueAsync("ehr", DateTimeOffset.UnixEpoch, Cancel));
    }

    [Fact]
    public async Task Nobody_signs_the_data_set_that_they_proposed_themselves()
    {
        await using var desk = Desk.OnSqlite();
        var id = (await desk.Review.SubmitAsync(ForResearch(desk), Desk.Visit, both, Cancel)).Draft.Id;

        var refused = await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, both, Desk.Password, Cancel));

        Assert.Equal(["You proposed this yourself: another data steward signs it."], refused.Reasons);
        await desk.Review.SignAsync(id, 1, stella, Desk.Password, Cancel);
    }

    [Fact]
    public async Task Researchers_and_stewards_see_no_draft_about_the_care_of_a_patient_and_propose_none()
    {
        await using var desk = Desk.OnSqlite();
        var id = (await desk.Review.SubmitAsync(desk.Propose(), Desk.Visit, Desk.Ada, Cancel)).Draft.Id;

        foreach (var person in (ImmutableArray<Person>)[ruth, stella])
        {
            Assert.Empty(await desk.Review.WorkListAsync(WorkListQuery.Open, person, Cancel));
            await Assert.ThrowsAsync<UnknownDraftException>(() => desk.Review.OpenAsync(id, null, person, Cancel));
            await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.SubmitAsync(desk.Propose(), Desk.Visit, person, Cancel));
        }
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.SubmitAsync(ForResearch(desk), Desk.Visit, Desk.Ada, Cancel));
        await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
        Assert.Null(await desk.Record.FindAsync(id, ruth, Cancel));
    }
}
