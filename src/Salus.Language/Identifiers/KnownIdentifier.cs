namespace Salus.Language.Identifiers;

/// <summary>Something the record holds about a person, that must not stand in a text about them.</summary>
/// <param name="Value">As the record has it: a whole name, a date in ISO form, a number with its dashes, a street.</param>
/// <param name="Owner">Whose it is, so that all ways to write one person get one surrogate: for example <c>patient</c>, <c>kin-1</c>, <c>clinician-2</c>.</param>
public sealed record KnownIdentifier(IdentifierClass Class, string Value, string Owner);
