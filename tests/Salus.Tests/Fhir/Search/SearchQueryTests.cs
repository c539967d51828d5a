using Salus.Fhir.Search;

namespace Salus.Tests.Fhir.Search;

public sealed class SearchQueryTests
{
    [Fact]
    public void Reads_alternatives_and_escapes()
    {
        var query = SearchQuery.Parse("Patient", "family=M%C3%B8ller,O\\,Brien&identifier=http://a.org|7\\|8");
        Assert.Equal([new TextValue("Møller"), new TextValue("O,Brien")], Assert.IsType<ValueCriterion>(query.Criteria[0]).Values);
        Assert.Equal([new TokenValue("http://a.org", "7|8")], Assert.IsType<ValueCriterion>(query.Criteria[1]).Values);
    }

    [Theory]
    [InlineData("nmae=x", "nmae: Patient has no search parameter 'nmae'.")]
    [InlineData("name:sounds=x", "name:sounds: A parameter of the type 'string' has no such modifier.")]
    [InlineData("birthdate=yesterday", "birthdate: A date is written")]
    [InlineData("name=", "name: It has no value")]
    [InlineData("name=a,", "name: One of its values is empty")]
    [InlineData("gender:missing=perhaps", "gender:missing: ':missing' takes true or false.")]
    [InlineData("_count=-1", "_count: It takes a number")]
    [InlineData("_sort=shoe-size", "_sort: Patient cannot be sorted by 'shoe-size'.")]
    [InlineData("_include=Patient", "_include: It is written Type:parameter")]
    [InlineData("organization.shoe=1", "organization.shoe: Nothing that 'organization' can lead to has a parameter 'shoe'.")]
    [InlineData("_has:Observation:patient=1", "_has:Observation:patient: It is written")]
    [InlineData("_has:Observation:device:code=1", "_has:Observation:device:code: 'device' of Observation does not lead to a Patient.")]
    [InlineData("link.link.link.link.link.link.link._id=1", "The chain has more than 5 links.")]
    public void Refuses_what_it_does_not_know_and_says_where(string query, string why) =>
        Assert.Contains(why, Assert.Throws<SearchException>(() => SearchQuery.Parse("Patient", query)).Message, StringComparison.Ordinal);

    [Fact]
    public void Messages_never_repeat_what_was_searched_for()
    {
        var refused = Assert.Throws<SearchException>(() => SearchQuery.Parse("Patient", "birthdate=Ines&nmae=Ines"));
        Assert.DoesNotContain("Ines", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_unknown_parameters_out_when_asked_to_be_lenient()
    {
        var query = SearchQuery.Parse("Patient", "shoe-size=7&gender=male", lenient: true);
        Assert.Equal(["shoe-size"], query.Ignored);
        Assert.Single(query.Criteria);
    }

    [Fact]
    public void Reads_chains_in_both_directions()
    {
        var chain = Assert.IsType<ChainCriterion>(Assert.Single(SearchQuery.Parse("Observation", "subject:Patient.general-practitioner.name=ada").Criteria));
        Assert.Equal("Patient", Assert.Single(chain.Targets).Type);
        var inner = Assert.IsType<ChainCriterion>(chain.Targets[0].Inner);
        Assert.Contains("Practitioner", inner.Targets.Select(t => t.Type));
        Assert.Contains("Organization", inner.Targets.Select(t => t.Type));
        var has = Assert.IsType<HasCriterion>(Assert.Single(SearchQuery.Parse("Patient", "_has:Observation:patient:_has:AuditEvent:entity:agent-name=x").Criteria));
        Assert.IsType<HasCriterion>(has.Inner);
    }

    [Theory]
    [InlineData("ge2024-02", SearchPrefix.Ge, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("2024", SearchPrefix.Eq, "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    [InlineData("eb2024-02-29T13:05:07+01:00", SearchPrefix.Eb, "2024-02-29T12:05:07Z", "2024-02-29T12:05:08Z")]
    [InlineData("2024-02-29T12:05", SearchPrefix.Eq, "2024-02-29T12:05:00Z", "2024-02-29T12:06:00Z")]
    public void Dates_are_spans(string text, SearchPrefix prefix, string start, string end)
    {
        var value = Assert.IsType<DateValue>(Assert.Single(Assert.IsType<ValueCriterion>(Assert.Single(SearchQuery.Parse("Patient", [new("birthdate", text)]).Criteria)).Values));
        Assert.Equal((prefix, Ticks(start), Ticks(end)), (value.Prefix, value.Start, value.End));
    }

    [Theory]
    [InlineData("100", 99.5, 100.5)]
    [InlineData("100.00", 99.995, 100.005)]
    [InlineData("1e2", 50, 150)]
    [InlineData("-0.5", -0.55, -0.45)]
    public void Numbers_stand_for_what_rounds_to_them(string text, double low, double high)
    {
        Assert.True(SearchSpans.TryNumber(text, out _, out var from, out var until));
        Assert.Equal(((decimal)low, (decimal)high), (from, until));
    }

    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("2023-13")]
    [InlineData("23")]
    [InlineData("2023-01-01T25:00")]
    [InlineData("2023-01-01T10:00:00+25:00")]
    [InlineData("2023-01T10:00")]
    public void Days_that_do_not_exist_are_no_dates(string text) => Assert.False(SearchSpans.TryDate(text, out _, out _));

    [Fact]
    public void Keys_sort_as_the_numbers_do()
    {
        decimal[] numbers = [-1000000m, -3.5m, -0.001m, 0m, 0.0000001m, 1m, 1.5m, 99999999999m];
        Assert.Equal(numbers, numbers.Reverse().OrderBy(n => SearchSpans.Key(n)));
        Assert.Equal(SearchSpans.Key(0m), SearchSpans.Key(-0.0));
    }

    [Theory]
    [InlineData("  Ørsted   ÆGIR ", "orsted aegir")]
    [InlineData("Straße", "strasse")]
    [InlineData("Jose\u0301", "jose")]
    [InlineData("ŁÓDŹ", "lodz")]
    public void Folds_case_accents_and_spaces(string text, string folded) => Assert.Equal(folded, SearchText.Fold(text.TrimStart()));

    [Fact]
    public void Every_path_of_R4_has_its_own_number()
    {
        var numbers = Salus.Fhir.Definitions.FhirDefinitions.R4.ResourceTypes.SelectMany(t => SearchPlan.For(t).Paths.Select(p => p.Number)).ToList();
        Assert.True(numbers.Count > 1000);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    private static long Ticks(string instant) => DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).UtcTicks;
}
