namespace Salus.Fhir.Resources;

/// <summary>A note that somebody added.</summary>
public readonly record struct Annotation(FhirNode Node)
{
    /// <summary>Markdown.</summary>
    public string? Text => Node.Text("text");

    public FhirDate? Time => Node.Date("time");

    public Reference? Author => Node.One("authorReference", n => new Reference(n));

    public string? AuthorName => Node.Text("authorString");
}

/// <summary>Content of another format, inline or by URL.</summary>
public readonly record struct Attachment(FhirNode Node)
{
    public string? ContentType => Node.Text("contentType");

    public string? Language => Node.Text("language");

    /// <summary>Base64.</summary>
    public string? Data => Node.Text("data");

    public string? Url => Node.Text("url");

    /// <summary>Bytes, before base64.</summary>
    public int? Size => Node.Whole("size");

    /// <summary>Base64 of a SHA-1.</summary>
    public string? Hash => Node.Text("hash");

    public string? Title => Node.Text("title");

    public FhirDate? Creation => Node.Date("creation");
}
