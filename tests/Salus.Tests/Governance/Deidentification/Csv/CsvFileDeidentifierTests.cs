using System.Text;
using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;
using Salus.Tests.Governance.Deidentification.Text;

namespace Salus.Tests.Governance.Deidentification.Csv;

public sealed class CsvFileDeidentifierTests
{
    private const string Patients = """
        Id,BIRTHDATE,DEATHDATE,SSN,FIRST,LAST,GENDER,CITY,STATE,ZIP,Ward Remarks
        p-1,1961-05-03,,123-45-6789,Annelore,Grabowitz,F,Springwater,Texas,02139,"Came with ""Torvald"", her son"
        p-2,1920-01-01,2015-06-01,987-65-4321,Torvald,Inchbald,M,Springwater,Texas,03601,
        """;

    private const string Visits = """
        PATIENT;START;Provider;CODE;VALUE;Note;Badge
        p-1;2024-02-27T10:00:00Z;Petronella Okwuosa;8480-6;132.5;Grabowitz seen by Okwuosa;XQ-19
        p-1;2024-03-02T10:00:00Z;Petronella Okwuosa;8480-6;128;stable;ZT-44
        p-2;2010-01-02T10:00:00Z;Petronella Okwuosa;8480-6;140;stable;LM-07
        """;

    private readonly Replacer replacer = new(DeidentificationPolicy.Profile("safe-harbor"), ReleaseKey.FromSeed(5));
    private readonly KnownPeople people = new();
    private readonly Tally tally = new();

    private async Task<string[][]> CleanAsync(string csv, char separator, DeidentificationPolicy? policy = null)
    {
        var chosen = policy is null ? replacer : new Replacer(policy, ReleaseKey.FromSeed(5));
        chosen.Know(people);
        using var output = new MemoryStream();
        var text = new TextDeidentifier(new IdentifierFinder([new TextDeidentifierTests.Words(("Torvald", IdentifierClass.Name))]), chosen, tally);
        await new CsvFileDeidentifier().CleanAsync(Bytes(csv), output, new Cleaning(chosen.Policy, chosen, text, people, tally), TestContext.Current.CancellationToken);
        return [.. Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(l => l.Split(separator))];
    }

    private static MemoryStream Bytes(string csv) => new(Encoding.UTF8.GetBytes(csv));

    private async Task GatherAsync()
    {
        foreach (var csv in new[] { Patients, Visits })
            await new CsvFileDeidentifier().GatherAsync(Bytes(csv), people, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Treats_columns_by_their_headings_and_joins_tables_as_before()
    {
        await GatherAsync();
        var patients = await CleanAsync(Patients, ',');
        var visits = await CleanAsync(Visits, ';');
        Assert.Equal(Patients.Split('\n')[0].TrimEnd('\r'), string.Join(',', patients[0]));
        Assert.Equal(patients[1][0], visits[1][0]);
        Assert.Equal(visits[1][0], visits[2][0]);
        Assert.NotEqual(visits[2][0], visits[3][0]);
        Assert.Equal(replacer.Shift("1961-05-03", new("p-1")), patients[1][1]);
        Assert.Equal(replacer.Shift("2024-02-27T10:00:00Z", new("p-1")), visits[1][1]);
        Assert.Equal(["F", "Texas", "021"], [patients[1][6], patients[1][8], patients[1][9]]);
        Assert.Equal("000", patients[2][9]);
        Assert.Equal(["8480-6", "132.5"], visits[1][3..5]);
        Assert.Equal($"{patients[1][5]} seen by {visits[1][2].Split(' ')[1]}", visits[1][5]);
        Assert.Equal(visits[1][2], visits[3][2]);
    }

    [Fact]
    public async Task Leaves_no_value_that_identifies()
    {
        await GatherAsync();
        var output = string.Join('\n', (await CleanAsync(Patients, ',')).Concat(await CleanAsync(Visits, ';')).Select(l => string.Join(' ', l)));
        foreach (var original in new[] { "p-1", "1961", "1920", "123-45-6789", "Annelore", "Grabowitz", "Springwater", "02139", "Torvald", "Okwuosa", "2024-02-27" })
            Assert.DoesNotContain(original, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removes_a_column_it_does_not_understand_and_says_so()
    {
        var visits = await CleanAsync(Visits, ';');
        Assert.All(visits.Skip(1), row => Assert.Equal("", row[6]));
        Assert.Contains(new TallyLine(IdentifierClass.OtherId, Treatment.Remove, 3), tally.Lines);
    }

    [Fact]
    public async Task Does_what_the_policy_says_of_a_column()
    {
        var policy = DeidentificationPolicy.Read("name: ours\nversion: \"1\"\nbased-on: safe-harbor\ncolumns:\n  - {column: badge, do: keep}\n  - {column: \"p*r\", do: tag, class: name}", "ours.yaml");
        var visits = await CleanAsync(Visits, ';', policy);
        Assert.Equal(["XQ-19", "ZT-44", "LM-07"], visits.Skip(1).Select(r => r[6]));
        Assert.Equal("[name]", visits[1][2]);
    }

    [Fact]
    public async Task Keeps_dates_in_tables_where_the_profile_keeps_them() =>
        Assert.Equal("2024-02-27T10:00:00Z", (await CleanAsync(Visits, ';', DeidentificationPolicy.Profile("research-keep-dates")))[1][1]);

    [Theory]
    [InlineData("")]
    [InlineData("1961-05-03,Annelore\nx,y")]
    [InlineData("a,b\n1,2,3")]
    [InlineData("a,b\n\"1,2")]
    [InlineData("a,b\n1,\0")]
    public async Task Refuses_what_is_no_table_without_showing_it(string csv)
    {
        var message = (await Assert.ThrowsAsync<DeidentificationException>(() => CleanAsync(csv, ','))).Message;
        Assert.DoesNotContain("Annelore", message, StringComparison.Ordinal);
        Assert.DoesNotContain("1961", message, StringComparison.Ordinal);
    }
}
