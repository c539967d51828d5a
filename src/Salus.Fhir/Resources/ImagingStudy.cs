namespace Salus.Fhir.Resources;

/// <summary>Series of images that were made in one study.</summary>
public readonly record struct ImagingStudy : IResourceView<ImagingStudy>
{
    public ImagingStudy(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "ImagingStudy";

    public static ImagingStudy Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public IReadOnlyList<Coding> Modalities => Node.Each("modality", n => new Coding(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public FhirDate? Started => Node.Date("started");

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public Reference? Referrer => Node.One("referrer", n => new Reference(n));

    public IReadOnlyList<Reference> Interpreters => Node.Each("interpreter", n => new Reference(n));

    public IReadOnlyList<Reference> Endpoints => Node.Each("endpoint", n => new Reference(n));

    public int? SeriesCount => Node.Whole("numberOfSeries");

    public int? InstanceCount => Node.Whole("numberOfInstances");

    public IReadOnlyList<CodeableConcept> Procedures => Node.Each("procedureCode", n => new CodeableConcept(n));

    public Reference? Location => Node.One("location", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public string? Description => Node.Text("description");

    public IReadOnlyList<Sequence> Series => Node.Each("series", n => new Sequence(n));

    /// <summary>One series.</summary>
    public readonly record struct Sequence(FhirNode Node)
    {
        public string? Uid => Node.Text("uid");

        public int? Number => Node.Whole("number");

        public Coding? Modality => Node.One("modality", n => new Coding(n));

        public string? Description => Node.Text("description");

        public int? InstanceCount => Node.Whole("numberOfInstances");

        public Coding? BodySite => Node.One("bodySite", n => new Coding(n));

        public Coding? Laterality => Node.One("laterality", n => new Coding(n));

        public FhirDate? Started => Node.Date("started");

        public IReadOnlyList<Instance> Instances => Node.Each("instance", n => new Instance(n));
    }

    /// <summary>One image or other DICOM object.</summary>
    public readonly record struct Instance(FhirNode Node)
    {
        public string? Uid => Node.Text("uid");

        public Coding? SopClass => Node.One("sopClass", n => new Coding(n));

        public int? Number => Node.Whole("number");

        public string? Title => Node.Text("title");
    }
}
