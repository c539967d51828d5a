using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>A form that a person signed: what leaves for the registry.</summary>
/// <param name="Report">The day the form is filled in for, as ISO 8601.</param>
public sealed record SignedForm(RegistryMapping Mapping, DraftId Draft, PatientId? Patient, string Report, string SignedBy, DateTimeOffset SignedAt, ImmutableArray<SignedAnswer> Answers);

/// <param name="Value">Null for a field that stayed open; <paramref name="Open"/> says why.</param>
/// <param name="ByHand">A reviewer wrote it on their own knowledge, no source says it.</param>
public sealed record SignedAnswer(RegistryField Field, FieldValue? Value, string? At, bool ByHand, string? Open);

/// <summary>Signed registry forms. Drafts do not leave.</summary>
public sealed class RegistryExport(Record record, Review review)
{
    private const int Page = 50;

    /// <summary>Last signed first.</summary>
    /// <param name="registry">Name of a registry; null for all.</param>
    public async IAsyncEnumerable<SignedForm> AllAsync(string? registry, Person by, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var skip = 0; ; skip += Page)
        {
            var page = await review.ListAsync(new WorkListQuery([DraftState.Signed], Skip: skip, Take: Page) { Capability = RegistriesCapability.CapabilityName }, by, cancel);
            foreach (var (item, reviewed) in page)
            {
                if (RegistryCheck.MappingOf(reviewed.Sources) is { } mapping && (registry is null || mapping.Name == registry) && await record.FindAsync(item.Id, by, cancel) is { } signed)
                    yield return Of(mapping, reviewed, signed.Signature);
            }
            if (page.Length < Page)
                yield break;
        }
    }

    private static SignedForm Of(RegistryMapping mapping, ReviewedDraft reviewed, Signature signature)
    {
        var draft = reviewed.Draft;
        return new SignedForm(mapping, draft.Id, draft.Subject, draft.Origin.Parameters.GetValueOrDefault(RegistryWriter.ReportParameter, ""), signature.Name, signature.At, [.. mapping.Fields.Select(f => Answer(mapping, f, reviewed))]);
    }

    /// <summary>The kept statement about a field, read by the rules it was checked by; of two, which only an overrule allows, the last.</summary>
    private static SignedAnswer Answer(RegistryMapping mapping, RegistryField field, ReviewedDraft reviewed)
    {
        var statement = reviewed.Kept.LastOrDefault(s => FieldText.FieldOf(mapping, s.Text)?.Name == field.Name);
        if (statement is not null && FieldText.TryRead(field, statement.Text, out var value, out var at, out var unreadable))
            return new SignedAnswer(field, value, at, statement.Evidence.Any(e => e is Attestation), null);
        var rejected = reviewed.Draft.Statements.Any(s => reviewed.IsRejected(s) && FieldText.FieldOf(mapping, s.Text)?.Name == field.Name);
        return new SignedAnswer(field, null, null, ByHand: false, rejected ? "The answer was rejected in review."
            : statement is not null ? "The signed words cannot be read as an answer."
            : OpenFields.Of(mapping, reviewed.Draft).FirstOrDefault(o => o.Field.Name == field.Name).Why ?? "No data in the chart.");
    }
}

/// <summary>The fields of a form that have no answer yet.</summary>
public static class OpenFields
{
    /// <summary>In the order of the form, with the reason as far as one was given.</summary>
    public static IEnumerable<(RegistryField Field, string? Why)> Of(RegistryMapping mapping, Draft draft)
    {
        var answered = draft.Statements.Select(s => FieldText.FieldOf(mapping, s.Text)).OfType<RegistryField>().ToHashSet();
        return mapping.Fields.Where(f => !answered.Contains(f)).Select(f => (f, draft.Omitted.FirstOrDefault(o => o.Text == f.Label || o.Text == f.Label + " (required)")?.Reason));
    }
}
