using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Salus.Language.Models;

/// <summary>
/// Keeps a model within what the site allows: so many calls at a time, so many tokens and so much money a day. A call that does not fit
/// is refused before anything is sent. Where the endpoint does not count tokens, they are estimated from the text, rather too many than too few.
/// </summary>
internal sealed class BudgetedChat(string name, ModelEndpoint endpoint, IChatClient inner, ModelUsage usage) : DelegatingChatClient(inner)
{
    private const int WaitingPerSlot = 10;

    private readonly SemaphoreSlim slots = new(endpoint.Concurrency);
    private int waiting;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        var (tokensIn, tokensOut, succeeded) = (Estimate(list), 0L, false);
        try
        {
            RefuseOverBudget();
            var answer = await base.GetResponseAsync(list, options, cancellationToken).ConfigureAwait(false);
            (tokensIn, tokensOut, succeeded) = (answer.Usage?.InputTokenCount ?? tokensIn, answer.Usage?.OutputTokenCount ?? TokenEstimate.Of(answer.Text), true);
            return answer;
        }
        catch (ModelException e) when (e.Problem is ModelProblem.OverBudget or ModelProblem.Resting or ModelProblem.Unreachable)
        {
            tokensIn = 0;
            throw;
        }
        finally
        {
            Leave(succeeded, tokensIn, tokensOut);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        var (tokensIn, tokensOut, counted, succeeded) = (0L, 0L, false, false);
        try
        {
            RefuseOverBudget();
            await foreach (var update in base.GetStreamingResponseAsync(list, options, cancellationToken).ConfigureAwait(false))
            {
                if (tokensIn == 0)
                    tokensIn = Estimate(list);
                if (!counted)
                    tokensOut += TokenEstimate.Of(update.Text);
                foreach (var content in update.Contents.OfType<UsageContent>())
                    (tokensIn, tokensOut, counted) = (content.Details.InputTokenCount ?? tokensIn, content.Details.OutputTokenCount ?? tokensOut, true);
                yield return update;
            }
            succeeded = true;
        }
        finally
        {
            Leave(succeeded, tokensIn, tokensOut);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            slots.Dispose();
        base.Dispose(disposing);
    }

    private async Task EnterAsync(CancellationToken cancel)
    {
        if (Interlocked.Increment(ref waiting) > endpoint.Concurrency * (WaitingPerSlot + 1))
        {
            Interlocked.Decrement(ref waiting);
            throw new ModelException(ModelProblem.Busy, name);
        }
        try
        {
            await slots.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref waiting);
            throw;
        }
    }

    private void RefuseOverBudget()
    {
        if (endpoint.TokensPerDay is null && endpoint.CostPerDay is null)
            return;
        var today = usage.Today(name);
        if (today.TokensIn + today.TokensOut >= endpoint.TokensPerDay || today.Cost >= endpoint.CostPerDay)
            throw new ModelException(ModelProblem.OverBudget, name);
    }

    private void Leave(bool succeeded, long tokensIn, long tokensOut)
    {
        slots.Release();
        Interlocked.Decrement(ref waiting);
        usage.Add(name, succeeded, tokensIn, tokensOut, endpoint.CostOf(tokensIn, tokensOut));
        ModelMeters.Called(name, succeeded, tokensIn, tokensOut);
    }

    private static long Estimate(IEnumerable<ChatMessage> messages) => messages.Sum(m => TokenEstimate.Of(m.Text) + 4L);
}
