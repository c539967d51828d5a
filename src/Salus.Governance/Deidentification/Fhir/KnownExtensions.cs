using System.Collections.Frozen;
using Salus.Fhir.Definitions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>What is done with an extension, whatever the rules let through.</summary>
internal enum ExtensionFate
{
    /// <summary>Nobody here knows what it holds: goes.</summary>
    Unknown,

    /// <summary>Known to identify, and of no clinical use: goes.</summary>
    Unwanted,

    /// <summary>Read like any other element.</summary>
    Read,

    /// <summary>Its text is of a known class.</summary>
    Value,
}

/// <summary>
/// Extensions whose meaning is known: those of FHIR R4 and US Core that have no free text but codes, quantities and dates, and those that identify.
/// From the general knowledge of the published extension registries.
/// </summary>
internal static class KnownExtensions
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/", UsCore = "http://hl7.org/fhir/us/core/StructureDefinition/";

    private static readonly FrozenDictionary<string, (ExtensionFate Fate, IdentifierClass Class)> table = new Dictionary<string, (ExtensionFate, IdentifierClass)>(StringComparer.Ordinal)
    {
        [Core + "geolocation"] = (ExtensionFate.Unwanted, IdentifierClass.Address),
        [Core + "patient-mothersMaidenName"] = (ExtensionFate.Value, IdentifierClass.Name),
        [Core + "humanname-own-name"] = (ExtensionFate.Value, IdentifierClass.Name),
        [Core + "humanname-own-prefix"] = (ExtensionFate.Value, IdentifierClass.Name),
        [Core + "humanname-partner-name"] = (ExtensionFate.Value, IdentifierClass.Name),
        [Core + "humanname-partner-prefix"] = (ExtensionFate.Value, IdentifierClass.Name),
        [Core + "humanname-mothers-family"] = (ExtensionFate.Value, IdentifierClass.Name),
        [Core + "humanname-fathers-family"] = (ExtensionFate.Value, IdentifierClass.Name),
        [Core + "iso21090-ADXP-streetName"] = (ExtensionFate.Value, IdentifierClass.Address),
        [Core + "iso21090-ADXP-streetNameBase"] = (ExtensionFate.Value, IdentifierClass.Address),
        [Core + "iso21090-ADXP-houseNumber"] = (ExtensionFate.Value, IdentifierClass.Address),
        [Core + "iso21090-ADXP-additionalLocator"] = (ExtensionFate.Value, IdentifierClass.Address),
        [Core + "iso21090-ADXP-postBox"] = (ExtensionFate.Value, IdentifierClass.Address),
        [Core + "iso21090-ADXP-unitID"] = (ExtensionFate.Value, IdentifierClass.Address),
        [Core + "iso21090-ADXP-precinct"] = (ExtensionFate.Value, IdentifierClass.Place),
        [Core + "iso21090-SC-coding"] = (ExtensionFate.Read, IdentifierClass.OtherId),
        [Core + "rendered-value"] = (ExtensionFate.Unwanted, IdentifierClass.OtherId),
        [Core + "originalText"] = (ExtensionFate.Read, IdentifierClass.OtherId),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> read = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            .. new[]
            {
                "data-absent-reason", "patient-birthPlace", "patient-birthTime", "patient-citizenship", "patient-nationality", "patient-religion", "patient-genderIdentity", "patient-interpreterRequired", "patient-disability", "patient-importance",
                "patient-congregation", "patient-cadavericDonor", "patient-adoptionInfo", "patient-animal", "patient-proficiency", "patient-preferenceType", "individual-genderIdentity", "individual-pronouns", "individual-recordedSexOrGender",
                "allergyintolerance-certainty", "allergyintolerance-duration", "allergyintolerance-resolutionAge", "allergyintolerance-assertedDate", "allergyintolerance-reasonRefuted", "allergyintolerance-substanceExposureRisk",
                "condition-assertedDate", "condition-basedOn", "condition-dueTo", "condition-occurredFollowing", "condition-outcome", "condition-related", "condition-ruledOut", "condition-diseaseCourse",
                "observation-bodyPosition", "observation-delta", "observation-gatewayDevice", "observation-specimenCode", "observation-timeOffset", "observation-precondition", "observation-reagent", "observation-replaces", "observation-secondaryFinding",
                "observation-sequel-to", "observation-focusCode", "observation-geneticsAllele", "observation-geneticsAminoAcidChange", "observation-geneticsDNARegionName", "observation-geneticsGene", "observation-geneticsVariant", "observation-geneticsInterpretation",
                "procedure-approachBodyStructure", "procedure-causedBy", "procedure-incisionDateTime", "procedure-method", "procedure-progressStatus", "procedure-targetBodyStructure", "procedure-directedBy",
                "encounter-associatedEncounter", "encounter-modeOfArrival", "encounter-reasonCancelled", "diagnosticReport-addendumOf", "diagnosticReport-extends", "diagnosticReport-locationPerformed", "diagnosticReport-replaces", "diagnosticReport-risk", "diagnosticReport-summaryOf",
                "servicerequest-geneticsItem", "servicerequest-precondition", "servicerequest-questionnaireRequest", "specimen-collectionPriority", "specimen-isDryWeight", "specimen-processingTime", "specimen-sequenceNumber", "specimen-specialHandling", "bodySite",
                "family-member-history-genetics-observation", "family-member-history-genetics-parent", "family-member-history-genetics-sibling", "familymemberhistory-abatement", "familymemberhistory-severity", "familymemberhistory-type", "familymemberhistory-patient-record",
                "goal-acceptance", "goal-relationship", "careplan-activity-title", "questionnaireresponse-author", "questionnaireresponse-completionMode", "questionnaireresponse-reason", "questionnaireresponse-reviewer", "ordinalValue", "iso21090-preferred", "iso21090-codedString",
                "iso21090-EN-qualifier", "iso21090-EN-use", "iso21090-nullFlavor", "iso21090-PQ-translation", "iso21090-uncertainty", "iso21090-uncertaintyType", "iso21090-AD-use", "iso21090-TEL-address", "quantity-precision", "event-basedOn", "event-eventHistory",
                "event-location", "event-partOf", "event-performerFunction", "event-statusReason", "request-doNotPerform", "request-insurance", "request-performerOrder", "request-relevantHistory", "request-replaces", "request-statusReason", "workflow-instantiatesCanonical",
                "flag-detail", "flag-priority", "organization-period", "organization-preferredContact", "organization-primaryInd", "device-implantStatus", "devicerequest-patientInstruction", "medication-ingredient", "timing-daysOfCycle", "timing-exact", "tz-code", "tz-offset", "derivation-reference", "language", "translation",
            }.Select(n => Core + n),
            .. new[] { "us-core-race", "us-core-ethnicity", "us-core-birthsex", "us-core-sex", "us-core-genderIdentity", "us-core-tribal-affiliation", "us-core-interpreter-needed", "us-core-medication-adherence", "us-core-direct", "us-core-individual-sex" }.Select(n => UsCore + n),
        ]);

    public static (ExtensionFate Fate, IdentifierClass Class) Of(string? url) =>
        url is null ? (ExtensionFate.Unknown, IdentifierClass.OtherId)
        : table.TryGetValue(url, out var fate) ? fate
        : read.Contains(url) ? (ExtensionFate.Read, IdentifierClass.OtherId)
        : (ExtensionFate.Unknown, IdentifierClass.OtherId);
}
