namespace Salus.Fhir.Resources;

/// <summary>A telephone number, e-mail address or other way to reach somebody.</summary>
public readonly record struct ContactPoint(FhirNode Node)
{
    /// <summary>phone | fax | email | pager | url | sms | other</summary>
    public string? System => Node.Text("system");

    public string? Value => Node.Text("value");

    public string? Use => Node.Text("use");

    /// <summary>1 is preferred.</summary>
    public int? Rank => Node.Whole("rank");

    public Period? Period => Node.One("period", n => new Period(n));
}
