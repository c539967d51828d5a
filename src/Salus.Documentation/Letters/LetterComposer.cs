using System.Collections.Immutable;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>
/// Writes letters from a chart, from what the person asks for and from a visit: facts with the elements that say them, words of people as quotes.
/// Where the site chose a model for letters, the model phrases from the same material.
/// </summary>
public sealed class LetterComposer(ModelWriter models, TimeProvider clock)
{
    private static readonly ImmutableDictionary<LetterKind, Lazy<PromptFile>> prompts = LetterKinds.All.ToImmutableDictionary(k => k, k => new Lazy<PromptFile>(() => PromptFile.Framed($"{k.Name()}-1", Text($"prompts.{k.Name()}-1.txt"))));

    /// <exception cref="LetterCallException">The request cannot be met; the message says why.</exception>
    public Task<Written> WriteAsync(LetterRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var ours = Write(request);
        // A note that may hold next to nothing has nothing to phrase: the embedded engine writes it alone.
        return request.Kind.IsNote() ? Task.FromResult(ours) : models.WriteAsync(ours.Draft, ours.Sources, ChartSheet.ToTask(request.Chart, request.At, ours, prompts[request.Kind].Value), cancel);
    }

    /// <summary>The embedded engine alone.</summary>
    /// <exception cref="LetterCallException">The request cannot be met; the message says why.</exception>
    public Written Write(LetterRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Kind is not (LetterKind.Discharge or LetterKind.Appeal) && request.Chart.Identities.Select(i => i.Version.Stored!.ValueAt("Patient.deceasedDateTime")).FirstOrDefault(d => d is not null) is { } died)
            throw new LetterCallException($"The record says that this patient died on {died[..Math.Min(10, died.Length)]}, so there is no {request.Kind.Title().ToLowerInvariant()} to write.");
        var sheet = new ChartSheet(request.Chart, request.At, request.ToSources());
        Head(sheet, request);
        switch (request.Kind)
        {
            case LetterKind.Referral:
                Referral.Write(sheet);
                break;
            case LetterKind.Discharge:
                DischargeSummary.Write(sheet, StayOf(sheet, request));
                break;
            case LetterKind.DischargeInstructions:
                DischargeInstructions.Write(sheet, StayOf(sheet, request));
                break;
            case LetterKind.Appeal:
                Appeal.Write(sheet);
                break;
            default:
                AbsenceNote.Write(sheet, request.NameDiagnosis);
                break;
        }
        return sheet.ToDraft(LettersCapability.CapabilityName, "embedded-letters", request.Kind.Sections(), ImmutableSortedDictionary<string, string>.Empty.Add("kind", request.Kind.Name()), clock);
    }

    /// <summary>Sender, reader, day, and whom it is about. What is not given stays open and is listed.</summary>
    private static void Head(ChartSheet sheet, LetterRequest request)
    {
        var given = sheet.Texts[0];
        ChartLine? greeting = null;
        foreach (var (index, segment) in given.Segments.Index())
        {
            if (LetterWords.IsAddress(segment.Text) && segment.Text != LetterRequest.DiagnosisLine)
                sheet.Add("letter", new ChartLine(Ended(segment.Text), [new Quote(given.Id, index, 0, segment.Text.Length, segment.Text)]));
            if (segment.Text.StartsWith(LetterRequest.ToLine, StringComparison.Ordinal) && LetterWords.Titled(segment.Text) is { } reader)
                greeting = new ChartLine($"Dear {reader.Value},", [new Quote(given.Id, index, reader.Index, reader.Length, reader.Value)]);
        }
        if (string.IsNullOrWhiteSpace(request.From))
            sheet.Omit("Letterhead", "No sender was given: add name and address before it is sent.", []);
        if (string.IsNullOrWhiteSpace(request.To) && request.Kind is not LetterKind.DischargeInstructions)
            sheet.Omit("Addressee", "No reader was given: add name and address before it is sent.", []);
        if (request.Kind.IsNote())
            Named(sheet);
        else
            sheet.AddPatient("letter");
        sheet.Add("letter", greeting);
    }

    /// <summary>The name alone: a birth date is nothing an employer needs.</summary>
    private static void Named(ChartSheet sheet)
    {
        if (ChartSources.PatientOf(sheet.Chart) is { } source && PersonSentences.Of(sheet.Chart.Identities[0].Version.Stored!, at: null) is { Name: { } name })
            sheet.Add("letter", new ChartLine($"Concerning {name}.", ChartLine.Elements(sheet.Chart.Identities[0].Version, ["Patient.name[0].given[0]"], ["Patient.name[0].text", "Patient.name[0].family"]).Select(e => e with { Source = source.Id }).ToImmutableArray()));
    }

    private static HospitalStay StayOf(ChartSheet sheet, LetterRequest request) => HospitalStay.Of(sheet.Chart, sheet.At, request.Encounter) ?? throw new LetterCallException(request.Encounter is null
        ? "No admission and no emergency visit is recorded for this patient, so there is no discharge to write about. Choose another kind of letter, or name an encounter."
        : $"The chart of this patient has no encounter '{request.Encounter}' that had begun on {ChartWords.Day(sheet.At)}.");

    private static string Ended(string text) => text[^1] is '.' or '!' or '?' ? text : text + ".";

    private static string Text(string name)
    {
        using var stream = typeof(LetterComposer).Assembly.GetManifestResourceStream("Salus.Documentation.Letters.Data." + name) ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
