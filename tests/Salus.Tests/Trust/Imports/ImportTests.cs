using System.Text;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Trust.Imports;

public sealed class SqliteImportTests : ImportTests
{
    protected override Desk NewDesk() => Desk.OnSqlite();
}

public sealed class PostgresImportTests(PostgresServer server) : ImportTests
{
    protected override Desk NewDesk() => Desk.On(server.NewDatabase());
}

/// <summary>The import door: names, references, versions, Bundles, faults; over both databases.</summary>
public abstract class ImportTests
{
    private const string Patient = """{"resourceType":"Patient","id":"p1","gender":"female"}""";
    private const string Allergy = """{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Desk NewDesk();

    [Fact]
    public async Task An_import_run_twice_keeps_one_version_and_a_change_makes_the_next()
    {
        await using var desk = NewDesk();
        Assert.Equal(new ImportSummary(2, 0, 0), await ImportAsync(desk, "ehr", Patient, Allergy));
        Assert.Equal(new ImportSummary(0, 0, 2), await ImportAsync(desk, "ehr", Patient, Allergy));
        Assert.Equal(new ImportSummary(0, 1, 1), await ImportAsync(desk, "ehr", Patient.Replace("female", "other", StringComparison.Ordinal), Allergy));
        var found = await desk.Record.FindAsync("ehr", "Patient", "p1", Desk.Ada, Cancel);
        Assert.Equal("other", found?.Resource?["gender"]?.Value);
        Assert.Equal("2", found?.Resource?.ValueAt("Patient.meta.versionId"));
        Assert.Equal("female", (await desk.Record.VersionAsync("Patient", "p1", 1, Desk.Ada, Cancel))?.Resource?["gender"]?.Value);
        Assert.Null(await desk.Record.FindAsync("lab", "Patient", "p1", Desk.Ada, Cancel));
        var history = await desk.Record.HistoryAsync(new HistoryQuery("Patient", "p1"), Desk.Ada, Cancel);
        Assert.Equal([2L, 1L], history.Versions.Select(v => v.Version));
    }

    [Fact]
    public async Task Rewritten_and_unchanged_resources_come_together_in_any_order()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", Patient);
        string[] resources = [Patient, .. Enumerable.Range(0, 130).Select(i => $$$"""{"resourceType":"Basic","id":"b{{{i}}}"{{{(i % 3 == 0 ? ",\"subject\":{\"reference\":\"Patient/p1\"}" : "")}}}}""")];
        Assert.Equal(new ImportSummary(131, 0, 0), await ImportAsync(desk, "lab", resources));
    }

    [Fact]
    public async Task Each_batch_leaves_one_audit_entry_with_counts_alone()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", Patient, Allergy);
        Assert.Equal(["ehr: 2 added, 0 changed, 0 deleted, 0 unchanged"], await desk.Database.ReadAsync(t => t.QueryAsync<string>("select detail from audit where act = 'import'"), Cancel));
    }

    [Fact]
    public async Task Two_sources_may_use_one_id_and_their_references_stay_apart()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", Patient, Allergy);
        await ImportAsync(desk, "lab", Allergy, Patient.Replace("female", "male", StringComparison.Ordinal));
        var theirs = await desk.Record.FindAsync("lab", "Patient", "p1", Desk.Ada, Cancel);
        Assert.NotEqual("p1", theirs!.Name.Id);
        Assert.Equal("male", theirs.Resource!["gender"]?.Value);
        var allergy = await desk.Record.FindAsync("lab", "AllergyIntolerance", "a1", Desk.Ada, Cancel);
        Assert.Equal(theirs.Name.ToString(), allergy!.Resource!.ValueAt("AllergyIntolerance.patient.reference"));
        Assert.Equal("Patient/p1", (await desk.Record.ReadAsync("AllergyIntolerance", "a1", Desk.Ada, Cancel))!.Resource!.ValueAt("AllergyIntolerance.patient.reference"));
        var original = await desk.Record.OriginalAsync("AllergyIntolerance", allergy.Name.Id, 1, Desk.Ada, Cancel);
        Assert.Equal(FhirNode.Parse(Allergy), original);
        Assert.Equal(new ImportSummary(0, 0, 2), await ImportAsync(desk, "lab", Allergy, Patient.Replace("female", "male", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_id_that_FHIR_does_not_allow_becomes_one_that_it_does()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "lab", Patient.Replace("p1", "P_0001:A", StringComparison.Ordinal), Allergy.Replace("p1", "P_0001:A", StringComparison.Ordinal));
        var patient = await desk.Record.FindAsync("lab", "Patient", "P_0001:A", Desk.Ada, Cancel);
        Assert.True(ResourceName.IsId(patient!.Name.Id));
        Assert.Equal($"Patient/{patient.Name.Id}", (await desk.Record.ReadAsync("AllergyIntolerance", "a1", Desk.Ada, Cancel))!.Resource!.ValueAt("AllergyIntolerance.patient.reference"));
    }

    [Fact]
    public async Task A_transaction_is_unpacked_and_its_uuids_become_references()
    {
        await using var desk = NewDesk();
        var bundle = Bundle("transaction",
            """{"fullUrl":"urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427","resource":{"resourceType":"Patient","gender":"male"},"request":{"method":"POST","url":"Patient"}}""",
            """{"fullUrl":"urn:uuid:2b4e28ba-2fa1-11d2-883f-0016d3cca427","resource":{"resourceType":"Condition","subject":{"reference":"urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427"},"contained":[{"resourceType":"Practitioner","id":"x"}],"asserter":{"reference":"#x"}},"request":{"method":"POST","url":"Condition"}}""");
        Assert.Equal(new ImportSummary(2, 0, 0), await ImportAsync(desk, "synthesis", bundle));
        Assert.Equal(new ImportSummary(0, 0, 2), await ImportAsync(desk, "synthesis", bundle));
        var condition = await desk.Record.ReadAsync("Condition", "2b4e28ba-2fa1-11d2-883f-0016d3cca427", Desk.Ada, Cancel);
        Assert.Equal("Patient/1b4e28ba-2fa1-11d2-883f-0016d3cca427", condition!.Resource!.ValueAt("Condition.subject.reference"));
        Assert.Equal("#x", condition.Resource!.ValueAt("Condition.asserter.reference"));
        Assert.NotNull(condition.Original);
    }

    [Fact]
    public async Task A_transaction_with_one_bad_entry_stays_out_whole_and_a_batch_does_not()
    {
        await using var desk = NewDesk();
        string[] entries = [$$"""{"resource":{{Patient}}}""", """{"resource":{"resourceType":"Observation"}}"""];
        var faults = new List<ImportFault>();
        var options = new ImportOptions { Refused = faults.Add };
        Assert.Equal(new ImportSummary(0, 0, 0) { Refused = 1 }, await desk.Record.ImportAsync(Items(Bundle("transaction", entries)), "ehr", options, Cancel));
        Assert.Equal(new ImportSummary(1, 0, 0) { Refused = 1 }, await desk.Record.ImportAsync(Items(Bundle("batch", entries)), "ehr", options, Cancel));
        Assert.Equal("Position 1, entry[1] (Observation): The resource has no usable id: give it one, or take it out.", faults[1].ToString());
        Assert.Contains("entry[1]", (await Assert.ThrowsAsync<ImportRefusedException>(() => ImportAsync(desk, "ehr", Bundle("batch", entries)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_cannot_be_read_are_told_by_their_number_and_the_others_come_in()
    {
        await using var desk = NewDesk();
        var text = $"{Patient}\n{{\"resourceType\":\"Patient\",\"id\":}}\n\n{Allergy}\n{{\"resourceType\":\"Pat";
        var faults = new List<ImportFault>();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var summary = await desk.Record.ImportAsync(ImportReader.ReadAsync(stream, cancel: Cancel), "ehr", new ImportOptions { Refused = faults.Add }, Cancel);
        Assert.Equal(new ImportSummary(2, 0, 0) { Refused = 2 }, summary);
        Assert.Equal([2L, 5L], faults.Select(f => f.Position));
    }

    [Fact]
    public async Task A_deleted_resource_keeps_its_history_and_comes_back_when_it_is_sent_again()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", Patient);
        var delete = Bundle("transaction", """{"request":{"method":"DELETE","url":"Patient/p1"}}""");
        Assert.Equal(new ImportSummary(0, 0, 0) { Deleted = 1 }, await ImportAsync(desk, "ehr", delete));
        Assert.Equal(new ImportSummary(0, 0, 1), await ImportAsync(desk, "ehr", delete));
        Assert.True((await desk.Record.ReadAsync("Patient", "p1", Desk.Ada, Cancel))!.IsDeleted);
        Assert.False((await desk.Record.VersionAsync("Patient", "p1", 1, Desk.Ada, Cancel))!.IsDeleted);
        await ImportAsync(desk, "ehr", Patient);
        Assert.Equal(3, (await desk.Record.ReadAsync("Patient", "p1", Desk.Ada, Cancel))!.Version);
    }

    [Fact]
    public async Task A_source_that_repeats_itself_does_not_undo_what_somebody_else_changed()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", Patient);
        var update = new Change(ChangeKind.Update, "Patient", "p1", FhirNode.Parse(Patient.Replace("female", "other", StringComparison.Ordinal)));
        Assert.Equal(ChangeResult.Updated, Assert.Single(await desk.Record.ImportAsync([update], "rest", Desk.Ada, Cancel)).Result);
        Assert.Equal(new ImportSummary(0, 0, 1), await ImportAsync(desk, "ehr", Patient));
        Assert.Equal("other", (await desk.Record.ReadAsync("Patient", "p1", Desk.Ada, Cancel))!.Resource!["gender"]?.Value);
    }

    [Fact]
    public async Task Changes_are_made_all_or_none_and_an_old_version_is_refused()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", Patient);
        var create = new Change(ChangeKind.Create, "Observation", null, FhirNode.Parse("""{"resourceType":"Observation","id":"mine","subject":{"reference":"Patient/p1"},"hasMember":[{"reference":"urn:uuid:b"}]}"""));
        var other = new Change(ChangeKind.Create, "Observation", null, FhirNode.Parse("""{"resourceType":"Observation"}""")) { FullUrl = "urn:uuid:b" };
        var stale = new Change(ChangeKind.Update, "Patient", "p1", FhirNode.Parse(Patient)) { IfVersion = 7 };
        var refused = await Assert.ThrowsAsync<ChangeRefusedException>(() => desk.Record.ImportAsync([create, stale], "rest", Desk.Ada, Cancel));
        Assert.Equal((1, ChangeFault.VersionConflict), (refused.Index, refused.Fault));
        Assert.Equal(1, await desk.CountAsync("versions"));
        var made = await desk.Record.ImportAsync([create, other], "rest", Desk.Ada, Cancel);
        Assert.NotEqual("mine", made[0].Name.Id);
        Assert.Equal(made[1].Name.ToString(), (await desk.Record.ReadAsync("Observation", made[0].Name.Id, Desk.Ada, Cancel))!.Resource!.ValueAt("Observation.hasMember.reference"));
    }

    [Fact]
    public async Task A_restricted_patient_and_what_speaks_of_them_is_not_there_without_broken_glass()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", Patient, Allergy, Patient.Replace("p1", "p2", StringComparison.Ordinal));
        await new RestrictedPatients(desk.Database, desk.Clock).RestrictAsync(new PatientId("p1"), Desk.Ben.Id, Cancel);
        Assert.Null(await desk.Record.ReadAsync("Patient", "p1", Desk.Ada, Cancel));
        Assert.Null(await desk.Record.ReadAsync("AllergyIntolerance", "a1", Desk.Ada, Cancel));
        Assert.NotNull(await desk.Record.ReadAsync("Patient", "p2", Desk.Ada, Cancel));
        Assert.Single((await desk.Record.HistoryAsync(new HistoryQuery(), Desk.Ada, Cancel)).Versions);
        await Assert.ThrowsAsync<ChangeRefusedException>(() => desk.Record.ImportAsync([new Change(ChangeKind.Delete, "AllergyIntolerance", "a1", null)], "rest", Desk.Ada, Cancel));
        await desk.EnrolAsync(Desk.Ada);
        await new BreakGlass(desk.Database, desk.Clock).OpenAsync(Desk.Ada, "called to the emergency room", Cancel);
        Assert.NotNull(await desk.Record.ReadAsync("AllergyIntolerance", "a1", Desk.Ada, Cancel));
        Assert.Contains("p1", await desk.Database.ReadAsync(t => t.QueryAsync<string>("select patient from audit where act = 'read-resource'"), Cancel));
    }

    [Fact]
    public async Task History_comes_by_pages_without_a_gap()
    {
        await using var desk = NewDesk();
        await ImportAsync(desk, "ehr", [.. Enumerable.Range(0, 25).Select(i => Patient.Replace("p1", $"p{i}", StringComparison.Ordinal))]);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await desk.Record.HistoryAsync(new HistoryQuery(Count: 10, Cursor: cursor), Desk.Ada, Cancel);
            seen.AddRange(page.Versions.Select(v => v.Name.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"p{i}"), seen);
    }

    private static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""";

    private static IAsyncEnumerable<ImportItem> Items(params string[] resources) => resources.Select((r, i) => new ImportItem(i + 1, FhirNode.Parse(r))).ToAsyncEnumerable();

    private static Task<ImportSummary> ImportAsync(Desk desk, string source, params string[] resources) =>
        desk.Record.ImportAsync(resources.Select(r => FhirNode.Parse(r)).ToAsyncEnumerable(), source, Cancel);
}
