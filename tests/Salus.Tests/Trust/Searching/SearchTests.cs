using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Search;
using Salus.Trust;

namespace Salus.Tests.Trust.Searching;

public sealed class SqliteSearchTests : SearchTests
{
    protected override Desk NewDesk() => Desk.OnSqlite();
}

public sealed class PostgresSearchTests(PostgresServer server) : SearchTests
{
    protected override Desk NewDesk() => Desk.On(server.NewDatabase());
}

/// <summary>What searches find in a small invented ward, over both databases.</summary>
public abstract class SearchTests : IAsyncLifetime
{
    private const string Ward = """
        {"resourceType":"Organization","id":"ward","name":"Ward 7","partOf":{"reference":"Organization/house"}}
        {"resourceType":"Organization","id":"house","name":"House"}
        {"resourceType":"Practitioner","id":"pr","name":[{"family":"Sørensen","given":["Åse"]}]}
        {"resourceType":"Patient","id":"a","active":true,"gender":"female","birthDate":"1970-03","name":[{"family":"Møller","given":["Ines","Maria"]}],"identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:mrn","value":"7"}],"generalPractitioner":[{"reference":"Practitioner/pr"}],"managingOrganization":{"reference":"Organization/ward"},"telecom":[{"system":"phone","value":"555-1"},{"system":"email","value":"ines@example.org"}]}
        {"resourceType":"Patient","id":"b","gender":"male","birthDate":"1970-03-09","name":[{"family":"Moller"}],"identifier":[{"system":"urn:other","value":"7"}],"deceasedDateTime":"2020-01-01"}
        {"resourceType":"Patient","id":"c","name":[{"text":"50% _off_"}]}
        {"resourceType":"Encounter","id":"e","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/a"},"period":{"start":"2024-01-10","end":"2024-01-12"}}
        {"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2345-7","display":"Glucose"}],"text":"Blood sugar"},"subject":{"reference":"Patient/a"},"encounter":{"reference":"Encounter/e"},"effectiveDateTime":"2024-01-11T08:00:00Z","valueQuantity":{"value":5.4,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}
        {"resourceType":"Observation","id":"o2","status":"preliminary","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"subject":{"reference":"Patient/a"},"effectiveDateTime":"2024-02","valueQuantity":{"value":72.0,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}
        {"resourceType":"Observation","id":"o3","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"subject":{"reference":"Patient/b"},"effectivePeriod":{"start":"2023-12-31","end":"2024-01-01"},"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":150,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":70,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}
        {"resourceType":"Observation","id":"o4","meta":{"tag":[{"system":"urn:tags","code":"t"}],"profile":["http://example.org/p"]},"status":"final","code":{"text":"Mood"},"subject":{"identifier":{"system":"urn:mrn","value":"7"}},"valueString":"Cheerful"}
        {"resourceType":"Condition","id":"k","code":{"text":"Sore knee"},"subject":{"reference":"Patient/a"},"onsetAge":{"value":53,"system":"http://unitsofmeasure.org","code":"a"}}
        {"resourceType":"ValueSet","id":"v","url":"http://example.org/vs/one","status":"active"}
        """;

    private Desk desk = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Desk NewDesk();

    public async ValueTask InitializeAsync()
    {
        desk = NewDesk();
        await ImportAsync(Ward.Split('\n'));
    }

    public async ValueTask DisposeAsync()
    {
        await desk.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("Patient?family=moll", "a b")]
    [InlineData("Patient?family:exact=Møller", "a")]
    [InlineData("Patient?family:contains=LLE", "a b")]
    [InlineData("Patient?name=maria", "a")]
    [InlineData("Patient?name:contains=50%25 _", "c")]
    [InlineData("Patient?name=zz", "")]
    [InlineData("Patient?gender=female,male", "a b")]
    [InlineData("Patient?gender=http://hl7.org/fhir/administrative-gender|female", "a")]
    [InlineData("Patient?gender:not=female", "b c")]
    [InlineData("Patient?gender:missing=true", "c")]
    [InlineData("Patient?gender:missing=false", "a b")]
    [InlineData("Patient?identifier=7", "a b")]
    [InlineData("Patient?identifier=urn:mrn|7", "a")]
    [InlineData("Patient?identifier=urn:mrn|", "a")]
    [InlineData("Patient?identifier=|7", "")]
    [InlineData("Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|7", "a")]
    [InlineData("Patient?phone=555-1", "a")]
    [InlineData("Patient?active=true", "a")]
    [InlineData("Patient?deceased=true", "b")]
    [InlineData("Patient?deceased=false", "a c")]
    [InlineData("Patient?birthdate=1970", "a b")]
    [InlineData("Patient?birthdate=1970-03", "a b")]
    [InlineData("Patient?birthdate=1970-03-09", "b")]
    [InlineData("Patient?birthdate=ne1970-03-09", "a")]
    [InlineData("Patient?birthdate=gt1970-03-09", "a")]
    [InlineData("Patient?birthdate=lt1970-03-09", "a")]
    [InlineData("Patient?birthdate=sa1970-03-09", "")]
    [InlineData("Patient?birthdate=le1970-03-09", "a b")]
    [InlineData("Patient?birthdate=eb1970-04", "a b")]
    [InlineData("Patient?birthdate=ap1971", "a b")]
    [InlineData("Patient?_id=a,c", "a c")]
    [InlineData("Patient?_id:not=a", "b c")]
    [InlineData("Patient?_lastUpdated=gt2020&gender=male", "b")]
    [InlineData("Patient?_lastUpdated=lt2020", "")]
    [InlineData("Patient?general-practitioner.family=sorensen", "a")]
    [InlineData("Patient?organization.partof.name=house", "a")]
    [InlineData("Patient?_has:Observation:patient:code=29463-7", "a")]
    [InlineData("Patient?_has:Observation:patient:status:not=final", "a")]
    [InlineData("Observation?patient=a", "o1 o2")]
    [InlineData("Observation?patient=Patient/a", "o1 o2")]
    [InlineData("Observation?subject:Patient=a", "o1 o2")]
    [InlineData("Observation?subject:Group=a", "")]
    [InlineData("Observation?subject:identifier=urn:mrn|7", "o4")]
    [InlineData("Observation?subject:Patient.name=ines&status=final", "o1")]
    [InlineData("Observation?patient.general-practitioner.name=åse", "o1 o2")]
    [InlineData("Observation?encounter:missing=true", "o2 o3 o4")]
    [InlineData("Observation?code=2345-7", "o1")]
    [InlineData("Observation?code=http://loinc.org|", "o1 o2 o3")]
    [InlineData("Observation?code:text=sugar", "o1")]
    [InlineData("Observation?code:text=MOOD", "o4")]
    [InlineData("Observation?combo-code=8480-6", "o3")]
    [InlineData("Observation?date=2024-01", "o1")]
    [InlineData("Observation?date=ge2024", "o1 o2 o3")]
    [InlineData("Observation?date=sa2024-01-01", "o1 o2")]
    [InlineData("Observation?date=ge2024-01-11T07:00:00Z&date=lt2024-01-12", "o1")]
    [InlineData("Observation?value-quantity=5.4", "o1")]
    [InlineData("Observation?value-quantity=5.4|http://unitsofmeasure.org|mmol/L", "o1")]
    [InlineData("Observation?value-quantity=5400|http://unitsofmeasure.org|umol/L", "o1")]
    [InlineData("Observation?value-quantity=gt71999|http://unitsofmeasure.org|g", "o2")]
    [InlineData("Observation?value-quantity=gt72|http://unitsofmeasure.org|kg", "")]
    [InlineData("Observation?value-quantity=72||kg", "o2")]
    [InlineData("Observation?value-quantity=ap70||kg", "o2")]
    [InlineData("Observation?value-string=cheer", "o4")]
    [InlineData("Observation?code-value-quantity=2345-7$gt5||", "o1")]
    [InlineData("Observation?component-code-value-quantity=8480-6$gt100", "o3")]
    [InlineData("Observation?component-code-value-quantity=8462-4$gt100", "")]
    [InlineData("Observation?combo-code-value-quantity=29463-7$gt70", "o2")]
    [InlineData("Observation?_tag=urn:tags|t", "o4")]
    [InlineData("Observation?_profile=http://example.org/p", "o4")]
    [InlineData("Observation?status:in=http://hl7.org/fhir/ValueSet/observation-status&patient=a", "o1 o2")]
    [InlineData("Encounter?date=2024-01", "e")]
    [InlineData("Encounter?date=2024-01-11", "")]
    [InlineData("Condition?onset-age=gt50|http://unitsofmeasure.org|a", "k")]
    [InlineData("ValueSet?url=http://example.org/vs/one", "v")]
    [InlineData("ValueSet?url:below=http://example.org/vs", "v")]
    [InlineData("ValueSet?url:above=http://example.org/vs/one/two", "v")]
    [InlineData("Observation?_sort=-date&patient=a", "o2 o1")]
    [InlineData("Observation?_sort=date", "o3 o1 o2 o4")]
    [InlineData("Patient?_sort=-family,-_id", "b a c")]
    [InlineData("Patient?_sort=gender", "a b c")]
    public async Task Finds(string search, string ids)
    {
        var found = await SearchAsync(search);
        var names = found.Matches.Select(m => m.Name.Id);
        Assert.Equal(ids, string.Join(' ', search.Contains("_sort", StringComparison.Ordinal) ? names : names.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Observation?_id=o1&_include=Observation:subject", "Patient/a")]
    [InlineData("Observation?_id=o1&_include=Observation:*", "Encounter/e Patient/a")]
    [InlineData("Observation?_id=o1&_include=Observation:subject:Group", "")]
    [InlineData("Observation?_id=o1&_include=Observation:subject&_include:iterate=Patient:organization&_include:iterate=Organization:partof", "Organization/house Organization/ward Patient/a")]
    [InlineData("Patient?_id=a&_revinclude=Condition:patient&_revinclude=Encounter:subject", "Condition/k Encounter/e")]
    public async Task Brings_along(string search, string names) =>
        Assert.Equal(names, string.Join(' ', (await SearchAsync(search)).Includes.Select(i => i.Name.ToString()).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("Observation?_count=2")]
    [InlineData("Observation?_count=1&_sort=-date")]
    [InlineData("Observation?_count=1&_sort=status,-code,date")]
    [InlineData("Observation?_count=3&status=final,preliminary")]
    public async Task Pages_neither_repeat_nor_miss_a_match_while_others_come_in(string search)
    {
        var seen = new List<string>();
        string? cursor = null;
        for (var page = 0; ; page++)
        {
            var found = await SearchAsync(search + "&_total=accurate", cursor);
            Assert.True(found.Total >= 4);
            seen.AddRange(found.Matches.Select(m => m.Name.Id));
            if ((cursor = found.Next) is null)
                break;
            // What comes in later sorts behind everything, so it must stop coming for the last page to be reached.
            Assert.True(page < 20);
            if (page < 3)
                await ImportAsync($$$"""{"resourceType":"Observation","id":"new{{{page}}}","status":"final","code":{"text":"new"}}""");
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(new HashSet<string> { "o1", "o2", "o3", "o4" }, seen.ToHashSet());
    }

    [Fact]
    public async Task A_count_of_nothing_only_counts()
    {
        var found = await SearchAsync("Observation?_summary=count&status=final");
        Assert.Equal((0, 3L), (found.Matches.Length, found.Total));
    }

    [Fact]
    public async Task What_a_resource_no_longer_says_no_longer_finds_it()
    {
        await ImportAsync("""{"resourceType":"Patient","id":"a","gender":"other","name":[{"family":"Berg"}]}""");
        Assert.Equal("b", string.Join(' ', (await SearchAsync("Patient?family=moll")).Matches.Select(m => m.Name.Id)));
        Assert.Equal("a", (await SearchAsync("Patient?family=berg")).Matches.Single().Name.Id);
        Assert.Empty((await SearchAsync("Patient?identifier=urn:mrn|7")).Matches);
        await desk.Record.ImportAsync([new Change(ChangeKind.Delete, "Patient", "a", null)], "rest", Desk.Ada, Cancel);
        Assert.Empty((await SearchAsync("Patient?family=berg")).Matches);
        Assert.Equal(0, await desk.Database.ReadAsync(t => t.ScalarAsync<long>("select (select count(*) from index_strings x where x.resource = r.key) + (select count(*) from index_tokens x where x.resource = r.key) from resources r where type = 'Patient' and id = 'a'"), Cancel));
    }

    [Fact]
    public async Task A_restricted_patient_cannot_be_found_counted_or_guessed_through_a_chain()
    {
        await new RestrictedPatients(desk.Database, desk.Clock).RestrictAsync(new PatientId("a"), Desk.Ben.Id, Cancel);
        Assert.Empty((await SearchAsync("Patient?family:exact=Møller")).Matches);
        Assert.Equal(2, (await SearchAsync("Patient?_summary=count")).Total);
        Assert.Empty((await SearchAsync("Observation?patient=a")).Matches);
        Assert.Empty((await SearchAsync("Practitioner?_has:Patient:general-practitioner:family=Møller")).Matches);
        Assert.Empty((await SearchAsync("Practitioner?_id=pr&_revinclude=Patient:general-practitioner")).Includes);
        Assert.Null(await desk.Record.EverythingAsync(new EverythingQuery("a"), Desk.Ada, Cancel));
        await desk.EnrolAsync(Desk.Ada);
        await new BreakGlass(desk.Database, desk.Clock).OpenAsync(Desk.Ada, "called to the emergency room", Cancel);
        Assert.Equal(2, (await SearchAsync("Observation?patient=a")).Matches.Length);
    }

    [Fact]
    public async Task Everything_of_a_patient_comes_with_what_it_names_and_without_others()
    {
        var all = await desk.Record.EverythingAsync(new EverythingQuery("a"), Desk.Ada, Cancel);
        Assert.Equal(["Condition/k", "Encounter/e", "Observation/o1", "Observation/o2", "Patient/a"], all!.Matches.Select(m => m.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(["Organization/ward", "Practitioner/pr"], all.Includes.Select(m => m.Name.ToString()).Order(StringComparer.Ordinal));
        var some = await desk.Record.EverythingAsync(new EverythingQuery("a", Types: ["Observation"], Count: 1), Desk.Ada, Cancel);
        Assert.Equal("o1", some!.Matches.Single().Name.Id);
        var rest = await desk.Record.EverythingAsync(new EverythingQuery("a", Types: ["Observation"], Count: 1, Cursor: some.Next), Desk.Ada, Cancel);
        Assert.Equal(("o2", null), (rest!.Matches.Single().Name.Id, rest.Next));
        Assert.Null(await desk.Record.EverythingAsync(new EverythingQuery("nobody"), Desk.Ada, Cancel));
    }

    [Fact]
    public async Task Conditions_decide_what_a_change_is_about()
    {
        var patient = FhirNode.Parse("""{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"7"}]}""");
        var create = new Change(ChangeKind.Create, "Patient", null, patient) { Condition = "identifier=urn:mrn|7", FullUrl = "urn:uuid:p" };
        var flag = new Change(ChangeKind.Create, "Flag", null, FhirNode.Parse("""{"resourceType":"Flag","subject":{"reference":"urn:uuid:p"},"author":{"reference":"Practitioner?name=sorensen"}}"""));
        var outcomes = await desk.Record.ImportAsync([create, flag], "rest", Desk.Ada, Cancel);
        Assert.Equal((ChangeResult.Unchanged, "a"), (outcomes[0].Result, outcomes[0].Name.Id));
        var made = await desk.Record.ReadAsync("Flag", outcomes[1].Name.Id, Desk.Ada, Cancel);
        Assert.Equal(("Patient/a", "Practitioner/pr"), (made!.Resource!.ValueAt("Flag.subject.reference"), made.Resource!.ValueAt("Flag.author.reference")));
        var several = new Change(ChangeKind.Delete, "Patient", null, null) { Condition = "identifier=7" };
        Assert.Equal(ChangeFault.MultipleMatches, (await Assert.ThrowsAsync<ChangeRefusedException>(() => desk.Record.ImportAsync([several], "rest", Desk.Ada, Cancel))).Fault);
        var update = new Change(ChangeKind.Update, "Patient", null, patient) { Condition = "identifier=urn:mrn|7" };
        Assert.Equal((ChangeResult.Updated, "a"), (await desk.Record.ImportAsync([update], "rest", Desk.Ada, Cancel)).Select(o => (o.Result, o.Name.Id)).Single());
        var everything = new Change(ChangeKind.Delete, "Patient", null, null) { Condition = "_count=1" };
        Assert.Equal(ChangeFault.Invalid, (await Assert.ThrowsAsync<ChangeRefusedException>(() => desk.Record.ImportAsync([everything], "rest", Desk.Ada, Cancel))).Fault);
    }

    [Fact]
    public async Task References_by_a_search_are_answered_when_a_bundle_comes_in()
    {
        await ImportAsync("""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Organization","identifier":[{"system":"urn:o","value":"1"}]}},{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Encounter","subject":{"reference":"Patient/a"},"serviceProvider":{"reference":"Organization?identifier=urn:o|1"},"participant":[{"individual":{"reference":"Practitioner?identifier=urn:nobody|1"}}]}}]}""");
        var encounter = (await desk.Record.ReadAsync("Encounter", "2", Desk.Ada, Cancel))!.Resource!;
        Assert.Equal("Organization/1", encounter.ValueAt("Encounter.serviceProvider.reference"));
        Assert.Equal("Practitioner?identifier=urn:nobody|1", encounter.ValueAt("Encounter.participant.individual.reference"));
        Assert.Equal("2", Assert.Single((await SearchAsync("Encounter?service-provider=Organization/1")).Matches).Name.Id);
    }

    [Fact]
    public async Task Searches_are_written_down_with_counts_and_without_what_was_searched_for()
    {
        await SearchAsync("Patient?family=moll");
        Assert.Equal(["Patient: 2 matches, 0 included"], await desk.Database.ReadAsync(t => t.QueryAsync<string>("select detail from audit where act = 'search'"), Cancel));
    }

    private Task<SearchPage> SearchAsync(string search, string? cursor = null)
    {
        var at = search.IndexOf('?', StringComparison.Ordinal);
        return desk.Record.SearchAsync(SearchQuery.Parse(search[..at], search[(at + 1)..]) with { Cursor = cursor }, Desk.Ada, Cancel);
    }

    private Task<ImportSummary> ImportAsync(params IEnumerable<string> resources) => desk.Record.ImportAsync(resources.Select(r => FhirNode.Parse(r)).ToAsyncEnumerable(), "ehr", Cancel);
}
