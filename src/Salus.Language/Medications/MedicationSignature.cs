using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Language.Medications;

/// <summary>What is done or said to be done with a drug.</summary>
public enum MedicationAct
{
    /// <summary>Only named: advice, a question without answer, a plan not decided.</summary>
    Mention,
    Takes,
    Start,
    Continue,
    Increase,
    Decrease,
    Stop,
    Refill,

    /// <summary>Was taken before.</summary>
    Took,

    /// <summary>Is said not to be taken.</summary>
    DoesNotTake,
    Allergic,
}

/// <summary>A drug and how it is taken, as far as it was said. Texts are in written form: <c>twice a day</c> stays as said, numbers are digits.</summary>
/// <param name="Dose">Strength of one intake: 20 mg, 2 puffs.</param>
/// <param name="Form">tablet, inhaler, cream …</param>
/// <param name="Route">oral, subcutaneous …</param>
/// <param name="Frequency">Normalised where one way of saying it is plain: <c>daily</c>, <c>twice daily</c>, <c>every 6 hours</c>, <c>as needed</c>.</param>
/// <param name="Indication">What for, as said.</param>
/// <param name="Evidence">Never empty; the drug's own words come first, then dose, form, route, frequency, duration, indication, act.</param>
public sealed record MedicationSignature(
    Concept Drug,
    MedicationAct Act,
    Measure? Dose,
    string? Form,
    string? Route,
    string? Frequency,
    string? Duration,
    string? Indication,
    Experiencer Experiencer,
    SpeakerRole Speaker,
    ImmutableArray<EvidenceSpan> Evidence)
{
    /// <summary>Where the drug itself is named.</summary>
    public EvidenceSpan Named => Evidence[0];
}
