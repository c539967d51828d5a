namespace Salus.Fhir.Resources;

/// <summary>A measurement or simple statement about a patient.</summary>
public readonly record struct Observation : IResourceView<Observation>
{
    public Observation(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Observation";

    public static Observation Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public string? Status => Node.Text("status");

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    /// <summary>When it held true; the start, for a period.</summary>
    public FhirDate? Effective => Node.ChoiceDate("effective");

    public Period? EffectivePeriod => Node.One("effectivePeriod", n => new Period(n));

    public FhirDate? Issued => Node.Date("issued");

    public IReadOnlyList<Reference> Performers => Node.Each("performer", n => new Reference(n));

    /// <summary>Whatever its type is.</summary>
    public FhirNode? Value => Node.Choice("value");

    public Quantity? ValueQuantity => Node.One("valueQuantity", n => new Quantity(n));

    public CodeableConcept? ValueConcept => Node.One("valueCodeableConcept", n => new CodeableConcept(n));

    public string? ValueText => Node.Text("valueString");

    public CodeableConcept? DataAbsentReason => Node.One("dataAbsentReason", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Interpretations => Node.Each("interpretation", n => new CodeableConcept(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public CodeableConcept? BodySite => Node.One("bodySite", n => new CodeableConcept(n));

    public CodeableConcept? Method => Node.One("method", n => new CodeableConcept(n));

    public Reference? Specimen => Node.One("specimen", n => new Reference(n));

    public Reference? Device => Node.One("device", n => new Reference(n));

    public IReadOnlyList<ReferenceRange> ReferenceRanges => Node.Each("referenceRange", n => new ReferenceRange(n));

    public IReadOnlyList<Reference> Members => Node.Each("hasMember", n => new Reference(n));

    public IReadOnlyList<Reference> DerivedFrom => Node.Each("derivedFrom", n => new Reference(n));

    public IReadOnlyList<Component> Components => Node.Each("component", n => new Component(n));

    /// <summary>What is normal, or therapeutic, for whom.</summary>
    public readonly record struct ReferenceRange(FhirNode Node)
    {
        public Quantity? Low => Node.One("low", n => new Quantity(n));

        public Quantity? High => Node.One("high", n => new Quantity(n));

        public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

        public IReadOnlyList<CodeableConcept> AppliesTo => Node.Each("appliesTo", n => new CodeableConcept(n));

        public Range? Age => Node.One("age", n => new Range(n));

        public string? Text => Node.Text("text");
    }

    /// <summary>One of several results, for example systolic pressure.</summary>
    public readonly record struct Component(FhirNode Node)
    {
        public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

        /// <summary>Whatever its type is.</summary>
        public FhirNode? Value => Node.Choice("value");

        public Quantity? ValueQuantity => Node.One("valueQuantity", n => new Quantity(n));

        public CodeableConcept? ValueConcept => Node.One("valueCodeableConcept", n => new CodeableConcept(n));

        public string? ValueText => Node.Text("valueString");

        public CodeableConcept? DataAbsentReason => Node.One("dataAbsentReason", n => new CodeableConcept(n));

        public IReadOnlyList<CodeableConcept> Interpretations => Node.Each("interpretation", n => new CodeableConcept(n));

        public IReadOnlyList<ReferenceRange> ReferenceRanges => Node.Each("referenceRange", n => new ReferenceRange(n));
    }
}
