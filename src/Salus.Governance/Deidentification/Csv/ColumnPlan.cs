using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>What happens to the cells of a column.</summary>
internal sealed record ColumnPlan(Treatment Treatment, IdentifierClass Class)
{
    /// <summary>Which part of a name the column holds.</summary>
    public NamePart Part { get; init; } = NamePart.Whole;

    /// <summary>Its cells say whose row it is.</summary>
    public bool IsSubject { get; init; }

    /// <summary>Dates of birth tell the age of the oldest.</summary>
    public bool IsBirth { get; init; }

    /// <summary>Its names are of people who work here: searched in all texts.</summary>
    public bool OfClinician { get; init; }

    /// <summary>The policy names the column: its word holds whatever the cells look like.</summary>
    public bool IsStated { get; init; }
}
