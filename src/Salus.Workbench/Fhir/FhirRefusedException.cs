using Salus.Fhir;
using Salus.Fhir.Patching;
using Salus.Fhir.Search;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Workbench.Fhir;

/// <summary>A request over FHIR that is refused.</summary>
/// <param name="status">HTTP.</param>
/// <param name="code">R4 issue type, for example <c>not-found</c>.</param>
/// <param name="message">What, where, and what to do; never a value of a resource.</param>
internal sealed class FhirRefusedException(int status, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>A complete outcome, where more is to be said than one issue.</summary>
    public FhirNode? Outcome { get; init; }

    public static FhirRefusedException NotFound(string type) => new(StatusCodes.Status404NotFound, "not-found", $"There is no {type} with this id.");

    public static FhirRefusedException Invalid(string message) => new(StatusCodes.Status400BadRequest, "invalid", message);
}

/// <summary>What a server says when it does not do what was asked: R4 OperationOutcome.</summary>
internal static class Outcomes
{
    public static FhirNode Of(string code, string message, string severity = "error", string? expression = null) => FhirNode.Resource("OperationOutcome", ("issue", FhirNode.List(Issue(code, message, severity, expression))));

    public static FhirNode Issue(string code, string message, string severity = "error", string? expression = null) => FhirNode.Object(
        ("severity", severity), ("code", code), ("diagnostics", message), ("expression", expression is null ? default : FhirNode.List(expression)));

    /// <summary>The refusal that an exception stands for; null for what nobody foresaw.</summary>
    public static FhirRefusedException? From(Exception exception) => exception switch
    {
        FhirRefusedException refused => refused,
        FhirFormatException format => new(StatusCodes.Status400BadRequest, "structure", format.Message, format),
        FhirPatchException { IsTest: true } test => new(StatusCodes.Status409Conflict, "conflict", test.Message, test),
        FhirPatchException patch => new(StatusCodes.Status422UnprocessableEntity, "processing", patch.Message, patch),
        ChangeRefusedException { Fault: ChangeFault.VersionConflict } conflict => new(StatusCodes.Status412PreconditionFailed, "conflict", conflict.Message, conflict),
        ChangeRefusedException { Fault: ChangeFault.NotFound } missing => new(StatusCodes.Status404NotFound, "not-found", missing.Message, missing),
        ChangeRefusedException { Fault: ChangeFault.MultipleMatches } several => new(StatusCodes.Status412PreconditionFailed, "multiple-matches", several.Message, several),
        SearchException search => new(StatusCodes.Status400BadRequest, "invalid", search.Message, search),
        ChangeRefusedException invalid => new(StatusCodes.Status422UnprocessableEntity, "invalid", invalid.Message, invalid),
        _ => null,
    };

    /// <summary>Answers with the outcome of a refusal: as JSON where the request does not say, or says something that is not understood.</summary>
    public static async Task WriteAsync(HttpContext http, FhirRefusedException refused)
    {
        FhirFormat format;
        try
        {
            format = FhirFormat.Negotiate(http.Request);
        }
        catch (FhirRefusedException)
        {
            format = FhirFormat.Json;
        }
        http.Response.StatusCode = refused.Status;
        http.Response.ContentType = format.MediaType + "; charset=utf-8";
        await http.Response.Body.WriteAsync(format.Write(refused.Outcome ?? Of(refused.Code, refused.Message), false), http.RequestAborted);
    }

    /// <summary>In the words of the rest of the house.</summary>
    public static FhirRefusedException From(Problem problem) => new(problem.Status, CodeOf(problem.Status), $"{problem.Title}. {Here(problem)}");

    private static string Here(Problem problem) => problem.Status switch
    {
        StatusCodes.Status401Unauthorized => "Send a token in the header 'Authorization: Bearer …'.",
        StatusCodes.Status403Forbidden => "Neither your role nor the scopes of the token include it.",
        StatusCodes.Status413PayloadTooLarge => "A request over FHIR may have up to 16 MB. Split it and send the parts.",
        StatusCodes.Status415UnsupportedMediaType => "Send application/fhir+json or application/fhir+xml.",
        < 500 and not StatusCodes.Status429TooManyRequests => "Compare it with /fhir/metadata.",
        _ => problem.Detail,
    };

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "login",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not-found",
        StatusCodes.Status405MethodNotAllowed or StatusCodes.Status406NotAcceptable or StatusCodes.Status415UnsupportedMediaType => "not-supported",
        StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed => "conflict",
        StatusCodes.Status410Gone => "deleted",
        StatusCodes.Status413PayloadTooLarge => "too-long",
        StatusCodes.Status429TooManyRequests => "throttled",
        StatusCodes.Status503ServiceUnavailable => "transient",
        >= 500 => "exception",
        _ => "invalid",
    };
}
