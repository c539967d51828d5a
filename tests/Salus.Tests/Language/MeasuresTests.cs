using Salus.Writing;
using Salus.Language.Written;

namespace Salus.Tests.Language;

public sealed class MeasuresTests
{
    [Theory]
    [InlineData("A1c 7.2%", 7.2, null, "%", MeasureShape.Single, Comparator.Equal)]
    [InlineData("BP 130/80 mmHg", 130, 80, "mmHg", MeasureShape.Ratio, Comparator.Equal)]
    [InlineData("for 5 to 6 weeks", 5, 6, "week", MeasureShape.Range, Comparator.Equal)]
    [InlineData("less than 100 mg/dL", 100, null, "mg/dL", MeasureShape.Single, Comparator.Below)]
    [InlineData("about 8 cm", 8, null, "cm", MeasureShape.Single, Comparator.About)]
    [InlineData("20mg daily", 20, null, "mg", MeasureShape.Single, Comparator.Equal)]
    [InlineData("1,200 units", 1200, null, "unit", MeasureShape.Single, Comparator.Equal)]
    [InlineData("2+ edema", 2, null, "+", MeasureShape.Single, Comparator.Equal)]
    public void Reads_number_unit_and_comparison(string text, double value, int? second, string unit, MeasureShape shape, Comparator comparator)
    {
        var measure = Assert.Single(Measures.Find(text)).Measure;
        Assert.Equal(((decimal)value, second, unit, shape, comparator), (measure.Value, (int?)measure.Second, measure.Unit, measure.Shape, measure.Comparator));
    }

    [Theory]
    [InlineData("on 3/15/2021")]
    [InlineData("at 10:30")]
    [InlineData("the 5th time")]
    public void Dates_and_times_are_no_measures(string text) => Assert.Empty(Measures.Find(text));
}
