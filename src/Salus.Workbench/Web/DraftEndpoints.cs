using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Trust;

namespace Salus.Workbench.Web;

/// <summary>Drafts over the API: read, change, decide, sign, and take the signed note away. The same verbs as the review page.</summary>
internal static class DraftEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var drafts = api.MapGroup("/drafts").WithTags("Drafts");
        drafts.MapGet("", ListAsync).Requires(Act.ReadDraft).WithSummary("The work list, last changed first.")
            .WithDescription("state: waiting, in-review, signed, sent-back (more than one allowed; none means all that is not signed). text: part of the patient's name, id or the summary.").ProducesProblem(400);
        drafts.MapGet("/{id}", OpenAsync).Requires(Act.ReadDraft).WithSummary("A draft with its findings and decisions.").ProducesProblem(404);
        drafts.MapGet("/{id}/sources", SourcesAsync).Requires(Act.ReadDraft).WithSummary("What the draft was made from, word for word.").ProducesProblem(404);
        drafts.MapGet("/{id}/inputs", InputsAsync).Requires(Act.ReadDraft).WithSummary("What the engine was given, proved by digests: sources, parameters, and the request to a model as it was sent.").ProducesProblem(404);
        drafts.MapPost("/{id}/replay", ReplayAsync).Requires(Act.CreateDraft).WithSummary("Write the draft once more from its inputs and compare; changes nothing. With 'askAgain' a model is asked the same question again.").ProducesProblem(404).ProducesProblem(422);
        drafts.MapGet("/{id}/history", HistoryAsync).Requires(Act.ReadDraft).WithSummary("Every revision and decision, oldest first.").ProducesProblem(404);
        drafts.MapGet("/{id}/text", (DraftId id, Review review, ClaimsPrincipal user, CancellationToken cancel) => TextAsync(id, "text/plain", DraftText.Plain, review, user, cancel))
            .Requires(Act.ReadDraft).WithSummary("The kept statements as plain text; the first line says so when nobody has signed them.").Produces<string>(200, "text/plain").ProducesProblem(404);
        drafts.MapGet("/{id}/markdown", (DraftId id, Review review, ClaimsPrincipal user, CancellationToken cancel) => TextAsync(id, "text/markdown", DraftText.Markdown, review, user, cancel))
            .Requires(Act.ReadDraft).WithSummary("The same as Markdown.").Produces<string>(200, "text/markdown").ProducesProblem(404);
        drafts.MapPut("/{id}/statements/{statement:int}", EditAsync).Requires(Act.EditDraft).WithSummary("Replace the words of a statement: makes the next revision.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        drafts.MapPost("/{id}/statements", AddAsync).Requires(Act.EditDraft).WithSummary("Add a statement on your own word: makes the next revision.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        drafts.MapPost("/{id}/decisions", DecideAsync).Requires(Act.EditDraft).WithSummary("Accept or reject a statement, overrule a finding with a reason, or undo.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        drafts.MapPost("/{id}/send-back", SendBackAsync).Requires(Act.EditDraft).WithSummary("Say why it cannot be signed as it is.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        drafts.MapPost("/{id}/signature", SignAsync).Requires(Act.SignDraft).WithSummary("Sign, with your password. Not possible with an API token.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        api.MapGet("/notes/{id}", NoteAsync).Requires(Act.ReadSigned).WithTags("Record").WithSummary("The signed note of a draft as a FHIR R4 document bundle.").Produces<object>(200, "application/fhir+json").ProducesProblem(404);
    }

    private static async Task<Ok<ImmutableArray<WorkItem>>> ListAsync(string[]? state, string? text, int? skip, int? take, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        ImmutableArray<DraftState> states = state is { Length: > 0 } wanted ? [.. wanted.Select(ParseState)] : WorkListQuery.Open.States;
        if (skip is < 0 || take is < 1 or > 500)
            throw new BadHttpRequestException("skip is 0 or more, take is 1 to 500");
        return TypedResults.Ok(await review.WorkListAsync(new WorkListQuery(states, text, skip ?? 0, take ?? 50), user.Person(), cancel));
    }

    private static async Task<Ok<DraftReview>> OpenAsync(DraftId id, int? revision, Review review, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(DraftReview.Of(await review.OpenAsync(id, revision, user.Person(), cancel)));

    private static async Task<Ok<ImmutableArray<Source>>> SourcesAsync(DraftId id, Review review, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok((await review.OpenAsync(id, null, user.Person(), cancel)).Sources.ToImmutableArray());

    private static async Task<Ok<DraftInputs>> InputsAsync(DraftId id, Replay replay, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(await replay.InputsAsync(id, user.Person(), cancel));

    private static async Task<Ok<ReplayReport>> ReplayAsync(DraftId id, ReplayDraft? again, Replay replay, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(await replay.RunAsync(id, new RewriteCall(again?.AskAgain is true), user.Person(), cancel));

    private static async Task<Ok<ImmutableArray<Revision>>> HistoryAsync(DraftId id, Review review, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(await review.HistoryAsync(id, user.Person(), cancel));

    private static async Task<ContentHttpResult> TextAsync(DraftId id, string mediaType, Func<Draft, ImmutableArray<Statement>, string> write, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        var person = user.Person();
        var reviewed = await review.OpenAsync(id, null, person, cancel);
        var signed = (await review.FindAsync(id, person, cancel)).State is DraftState.Signed;
        var text = write(reviewed.Draft, reviewed.Kept);
        return TypedResults.Text(signed ? text : $"DRAFT, NOT SIGNED\n\n{text}", mediaType, System.Text.Encoding.UTF8);
    }

    private static async Task<Ok<DraftReview>> EditAsync(DraftId id, int statement, EditStatement edit, Review review, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(DraftReview.Of(await review.EditAsync(id, edit.Revision, statement, edit.Text, user.Person(), cancel)));

    private static async Task<Ok<DraftReview>> AddAsync(DraftId id, AddStatement add, Review review, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(DraftReview.Of(await review.AddAsync(id, add.Revision, add.Section, add.Group, add.Text, user.Person(), cancel)));

    private static async Task<Ok<DraftReview>> DecideAsync(DraftId id, TakeDecision decision, Review review, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(DraftReview.Of(await review.DecideAsync(id, decision.Revision, decision.Kind, decision.Target, decision.Reason, user.Person(), cancel)));

    private static async Task<NoContent> SendBackAsync(DraftId id, SendBack back, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        await review.SendBackAsync(id, back.Revision, back.Reason, user.Person(), cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Signature>> SignAsync(DraftId id, Sign sign, Review review, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok((await review.SignAsync(id, sign.Revision, user.Person(), sign.Password, cancel)).Signature);

    private static async Task<ContentHttpResult> NoteAsync(DraftId id, Record record, ClaimsPrincipal user, CancellationToken cancel) =>
        await record.FindAsync(id, user.Person(), cancel) is { } note
            ? TypedResults.Text(note.Bundle, "application/fhir+json", System.Text.Encoding.UTF8)
            : throw new UnknownDraftException(id);

    private static DraftState ParseState(string? state) => Enum.TryParse<DraftState>(state?.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var known) && Enum.IsDefined(known)
        ? known
        : throw new BadHttpRequestException("state is waiting, in-review, signed or sent-back");
}

/// <summary>A draft as a program reviews it.</summary>
/// <param name="Statements">By index: the key that decisions name, and whether the statement was rejected.</param>
/// <param name="Findings">By index: the key that an overrule names, and whether it is set aside.</param>
/// <param name="OpenBlocking">With more than none, nobody signs.</param>
public sealed record DraftReview(Draft Draft, ImmutableArray<StatementState> Statements, ImmutableArray<FindingState> Findings, ImmutableArray<CheckRun> Checks, ImmutableArray<Decision> Decisions, int OpenBlocking)
{
    internal static DraftReview Of(ReviewedDraft reviewed) => new(
        reviewed.Draft,
        [.. reviewed.Draft.Statements.Select(s => new StatementState(s.Key, reviewed.IsRejected(s)))],
        [.. reviewed.Findings.Select(f => new FindingState(f.KeyIn(reviewed.Draft), f, reviewed.IsOverruled(f)))],
        reviewed.Checks,
        reviewed.Decisions,
        reviewed.OpenBlocking.Length);
}

public sealed record StatementState(string Key, bool Rejected);

public sealed record FindingState(string Key, Finding Finding, bool Overruled);

/// <param name="AskAgain">Sends the kept request to the site's model again instead of reading the kept answer.</param>
public sealed record ReplayDraft(bool AskAgain = false);

/// <param name="Revision">What you looked at; an older one than the current is refused with 409.</param>
public sealed record EditStatement(int Revision, string Text);

/// <param name="Section">Key of a section in the draft's outline.</param>
public sealed record AddStatement(int Revision, string Section, string Text, string? Group = null);

/// <param name="Target">Key of a statement, or of a finding for an overrule.</param>
public sealed record TakeDecision(int Revision, DecisionKind Kind, string Target, string? Reason = null);

public sealed record SendBack(int Revision, string Reason);

public sealed record Sign(int Revision, string Password);
