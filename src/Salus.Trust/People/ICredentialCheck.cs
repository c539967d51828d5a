namespace Salus.Trust;

/// <summary>Tells whether a password is a person's. Who signs proves again who they are.</summary>
public interface ICredentialCheck
{
    /// <returns>False for a wrong password, a locked or disabled account and an unknown person alike.</returns>
    Task<bool> VerifyAsync(PersonId person, string password, CancellationToken cancel);
}
