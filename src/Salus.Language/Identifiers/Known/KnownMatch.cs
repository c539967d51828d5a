namespace Salus.Language.Identifiers.Known;

/// <summary>A place where a text holds something that the record knows.</summary>
/// <param name="Span">In positions of <see cref="IdentifierText.Plain"/>.</param>
/// <param name="Class">What stands there, which may differ from the class of <paramref name="Known"/>: a name in an e-mail address makes the whole address one finding.</param>
/// <param name="Known">What of the record was met; of several people who share the word, the one with most of the words around, then the one named first.</param>
public readonly record struct KnownMatch(TextSpan Span, IdentifierClass Class, KnownIdentifier Known, double Confidence);
