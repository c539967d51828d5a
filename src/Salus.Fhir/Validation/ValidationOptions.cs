using System.Collections.Immutable;

namespace Salus.Fhir.Validation;

/// <summary>How far references are followed.</summary>
public enum ReferenceChecks
{
    /// <summary>Only their form, and what they point at inside the same resource or bundle.</summary>
    Form,

    /// <summary>What they point at must exist, as far as <see cref="ValidationOptions.Resolve"/> can tell.</summary>
    Exists,

    /// <summary>And must have an allowed type.</summary>
    ExistsAndType,

    /// <summary>And must itself conform to the profile that the reference asks for.</summary>
    Valid,
}

/// <summary>What to check beyond R4 itself. Immutable.</summary>
public sealed record ValidationOptions
{
    public static ValidationOptions Default { get; } = new();

    /// <summary>Canonical addresses that the resource must conform to, besides those it claims in <c>meta.profile</c>.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>Profiles that resources inside must conform to, for example every Patient of a Bundle.</summary>
    public ImmutableArray<BundleRule> BundleRules { get; init; } = [];

    public ReferenceChecks References { get; init; } = ReferenceChecks.Form;

    /// <summary>Finds what a reference outside of the resource points at; null when it is not known.</summary>
    public Func<string, FhirNode?>? Resolve { get; init; }

    /// <summary>References such as <c>http://host/Patient/1</c> say their type, so the type is checked without following them.</summary>
    public bool TrustRestReferences { get; init; }

    /// <summary>What an extension that no loaded definition knows means.</summary>
    public IssueSeverity UnknownExtensions { get; init; } = IssueSeverity.Warning;

    /// <summary>What a display that is not the code system's own text for the code means.</summary>
    public IssueSeverity WrongDisplays { get; init; } = IssueSeverity.Warning;

    /// <summary>Rules that R4 calls best practice (such as: every resource should have a narrative) are reported at this level; null leaves them out.</summary>
    public IssueSeverity? BestPractice { get; init; }

    /// <summary>Addresses of example.org and the like are an error; otherwise extensions from there need no definition.</summary>
    public bool RefuseExampleUrls { get; init; }

    /// <summary>Text that looks like HTML tags is an error.</summary>
    public bool RefuseMarkup { get; init; }

    /// <summary>Contained resources are checked too.</summary>
    public bool CheckContained { get; init; } = true;

    /// <summary>Conformance resources are about to be published by HL7, which asks more of them.</summary>
    public bool ForPublication { get; init; }

    /// <summary>Validation ends after so many issues, so that a hostile resource costs bounded memory.</summary>
    public int MostIssues { get; init; } = 5000;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <param name="Rule"><c>Patient</c> for every patient, <c>Patient:0</c> for the first, <c>1</c> for the second entry.</param>
public sealed record BundleRule(string Rule, string Profile);
