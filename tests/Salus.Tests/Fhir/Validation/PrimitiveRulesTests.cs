using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

public sealed class PrimitiveRulesTests
{
    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("2023-13")]
    [InlineData("0000")]
    [InlineData("23-01-01")]
    [InlineData("2023-1-1")]
    [InlineData("2023-01-01T10:00:00Z")]
    public void Refuses_dates_that_do_not_exist_or_are_written_otherwise(string date) =>
        HasErrors($$"""{"resourceType":"Patient","birthDate":"{{date}}"}""", "type-date Patient.birthDate");

    [Theory]
    [InlineData("2024-02-29")]
    [InlineData("1950-02")]
    [InlineData("1950")]
    public void Accepts_dates_of_every_precision(string date) => IsValid($$"""{"resourceType":"Patient","birthDate":"{{date}}"}""");

    [Theory]
    [InlineData("2024-05-01T13:45:00", false)]
    [InlineData("2024-05-01T13:45", false)]
    [InlineData("2024-05-01T24:00:00Z", false)]
    [InlineData("2024-05-01T13:45:00+15:00", false)]
    [InlineData("2024-05-01T13:45:00.Z", false)]
    [InlineData("2024-05T13:45:00Z", false)]
    [InlineData("2024-05-01T13:45:00.1234Z", true)]
    [InlineData("2024-05-01T23:59:60-03:30", true)]
    [InlineData("2024-05", true)]
    public void Wants_a_time_with_an_offset(string time, bool isValid) =>
        Assert.Equal(isValid ? [] : ["type-dateTime Observation.effective.ofType(dateTime)"], Errors(Observation($"\"effectiveDateTime\":\"{time}\"")));

    [Theory]
    [InlineData("a_b")]
    [InlineData("a/b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Refuses_ids_that_no_url_can_carry(string id) => HasErrors($$"""{"resourceType":"Patient","id":"{{id}}"}""", "id Patient.id");

    [Theory]
    [InlineData("1", false)]
    [InlineData("-0.50", true)]
    [InlineData("1.2e-30", true)]
    [InlineData("3.14159265358979323846264338327950288", true)]
    public void Takes_every_decimal_with_all_its_digits(string number, bool hasPoint)
    {
        IsValid(Observation($$"""
            "valueQuantity":{"value":{{number}},"system":"http://unitsofmeasure.org","code":"kg"}
            """));
        Assert.Equal(hasPoint, number.Contains('.', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("1.5")]
    public void Refuses_numbers_that_are_no_integers(string number) =>
        HasErrors(Observation($"\"valueInteger\":{number}"), "type-integer Observation.value.ofType(integer)");

    [Theory]
    [InlineData("QUJD", true)]
    [InlineData("QUI=", true)]
    [InlineData("QUJ", false)]
    [InlineData("Q%JD", false)]
    [InlineData("Q=JD", false)]
    public void Checks_base64(string data, bool isValid) =>
        Assert.Equal(isValid ? [] : ["type-base64Binary Binary.data"], Errors($$"""{"resourceType":"Binary","contentType":"text/plain","data":"{{data}}"}"""));

    [Theory]
    [InlineData("urn:oid:1.2.840.10008", true)]
    [InlineData("urn:oid:1.02", false)]
    [InlineData("urn:oid:3.1", false)]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", true)]
    [InlineData("urn:uuid:C757873D-EC9A-4326-A141-556F43239520", false)]
    [InlineData("http://a b.example", false)]
    public void Checks_addresses_and_the_names_in_them(string address, bool isValid) =>
        Assert.Equal(isValid, !Errors($$"""{"resourceType":"Patient","identifier":[{"system":"{{address}}","value":"1"}]}""").Any());

    [Fact]
    public void Refuses_empty_and_blank_text()
    {
        HasErrors("""{"resourceType":"Patient","name":[{"family":""}]}""", "empty-value Patient.name[0].family");
        HasErrors("""{"resourceType":"Patient","name":[{"family":"  "}]}""", "empty-value Patient.name[0].family");
    }

    [Fact]
    public void Refuses_spaces_around_codes() =>
        Assert.Contains("type-code Patient.gender", Errors("""{"resourceType":"Patient","gender":" male"}"""));

    [Fact]
    public void Refuses_markup_where_the_caller_does()
    {
        const string patient = """{"resourceType":"Patient","name":[{"text":"Ada <script>alert(1)</script>"}]}""";
        IsValid(patient);
        Assert.Equal(["markup Patient.name[0].text"], Errors(patient, new() { RefuseMarkup = true }));
        IsValid("""{"resourceType":"Patient","name":[{"text":"weight < 50 and > 40"}]}""", new() { RefuseMarkup = true });
    }
}
