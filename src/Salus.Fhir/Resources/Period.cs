namespace Salus.Fhir.Resources;

/// <summary>From a first to a last moment, both included as far as they are precise; an open end is null.</summary>
public readonly record struct Period(FhirNode Node)
{
    public FhirDate? Start => Node.Date("start");

    public FhirDate? End => Node.Date("end");
}
