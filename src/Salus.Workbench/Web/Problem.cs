using Microsoft.AspNetCore.Antiforgery;
using Salus.Trust;

namespace Salus.Workbench.Web;

/// <summary>What went wrong, in words for the person who asked.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Detail">What to do.</param>
public sealed record Problem(int Status, string Title, string Detail)
{
    /// <summary>More for programs, for example the current revision.</summary>
    public Dictionary<string, object?> Facts { get; init; } = [];

    /// <summary>Null for what nobody foresaw.</summary>
    public static Problem? From(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Of(StatusCodes.Status413PayloadTooLarge),
        BadHttpRequestException bad => new(bad.StatusCode, "The request could not be read", Explain(bad)),
        AntiforgeryValidationException { InnerException: BadHttpRequestException bad } => From(bad),
        AntiforgeryValidationException => FormExpired,
        UnknownDraftException => Of(StatusCodes.Status404NotFound),
        StaleRevisionException stale => new(StatusCodes.Status409Conflict, "Somebody else was faster", $"Revision {stale.Current} is the current one. Look at it, then repeat your change.") { Facts = { ["current"] = stale.Current } },
        AlreadySignedException => new(StatusCodes.Status409Conflict, "The note is signed", "A signed note never changes. Read it under /api/notes."),
        SignatureRefusedException refused => new(StatusCodes.Status422UnprocessableEntity, "Not signed", string.Join(' ', refused.Reasons)) { Facts = { ["reasons"] = refused.Reasons } },
        ReviewRefusedException refused => new(StatusCodes.Status422UnprocessableEntity, "Nothing was changed", refused.Message),
        NotRewritableException missing => new(StatusCodes.Status422UnprocessableEntity, "The draft cannot be written once more", missing.Message),
        AccountRefusedException refused => new(StatusCodes.Status422UnprocessableEntity, "Nothing was changed", refused.Message),
        Smart.LaunchRefusedException refused => new(StatusCodes.Status400BadRequest, "The launch was refused", refused.Message),
        BreakGlassRefusedException refused => new(StatusCodes.Status422UnprocessableEntity, "The glass stays whole", refused.Message),
        RecordUnavailableException unavailable => new(StatusCodes.Status503ServiceUnavailable, "The record cannot be reached", unavailable.Message),
        _ => null,
    };

    public static Problem FormExpired { get; } = new(StatusCodes.Status400BadRequest, "This form has expired",
        "Nothing was changed. Go back, load the page again and repeat the step. Programs send an API token, or the form token in the X-Form-Token header.");

    public static Problem Unforeseen { get; } = new(StatusCodes.Status500InternalServerError, "Something went wrong on our side",
        "Nothing half-done was kept. Try again; if it stays, give your administrator the reference below.");

    /// <summary>For an answer that has a status and nothing else.</summary>
    public static Problem Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, "The request could not be read", "Compare it with /api/openapi.json."),
        StatusCodes.Status401Unauthorized => new(status, "You are not signed in", "Sign in, or send an API token in the header 'Authorization: Bearer …'."),
        StatusCodes.Status403Forbidden => new(status, "You may not do this", "Your role does not include it. Ask an administrator if it should."),
        StatusCodes.Status404NotFound => new(status, "There is nothing here", "Check the address. What you look for may have been moved or may not be open to you."),
        StatusCodes.Status405MethodNotAllowed => new(status, "This address does not take that kind of request", "Compare it with /api/openapi.json."),
        StatusCodes.Status413PayloadTooLarge => new(status, "That is too large", "A transcript may have up to 20 MB, everything else 1 MB. Split it and send the parts."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "That kind of content is not understood here", "Send JSON with 'Content-Type: application/json' unless /api/openapi.json says otherwise."),
        StatusCodes.Status429TooManyRequests => new(status, "Too many requests", "Wait a minute and try again."),
        _ when status >= 500 => Unforeseen with { Status = status },
        _ => new(status, "The request was refused", "Compare it with /api/openapi.json."),
    };

    private static string Explain(BadHttpRequestException bad) => bad.InnerException is System.Text.Json.JsonException json
        ? $"The JSON is wrong at line {(json.LineNumber ?? 0) + 1}, byte {(json.BytePositionInLine ?? 0) + 1}{(json.Path is { Length: > 1 } path && path.Length < 100 ? $" ({path})" : "")}. Compare it with /api/openapi.json."
        : "A part of it is missing or has the wrong form. Compare it with /api/openapi.json.";
}
