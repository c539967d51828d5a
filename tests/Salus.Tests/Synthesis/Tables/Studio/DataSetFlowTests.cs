using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Salus.Synthesis.Tables.Studio;
using Salus.Tests.Workbench;
using Salus.Trust;

namespace Salus.Tests.Synthesis.Tables.Studio;

/// <summary>A table comes in over the API and leaves as a signed data set.</summary>
public sealed class DataSetFlowTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_researcher_makes_a_data_set_a_steward_signs_it_and_then_it_can_be_taken_away()
    {
        await using var house = await Workplace.OpenAsync();
        var (ruth, stella, ada) = (await house.HireAsync("ruth", Role.Researcher), await house.HireAsync("stella", Role.DataSteward), await house.HireAsync("ada", Role.Clinician));
        using var http = await house.ConnectAsync(ruth, "data:read", "data:write", "drafts:read");

        var id = await BringAsync(http, Clinic.Csv(500));
        using var started = await http.PostAsJsonAsync($"api/data-sets/{id:D}/start", new { engine = "trees", seed = 3, target = "readmitted", groups = new[] { "sex" } }, Cancel);
        Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        await house.Get<DataSetJobs>().EndAsync(id, Cancel);

        var job = await http.GetFromJsonAsync<JsonElement>($"api/data-sets/{id:D}", Cancel);
        Assert.Equal("done", job.GetProperty("state").GetString(), ignoreCase: true);
        Assert.Equal(500, job.GetProperty("result").GetProperty("rows").GetInt32());
        Assert.Contains("clinic-synthetic.csv", await http.GetStringAsync($"api/data-sets/{id:D}/report.html", Cancel), StringComparison.Ordinal);

        using var proposed = await http.PostAsync($"api/data-sets/{id:D}/propose", null, Cancel);
        var draft = DraftId.Parse((await proposed.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("draft").GetString()!, provider: null);
        using var early = await http.GetAsync($"api/data-sets/released/{draft}/data", Cancel);
        Assert.Equal(422, (int)early.StatusCode);

        var review = house.Get<Review>();
        var open = await review.OpenAsync(draft, null, stella, Cancel);
        foreach (var finding in open.OpenBlocking.Where(f => !f.Final))
            await review.DecideAsync(draft, 1, DecisionKind.Overrule, finding.KeyIn(open.Draft), "An invented table of a test", stella, Cancel);
        if ((await review.OpenAsync(draft, null, stella, Cancel)).OpenBlocking.IsEmpty)
        {
            await review.SignAsync(draft, 1, stella, Workplace.Password, Cancel);
            var data = await http.GetStringAsync($"api/data-sets/released/{draft}/data", Cancel);
            Assert.StartsWith(Clinic.Heading + ",synthetic\n", data, StringComparison.Ordinal);
            Assert.Equal(501, data.Count(c => c == '\n'));
            Assert.Single(await house.TrailAsync("release-data-set"));
        }
        else
        {
            await Assert.ThrowsAsync<SignatureRefusedException>(() => review.SignAsync(draft, 1, stella, Workplace.Password, Cancel));
        }

        using var clinician = await house.ConnectAsync(ada, "drafts:read");
        Assert.Equal(HttpStatusCode.Forbidden, (await clinician.GetAsync($"api/data-sets/{id:D}", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await clinician.GetAsync($"api/drafts/{draft}", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_is_refused_with_its_line_and_leaves_nothing_behind()
    {
        await using var house = await Workplace.OpenAsync();
        using var http = await house.ConnectAsync(await house.HireAsync("ruth", Role.Researcher), "data:read", "data:write");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("a,b\n1,2\n3\n")), "file", "clinic.csv" } };

        using var refused = await http.PostAsync("api/data-sets", form, Cancel);

        Assert.Equal(422, (int)refused.StatusCode);
        Assert.Contains("line 3", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("[]", await http.GetStringAsync("api/data-sets", Cancel));
    }

    [Fact]
    public async Task Another_researcher_sees_nothing_of_a_table()
    {
        await using var house = await Workplace.OpenAsync();
        using var ruth = await house.ConnectAsync(await house.HireAsync("ruth", Role.Researcher), "data:read", "data:write");
        using var rolf = await house.ConnectAsync(await house.HireAsync("rolf", Role.Researcher), "data:read", "data:write");
        var id = await BringAsync(ruth, Clinic.Csv(60));

        Assert.Equal(HttpStatusCode.NotFound, (await rolf.GetAsync($"api/data-sets/{id:D}", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rolf.PostAsJsonAsync($"api/data-sets/{id:D}/start", new { }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rolf.DeleteAsync($"api/data-sets/{id:D}", Cancel)).StatusCode);
        Assert.Equal("[]", await rolf.GetStringAsync("api/data-sets", Cancel));
        Assert.Equal(HttpStatusCode.OK, (await ruth.DeleteAsync($"api/data-sets/{id:D}", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ruth.GetAsync($"api/data-sets/{id:D}", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("""{"engine":"magic"}""", "There is no engine 'magic'")]
    [InlineData("""{"engine":"aim"}""", "needs a budget")]
    [InlineData("""{"engine":"trees","epsilon":1}""", "no differential privacy")]
    [InlineData("""{"target":"colour"}""", "no column 'colour'")]
    [InlineData("""{"rows":0}""", "rows can be drawn")]
    public async Task A_wish_that_cannot_be_fulfilled_is_refused_before_anything_is_learned(string wish, string reason)
    {
        await using var house = await Workplace.OpenAsync();
        using var http = await house.ConnectAsync(await house.HireAsync("ruth", Role.Researcher), "data:read", "data:write");
        var id = await BringAsync(http, Clinic.Csv(60));

        using var refused = await http.PostAsync($"api/data-sets/{id:D}/start", new StringContent(wish, Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(422, (int)refused.StatusCode);
        Assert.Contains(reason, JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<Guid> BringAsync(HttpClient http, string csv)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", "clinic.csv" } };
        using var brought = await http.PostAsync("api/data-sets", form, Cancel);
        Assert.Equal(HttpStatusCode.Created, brought.StatusCode);
        return (await brought.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }
}
