using System.Collections.Frozen;
using Salus.Fhir.Definitions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// What the elements of R4 are, by type and, for texts that name or number somebody, by place. Own reading of the R4 (4.0.1) resource pages:
/// every element of type string, uri, id or base64Binary that is there to name a person, a house or one single thing.
/// </summary>
internal static class ElementRoles
{
    private static readonly FrozenDictionary<string, (ElementRole Role, IdentifierClass Class)> places = new Dictionary<string, (ElementRole, IdentifierClass)>(StringComparer.Ordinal)
    {
        ["Patient.birthDate"] = (ElementRole.BirthDate, IdentifierClass.Date),
        ["Patient.photo"] = (ElementRole.Unwanted, IdentifierClass.Photo),
        ["Practitioner.photo"] = (ElementRole.Unwanted, IdentifierClass.Photo),
        ["RelatedPerson.photo"] = (ElementRole.Unwanted, IdentifierClass.Photo),
        ["Person.photo"] = (ElementRole.Unwanted, IdentifierClass.Photo),
        ["Location.position"] = (ElementRole.Unwanted, IdentifierClass.Address),
        ["Organization.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["Organization.alias"] = (ElementRole.Value, IdentifierClass.Organization),
        ["Location.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["Location.alias"] = (ElementRole.Value, IdentifierClass.Organization),
        ["HealthcareService.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["InsurancePlan.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["InsurancePlan.alias"] = (ElementRole.Value, IdentifierClass.Organization),
        ["Endpoint.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["MessageHeader.source.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["MessageHeader.destination.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["AuditEvent.source.site"] = (ElementRole.Value, IdentifierClass.Organization),
        ["Coverage.class.name"] = (ElementRole.Value, IdentifierClass.Organization),
        ["Account.name"] = (ElementRole.Value, IdentifierClass.Name),
        ["AuditEvent.agent.name"] = (ElementRole.Value, IdentifierClass.Name),
        ["AuditEvent.entity.name"] = (ElementRole.Value, IdentifierClass.Name),
        ["ContactDetail.name"] = (ElementRole.Value, IdentifierClass.Name),
        ["Annotation.author[x]"] = (ElementRole.Value, IdentifierClass.Name),
        ["AuditEvent.agent.altId"] = (ElementRole.Value, IdentifierClass.OtherId),
        ["AuditEvent.agent.network.address"] = (ElementRole.Value, IdentifierClass.IpAddress),
        ["AuditEvent.entity.detail.value[x]"] = (ElementRole.Unwanted, IdentifierClass.OtherId),
        ["Endpoint.header"] = (ElementRole.Unwanted, IdentifierClass.OtherId),
        ["Device.serialNumber"] = (ElementRole.Value, IdentifierClass.Device),
        ["Device.lotNumber"] = (ElementRole.Value, IdentifierClass.Device),
        ["Device.distinctIdentifier"] = (ElementRole.Value, IdentifierClass.Device),
        ["Device.udiCarrier.deviceIdentifier"] = (ElementRole.Value, IdentifierClass.Device),
        ["Device.udiCarrier.carrierHRF"] = (ElementRole.Value, IdentifierClass.Device),
        ["Media.deviceName"] = (ElementRole.Value, IdentifierClass.Device),
        ["Immunization.lotNumber"] = (ElementRole.Value, IdentifierClass.Device),
        ["Medication.batch.lotNumber"] = (ElementRole.Value, IdentifierClass.Device),
        ["Coverage.subscriberId"] = (ElementRole.Value, IdentifierClass.HealthPlan),
        ["Coverage.dependent"] = (ElementRole.Value, IdentifierClass.HealthPlan),
        ["Coverage.class.value"] = (ElementRole.Value, IdentifierClass.HealthPlan),
        ["Claim.insurance.preAuthRef"] = (ElementRole.Value, IdentifierClass.Account),
        ["ClaimResponse.preAuthRef"] = (ElementRole.Value, IdentifierClass.Account),
        ["ExplanationOfBenefit.preAuthRef"] = (ElementRole.Value, IdentifierClass.Account),
        ["ExplanationOfBenefit.insurance.preAuthRef"] = (ElementRole.Value, IdentifierClass.Account),
        ["CoverageEligibilityResponse.preAuthRef"] = (ElementRole.Value, IdentifierClass.Account),
        ["ImagingStudy.series.uid"] = (ElementRole.Uid, IdentifierClass.OtherId),
        ["ImagingStudy.series.instance.uid"] = (ElementRole.Uid, IdentifierClass.OtherId),
        ["Bundle.entry"] = (ElementRole.Entry, IdentifierClass.OtherId),
        ["Bundle.entry.fullUrl"] = (ElementRole.ResourceUrl, IdentifierClass.OtherId),
        ["Bundle.entry.request.url"] = (ElementRole.ResourceUrl, IdentifierClass.OtherId),
        ["Bundle.entry.response.location"] = (ElementRole.ResourceUrl, IdentifierClass.OtherId),
        ["Bundle.entry.request.ifNoneExist"] = (ElementRole.Query, IdentifierClass.OtherId),
        ["Bundle.link"] = (ElementRole.Unwanted, IdentifierClass.Url),
        ["Bundle.entry.link"] = (ElementRole.Unwanted, IdentifierClass.Url),
        ["Binary.data"] = (ElementRole.Binary, IdentifierClass.OtherId),
        ["Extension.url"] = (ElementRole.Harmless, IdentifierClass.Url),
        ["Coding.version"] = (ElementRole.Harmless, IdentifierClass.OtherId),
        ["Timing.event"] = (ElementRole.Date, IdentifierClass.Date),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="isResourceRoot">The parent is a resource, so that <c>id</c> is a logical id.</param>
    public static (ElementRole Role, IdentifierClass? Class) Of(FhirShape shape, string writtenName, bool isResourceRoot)
    {
        if (places.TryGetValue(shape.Element.Path, out var place) && (place.Role is not ElementRole.Value || shape.IsPrimitive))
            return (place.Role, place.Class);
        if (writtenName is "id")
            return (isResourceRoot ? ElementRole.LogicalId : ElementRole.ElementId, IdentifierClass.OtherId);
        if (shape.IsAnyResource)
            return (ElementRole.Resource, null);
        return shape.TypeName switch
        {
            "boolean" or "integer" or "positiveInt" or "unsignedInt" or "decimal" or "time" => (ElementRole.Harmless, null),
            "canonical" => (ElementRole.Canonical, IdentifierClass.Url),
            "code" => (ElementRole.Code, null),
            "string" or "markdown" => (ElementRole.FreeText, null),
            "xhtml" => (ElementRole.Markup, null),
            "date" or "dateTime" or "instant" => (ElementRole.Date, IdentifierClass.Date),
            "id" => (writtenName is "versionId" ? ElementRole.VersionId : ElementRole.Value, IdentifierClass.OtherId),
            "oid" or "uuid" => (ElementRole.Uid, IdentifierClass.OtherId),
            "uri" or "url" => (ElementRole.Uri, IdentifierClass.Url),
            "base64Binary" => (ElementRole.Bytes, IdentifierClass.OtherId),
            "Signature" => (ElementRole.Unwanted, IdentifierClass.Biometric),
            "Reference" => (ElementRole.Reference, null),
            "HumanName" => (ElementRole.PersonName, IdentifierClass.Name),
            "Address" => (ElementRole.Address, IdentifierClass.Address),
            "ContactPoint" => (ElementRole.Contact, IdentifierClass.Phone),
            "Identifier" => (ElementRole.Identifier, IdentifierClass.OtherId),
            "Attachment" => (ElementRole.Attachment, null),
            "Coding" => (ElementRole.Coding, null),
            "CodeableConcept" => (ElementRole.Concept, null),
            "Quantity" or "Age" or "SimpleQuantity" => (ElementRole.Quantity, null),
            "Extension" => (ElementRole.Extension, null),
            "Meta" => (ElementRole.Meta, null),
            _ => shape.IsPrimitive ? (ElementRole.Unknown, null) : (ElementRole.Group, null),
        };
    }
}
