using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Salus.Language.Models;

/// <summary>What is known of a model's state from the calls of this process.</summary>
/// <param name="LastAnswer">When it last answered; null when it has not yet.</param>
/// <param name="LastProblem">What went wrong since then; null when nothing did.</param>
public sealed record ModelState(DateTimeOffset? LastAnswer, ModelProblem? LastProblem, DateTimeOffset? LastProblemAt, bool Resting)
{
    /// <summary>Since when nothing but problems came; null when it is well.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The same with one more problem.</summary>
    internal ModelState With(ModelProblem problem, DateTimeOffset at) => this with { LastProblem = problem, LastProblemAt = at, FailingSince = FailingSince ?? at };

    internal static ModelState Unknown { get; } = new(null, null, null, Resting: false);

    public bool IsWell => LastProblem is null && !Resting;
}

/// <summary>
/// Gives a call its time, tries again after failures that may pass (waiting longer each time, with chance), and leaves a model alone
/// for a while that keeps failing. Once words of an answer were passed on, nothing is tried again: the reader has seen them.
/// </summary>
internal sealed class ResilientChat : DelegatingChatClient
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
    private const int FailuresToRest = 5;

    private readonly string name;
    private readonly TimeSpan allowed;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline pipeline;
    private readonly CircuitBreakerStateProvider breaker = new();
    private volatile ModelState state = ModelState.Unknown;

    public ResilientChat(string name, ModelEndpoint endpoint, IChatClient inner, TimeProvider clock)
        : base(inner)
    {
        this.name = name;
        this.clock = clock;
        allowed = TimeSpan.FromSeconds(endpoint.TimeoutSeconds);
        var passing = new PredicateBuilder().Handle<ModelException>(e => e.IsPassing);
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (endpoint.Retries > 0)
            builder.AddRetry(new RetryStrategyOptions { ShouldHandle = passing, MaxRetryAttempts = endpoint.Retries, BackoffType = DelayBackoffType.Exponential, UseJitter = true, Delay = FirstWait, MaxDelay = LongestWait });
        pipeline = builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<ModelException>(e => e.IsPassing || e.Problem is ModelProblem.TooSlow), FailureRatio = 0.9, MinimumThroughput = FailuresToRest, SamplingDuration = TimeSpan.FromMinutes(2), BreakDuration = Rest, StateProvider = breaker })
            .Build();
    }

    public ModelState State => state with { Resting = breaker.CircuitState is CircuitState.Open or CircuitState.Isolated };

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var time = new CancellationTokenSource(allowed, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            var answer = await pipeline.ExecuteAsync(async token =>
            {
                try
                {
                    return await base.GetResponseAsync(messages, options, token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                {
                    throw new ModelException(ModelProblem.TooSlow, name);
                }
            }, either.Token).ConfigureAwait(false);
            Answered();
            return answer;
        }
        catch (Exception e) when (ProblemOf(e, time, cancellationToken) is { } problem)
        {
            throw new ModelException(problem, name, e);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var time = new CancellationTokenSource(allowed, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        try
        {
            bool more;
            try
            {
                more = await pipeline.ExecuteAsync(async token =>
                {
                    if (updates is not null)
                        await updates.DisposeAsync().ConfigureAwait(false);
                    // The stream outlives this step, so it is given the token of the whole call.
                    updates = base.GetStreamingResponseAsync(messages, options, either.Token).GetAsyncEnumerator(either.Token);
                    try
                    {
                        return await updates.MoveNextAsync().ConfigureAwait(false);
                    }
                    catch (OperationCanceledException) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                    {
                        throw new ModelException(ModelProblem.TooSlow, name);
                    }
                }, either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (ProblemOf(e, time, cancellationToken) is { } problem)
            {
                throw new ModelException(problem, name, e);
            }
            while (more)
            {
                yield return updates!.Current;
                try
                {
                    more = await updates.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception e) when (ProblemOf(e, time, cancellationToken) is { } problem)
                {
                    throw new ModelException(problem, name, e);
                }
            }
            Answered();
        }
        finally
        {
            if (updates is not null)
                await updates.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What came of a call, also when only the reader of the answer could tell.</summary>
    public void Failed(ModelProblem problem) => state = state.With(problem, clock.GetUtcNow());

    private void Answered() => state = new ModelState(clock.GetUtcNow(), null, null, Resting: false);

    /// <summary>What the caller is told; null when it was the caller who stopped.</summary>
    private ModelProblem? ProblemOf(Exception e, CancellationTokenSource time, CancellationToken cancel)
    {
        if (e is OperationCanceledException && cancel.IsCancellationRequested)
            return null;
        var problem = e switch
        {
            OperationCanceledException when time.IsCancellationRequested => ModelProblem.TooSlow,
            BrokenCircuitException => ModelProblem.Resting,
            _ => ModelFailures.Of(e, name).Problem,
        };
        if (problem is not ModelProblem.Resting)
            Failed(problem);
        return problem;
    }
}
