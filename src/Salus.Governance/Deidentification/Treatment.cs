namespace Salus.Governance.Deidentification;

/// <summary>What happens to a found identifier or to an element.</summary>
public enum Treatment
{
    /// <summary>Stays as it is.</summary>
    Keep,

    /// <summary>The element goes; in text the same as <see cref="Mask"/>.</summary>
    Remove,

    /// <summary>Letters become X and digits 0, in the same length class: nothing of the value remains.</summary>
    Mask,

    /// <summary>The name of its class in brackets: <c>[name]</c>.</summary>
    Tag,

    /// <summary>An invented value of the same kind; the same person gets the same one everywhere in a release.</summary>
    Surrogate,

    /// <summary>A date moved by the person's own number of days: intervals stay.</summary>
    Shift,

    /// <summary>Made coarser: three digits of a postal code, the year of a date, a band of ages.</summary>
    Generalize,

    /// <summary>A keyed pseudonym that cannot be turned back, equal for equal values: for ids and references.</summary>
    Pseudonym,

    /// <summary>Can be turned back by who holds the key: see <c>salus reidentify</c>.</summary>
    Encrypt,

    /// <summary>Free text (or HTML narrative, or an attachment): read for identifiers, which are treated by their class.</summary>
    Scan,
}
