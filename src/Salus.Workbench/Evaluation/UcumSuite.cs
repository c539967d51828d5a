using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Salus.Fhir.Units;

namespace Salus.Workbench.Evaluation;

/// <summary>The functional tests of UCUM (<c>UcumFunctionalTests.xml</c>): which codes are valid, conversions, display names, products and quotients.</summary>
internal sealed class UcumSuite : IFhirSuite
{
    public string Name => "UCUM functional tests";

    public ImmutableArray<SuiteResult> Run(DirectoryInfo data, CancellationToken cancel)
    {
        var file = data.EnumerateFiles("UcumFunctionalTests*.xml", SearchOption.AllDirectories).MinBy(f => f.FullName, StringComparer.Ordinal);
        if (file is null)
            return [];
        using var stream = file.OpenRead();
        var root = XDocument.Load(stream).Root!;
        var cases = root.Elements().SelectMany(group => group.Elements("case").Select(c => (Group: group.Name.LocalName, Case: c)))
            .Select(c => new SuiteCase($"{c.Group} {(string?)c.Case.Attribute("id")}", Problem(c.Group, c.Case))).ToImmutableArray();
        return cases.IsEmpty ? [] : [new SuiteResult(Name, 100, cases)];
    }

    private static string? Problem(string group, XElement test)
    {
        try
        {
            return group switch
            {
                "validation" => Validity(test),
                "conversion" => Close(Text(test, "outcome"), Ucum.Convert(Number(test, "value"), Text(test, "srcUnit"), Text(test, "dstUnit"))),
                "displayNameGeneration" => Text(test, "display").Trim() is var wanted && Ucum.Parse(Text(test, "unit")).Display is var name && name == wanted ? null : $"'{name}' instead of '{wanted}'",
                "multiplication" => Product(test, Ucum.Multiply(Number(test, "v1"), Text(test, "u1"), Number(test, "v2"), Text(test, "u2"))),
                "division" => Product(test, Ucum.Divide(Number(test, "v1"), Text(test, "u1"), Number(test, "v2"), Text(test, "u2"))),
                _ => $"the kind '{group}' is not known",
            };
        }
        catch (Exception e) when (e is FormatException or UcumException or DivideByZeroException)
        {
            return e.Message;
        }
    }

    private static string? Validity(XElement test)
    {
        var valid = Text(test, "valid") is "true";
        return Ucum.IsValid(Text(test, "unit"), out var reason) == valid ? null : valid ? $"refused: {reason}" : "accepted, but it is no unit";
    }

    private static string? Product(XElement test, (ExactNumber Value, string Code) got) =>
        Close(Text(test, "vRes"), Ucum.Convert(got.Value, got.Code, Text(test, "uRes")));

    /// <summary>Equal when rounded or cut to the digits of the expected value, or to nine digits where it has more.</summary>
    private static string? Close(string wanted, ExactNumber got)
    {
        var expected = ExactNumber.Parse(wanted) ?? throw new FormatException($"'{wanted}' is no number.");
        var digits = Math.Clamp(wanted.TakeWhile(c => c is not ('e' or 'E')).SkipWhile(c => c is '-' or '+' or '0' or '.').Count(char.IsAsciiDigit), 1, 28);
        if (got == expected || got.ToString(digits) == expected.ToString(digits))
            return null;
        var (value, target) = (Math.Abs(got.ToDouble()), Math.Abs(expected.ToDouble()));
        var lastDigit = target == 0 ? 0 : Math.Pow(10, Math.Floor(Math.Log10(target)) - digits + 1);
        var isCut = got.Sign == expected.Sign && value > target && value - target < lastDigit;
        return isCut || Math.Abs(value - target) <= target * 1e-9 ? null : $"{got} instead of {wanted}";
    }

    private static ExactNumber Number(XElement test, string name) => ExactNumber.Parse(Text(test, name)) ?? throw new FormatException($"The {name} is no number.");

    private static string Text(XElement test, string name) => (string?)test.Attribute(name) ?? throw new FormatException($"The case has no {name}.");
}
