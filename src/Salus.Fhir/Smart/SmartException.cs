namespace Salus.Fhir.Smart;

/// <summary>Signing in at another server did not work. The message carries no token and no code.</summary>
/// <param name="code">The OAuth error code the server gave (RFC 6749 §5.2), for example <c>invalid_grant</c>; null when it gave none.</param>
public sealed class SmartException(string message, Exception? inner = null, string? code = null) : Exception(message, inner)
{
    public string? Code { get; } = code;
}
