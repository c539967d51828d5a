namespace Salus.Fhir.Smart;

/// <summary>A key, key set or token that is refused. The message says why; it never quotes the token.</summary>
public sealed class JoseException(string message, Exception? inner = null) : Exception(message, inner);
