using System.ClientModel;
using System.ClientModel.Primitives;
using System.Security.Authentication;
using System.Text.Json;

namespace Salus.Language.Models;

/// <summary>What went wrong on the wire, in the words of this house. What the endpoint wrote about it is read for its meaning and never repeated: it may quote the text it was sent.</summary>
internal static class ModelFailures
{
    public static ModelException Of(Exception failure, string model) => failure switch
    {
        ModelException known => known,
        ClientResultException { Status: 0, InnerException: { } inner } => Of(inner, model),
        ClientResultException refused => new ModelException(OfStatus(refused), model, Silent(refused)),
        _ when Holds<AnswerTooLargeException>(failure) => new ModelException(ModelProblem.TooLarge, model),
        _ when Holds<AuthenticationException>(failure) => new ModelException(ModelProblem.Certificate, model, failure),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new ModelException(ModelProblem.Certificate, model, failure),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError } => new ModelException(ModelProblem.Unreachable, model, failure),
        HttpRequestException => new ModelException(ModelProblem.Broken, model, failure),
        JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException => new ModelException(ModelProblem.NotUnderstood, model),
        IOException => new ModelException(ModelProblem.Broken, model, failure),
        _ => new ModelException(ModelProblem.Broken, model),
    };

    private static ModelProblem OfStatus(ClientResultException refused)
    {
        var body = refused.GetRawResponse() is { } response ? BodyOf(response) : "";
        return refused.Status switch
        {
            401 or 403 => ModelProblem.Key,
            404 or 405 => ModelProblem.NoSuchModel,
            408 or 504 => ModelProblem.TooSlow,
            413 => ModelProblem.TooLong,
            429 => body.Contains("quota", StringComparison.OrdinalIgnoreCase) ? ModelProblem.OverBudget : ModelProblem.Busy,
            >= 400 and < 500 when body.Contains("context", StringComparison.OrdinalIgnoreCase) && (body.Contains("length", StringComparison.OrdinalIgnoreCase) || body.Contains("size", StringComparison.OrdinalIgnoreCase) || body.Contains("window", StringComparison.OrdinalIgnoreCase)) => ModelProblem.TooLong,
            >= 400 and < 500 when body.Contains("model", StringComparison.OrdinalIgnoreCase) && (body.Contains("not found", StringComparison.OrdinalIgnoreCase) || body.Contains("does not exist", StringComparison.OrdinalIgnoreCase)) => ModelProblem.NoSuchModel,
            >= 400 and < 500 => ModelProblem.Request,
            502 or 503 => ModelProblem.Busy,
            _ => ModelProblem.Broken,
        };
    }

    private static string BodyOf(PipelineResponse response)
    {
        try
        {
            return response.BufferContent().ToString();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>The status without the endpoint's words.</summary>
    private static HttpRequestException Silent(ClientResultException refused) => new($"The endpoint answered with status {refused.Status}.");

    private static bool Holds<T>(Exception failure)
        where T : Exception
    {
        for (var e = failure; e is not null; e = e.InnerException)
            if (e is T || e is AggregateException many && many.InnerExceptions.Any(Holds<T>))
                return true;
        return false;
    }
}
