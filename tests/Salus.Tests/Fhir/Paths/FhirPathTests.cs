using Salus.Fhir;
using Salus.Fhir.Paths;

namespace Salus.Tests.Fhir.Paths;

public sealed class FhirPathTests
{
    private static string Run(string expression, FhirNode? input = null, PathContext? context = null) =>
        string.Join(" ", FhirPath.Parse(expression).Evaluate(input ?? PathSamples.Patient, context).Select(v => v.Text ?? v.TypeName));

    [Theory]
    [InlineData("name.given", "Ada Marie Addie")]
    [InlineData("Patient.name.family", "Okafor")]
    [InlineData("DomainResource.id", "p1")]
    [InlineData("Encounter.id", "")]
    [InlineData("`name`.`family`", "Okafor")]
    [InlineData("name[0].given[1]", "Marie")]
    [InlineData("name[9].given", "")]
    [InlineData("deceased", "false")]
    [InlineData("deceasedBoolean", "")]
    [InlineData("name.where(use = 'official').given.first()", "Ada")]
    [InlineData("telecom.where(system = 'phone').value", "020 1 020 2")]
    [InlineData("telecom.select(iif(rank = 1, $index, {}))", "1")]
    [InlineData("telecom.sort(-rank, value).value", "a@example.org 020 1 020 2")]
    [InlineData("telecom.rank.aggregate($this + $total, 10)", "13")]
    [InlineData("name.given.join('-')", "Ada-Marie-Addie")]
    [InlineData("extension('urn:test:eye').value", "green")]
    [InlineData("name.given.extension('urn:test:sound').value", "AD-ee")]
    [InlineData("managingOrganization.resolve().name", "North clinic")]
    [InlineData("contained.name", "North clinic")]
    [InlineData("contained.type().name", "Organization")]
    [InlineData("descendants().ofType(Coding).code", "M")]
    [InlineData("defineVariable('n', name.first()).select(%n.family & '!')", "Okafor!")]
    [InlineData("%resource.id & %context.id", "p1p1")]
    [InlineData("(1 | 2 | 2 | 3).exclude(2).combine(1)", "1 3 1")]
    [InlineData("name.given.hasValue()", "false")]
    [InlineData("active.hasValue()", "true")]
    [InlineData("coalesce(name.suffix, name.family, 'x')", "Okafor")]
    public void Walks_a_patient(string expression, string expected) => Assert.Equal(expected, Run(expression));

    [Theory]
    [InlineData("value.value", "72.50")]
    [InlineData("value > 72 'kg'", "true")]
    [InlineData("value = 72500 'g'", "true")]
    [InlineData("value < 1 's'", "")]
    [InlineData("value.toQuantity('g').value", "72500")]
    [InlineData("effective.is(dateTime)", "true")]
    [InlineData("effective < @2026-02-03T08:00:00Z", "true")]
    [InlineData("effective < @2026-02-03", "")]
    [InlineData("component.value.ofType(integer)", "3")]
    [InlineData("component.value.ofType(string)", "three")]
    [InlineData("component.value as string", "three")]
    [InlineData("component.value.type().name", "integer string")]
    public void Reads_values_by_their_definition(string expression, string expected) => Assert.Equal(expected, Run(expression, PathSamples.Weight));

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("7 div 2 & 7 mod 2", "31")]
    [InlineData("1 / 0", "")]
    [InlineData("2147483647 + 1", "")]
    [InlineData("1.50 + 1.5", "3.00")]
    [InlineData("0.1 + 0.2 = 0.3", "true")]
    [InlineData("5L + 2147483647", "2147483652")]
    [InlineData("-(3).abs()", "-3")]
    [InlineData("(-2147483648).is(Integer)", "true")]
    [InlineData("1 | 1 is Integer", "1 true")]
    [InlineData("true and {}", "")]
    [InlineData("false and {}", "false")]
    [InlineData("true or {}", "true")]
    [InlineData("{} implies true", "true")]
    [InlineData("'a' & {} & 'b'", "ab")]
    [InlineData("{} + 'b'", "")]
    [InlineData("@2026-01-31 + 1 month", "2026-02-28")]
    [InlineData("@2024-02-29 + 1 year", "2025-02-28")]
    [InlineData("@2026 + 24 months", "2028")]
    [InlineData("@2026-01-01T00:00:00Z - 1 second", "2025-12-31T23:59:59Z")]
    [InlineData("@T23:30 + 45 minutes", "00:15")]
    [InlineData("@2026-01 < @2026-01-15", "")]
    [InlineData("@2026-01 < @2026-02-15", "true")]
    [InlineData("@2026-01-01T10:00:00+02:00 = @2026-01-01T08:00:00Z", "true")]
    [InlineData("@2026-01-01T10:00:00 = @2026-01-01T10:00:00Z", "")]
    [InlineData("@2026-01-01T10:00:00 < @2026-01-03T10:00:00Z", "true")]
    [InlineData("3 weeks = 21 days", "true")]
    [InlineData("1 year = 12 months", "true")]
    [InlineData("1 year = 1 'a'", "")]
    [InlineData("1 year ~ 1 'a'", "true")]
    [InlineData("2.0 'cm' * 2.0 'm' = 0.04 'm2'", "true")]
    [InlineData("4 'g' ~ 4040 'mg'", "true")]
    [InlineData("4040 'mg' ~ 4 'g'", "true")]
    [InlineData("4.1 'g' ~ 4040 'mg'", "false")]
    [InlineData("1.587.lowBoundary()", "1.58650000")]
    [InlineData("1.587.highBoundary(2)", "1.59")]
    [InlineData("@2024-02.highBoundary()", "2024-02-29")]
    [InlineData("@T10.lowBoundary()", "10:00:00.000")]
    [InlineData("'x,y'.split(',').count()", "2")]
    [InlineData("'line\nbreak'.matches('line.break')", "true")]
    [InlineData("'abc'.matchesFull('b')", "false")]
    [InlineData("'SGk='.decode('base64').encode('hex')", "4869")]
    [InlineData("'A\t b' ~ 'a  B'", "true")]
    [InlineData("'A  b' ~ 'a B'", "false")]
    [InlineData("'yes'.toBoolean()", "true")]
    [InlineData("'1.1'.convertsToInteger()", "false")]
    [InlineData("'4 days'.toQuantity() = 4 days", "true")]
    [InlineData("1.type().namespace", "System")]
    [InlineData("repeat({})", "")]
    public void Computes(string expression, string expected) => Assert.Equal(expected, Run(expression));

    [Theory]
    [InlineData("", 0)]
    [InlineData("name.", 5)]
    [InlineData("name.where(use = 'official'", 27)]
    [InlineData("'open", 0)]
    [InlineData("1 + /* open", 4)]
    [InlineData("name..given", 5)]
    [InlineData("nme.frobnicate()", 4)]
    [InlineData("name.first(1)", 5)]
    [InlineData("@2026-13-01", 0)]
    [InlineData("@T14:34:28Z", 10)]
    [InlineData("'\\x'", 1)]
    [InlineData("99999999999", 0)]
    public void Says_where_an_expression_is_wrong(string expression, int position)
    {
        var wrong = Assert.Throws<FhirPathSyntaxException>(() => FhirPath.Parse(expression));
        Assert.Equal(position, wrong.Position);
    }

    [Theory]
    [InlineData("name.family.single() + name.given.single()")]
    [InlineData("active and name.given")]
    [InlineData("'a' - 'b'")]
    [InlineData("1 < 'a'")]
    [InlineData("@2026-01-01 + 1 'a'")]
    [InlineData("name.given is string")]
    [InlineData("gender is strange")]
    [InlineData("%unheard")]
    [InlineData("'a'.matches('(')")]
    [InlineData("-name.family")]
    public void Refuses_what_does_not_fit_the_input(string expression) =>
        Assert.Throws<FhirPathException>(() => Run(expression));

    [Fact]
    public void Deep_and_long_expressions_are_refused_before_they_exhaust_the_stack()
    {
        Assert.Throws<FhirPathSyntaxException>(() => FhirPath.Parse(new string('(', 5000) + "1" + new string(')', 5000)));
        Assert.Throws<FhirPathSyntaxException>(() => FhirPath.Parse(string.Concat(Enumerable.Repeat("-", 5000)) + "1"));
        Assert.Throws<FhirPathSyntaxException>(() => FhirPath.Parse(string.Join("+", Enumerable.Repeat("1", 5000))));
        Assert.Equal("900", Run(string.Join("+", Enumerable.Repeat("1", 900))));
    }

    [Theory]
    [InlineData("(1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30).aggregate($total & $total, 'aaaa')", "characters")]
    [InlineData("(1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30).aggregate($total.combine($total), 1)", "four million")]
    [InlineData("repeatAll($this)", "does not come to an end")]
    [InlineData("repeatAll($this | name)", "does not come to an end")]
    public void What_grows_without_end_is_stopped(string expression, string why) =>
        Assert.Contains(why, Assert.Throws<FhirPathException>(() => Run(expression)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_evaluation_can_be_cancelled() =>
        Assert.Throws<OperationCanceledException>(() => Run("name.where(true)", context: new PathContext { Cancel = new CancellationToken(canceled: true) }));

    [Fact]
    public void A_pattern_that_never_ends_is_stopped()
    {
        var wrong = Assert.Throws<FhirPathException>(() => Run("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')"));
        Assert.Contains("longer than", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_one_moment_per_evaluation_from_the_given_clock()
    {
        var context = new PathContext { Clock = new FixedClock(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.FromHours(2))) };
        Assert.Equal("2026-05-06T07:08:09.000+02:00 2026-05-06 07:08:09.000", Run("now() | today() | timeOfDay()", context: context));
    }

    [Fact]
    public void Resolves_references_and_value_sets_through_the_context()
    {
        var context = new PathContext
        {
            Resolve = reference => reference is "Practitioner/gp1" ? FhirNode.Resource("Practitioner", ("id", "gp1"), ("active", true)) : null,
            MemberOf = (_, _, code) => code is "M",
        };
        Assert.Equal("true", Run("generalPractitioner.resolve().is(Practitioner)", context: context));
        Assert.Equal("true", Run("maritalStatus.memberOf('urn:test:states')", context: context));
        Assert.Equal("", Run("maritalStatus.memberOf('urn:test:states')"));
    }

    [Fact]
    public void Variables_defined_in_one_branch_are_not_seen_in_another()
    {
        Assert.Throws<FhirPathException>(() => Run("defineVariable('a', 1).select(%a) | %a"));
        Assert.Throws<FhirPathException>(() => Run("defineVariable('a', 1).defineVariable('a', 2)"));
        Assert.Equal("Ada Addie", Run("name.select(defineVariable('g', given.first()).select(%g))"));
    }

    [Fact]
    public void Is_true_when_one_item_is_true_or_simply_there()
    {
        Assert.True(FhirPath.Parse("active").IsTrue(PathSamples.Patient));
        Assert.True(FhirPath.Parse("gender").IsTrue(PathSamples.Patient));
        Assert.False(FhirPath.Parse("deceased").IsTrue(PathSamples.Patient));
        Assert.False(FhirPath.Parse("multipleBirth").IsTrue(PathSamples.Patient));
        Assert.Throws<FhirPathException>(() => FhirPath.Parse("name").IsTrue(PathSamples.Patient));
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("test", now.Offset, "test", "test");
    }
}
