using Salus.Trust;

namespace Salus.Design.Terminal;

/// <summary>Whose act a command is; it is audited under this account.</summary>
public static class ActingAs
{
    /// <summary>The named account, or the only one that may.</summary>
    /// <exception cref="ActingAsException">There is none, or more than one.</exception>
    public static Task<Person> OfAsync(People people, string? name, Act act, CancellationToken cancel) => OfAsync(people, name, [act], cancel);

    /// <summary>The named account, or the only one that may do all of it.</summary>
    /// <exception cref="ActingAsException">There is none, or more than one.</exception>
    public static async Task<Person> OfAsync(People people, string? name, IReadOnlyCollection<Act> acts, CancellationToken cancel)
    {
        if (!string.IsNullOrEmpty(name))
            return await people.FindByNameAsync(name, cancel) is { } named && acts.All(act => Access.Allows(named, act)) ? named : throw new ActingAsException($"There is no account '{name}' that may do this. See 'salus users list'.");
        return (await people.AccountsAsync(cancel)).Where(a => !a.Disabled && acts.All(act => Access.Allows(a.Person, act))).ToArray() switch
        {
            [var only] => only.Person,
            [] => throw new ActingAsException("No account may do this yet. Add one: salus users add ada --name \"Dr. Ada Marsh\" --role clinician"),
            _ => throw new ActingAsException("Several accounts may do this: say which with --as NAME, or set SALUS_USER."),
        };
    }
}

/// <summary>A command that cannot tell whose act it is; the message says what to do.</summary>
public sealed class ActingAsException(string message) : ArgumentException(message);
