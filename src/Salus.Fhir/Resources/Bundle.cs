namespace Salus.Fhir.Resources;

/// <summary>Resources that travel together.</summary>
public readonly record struct Bundle : IResourceView<Bundle>
{
    public Bundle(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Bundle";

    public static Bundle Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public Identifier? Identifier => Node.One("identifier", n => new Identifier(n));

    /// <summary>document | message | transaction | batch | history | searchset | collection, and the responses</summary>
    public string? Type => Node.Text("type");

    public FhirDate? Timestamp => Node.Date("timestamp");

    /// <summary>Matches of a search, on all pages.</summary>
    public int? Total => Node.Whole("total");

    public IReadOnlyList<Link> Links => Node.Each("link", n => new Link(n));

    public IReadOnlyList<Entry> Entries => Node.Each("entry", n => new Entry(n));

    /// <summary>The resources of one type, in order.</summary>
    public IEnumerable<T> Resources<T>() where T : struct, IResourceView<T> => Entries.Select(e => e.Resource?.AsOrNull<T>()).OfType<T>();

    /// <summary>The URL of a link, for example <c>next</c>; null when there is none.</summary>
    public string? LinkTo(string relation) => Links.Where(l => string.Equals(l.Relation, relation, StringComparison.Ordinal)).Select(l => l.Url).FirstOrDefault();

    /// <summary>Another page, or this one.</summary>
    public readonly record struct Link(FhirNode Node)
    {
        public string? Relation => Node.Text("relation");

        public string? Url => Node.Text("url");
    }

    /// <summary>A resource, and what to do or what was done with it.</summary>
    public readonly record struct Entry(FhirNode Node)
    {
        public string? FullUrl => Node.Text("fullUrl");

        public FhirNode? Resource => Node["resource"];

        /// <summary>match | include | outcome</summary>
        public string? SearchMode => Node["search"]?.Text("mode");

        public decimal? Score => Node["search"]?.Number("score");

        public Request? Request => Node.One("request", n => new Request(n));

        public Response? Response => Node.One("response", n => new Response(n));
    }

    /// <summary>What a transaction or batch asks for.</summary>
    public readonly record struct Request(FhirNode Node)
    {
        public string? Method => Node.Text("method");

        public string? Url => Node.Text("url");

        public string? IfNoneMatch => Node.Text("ifNoneMatch");

        public FhirDate? IfModifiedSince => Node.Date("ifModifiedSince");

        public string? IfMatch => Node.Text("ifMatch");

        public string? IfNoneExist => Node.Text("ifNoneExist");
    }

    /// <summary>What became of it.</summary>
    public readonly record struct Response(FhirNode Node)
    {
        public string? Status => Node.Text("status");

        public string? Location => Node.Text("location");

        public string? Etag => Node.Text("etag");

        public FhirDate? LastModified => Node.Date("lastModified");

        public OperationOutcome? Outcome => Node.One("outcome", n => new OperationOutcome(n));
    }
}
