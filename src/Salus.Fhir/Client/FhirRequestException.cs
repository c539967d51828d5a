using System.Net;

namespace Salus.Fhir.Client;

/// <summary>
/// A FHIR server refused or failed. The message gives status and the codes of its OperationOutcome; texts that a server writes may quote
/// patient data, so they are only in <see cref="Outcome"/>.
/// </summary>
public class FhirRequestException : Exception
{
    /// <param name="outcome">What the server explained; null when it explained nothing.</param>
    public FhirRequestException(HttpStatusCode status, string what, FhirNode? outcome, Exception? inner = null)
        : base($"{what} was refused with {(int)status}{Codes(outcome)}.", inner) => (Status, Outcome) = (status, outcome);

    public HttpStatusCode Status { get; }

    /// <summary>The OperationOutcome.</summary>
    public FhirNode? Outcome { get; }

    /// <summary>R4 issue codes, for example <c>invalid</c>, <c>not-found</c>, <c>conflict</c>.</summary>
    public IEnumerable<string> IssueCodes => Outcome?.All("issue").Select(i => i["code"]?.Value).OfType<string>() ?? [];

    internal static FhirRequestException Of(HttpStatusCode status, string what, FhirNode? outcome) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new FhirAccessDeniedException(status, what, outcome),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => new FhirNotFoundException(status, what, outcome),
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => new FhirConflictException(status, what, outcome),
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new FhirInvalidException(status, what, outcome),
        _ => new FhirRequestException(status, what, outcome),
    };

    private static string Codes(FhirNode? outcome)
    {
        var codes = outcome?.All("issue").Select(i => i["code"]?.Value).OfType<string>().Where(c => c.Length <= 40).Distinct(StringComparer.Ordinal).Take(5).ToArray() ?? [];
        return codes.Length == 0 ? "" : $" ({string.Join(", ", codes)})";
    }
}

/// <summary>401 or 403: the token does not open this.</summary>
public sealed class FhirAccessDeniedException(HttpStatusCode status, string what, FhirNode? outcome) : FhirRequestException(status, what, outcome);

/// <summary>404, or 410 for what was deleted.</summary>
public sealed class FhirNotFoundException(HttpStatusCode status, string what, FhirNode? outcome) : FhirRequestException(status, what, outcome);

/// <summary>409 or 412: somebody else was faster, or a condition does not hold.</summary>
public sealed class FhirConflictException(HttpStatusCode status, string what, FhirNode? outcome) : FhirRequestException(status, what, outcome);

/// <summary>400 or 422: the server does not accept what was sent.</summary>
public sealed class FhirInvalidException(HttpStatusCode status, string what, FhirNode? outcome) : FhirRequestException(status, what, outcome);

/// <summary>No answer that can be used: not reachable, too large, not FHIR, or leading elsewhere.</summary>
public sealed class FhirTransportException(string message, Exception? inner = null) : Exception(message, inner);
