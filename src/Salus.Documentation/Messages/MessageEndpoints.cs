using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>A message to read, or to answer.</summary>
/// <param name="Patient">Id of the patient in the record; null where it is not known.</param>
public sealed record NewMessage(string Text, string? Patient = null);

/// <param name="Grade">Reading grade not to be passed, 1 to 18; null takes the site's.</param>
public sealed record NewReply(double? Grade = null, bool Embedded = false);

/// <summary>A reading as files and clients see it.</summary>
/// <param name="Start">Zero-based offset in UTF-16 code units in the message.</param>
public sealed record WordsView(int Start, int Length, string Text);

public sealed record FlagView(string Id, string Title, string Urgency, string Why, ImmutableArray<WordsView> Words, ImmutableArray<string> FromChart, RuleSource Source);

public sealed record SetAsideView(string Rule, string Why, WordsView Words);

public sealed record TriageView(string? Id, string Urgency, bool RedFlag, ImmutableArray<string> Classes, ImmutableArray<FlagView> Flags, ImmutableArray<SetAsideView> SetAside)
{
    public static TriageView Of(string? id, string text, TriagedMessage triaged)
    {
        ArgumentNullException.ThrowIfNull(triaged);
        WordsView Words(Salus.Language.TextSpan span) => new(span.Start, span.Length, span.In(text));
        return new TriageView(id, MessageNames.Of(triaged.Urgency), triaged.IsRedFlag, [.. triaged.Classes.Select(MessageNames.Of)],
            [.. triaged.Flags.Select(f => new FlagView(f.Rule.Id, f.Rule.Title, f.Rule.Urgency, f.Rule.Why, [.. f.Words.Select(Words)], [.. f.FromChart.Select(c => c.Words)], f.Rule.Source))],
            [.. triaged.SetAside.Select(s => new SetAsideView(s.Rule, s.Why.ToString(), Words(s.Words)))]);
    }
}

public sealed record InboxLine(string Id, string? Patient, DateTimeOffset? SentAt, string Urgency, string Reason);

/// <param name="RedFlag">It is an escalation card, not a reply.</param>
public sealed record DraftedReply(DraftId Id, int Revision, bool RedFlag, int Blocking, string? FellBack);

/// <summary>The routes below <c>/api/messages</c>: the same as the page and the command.</summary>
internal static class MessageEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/messages", ListAsync).Requires(Act.ReadChart).WithTags("Messages").WithSummary("The messages of patients, most urgent first.");
        api.MapPost("/messages", PasteAsync).Requires(Act.ChangeChart).WithTags("Messages").WithSummary("Take a message into the record, as a FHIR Communication.").ProducesProblem(422);
        api.MapPost("/messages/triage", TriageAsync).Requires(Act.ReadChart).WithTags("Messages").WithSummary("Read a message: what it is about, how urgent, and why. Nothing is kept.").ProducesProblem(422);
        api.MapPost("/messages/{id}/draft", DraftAsync).Requires(Act.CreateDraft).WithTags("Messages").WithSummary("Draft the reply to a message, or the escalation card where it has a red flag.").ProducesProblem(422);
    }

    private static async Task<Ok<InboxLine[]>> ListAsync(Inbox inbox, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok((await inbox.ListAsync(user.Person(), cancel)).Where(i => IsOpen(i.Message.Subject, user)).Select(i => new InboxLine(i.Message.Id, i.Message.Subject?.Value, i.Message.SentAt, MessageNames.Of(i.Triaged.Urgency), i.Triaged.Reason)).ToArray());

    private static async Task<Results<Created<TriageView>, NotFound, ProblemHttpResult>> PasteAsync(NewMessage message, Inbox inbox, MessageTriage triage, ChartReader charts, ClaimsPrincipal user, CancellationToken cancel)
    {
        if (Fault(message.Text) is { } fault)
            return fault;
        var (chart, known) = await ChartOfAsync(message.Patient, charts, user, cancel);
        if (!known)
            return TypedResults.NotFound();
        var id = await inbox.PasteAsync(message.Text, chart?.Patient, user.Person(), cancel);
        return TypedResults.Created($"/fhir/Communication/{id}", TriageView.Of(id, message.Text, triage.Read(message.Text, chart is null ? [] : ChartSigns.Of(chart))));
    }

    private static async Task<Results<Ok<TriageView>, NotFound, ProblemHttpResult>> TriageAsync(NewMessage message, MessageTriage triage, ChartReader charts, ClaimsPrincipal user, CancellationToken cancel)
    {
        if (Fault(message.Text) is { } fault)
            return fault;
        var (chart, known) = await ChartOfAsync(message.Patient, charts, user, cancel);
        return known ? TypedResults.Ok(TriageView.Of(null, message.Text, triage.Read(message.Text, chart is null ? [] : ChartSigns.Of(chart)))) : TypedResults.NotFound();
    }

    private static async Task<Results<Created<DraftedReply>, NotFound, ProblemHttpResult>> DraftAsync(string id, NewReply wished, Inbox inbox, ClaimsPrincipal user, CancellationToken cancel)
    {
        if (wished.Grade is < 1 or > 18)
            return Refused("A reading grade is a number from 1 to 18.");
        if (await inbox.OpenAsync(id, user.Person(), cancel) is not { } open || !IsOpen(open.Message.Subject, user))
            return TypedResults.NotFound();
        try
        {
            var (reviewed, fellBack) = await inbox.DraftAsync(open.Message, open.Chart, new ReplyOptions(wished.Grade, wished.Embedded), user.Person(), cancel);
            return TypedResults.Created($"/api/drafts/{reviewed.Draft.Id}", new DraftedReply(reviewed.Draft.Id, reviewed.Draft.Revision, open.Triaged.IsRedFlag, reviewed.OpenBlocking.Length, fellBack));
        }
        catch (ReplyRulesException wrong)
        {
            return Refused(wrong.Message);
        }
    }

    /// <summary>A token that is bound to a patient reads that patient's messages alone.</summary>
    internal static bool IsOpen(PatientId? subject, ClaimsPrincipal user) => user.BoundPatient() is not { } bound || bound == subject;

    internal static async Task<(Chart? Chart, bool Known)> ChartOfAsync(string? patient, ChartReader charts, ClaimsPrincipal user, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(patient))
            return (null, user.BoundPatient() is null);
        var chart = await charts.OpenAsync(patient, signedTexts: 0, user, cancel);
        return (chart, chart is not null);
    }

    private static ProblemHttpResult? Fault(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Refused("The message is empty. Give its words as 'text'.")
        : text.Length > PatientMessage.LongestText ? Refused($"The message has {text.Length} characters; at most {PatientMessage.LongestText} are read.")
        : null;

    private static ProblemHttpResult Refused(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity, title: "The message cannot be read so");
}
