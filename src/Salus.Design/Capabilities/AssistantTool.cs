using System.Security.Claims;

namespace Salus.Design;

/// <summary>
/// Something an assistant may do for the person whose token it holds: read, or make a draft that waits for a person. A capability registers
/// one as a service for each. There is none that signs, and none may need more than an API token can be given.
/// </summary>
/// <param name="Name">Snake case, as assistants expect: <c>draft_note</c>.</param>
/// <param name="Title">As people read it.</param>
/// <param name="Description">What it does and gives back, for the assistant to choose by.</param>
/// <param name="Needs">What the person and the token must be allowed.</param>
/// <param name="Bind">The method to call. Its parameters, described by <see cref="System.ComponentModel.DescriptionAttribute"/>, are those of the tool.</param>
public sealed record AssistantTool(string Name, string Title, string Description, Act Needs, Func<AssistantSession, Delegate> Bind)
{
    /// <summary>It makes a draft; false for what only reads.</summary>
    public bool MakesDraft { get; init; }
}

/// <summary>An assistant at work for a person.</summary>
/// <param name="User">Who, and how far, at this moment: it is asked again with each call.</param>
/// <param name="Services">The house's services.</param>
public sealed record AssistantSession(Func<ClaimsPrincipal> User, IServiceProvider Services)
{
    public Person Person => User().Person();

    public T Get<T>() where T : notnull => (T)(Services.GetService(typeof(T)) ?? throw new InvalidOperationException($"There is no {typeof(T).Name}."));
}

/// <summary>A tool cannot do what it was asked; the message says what to do instead.</summary>
public sealed class AssistantCallException(string message) : ArgumentException(message);
