using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Salus.Documentation.Registries;

namespace Salus.Tests.Documentation.Registries;

public sealed class MappingReaderTests
{
    [Theory]
    [InlineData("unit: \"%\"", "unit: furlongs", "no UCUM code")]
    [InlineData("value: birthDate", "value: birthday", "never works on Patient")]
    [InlineData("value: birthDate", "value: 'birthDate ('", "Not FHIRPath")]
    [InlineData("from: Patient", "from: Person2", "no resource type")]
    [InlineData("codes: [a1c]", "codes: [alc]", "no code list 'alc'")]
    [InlineData("around: diagnosis", "around: diagnoses", "no event")]
    [InlineData("from: -12 months", "from: a year", "is no time")]
    [InlineData("label: Born", "label: HbA1c", "is taken")]
    [InlineData("required: true", "requird: true", "Did you mean 'required'?")]
    [InlineData("date: effective", "date: effect", "no date of Observation")]
    [InlineData("type: boolean", "type: bool", "is one of")]
    [InlineData("affirmed: \"yes\"", "affirmed: maybe", "yes or no")]
    [InlineData("version: \"1\"\ntitle", "title", "'version' is missing")]
    public void Every_mistake_is_named_with_its_line(string right, string wrong, string said)
    {
        var text = RegistryCharts.Mapping.ReplaceLineEndings("\n");
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        var line = text[..at].Count(c => c == '\n') + 1;
        var problems = Assert.Throws<MappingException>(() => MappingReader.Read(text[..at] + wrong + text[(at + right.Length)..])).Problems;
        Assert.Contains(problems, p => p.Message.Contains(said, StringComparison.Ordinal) && (Math.Abs(p.Line - line) <= 2 || said.Contains("missing", StringComparison.Ordinal) || said.Contains("taken", StringComparison.Ordinal)));
    }

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.True(Assert.Throws<MappingException>(() => MappingReader.Read("salusRegistry: 1\nname: Bad Name\nsections: []\nfoo: 1")).Problems.Length >= 4);

    [Theory]
    [InlineData("a: &x [1]\nb: *x")]
    [InlineData("a: !!binary aGk=")]
    [InlineData("a: 1\na: 2")]
    [InlineData("")]
    [InlineData("a: [")]
    public void What_a_mapping_does_not_need_is_refused(string text) => Assert.Throws<MappingException>(() => MappingReader.Read(text));

    [Fact]
    public void No_depth_of_brackets_brings_it_down() => Assert.Throws<MappingException>(() => MappingReader.Read(new string('[', 200_000)));

    [Fact]
    public void JSON_is_read_as_well() =>
        Assert.Equal("small", MappingReader.Read("""{"salusRegistry": 1, "name": "small", "version": "1", "title": "Small", "sections": [{"name": "a", "title": "A", "fields": [{"name": "b", "label": "B", "type": "text"}]}]}""").Name);

    [Fact]
    public void Any_text_is_a_mapping_or_a_named_mistake() => Prop.ForAll<string>(text =>
    {
        try
        {
            return MappingReader.Read(text ?? "").Title.Length > 0;
        }
        catch (MappingException wrong)
        {
            return wrong.Problems.Length > 0 && wrong.Problems.All(p => p.Line >= 0 && p.Message.Length > 0);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_samples_are_sound()
    {
        var samples = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(Here())!, "../../../../samples/registries")).GetFiles("*.yaml");
        Assert.True(samples.Length >= 3);
        Assert.All(samples, s => Assert.NotEmpty(MappingReader.Read(s).Fields));
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
