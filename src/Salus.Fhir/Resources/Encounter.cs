namespace Salus.Fhir.Resources;

/// <summary>A contact of a patient with those who care for them.</summary>
public readonly record struct Encounter : IResourceView<Encounter>
{
    public Encounter(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Encounter";

    public static Encounter Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    /// <summary>Ambulatory, emergency, inpatient.</summary>
    public Coding? Class => Node.One("class", n => new Coding(n));

    public IReadOnlyList<CodeableConcept> Types => Node.Each("type", n => new CodeableConcept(n));

    public CodeableConcept? ServiceType => Node.One("serviceType", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public IReadOnlyList<Participant> Participants => Node.Each("participant", n => new Participant(n));

    public Period? Period => Node.One("period", n => new Period(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> ReasonReferences => Node.Each("reasonReference", n => new Reference(n));

    public IReadOnlyList<Diagnosis> Diagnoses => Node.Each("diagnosis", n => new Diagnosis(n));

    public Stay? Hospitalization => Node.One("hospitalization", n => new Stay(n));

    public IReadOnlyList<Place> Locations => Node.Each("location", n => new Place(n));

    public Reference? ServiceProvider => Node.One("serviceProvider", n => new Reference(n));

    public Reference? PartOf => Node.One("partOf", n => new Reference(n));

    /// <summary>Who took part, as what.</summary>
    public readonly record struct Participant(FhirNode Node)
    {
        public IReadOnlyList<CodeableConcept> Types => Node.Each("type", n => new CodeableConcept(n));

        public Reference? Individual => Node.One("individual", n => new Reference(n));

        public Period? Period => Node.One("period", n => new Period(n));
    }

    /// <summary>A problem that the encounter was about.</summary>
    public readonly record struct Diagnosis(FhirNode Node)
    {
        public Reference? Condition => Node.One("condition", n => new Reference(n));

        public CodeableConcept? Use => Node.One("use", n => new CodeableConcept(n));

        public int? Rank => Node.Whole("rank");
    }

    /// <summary>Admission and discharge.</summary>
    public readonly record struct Stay(FhirNode Node)
    {
        public CodeableConcept? AdmitSource => Node.One("admitSource", n => new CodeableConcept(n));

        public CodeableConcept? DischargeDisposition => Node.One("dischargeDisposition", n => new CodeableConcept(n));
    }

    /// <summary>Where it took place.</summary>
    public readonly record struct Place(FhirNode Node)
    {
        public Reference? Location => Node.One("location", n => new Reference(n));

        public string? Status => Node.Text("status");

        public Period? Period => Node.One("period", n => new Period(n));
    }
}
