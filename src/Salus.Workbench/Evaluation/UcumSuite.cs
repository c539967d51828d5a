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
                "conversion" => Close(Number(test, "outcome"), Ucum.TryConvert(Number(test, "value"), Text(test, "srcUnit"), Text(test, "dstUnit")), null, null),
                "displayNameGeneration" => Text(test, "display") is var wanted && Ucum.Parse(Text(test, "unit")).Display is var name && name == wanted ? null : $"'{name}' instead of '{wanted}'",
                "multiplication" => Product(test, Ucum.TryMultiply(Number(test, "v1"), Text(test, "u1"), Number(test, "v2"), Text(test, "u2"))),
                "division" => Product(test, Ucum.TryDivide(Number(test, "v1"), Text(test, "u1"), Number(test, "v2"), Text(test, "u2"))),
                _ => $"the kind '{group}' is not known",
            };
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static string? Validity(XElement test)
    {
        var valid = Text(test, "valid") is "true";
        return Ucum.IsValid(Text(test, "unit"), out var reason) == valid ? null : valid ? $"refused: {reason}" : "accepted, but it is no unit";
    }

    private static string? Product(XElement test, (decimal Value, string Code)? got) =>
        got is { } one ? Close(Number(test, "vRes"), one.Value, Text(test, "uRes"), one.Code) : "the units cannot be combined";

    /// <summary>Equal to as many digits as the expected value has.</summary>
    private static string? Close(decimal wanted, decimal? value, string? wantedUnit, string? unit)
    {
        if (value is not { } got)
            return "the units cannot be converted";
        if (wantedUnit is not null && unit is not null && wantedUnit != unit)
        {
            if (Ucum.TryConvert(got, unit, wantedUnit) is not { } converted)
                return $"the unit is {unit} instead of {wantedUnit}";
            got = converted;
        }
        var tolerance = Math.Max(Math.Abs(wanted) * 0.000001m, 0.0000000000000000001m);
        return Math.Abs(got - wanted) <= tolerance ? null : string.Create(CultureInfo.InvariantCulture, $"{got} instead of {wanted}");
    }

    private static decimal Number(XElement test, string name) => decimal.Parse(Text(test, name), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(XElement test, string name) => (string?)test.Attribute(name) ?? throw new FormatException($"The case has no {name}.");
}
