using System.Globalization;
using Salus.Fhir.Resources;

namespace Salus.Tests.Fhir.Resources;

public sealed class FhirDateTests
{
    [Theory]
    [InlineData("2024", FhirDatePrecision.Year, "2024-01-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00")]
    [InlineData("2024-02", FhirDatePrecision.Month, "2024-02-01T00:00:00+00:00", "2024-03-01T00:00:00+00:00")]
    [InlineData("2024-02-29", FhirDatePrecision.Day, "2024-02-29T00:00:00+00:00", "2024-03-01T00:00:00+00:00")]
    [InlineData("2024-02-29T23:30:00+02:00", FhirDatePrecision.Second, "2024-02-29T23:30:00+02:00", "2024-02-29T23:30:01+02:00")]
    [InlineData("2024-02-29T23:30Z", FhirDatePrecision.Minute, "2024-02-29T23:30:00+00:00", "2024-02-29T23:31:00+00:00")]
    [InlineData("2016-12-31T23:59:60Z", FhirDatePrecision.Second, "2017-01-01T00:00:00+00:00", "2017-01-01T00:00:01+00:00")]
    public void A_date_means_all_that_it_leaves_open(string text, FhirDatePrecision precision, string start, string end)
    {
        var date = FhirDate.Parse(text);
        Assert.Equal((text, precision), (date.ToString(), date.Precision));
        Assert.Equal((DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), DateTimeOffset.Parse(end, CultureInfo.InvariantCulture)), (date.Start, date.End));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("24-01-01")]
    [InlineData("2024-13")]
    [InlineData("2023-02-29")]
    [InlineData("2024-02-29T25:00:00Z")]
    [InlineData("2024-02-29T10:00:00.Z")]
    [InlineData("2024-02-29T10:00:00+15:00")]
    [InlineData("2024-02-29 10:00:00")]
    [InlineData("2024/02/29")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:60Z")]
    public void What_FHIR_does_not_write_is_no_date(string text)
    {
        Assert.False(FhirDate.TryParse(text, out _));
        Assert.Throws<FormatException>(() => FhirDate.Parse(text));
    }

    [Fact]
    public void Dates_of_any_precision_have_an_order()
    {
        string[] dates = ["9999-12-31", "2024-05", "2024-05-17", "2024", "2023-12-31T23:00:00-05:00", "9999", "2024-01-01"];
        Assert.Equal(["2024-01-01", "2024", "2023-12-31T23:00:00-05:00", "2024-05", "2024-05-17", "9999", "9999-12-31"],
            dates.Select(FhirDate.Parse).Order().Select(d => d.Text));
        Assert.True(FhirDate.Parse("2024") < FhirDate.Parse("2024-02"));
        Assert.Equal(new DateOnly(2023, 12, 31), FhirDate.Parse("2023-12-31T23:00:00-05:00").Day);
    }
}
