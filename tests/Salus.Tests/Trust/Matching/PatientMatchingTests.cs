using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Trust.Matching;

public sealed class SqlitePatientMatchingTests : PatientMatchingTests
{
    protected override Desk NewDesk() => Desk.OnSqlite();
}

public sealed class PostgresPatientMatchingTests(PostgresServer server) : PatientMatchingTests
{
    protected override Desk NewDesk() => Desk.On(server.NewDatabase());
}

/// <summary>Which patients become one person, which wait for somebody, and that no link comes about silently or for good.</summary>
public abstract class PatientMatchingTests : IAsyncLifetime
{
    private const string Ines = """{"resourceType":"Patient","id":"1","identifier":[{"system":"urn:nation","value":"4711-A"}],"name":[{"family":"Møller","given":["Ines"]}],"gender":"female","birthDate":"1970-03-09","telecom":[{"system":"phone","value":"+45 5555 0101"}],"address":[{"line":["Havnegade 7"],"postalCode":"1058"}]}""";

    private Desk desk = null!;
    private PatientMatching matching = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Desk NewDesk();

    public async ValueTask InitializeAsync()
    {
        desk = NewDesk();
        matching = new PatientMatching(desk.Database, desk.Clock);
        await ImportAsync("ehr", Ines);
    }

    public async ValueTask DisposeAsync()
    {
        await desk.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_same_identifier_in_another_source_links_by_itself_and_says_why()
    {
        await ImportAsync("lab", """{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:nation","value":"4711-A"}]}""");
        Assert.Equal(["1", "L9"], await PersonOfAsync("1"));
        Assert.Equal(["L9", "1"], await PersonOfAsync("L9"));
        var link = Assert.Single(await matching.LinksOfAsync(new PatientId("1"), Desk.Ada, Cancel));
        Assert.Equal((LinkState.Linked, LinkCause.Identifier, null), (link.State, link.Cause, link.By));
        Assert.Equal(1, await desk.Database.ReadAsync(t => t.ScalarAsync<long>("select count(*) from audit where act = 'match-patients'"), Cancel));
    }

    [Theory]
    [InlineData(""","birthDate":"1999-01-01" """)]
    [InlineData(""","gender":"male" """)]
    [InlineData(""","name":[{"family":"Møller","given":["Karl"]}]""")]
    [InlineData(""","name":[{"family":"Olsen","given":["Ines"]}]""")]
    public async Task The_same_identifier_waits_for_a_person_when_something_else_cannot_be_true_of_one(string contradiction)
    {
        await ImportAsync("lab", $$"""{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:nation","value":"4711-A"}]{{contradiction}}}""");
        Assert.Equal(["1"], await PersonOfAsync("1"));
        Assert.Equal(LinkCause.Conflict, Assert.Single(await matching.OpenAsync(Desk.Ada, Cancel)).Cause);
    }

    [Fact]
    public async Task A_new_family_name_with_the_same_birth_date_is_no_contradiction()
    {
        await ImportAsync("lab", Ines.Replace("Møller", "Olsen", StringComparison.Ordinal).Replace("\"1\"", "\"L9\"", StringComparison.Ordinal));
        Assert.Equal(["1", "L9"], await PersonOfAsync("1"));
    }

    [Fact]
    public async Task Different_numbers_of_one_system_never_link_even_when_another_number_is_shared()
    {
        await ImportAsync("a", """{"resourceType":"Patient","id":"A","identifier":[{"system":"urn:x","value":"78"},{"system":"urn:nation","value":"1111-B"}]}""");
        await ImportAsync("b", """{"resourceType":"Patient","id":"B","identifier":[{"system":"urn:x","value":"78"},{"system":"urn:nation","value":"2222-C"}]}""");
        Assert.Equal(["A"], await PersonOfAsync("A"));
        Assert.Equal(LinkCause.Conflict, Assert.Single(await matching.OpenAsync(Desk.Ada, Cancel)).Cause);
    }

    [Theory]
    [InlineData("""[{"system":"urn:nation","value":"000-00-0000"}]""")]
    [InlineData("""[{"system":"urn:nation","value":"unknown"}]""")]
    [InlineData("""[{"value":"4711-A"}]""")]
    [InlineData("""[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"SN"}]},"system":"urn:policy","value":"P-12"}]""")]
    public async Task Numbers_that_tell_nobody_apart_link_nobody(string identifiers)
    {
        await ImportAsync("x", $$"""{"resourceType":"Patient","id":"X","identifier":{{identifiers}}}""");
        await ImportAsync("y", $$"""{"resourceType":"Patient","id":"Y","identifier":{{identifiers}}}""");
        Assert.Equal(["X"], await PersonOfAsync("X"));
        Assert.Empty(await matching.OpenAsync(Desk.Ada, Cancel));
    }

    [Fact]
    public async Task Twins_and_namesakes_are_never_linked_and_strangers_are_not_even_asked_about()
    {
        await ImportAsync("lab",
            Ines.Replace("\"1\"", "\"twin\"", StringComparison.Ordinal).Replace("4711-A", "4712-B", StringComparison.Ordinal).Replace("Ines", "Karen", StringComparison.Ordinal),
            """{"resourceType":"Patient","id":"namesake","name":[{"family":"Moller","given":["Ines"]}],"gender":"female","birthDate":"1990-12-24"}""",
            """{"resourceType":"Patient","id":"stranger","name":[{"family":"Berg","given":["Otto"]}],"gender":"male","birthDate":"1970-03-09"}""");
        Assert.Equal(["1"], await PersonOfAsync("1"));
        var task = Assert.Single(await matching.OpenAsync(Desk.Ada, Cancel));
        Assert.Equal(("1", "twin", LinkCause.LookAlike), (task.Left.Value, task.Right.Value, task.Cause));
        Assert.Contains(task.Weights, w => w is { Field: "given", Level: "different", Weight: < 0 });
    }

    [Fact]
    public async Task A_person_decides_and_the_decision_outlives_the_next_import_and_can_be_undone()
    {
        await ImportAsync("lab", Ines.Replace("\"1\"", "\"L9\"", StringComparison.Ordinal).Replace("urn:nation", "urn:lab", StringComparison.Ordinal));
        Assert.Single(await matching.OpenAsync(Desk.Ada, Cancel));
        await matching.DecideAsync(new("1"), new("L9"), LinkState.Distinct, "sisters, asked both", Desk.Ada, Cancel);
        Assert.Empty(await matching.OpenAsync(Desk.Ada, Cancel));
        await ImportAsync("lab", Ines.Replace("\"1\"", "\"L9\"", StringComparison.Ordinal).Replace("Havnegade 7", "Havnegade 9", StringComparison.Ordinal));
        Assert.Equal(["1"], await PersonOfAsync("1"));
        await matching.DecideAsync(new("1"), new("L9"), LinkState.Open, "mixed them up", Desk.Ada, Cancel);
        Assert.Single(await matching.OpenAsync(Desk.Ada, Cancel));
        await matching.DecideAsync(new("1"), new("L9"), LinkState.Linked, "passport seen", Desk.Ada, Cancel);
        Assert.Equal(["1", "L9"], await PersonOfAsync("1"));
        Assert.Equal(4, await desk.CountAsync("patient_link_steps"));
        await Assert.ThrowsAsync<LinkRefusedException>(() => matching.DecideAsync(new("1"), new("L9"), LinkState.Open, " ", Desk.Ada, Cancel));
    }

    [Fact]
    public async Task No_chain_of_links_joins_two_who_are_known_to_be_different()
    {
        await ImportAsync("lab", """{"resourceType":"Patient","id":"L9"}""");
        await ImportAsync("old", """{"resourceType":"Patient","id":"O3"}""");
        await matching.DecideAsync(new("1"), new("O3"), LinkState.Distinct, "different people", Desk.Ada, Cancel);
        await matching.DecideAsync(new("1"), new("L9"), LinkState.Linked, "passport seen", Desk.Ada, Cancel);
        await Assert.ThrowsAsync<LinkRefusedException>(() => matching.DecideAsync(new("L9"), new("O3"), LinkState.Linked, "looks right", Desk.Ada, Cancel));
        await ImportAsync("lab", """{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:z","value":"42"}]}""");
        await ImportAsync("old", """{"resourceType":"Patient","id":"O3","identifier":[{"system":"urn:z","value":"42"}]}""");
        Assert.Equal(["1", "L9"], await PersonOfAsync("1"));
        Assert.Equal(LinkCause.Conflict, Assert.Single(await matching.OpenAsync(Desk.Ada, Cancel)).Cause);
    }

    [Fact]
    public async Task A_link_whose_identifier_the_source_takes_back_is_opened_again()
    {
        const string theirs = """{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:nation","value":"4711-A"}]}""";
        await ImportAsync("lab", theirs);
        await ImportAsync("lab", theirs.Replace("4711-A", "9999-Q", StringComparison.Ordinal));
        Assert.Equal(["1"], await PersonOfAsync("1"));
        Assert.Equal(LinkState.Open, Assert.Single(await matching.LinksOfAsync(new("1"), Desk.Ada, Cancel)).State);
    }

    [Fact]
    public async Task The_order_of_imports_does_not_matter()
    {
        const string theirs = """{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:nation","value":"4711-A"}]}""";
        await using var other = NewDesk();
        await other.Record.ImportAsync(new[] { FhirNode.Parse(theirs) }.ToAsyncEnumerable(), "lab", Cancel);
        await other.Record.ImportAsync(new[] { FhirNode.Parse(Ines) }.ToAsyncEnumerable(), "ehr", Cancel);
        await ImportAsync("lab", theirs);
        var there = await new PatientMatching(other.Database, other.Clock).PersonOfAsync(new("1"), Cancel);
        Assert.Equal(await PersonOfAsync("1"), there.Select(p => p.Value));
    }

    [Fact]
    public async Task A_note_about_one_person_with_a_restricted_patient_is_no_example_of_style_even_with_the_glass_broken()
    {
        await ImportAsync("lab", """{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:nation","value":"4711-A"}]}""");
        foreach (var subject in new[] { "L9", "1", "somebody-else" })
        {
            var draft = (await desk.Review.SubmitAsync(desk.Propose() with { Subject = new PatientId(subject) }, Desk.Visit, by: null, Cancel)).Draft;
            await desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, Cancel);
        }
        Assert.Equal(3, (await desk.Record.ExamplesAsync("scribe", 10, _ => false, Cancel)).Length);
        Assert.Equal(2, (await desk.Record.ExamplesAsync("scribe", 2, _ => false, Cancel)).Length);
        Assert.Empty(await desk.Record.ExamplesAsync("letters", 10, _ => false, Cancel));

        await new RestrictedPatients(desk.Database, desk.Clock).RestrictAsync(new PatientId("1"), Desk.Ben.Id, Cancel);
        var (id, note) = Assert.Single(await desk.Record.ExamplesAsync("scribe", 10, _ => false, Cancel));
        Assert.Equal("somebody-else", note!.Subject?.Value);
        Assert.Equal((id, null), Assert.Single(await desk.Record.ExamplesAsync("scribe", 10, known => known == id, Cancel)));
    }

    [Fact]
    public async Task Whoever_is_one_person_with_a_restricted_patient_is_restricted_too()
    {
        await ImportAsync("lab", """{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:nation","value":"4711-A"}]}""");
        await new RestrictedPatients(desk.Database, desk.Clock).RestrictAsync(new PatientId("1"), Desk.Ben.Id, Cancel);
        Assert.Null(await desk.Record.ReadAsync("Patient", "L9", Desk.Ada, Cancel));
        Assert.Empty(await matching.LinksOfAsync(new("L9"), Desk.Ada, Cancel));
        await Assert.ThrowsAsync<LinkRefusedException>(() => matching.DecideAsync(new("1"), new("L9"), LinkState.Open, "wrong person", Desk.Ada, Cancel));
    }

    [Fact]
    public async Task A_chart_holds_what_all_sources_of_a_person_say_and_nothing_of_look_alikes()
    {
        await ImportAsync("lab",
            """{"resourceType":"Patient","id":"L9","identifier":[{"system":"urn:nation","value":"4711-A"}]}""",
            """{"resourceType":"Condition","id":"k1","code":{"text":"Sore knee"},"subject":{"reference":"Patient/L9"}}""",
            Ines.Replace("\"1\"", "\"twin\"", StringComparison.Ordinal).Replace("4711-A", "4712-B", StringComparison.Ordinal),
            """{"resourceType":"Condition","id":"k2","code":{"text":"Asthma"},"subject":{"reference":"Patient/twin"}}""");
        var chart = await new ChartReader(desk.Record, matching).ReadAsync(new("1"), Desk.Ada, Cancel);
        Assert.Equal(2, chart!.Identities.Length);
        Assert.Single(chart.Problems);
        Assert.Null(await new ChartReader(desk.Record, matching).ReadAsync(new("nobody"), Desk.Ada, Cancel));
    }

    private async Task<IEnumerable<string>> PersonOfAsync(string patient) => (await matching.PersonOfAsync(new PatientId(patient), Cancel)).Select(p => p.Value);

    private Task<ImportSummary> ImportAsync(string source, params string[] patients) => desk.Record.ImportAsync(patients.Select(p => FhirNode.Parse(p)).ToAsyncEnumerable(), source, Cancel);
}
