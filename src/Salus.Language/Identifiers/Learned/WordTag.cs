namespace Salus.Language.Identifiers.Learned;

/// <summary>What a learned model takes a word for.</summary>
public enum WordTag : byte
{
    Outside,
    Name,
    Organization,
    Place,

    /// <summary>A number or code that stands for somebody, whatever its kind.</summary>
    Code,
}
