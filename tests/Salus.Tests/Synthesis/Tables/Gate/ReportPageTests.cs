using System.Text;
using System.Xml.Linq;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Gate;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Gate;

public sealed class ReportPageTests
{
    private static readonly GateReport Report = ReleaseGate.Judge(InventedPatients.Of(200, 1), InventedPatients.Of(120, 2), InventedPatients.Of(200, 3), new GateOptions { Target = "outcome", Groups = ["sex"], Predicates = 30, AttackedRows = 60 });

    [Fact]
    public void Is_one_file_without_script_that_says_synthetic_and_holds_every_measure()
    {
        using var stream = new MemoryStream();
        ReportPage.Write(Report, ["Source <b>invented</b>."], stream);
        var page = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Contains("Synthetic data", page, StringComparison.Ordinal);
        Assert.Contains("Source &lt;b&gt;invented&lt;/b&gt;.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        foreach (var measure in Report.Measures)
            Assert.Contains(System.Net.WebUtility.HtmlEncode(measure.Words), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_pictures_that_a_page_without_inline_styles_may_hold()
    {
        var pictures = Report.Margins.Select(MarginPicture.Svg).Concat(Report.Measures.Select(IntervalPicture.Svg)).Append(AssociationPicture.Svg(Report.Associations!));
        foreach (var picture in pictures)
        {
            var svg = XDocument.Parse(picture).Root!;
            Assert.Equal("svg", svg.Name.LocalName);
            Assert.False(string.IsNullOrWhiteSpace(svg.Attribute("aria-label")?.Value));
            Assert.DoesNotContain(svg.DescendantsAndSelf(), e => e.Name.LocalName is "style" or "script" || e.Attribute("style") is not null);
            Assert.DoesNotContain("NaN", picture, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Escapes_names_of_columns_and_levels()
    {
        var picture = MarginPicture.Svg(new Margin("<a&b>", ColumnKind.Category, ["\"x\"<script>", "y"], [0.5, 0.5], [0.4, 0.6], 0, 0.1, 0.9));
        Assert.DoesNotContain("<script", picture, StringComparison.Ordinal);
        Assert.Contains("<a&b>", XDocument.Parse(picture).Root!.Attribute("aria-label")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_no_level_or_step_that_fewer_than_five_people_have()
    {
        foreach (var margin in Report.Margins)
            foreach (var (share, label) in margin.Real.Zip(margin.Labels))
                Assert.True(share == 0 || share * 200 >= GateReport.FewestPeople - 1e-9 || label.EndsWith("others", StringComparison.Ordinal), $"{margin.Column} {label} {share}");
    }
}
