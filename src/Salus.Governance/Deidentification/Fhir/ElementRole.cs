namespace Salus.Governance.Deidentification.Fhir;

/// <summary>What an element is to who wants to know somebody, by its definition in R4: decides how a treatment is carried out.</summary>
internal enum ElementRole
{
    /// <summary>R4 does not have it: goes.</summary>
    Unknown,

    /// <summary>Goes unless a rule keeps it: photographs, signatures, positions on the map.</summary>
    Unwanted,

    /// <summary>A group of elements.</summary>
    Group,

    /// <summary>An entry of a Bundle.</summary>
    Entry,

    /// <summary>A resource of any type: its own rules begin anew.</summary>
    Resource,

    /// <summary>A number, truth value or time of day.</summary>
    Harmless,

    /// <summary>The address of a definition: a standard's stays.</summary>
    Canonical,

    /// <summary>A code: harmless while it looks like one.</summary>
    Code,

    /// <summary>Words that anybody may have typed.</summary>
    FreeText,

    /// <summary>The XHTML of a narrative.</summary>
    Markup,

    /// <summary>A text whose class its place tells, for example the name of an organisation.</summary>
    Value,

    Date,
    BirthDate,

    /// <summary>The id of a resource.</summary>
    LogicalId,

    /// <summary>The id of an element, which only links within one resource.</summary>
    ElementId,

    /// <summary>The version id of a resource.</summary>
    VersionId,

    /// <summary>An address of a resource written as a uri: <c>Bundle.entry.fullUrl</c>.</summary>
    ResourceUrl,

    /// <summary>Search parameters: <c>Bundle.entry.request.ifNoneExist</c>.</summary>
    Query,

    /// <summary>A DICOM or OID identifier of one thing.</summary>
    Uid,
    Uri,
    Bytes,
    Reference,
    PersonName,
    Address,
    Contact,
    Identifier,
    Attachment,
    Binary,
    Coding,
    Concept,
    Quantity,
    Extension,
    Meta,
}
