namespace Salus.Language.Models;

/// <summary>Why a model gave no answer.</summary>
public enum ModelProblem
{
    /// <summary>Nothing answers at the address.</summary>
    Unreachable,

    /// <summary>The certificate of the address is not trusted.</summary>
    Certificate,

    /// <summary>The key is missing, unknown or may not do this.</summary>
    Key,

    /// <summary>The endpoint has no such model or no such function.</summary>
    NoSuchModel,

    /// <summary>The endpoint did not understand the request.</summary>
    Request,

    /// <summary>The request is longer than the model reads.</summary>
    TooLong,

    /// <summary>The endpoint, or our own queue for it, is full.</summary>
    Busy,

    /// <summary>The site's own limit for the day is used up.</summary>
    OverBudget,

    /// <summary>No answer in time.</summary>
    TooSlow,

    /// <summary>The answer broke off, or the endpoint failed.</summary>
    Broken,

    /// <summary>The answer is larger than is read.</summary>
    TooLarge,

    /// <summary>The answer came, but is not in the form that was asked for.</summary>
    NotUnderstood,

    /// <summary>It failed several times in a row and is left alone for a while.</summary>
    Resting,

    /// <summary>Whoever waited did not want to wait any longer.</summary>
    Stopped,
}

/// <summary>
/// A model gave no usable answer. The message is for a clinician: it names the model and what happened, never what was asked or answered.
/// </summary>
public sealed class ModelException : Exception
{
    public ModelException(ModelProblem problem, string model, Exception? inner = null)
        : base(MessageOf(problem, model), inner)
    {
        Problem = problem;
        Model = model;
    }

    public ModelProblem Problem { get; }

    /// <summary>Name of the model in this house.</summary>
    public string Model { get; }

    /// <summary>Trying again may help.</summary>
    public bool IsPassing => Problem is ModelProblem.Unreachable or ModelProblem.Busy or ModelProblem.Broken;

    /// <summary>What whoever runs Salus can do about it.</summary>
    public string Remedy => Problem switch
    {
        ModelProblem.Unreachable => "Check that the server runs and that the address is right.",
        ModelProblem.Certificate => "Check the address, or give the server a certificate that this machine trusts.",
        ModelProblem.Key => "Check where the key is read from, and that it may use this model.",
        ModelProblem.NoSuchModel => "Check the model's name at the endpoint.",
        ModelProblem.Request => "Check which answers the endpoint supports: set structured to json or none.",
        ModelProblem.TooLong => "Set contextTokens to what the model reads; longer input is then shortened and said so.",
        ModelProblem.Busy => "Try again later, or raise concurrency if the server can take more.",
        ModelProblem.OverBudget => "Wait until tomorrow, or raise the limit of the day.",
        ModelProblem.TooSlow => "Raise timeoutSeconds, or use a faster model.",
        ModelProblem.TooLarge => "The model does not stop: lower maxTokens.",
        ModelProblem.NotUnderstood => "Use a model that can answer in a given form.",
        ModelProblem.Resting => "It is tried again by itself after a while.",
        ModelProblem.Stopped => "Nothing has to be done.",
        _ => "Look at the log of the model server.",
    };

    private static string MessageOf(ModelProblem problem, string model) => problem switch
    {
        ModelProblem.Unreachable => $"The model '{model}' cannot be reached.",
        ModelProblem.Certificate => $"The model '{model}' could not prove who it is.",
        ModelProblem.Key => $"The model '{model}' does not accept our key.",
        ModelProblem.NoSuchModel => $"The endpoint of '{model}' does not know the model.",
        ModelProblem.Request => $"The model '{model}' did not understand the request.",
        ModelProblem.TooLong => $"The text is longer than the model '{model}' can read.",
        ModelProblem.Busy => $"The model '{model}' is busy.",
        ModelProblem.OverBudget => $"The day's limit for the model '{model}' is used up.",
        ModelProblem.TooSlow => $"The model '{model}' did not answer in time.",
        ModelProblem.Broken => $"The answer of the model '{model}' broke off.",
        ModelProblem.TooLarge => $"The model '{model}' answered far more than was asked.",
        ModelProblem.NotUnderstood => $"The model '{model}' did not answer in the form that was asked for.",
        ModelProblem.Resting => $"The model '{model}' failed several times and is left alone for a moment.",
        ModelProblem.Stopped => $"The model '{model}' was stopped before it had finished.",
        _ => $"The model '{model}' gave no answer.",
    };
}
