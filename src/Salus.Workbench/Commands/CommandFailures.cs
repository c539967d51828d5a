using System.Text.Json;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Workbench.Commands;

/// <summary>The one place where exceptions become messages and exit codes: 1 the work failed, 2 the call was wrong.</summary>
internal static class CommandFailures
{
    public const int WorkFailed = 1;
    public const int CallWrong = 2;

    public static (int Code, string Message) Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        TypeInitializationException { InnerException: { } cause } => Describe(cause),
        CallException or UnsafeAddressException => (CallWrong, exception.Message),
        OperationCanceledException => (WorkFailed, "Stopped. What was acknowledged before is kept."),
        // A capability says with an ArgumentException of its own that the call contradicts itself.
        ArgumentException when IsOurs(exception) => (CallWrong, exception.Message),
        _ when IsOurs(exception) => (WorkFailed, exception.Message),
        DllNotFoundException e when e.Message.Contains("sqlite", StringComparison.OrdinalIgnoreCase) => (WorkFailed, "The library libsqlite3.so.0 is missing: install the package libsqlite3-0 (Debian, Ubuntu) or sqlite-libs (Fedora, Alpine)."),
        FileNotFoundException e => (WorkFailed, $"There is no file {e.FileName ?? e.Message}."),
        DirectoryNotFoundException e => (WorkFailed, e.Message),
        UnauthorizedAccessException e => (WorkFailed, $"{e.Message} Check who owns it and its permissions."),
        JsonException e => (WorkFailed, $"This is not the JSON it should be: {e.Message}"),
        IOException e => (WorkFailed, e.Message),
        _ => (WorkFailed, $"Salus met a fault of its own ({exception.GetType().Name}: {exception.Message}). Nothing half-done was kept. Please report it with these lines:{Environment.NewLine}{exception.StackTrace}"),
    };

    /// <summary>Exceptions that our own assemblies name carry a message for people: what, where, what to do.</summary>
    public static bool IsOurs(Exception exception) =>
        exception.GetType().Assembly == typeof(CommandFailures).Assembly
        || exception.GetType().Assembly.GetName().Name!.StartsWith("Salus.", StringComparison.Ordinal);
}
