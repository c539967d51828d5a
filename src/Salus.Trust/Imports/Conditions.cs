using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>Searches inside a change: which one resource is meant.</summary>
internal static class Conditions
{
    /// <summary>The names of the resources that conditional references mean; those that mean none or several are missing.</summary>
    public static async Task<IReadOnlyDictionary<string, ResourceName>> AnswerAsync(DatabaseTransaction transaction, IEnumerable<string> references, TimeProvider clock)
    {
        var answers = new Dictionary<string, ResourceName>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            var at = reference.IndexOf('?', StringComparison.Ordinal);
            try
            {
                if (await FindAsync(transaction, reference[..at], reference[(at + 1)..], ClosedPatients.None, clock) is [var only])
                    answers.Add(reference, only);
            }
            catch (SearchException)
            {
                // What cannot be searched for stays as it came, and is counted as unanswered.
            }
        }
        return answers;
    }

    /// <summary>At most two names: more than one is one too many.</summary>
    /// <exception cref="SearchException">The condition is no search.</exception>
    public static async Task<IReadOnlyList<ResourceName>> FindAsync(DatabaseTransaction transaction, string type, string condition, ClosedPatients closed, TimeProvider clock)
    {
        var query = SearchQuery.Parse(type, condition);
        if (query.Criteria.IsEmpty)
            throw new SearchException("condition", "It names no search parameter, so it would mean any resource.");
        var keys = await new ResourceSearch(transaction, FhirDefinitions.R4, closed, clock.GetUtcNow()).KeysAsync(query, most: 2);
        var names = new List<ResourceName>();
        foreach (var key in keys)
            names.Add(new ResourceName(type, (await transaction.ScalarAsync<string>("select id from resources where key = @key", new { key }))!));
        return names;
    }
}
