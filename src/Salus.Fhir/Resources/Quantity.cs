namespace Salus.Fhir.Resources;

/// <summary>A measured amount. Also what Age, Count, Distance, Duration and SimpleQuantity are.</summary>
public readonly record struct Quantity(FhirNode Node)
{
    /// <summary>Null also when the literal does not fit a decimal; <see cref="FhirNode.Value"/> has every digit.</summary>
    public decimal? Value => Node.Number("value");

    /// <summary>&lt; | &lt;= | &gt;= | &gt;; null means the value is exact.</summary>
    public string? Comparator => Node.Text("comparator");

    /// <summary>As people write it.</summary>
    public string? Unit => Node.Text("unit");

    public string? System => Node.Text("system");

    /// <summary>The UCUM code when the system is <c>http://unitsofmeasure.org</c>.</summary>
    public string? Code => Node.Text("code");
}

/// <summary>From a low to a high amount, both included.</summary>
public readonly record struct Range(FhirNode Node)
{
    public Quantity? Low => Node.One("low", n => new Quantity(n));

    public Quantity? High => Node.One("high", n => new Quantity(n));
}

/// <summary>One amount to another, for example 5 mg in 1 mL.</summary>
public readonly record struct Ratio(FhirNode Node)
{
    public Quantity? Numerator => Node.One("numerator", n => new Quantity(n));

    public Quantity? Denominator => Node.One("denominator", n => new Quantity(n));
}

/// <summary>An amount of a currency.</summary>
public readonly record struct Money(FhirNode Node)
{
    public decimal? Value => Node.Number("value");

    /// <summary>ISO 4217.</summary>
    public string? Currency => Node.Text("currency");
}
