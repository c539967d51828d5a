namespace Salus.Governance.Deidentification.Releases.SecondReading;

/// <summary>How the content of a file is read when nothing but its strings matter.</summary>
internal enum FileForm
{
    Text,
    Json,
    Xml,

    /// <summary>HL7 v2.</summary>
    Messages,

    /// <summary>Comma- or tab-separated rows below a heading.</summary>
    Rows,

    /// <summary>Packed or pictures: nothing can be read without a reader of its own.</summary>
    Packed,
}

internal static class FileForms
{
    public static FileForm Of(string fileName) => Path.GetExtension(fileName).ToUpperInvariant() switch
    {
        ".JSON" or ".NDJSON" or ".JSONL" => FileForm.Json,
        ".XML" => FileForm.Xml,
        ".HL7" => FileForm.Messages,
        ".CSV" or ".TSV" => FileForm.Rows,
        ".PDF" or ".DOCX" or ".GZ" or ".ZIP" or ".DCM" => FileForm.Packed,
        _ => FileForm.Text,
    };
}
