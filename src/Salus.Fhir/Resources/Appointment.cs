namespace Salus.Fhir.Resources;

/// <summary>A booking of people and places for a time.</summary>
public readonly record struct Appointment : IResourceView<Appointment>
{
    public Appointment(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Appointment";

    public static Appointment Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? CancelationReason => Node.One("cancelationReason", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> ServiceCategories => Node.Each("serviceCategory", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> ServiceTypes => Node.Each("serviceType", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Specialties => Node.Each("specialty", n => new CodeableConcept(n));

    public CodeableConcept? Type => Node.One("appointmentType", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> ReasonReferences => Node.Each("reasonReference", n => new Reference(n));

    public int? Priority => Node.Whole("priority");

    public string? Description => Node.Text("description");

    public FhirDate? Start => Node.Date("start");

    public FhirDate? End => Node.Date("end");

    public int? MinutesDuration => Node.Whole("minutesDuration");

    public IReadOnlyList<Reference> Slots => Node.Each("slot", n => new Reference(n));

    public FhirDate? Created => Node.Date("created");

    public string? Comment => Node.Text("comment");

    public string? PatientInstruction => Node.Text("patientInstruction");

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public IReadOnlyList<Participant> Participants => Node.Each("participant", n => new Participant(n));

    public IReadOnlyList<Period> RequestedPeriods => Node.Each("requestedPeriod", n => new Period(n));

    /// <summary>Who or what is booked, and whether they agreed.</summary>
    public readonly record struct Participant(FhirNode Node)
    {
        public IReadOnlyList<CodeableConcept> Types => Node.Each("type", n => new CodeableConcept(n));

        public Reference? Actor => Node.One("actor", n => new Reference(n));

        /// <summary>required | optional | information-only</summary>
        public string? Required => Node.Text("required");

        /// <summary>accepted | declined | tentative | needs-action</summary>
        public string? Status => Node.Text("status");

        public Period? Period => Node.One("period", n => new Period(n));
    }
}
