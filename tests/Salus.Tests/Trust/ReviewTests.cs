using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class SqliteReviewTests : ReviewTests
{
    protected override Desk NewDesk() => Desk.OnSqlite();
}

public sealed class PostgresReviewTests(PostgresServer server) : ReviewTests
{
    protected override Desk NewDesk() => Desk.On(server.NewDatabase());
}

/// <summary>The same rules over both databases.</summary>
public abstract class ReviewTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Desk NewDesk();

    [Fact]
    public async Task A_submitted_draft_opens_as_it_was()
    {
        await using var desk = NewDesk();
        var submitted = await desk.SubmitAsync();
        var opened = await desk.Review.OpenAsync(submitted.Draft.Id, revision: null, Desk.Ada, Cancel);
        Assert.Equal(submitted.Draft.Digest(), opened.Draft.Digest());
        Assert.Equal(Desk.Visit.Select(s => s.Digest), opened.Sources.Select(s => s.Digest));
        Assert.Equal(Desk.Visit.Find("patient")!.Original, opened.Sources.Find("patient")!.Original);
        Assert.Equal([new CheckRun("numbers", "1")], opened.Checks);
    }

    [Fact]
    public async Task Submitting_the_same_draft_again_changes_nothing()
    {
        await using var desk = NewDesk();
        var draft = desk.Propose();
        await desk.Review.SubmitAsync(draft, Desk.Visit, by: null, Cancel);
        await desk.Review.SubmitAsync(draft, Desk.Visit, by: null, Cancel);
        Assert.Equal(1, await desk.CountAsync("drafts"));
        Assert.Equal(1, await desk.CountAsync("revisions"));
        Assert.Equal(1, await desk.CountAsync("ledger"));
    }

    [Fact]
    public async Task The_work_list_shows_whose_draft_it_is_and_finds_it_by_name_in_any_case()
    {
        await using var desk = NewDesk();
        var submitted = await desk.SubmitAsync();
        var item = Assert.Single(await desk.Review.WorkListAsync(WorkListQuery.Open with { Text = "MØLLER" }, Desk.Ada, Cancel));
        Assert.Equal((submitted.Draft.Id, "Ines Møller", "Knee pain for 3 weeks.", DraftState.Waiting, 2, 0), (item.Id, item.PatientName, item.Summary, item.State, item.Statements, item.Blocking));
        Assert.Empty(await desk.Review.WorkListAsync(WorkListQuery.Open with { Text = "100%" }, Desk.Ada, Cancel));
        Assert.Empty(await desk.Review.WorkListAsync(new WorkListQuery([DraftState.Signed]), Desk.Ada, Cancel));
    }

    [Fact]
    public async Task An_edit_makes_the_next_revision_keeps_the_evidence_and_runs_the_checks_again()
    {
        await using var desk = NewDesk();
        var draft = (await desk.SubmitAsync()).Draft;
        var edited = await desk.Review.EditAsync(draft.Id, 1, 0, "Knee pain for 5 weeks.", Desk.Tess, Cancel);
        Assert.Equal((2, Desk.Tess.Id), (edited.Draft.Revision, edited.Draft.Origin.Editor));
        Assert.Equal(Desk.Knee.Evidence, edited.Draft.Statements[0].Evidence);
        Assert.Equal(0, Assert.Single(edited.OpenBlocking).Statement);
        var first = await desk.Review.OpenAsync(draft.Id, 1, Desk.Ada, Cancel);
        Assert.Equal("Knee pain for 3 weeks.", first.Draft.Statements[0].Text);
    }

    [Fact]
    public async Task Of_two_editors_the_second_learns_that_the_draft_has_changed()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.EditAsync(id, 1, 0, "Knee pain, 3 weeks.", Desk.Ada, Cancel);
        var stale = await Assert.ThrowsAsync<StaleRevisionException>(() => desk.Review.EditAsync(id, 1, 1, "Ibuprofen.", Desk.Ben, Cancel));
        Assert.Equal(2, stale.Current);
    }

    [Fact]
    public async Task Signing_puts_note_and_ledger_entry_into_the_record_at_once()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        var signed = await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
        Assert.Equal(("Dr. Ada Marsh", Role.Clinician), (signed.Signature.Name, signed.Signature.Role));
        var note = await desk.Record.FindAsync(id, Desk.Ada, Cancel);
        Assert.NotNull(note);
        Assert.Equal(note.BundleDigest.ToString(), await desk.Database.ReadAsync(t => t.ScalarAsync<string>("select content from ledger where position = @LedgerIndex", note), Cancel));
        await Assert.ThrowsAsync<AlreadySignedException>(() => desk.Review.EditAsync(id, 1, 0, "Other", Desk.Ada, Cancel));
        await Assert.ThrowsAsync<AlreadySignedException>(() => desk.Review.SignAsync(id, 1, Desk.Ben, Desk.Password, Cancel));
    }

    [Fact]
    public async Task A_decision_about_a_statement_survives_the_edit_of_its_neighbour()
    {
        await using var desk = NewDesk();
        var draft = (await desk.SubmitAsync()).Draft;
        await desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Reject, Desk.Knee.Key, "not today's matter", Desk.Ada, Cancel);
        var edited = await desk.Review.EditAsync(draft.Id, 1, 1, "Ibuprofen 400 mg.", Desk.Ada, Cancel);
        Assert.True(edited.IsRejected(edited.Draft.Statements[0]));
        Assert.Equal(["Ibuprofen 400 mg."], edited.Kept.Select(s => s.Text));
        var changed = await desk.Review.EditAsync(draft.Id, 2, 0, "Knee pain.", Desk.Ada, Cancel);
        Assert.False(changed.IsRejected(changed.Draft.Statements[0]), "new words need a new decision");
    }

    [Fact]
    public async Task No_reason_sets_a_final_finding_aside_but_rejecting_the_statement_settles_it()
    {
        await using var desk = Desk.OnSqlite(new NeverCheck());
        var draft = (await desk.SubmitAsync(Desk.Knee, Desk.Ibuprofen)).Draft;
        var finding = (await desk.Review.OpenAsync(draft.Id, null, Desk.Ada, Cancel)).Findings.Single();
        Assert.True(finding.Final);
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Overrule, finding.KeyIn(draft), "I am sure", Desk.Ada, Cancel));
        await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, Cancel));
        await desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Reject, draft.Statements[0].Key, null, Desk.Ada, Cancel);
        Assert.Empty((await desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, Cancel)).Signature.Overruled);
    }

    private sealed class NeverCheck : ICheck
    {
        public string Name => "never";

        public string Version => "1";

        public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.CompletedTask;
            yield return new Finding(Name, Severity.Blocking, "This must never leave the house.", 0) { Final = true };
        }
    }

    [Fact]
    public async Task Nobody_signs_over_an_open_blocking_finding_and_a_clinician_may_overrule_it_with_a_reason()
    {
        await using var desk = NewDesk();
        var draft = (await desk.SubmitAsync(Desk.Knee with { Text = "Knee pain for 9 weeks." }, Desk.Ibuprofen)).Draft;
        Assert.Equal(1, (await desk.Review.FindAsync(draft.Id, Desk.Ada, Cancel)).Blocking);
        var refused = await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, Cancel));
        Assert.Equal(["Open: Nobody said the number in: Knee pain for 9 weeks."], refused.Reasons);
        Assert.Equal(0, await desk.CountAsync("notes"));

        var key = (await desk.Review.OpenAsync(draft.Id, null, Desk.Ada, Cancel)).Findings[0].KeyIn(draft);
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Overrule, key, " ", Desk.Ada, Cancel));
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Overrule, key, "he told me", Desk.Tess, Cancel));
        await desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Overrule, key, "he told me at the door", Desk.Ada, Cancel);
        Assert.Equal((DraftState.InReview, 0), await StateAsync(desk, draft.Id));
        var signed = await desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, Cancel);
        Assert.Equal("he told me at the door", Assert.Single(signed.Signature.Overruled).Reason);
    }

    [Fact]
    public async Task A_statement_without_evidence_is_not_signed_unless_rejected_or_overruled()
    {
        await using var desk = NewDesk();
        var bare = new Statement("cc", "Feels unwell.", []);
        var id = (await desk.SubmitAsync(Desk.Knee, bare)).Draft.Id;
        var refused = await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel));
        Assert.StartsWith("No source supports: Feels unwell.", Assert.Single(refused.Reasons), StringComparison.Ordinal);
        await desk.Review.DecideAsync(id, 1, DecisionKind.Overrule, bare.Key, "seen by me", Desk.Ada, Cancel);
        await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);

        var other = (await desk.SubmitAsync(Desk.Knee, bare)).Draft.Id;
        await desk.Review.DecideAsync(other, 1, DecisionKind.Reject, bare.Key, null, Desk.Ada, Cancel);
        await desk.Review.SignAsync(other, 1, Desk.Ada, Desk.Password, Cancel);
    }

    [Fact]
    public async Task Signatures_are_refused_to_others_than_clinicians_to_wrong_passwords_and_to_empty_notes()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync(Desk.Knee)).Draft.Id;
        await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, Desk.Tess, Desk.Password, Cancel));
        await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, Desk.Ada, "guess", Cancel));
        await desk.Review.DecideAsync(id, 1, DecisionKind.Reject, Desk.Knee.Key, null, Desk.Ada, Cancel);
        var refused = await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel));
        Assert.Equal(["Nothing is left to sign: every statement was rejected."], refused.Reasons);
        Assert.Equal(3, await desk.Database.ReadAsync(t => t.ScalarAsync<long>("select count(*) from audit where act = 'sign' and outcome = 'refused'"), Cancel));
        Assert.Equal((DraftState.InReview, 0), await StateAsync(desk, id));
    }

    [Fact]
    public async Task A_draft_sent_back_is_not_signed_before_somebody_takes_it_up_again()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.SendBackAsync(id, 1, "Wrong patient's allergies.", Desk.Ada, Cancel);
        Assert.Equal((DraftState.SentBack, 0), await StateAsync(desk, id));
        var refused = await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, Desk.Ben, Desk.Password, Cancel));
        Assert.StartsWith("The draft was sent back: Wrong patient's allergies.", Assert.Single(refused.Reasons), StringComparison.Ordinal);
        await desk.Review.DecideAsync(id, 1, DecisionKind.Accept, Desk.Knee.Key, null, Desk.Tess, Cancel);
        await desk.Review.SignAsync(id, 1, Desk.Ben, Desk.Password, Cancel);
        Assert.Equal([DecisionKind.SendBack, DecisionKind.Accept], (await desk.Review.HistoryAsync(id, Desk.Ada, Cancel))[0].Decisions.Select(d => d.Kind));
    }

    [Fact]
    public async Task A_signer_who_has_not_seen_the_last_decision_is_told()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        var seen = (await desk.Review.OpenAsync(id, null, Desk.Ada, Cancel)).Decisions.Length;
        await desk.Review.DecideAsync(id, 1, DecisionKind.Reject, Desk.Knee.Key, null, Desk.Ben, Cancel);
        await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(id, 1, seen, Desk.Ada, Desk.Password, Cancel));
        await desk.Review.SignAsync(id, 1, seen + 1, Desk.Ada, Desk.Password, Cancel);
    }

    [Fact]
    public async Task Nobody_signs_on_the_verdict_of_checks_that_were_updated_since()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await using var updated = desk.SecondConnection(new NumbersCheck("2"));
        await Assert.ThrowsAsync<SignatureRefusedException>(() => updated.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel));
        var opened = await updated.Review.OpenAsync(id, null, Desk.Ada, Cancel);
        Assert.Equal([new CheckRun("numbers", "2")], opened.Checks);
        await updated.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
        Assert.Equal([new CheckRun("numbers", "2")], (await desk.Review.OpenAsync(id, null, Desk.Ada, Cancel)).Checks);
    }

    [Fact]
    public async Task What_a_person_adds_stands_at_the_end_of_its_group_on_that_persons_word()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync(Desk.Ibuprofen, Desk.Knee)).Draft.Id;
        var added = await desk.Review.AddAsync(id, 1, "assessment-plan", "Knee\npain ", "Rest.", Desk.Ada, Cancel);
        Assert.Equal(["Ibuprofen 400 mg with food.", "Rest.", "Knee pain for 3 weeks."], added.Draft.Statements.Select(s => s.Text));
        Assert.Equal([Attestation.By(Desk.Ada.Id)], added.Draft.Statements[1].Evidence);
        var edited = await desk.Review.EditAsync(id, 2, 1, "Rest for a week.", Desk.Ben, Cancel);
        Assert.Equal([Attestation.By(Desk.Ben.Id)], edited.Draft.Statements[1].Evidence);
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.AddAsync(id, 3, "nowhere", null, "Lost.", Desk.Ada, Cancel));
    }

    [Fact]
    public async Task Engines_neither_attest_nor_hide_statements_outside_the_outline()
    {
        await using var desk = NewDesk();
        await Assert.ThrowsAsync<ArgumentException>(() => desk.SubmitAsync(Desk.Knee with { Evidence = [Attestation.By(Desk.Ada.Id)] }));
        await Assert.ThrowsAsync<ArgumentException>(() => desk.SubmitAsync(Desk.Knee with { Section = "hidden" }));
        Assert.Equal(0, await desk.CountAsync("drafts"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t ")]
    [InlineData("a\0b")]
    [InlineData("half a smile {half}")]
    public async Task Text_that_cannot_stand_in_a_note_is_refused(string text)
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.EditAsync(id, 1, 0, text.Replace("{half}", "\ud83d", StringComparison.Ordinal), Desk.Ada, Cancel));
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.EditAsync(id, 1, 0, new string('x', Review.LongestText + 1), Desk.Ada, Cancel));
        await Assert.ThrowsAsync<ReviewRefusedException>(() => desk.Review.EditAsync(id, 1, 2, "Fine.", Desk.Ada, Cancel));
        Assert.Equal(1, await desk.CountAsync("revisions"));
    }

    [Fact]
    public async Task Names_and_words_with_odd_characters_are_kept_and_shown_in_one_line()
    {
        await using var desk = NewDesk();
        var patient = new Source("patient", "Patient", "application/fhir+json", [.. """{"resourceType":"Patient","name":[{"text":"<b>O'Neil\u0000\r\n</b> ; drop table drafts"}]}"""u8], []);
        var draft = desk.Propose(Desk.Knee with { Text = string.Concat(Enumerable.Repeat("😀 knee\0 ", 40)) });
        await desk.Review.SubmitAsync(draft, Sources.Of(patient), by: null, Cancel);
        var item = Assert.Single(await desk.Review.WorkListAsync(WorkListQuery.Open, Desk.Ada, Cancel));
        Assert.Equal("<b>O'Neil </b> ; drop table drafts", item.PatientName);
        Assert.InRange(item.Summary.Length, 100, 120);
        Assert.Empty(await desk.Review.WorkListAsync(WorkListQuery.Open with { Text = "a\0b\ud83d' or '1'='1" }, Desk.Ada, Cancel));
        Assert.Equal(draft.Digest(), (await desk.Review.OpenAsync(draft.Id, null, Desk.Ada, Cancel)).Draft.Digest());
    }

    [Fact]
    public async Task Every_look_and_every_change_leaves_an_audit_entry_that_names_person_draft_and_patient()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.OpenAsync(id, null, Desk.Ada, Cancel);
        await desk.Review.WorkListAsync(WorkListQuery.Open, Desk.Ada, Cancel);
        await desk.Review.HistoryAsync(id, Desk.Ada, Cancel);
        await desk.Review.EditAsync(id, 1, 0, "Knee pain.", Desk.Ada, Cancel);
        await desk.Review.AddAsync(id, 2, "cc", null, "Limps.", Desk.Ada, Cancel);
        await desk.Review.DecideAsync(id, 3, DecisionKind.Accept, Desk.Ibuprofen.Key, null, Desk.Ada, Cancel);
        await desk.Review.SendBackAsync(id, 3, "Look again.", Desk.Ada, Cancel);
        await desk.Review.DecideAsync(id, 3, DecisionKind.Undo, Desk.Ibuprofen.Key, null, Desk.Ada, Cancel);
        await desk.Review.SignAsync(id, 3, Desk.Ada, Desk.Password, Cancel);
        await desk.Record.FindAsync(id, Desk.Ada, Cancel);
        var audit = await desk.Database.ReadAsync(t => t.QueryAsync<(string Act, string Person, string Draft, string Patient)>("select act, person, draft, patient from audit order by idx"), Cancel);
        Assert.Equal(
            ["submit-draft", "open-draft", "list-drafts", "read-history", "edit-statement", "add-statement", "accept", "send-back", "undo", "commit", "sign", "read-note"],
            audit.Select(a => a.Act));
        Assert.All(audit.Where(a => a.Act is not "submit-draft" and not "list-drafts"), a => Assert.Equal((Desk.Ada.Id.ToString(), id.ToString(), "p-1"), (a.Person, a.Draft, a.Patient)));
    }

    [Fact]
    public async Task An_engine_may_submit_its_next_revision_until_the_draft_is_signed()
    {
        await using var desk = NewDesk();
        var draft = (await desk.SubmitAsync()).Draft;
        var next = draft with { Revision = 2, Statements = [Desk.Ibuprofen] };
        await desk.Review.SubmitAsync(next, Desk.Visit, by: null, Cancel);
        await Assert.ThrowsAsync<StaleRevisionException>(() => desk.Review.SubmitAsync(next with { Statements = [Desk.Knee] }, Desk.Visit, by: null, Cancel));
        await desk.Review.SignAsync(draft.Id, 2, Desk.Ada, Desk.Password, Cancel);
        await Assert.ThrowsAsync<AlreadySignedException>(() => desk.Review.SubmitAsync(next with { Revision = 3 }, Desk.Visit, by: null, Cancel));
    }

    [Fact]
    public async Task Unknown_drafts_and_revisions_are_said_to_be_unknown()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await Assert.ThrowsAsync<UnknownDraftException>(() => desk.Review.OpenAsync(id, 7, Desk.Ada, Cancel));
        await Assert.ThrowsAsync<UnknownDraftException>(() => desk.Review.OpenAsync(DraftId.New(desk.Clock), null, Desk.Ada, Cancel));
        await Assert.ThrowsAsync<UnknownDraftException>(() => desk.Review.EditAsync(DraftId.New(desk.Clock), 1, 0, "x", Desk.Ada, Cancel));
    }

    [Fact]
    public async Task Of_many_signers_at_once_exactly_one_signs()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await using var second = desk.SecondConnection();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            await Task.Yield();
            try
            {
                await (i % 2 == 0 ? desk : second).Review.SignAsync(id, 1, i % 3 == 0 ? Desk.Ada : Desk.Ben, Desk.Password, Cancel);
                return "signed";
            }
            catch (AlreadySignedException)
            {
                return "too late";
            }
        }));
        Assert.Single(outcomes, "signed");
        Assert.Equal(1, await desk.CountAsync("notes"));
        Assert.Equal(3, await desk.CountAsync("ledger"));
    }

    [Fact]
    public async Task Of_many_editors_at_once_exactly_one_makes_the_next_revision()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await using var second = desk.SecondConnection();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            await Task.Yield();
            try
            {
                return (await (i % 2 == 0 ? desk : second).Review.EditAsync(id, 1, 0, $"Knee pain, version {(char)('a' + i)}.", Desk.Ada, Cancel)).Draft.Revision;
            }
            catch (StaleRevisionException stale)
            {
                return -stale.Current;
            }
        }));
        Assert.Single(outcomes, 2);
        Assert.Equal(11, outcomes.Count(o => o == -2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task However_people_work_every_revision_stays_readable_as_it_was(int seed)
    {
        await using var desk = NewDesk();
        var random = new Random(seed);
        var current = await desk.SubmitAsync();
        var id = current.Draft.Id;
        var expected = new List<(Sha256 Content, int Findings)> { (current.Draft.Digest(), current.Findings.Length) };
        var decisions = new List<DecisionKind>();
        for (var step = 0; step < 25; step++)
        {
            desk.Clock.Advance(TimeSpan.FromSeconds(random.Next(1, 90)));
            var statement = random.Next(current.Draft.Statements.Length);
            var before = current.Draft.Revision;
            switch (random.Next(4))
            {
                case 0:
                    current = await desk.Review.EditAsync(id, before, statement, $"Words {random.Next(100)}.", Desk.Ada, Cancel);
                    break;
                case 1:
                    current = await desk.Review.AddAsync(id, before, "cc", null, $"Added {random.Next(100)}.", Desk.Ben, Cancel);
                    break;
                default:
                    var kind = (DecisionKind)random.Next(2);
                    current = await desk.Review.DecideAsync(id, before, kind, current.Draft.Statements[statement].Key, null, Desk.Ada, Cancel);
                    decisions.Add(kind);
                    break;
            }
            if (current.Draft.Revision != before)
                expected.Add((current.Draft.Digest(), current.Findings.Length));
        }
        var history = await desk.Review.HistoryAsync(id, Desk.Ada, Cancel);
        Assert.Equal(expected.Select(e => e.Content), history.Select(r => r.Content));
        Assert.Equal(Enumerable.Range(1, expected.Count), history.Select(r => r.Number));
        Assert.Equal(decisions, history.SelectMany(r => r.Decisions).Select(d => d.Kind));
        foreach (var revision in history)
        {
            var reopened = await desk.Review.OpenAsync(id, revision.Number, Desk.Ada, Cancel);
            Assert.Equal(expected[revision.Number - 1], (reopened.Draft.Digest(), reopened.Findings.Length));
            Assert.Equal(history.Take(revision.Number).Sum(r => r.Decisions.Length), reopened.Decisions.Length);
        }
    }

    [Fact]
    public async Task The_pilot_report_counts_time_and_work_of_signed_notes()
    {
        await using var desk = NewDesk();
        foreach (var minutes in (int[])[10, 30])
        {
            var id = (await desk.SubmitAsync()).Draft.Id;
            desk.Clock.Advance(TimeSpan.FromMinutes(minutes - 4));
            await desk.Review.OpenAsync(id, null, Desk.Ada, Cancel);
            desk.Clock.Advance(TimeSpan.FromMinutes(4));
            await desk.Review.EditAsync(id, 1, 0, "Knee pain.", Desk.Ada, Cancel);
            await desk.Review.AddAsync(id, 2, "cc", null, "Limps.", Desk.Ada, Cancel);
            await desk.Review.DecideAsync(id, 3, DecisionKind.Reject, Desk.Ibuprofen.Key, null, Desk.Ada, Cancel);
            await desk.Review.SignAsync(id, 3, Desk.Ada, Desk.Password, Cancel);
        }
        var figures = await desk.Review.FiguresAsync(new FiguresQuery(), Desk.Ada, Cancel);
        Assert.Equal(new ReviewFigures(2, 20, 4, 6, 2, 2, 2, 0), figures);
        Assert.Equal(2 / 6d, figures.EditsPerStatement);
        Assert.Equal(0, (await desk.Review.FiguresAsync(new FiguresQuery(From: desk.Clock.GetUtcNow().AddMinutes(1)), Desk.Ada, Cancel)).Signed);
    }

    private static async Task<(DraftState, int)> StateAsync(Desk desk, DraftId id)
    {
        var item = await desk.Review.FindAsync(id, Desk.Ada, Cancel);
        return (item.State, item.Blocking);
    }
}
