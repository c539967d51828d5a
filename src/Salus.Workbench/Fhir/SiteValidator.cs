using Salus.Fhir.Definitions;
using Salus.Fhir.Validation;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>
/// Validates against R4 and whatever profiles, extensions, value sets and code systems the site has brought into its record,
/// for example those of US Core or IPS. They are read again after one of them changed.
/// </summary>
internal sealed class SiteValidator(Record record)
{
    private volatile Known known = new(0, Validator.R4);

    public async Task<Validator> CurrentAsync(CancellationToken cancel)
    {
        var newest = await record.DefinitionsChangedAsync(cancel);
        if (known is var now && now.Change == newest)
            return now.Validator;
        var read = new Known(newest, new Validator(FhirDefinitions.R4.With(await record.DefinitionsAsync(cancel))));
        known = read;
        return read.Validator;
    }

    private sealed record Known(long Change, Validator Validator);
}
