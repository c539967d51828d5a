namespace Salus.Documentation.Scribe;

/// <summary>Events of something that goes on, as JSON, numbered from 1 without gaps, which pages follow until it ends. Safe for several threads.</summary>
internal sealed class FollowedEvents
{
    /// <summary>After this a sign of life is due: proxies close what is silent for a minute.</summary>
    private static readonly TimeSpan silence = TimeSpan.FromSeconds(20);

    private readonly Lock gate = new();
    private readonly List<string> events = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool ended;
    private int watchers;

    public int Count
    {
        get
        {
            lock (gate)
                return events.Count;
        }
    }

    /// <param name="json">Makes the event of its number.</param>
    public void Add(Func<int, string> json)
    {
        lock (gate)
        {
            events.Add(json(events.Count + 1));
            Tell();
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Tell();
        }
    }

    /// <summary>The events after a number, as they come, until the end; an empty one after a silence.</summary>
    public async IAsyncEnumerable<(int Number, string Json)> FollowAsync(int after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            string[] news;
            Task more;
            bool over;
            lock (gate)
            {
                news = after < events.Count ? [.. events.Skip(after)] : [];
                (more, over) = (changed.Task, ended);
            }
            foreach (var json in news)
                yield return (++after, json);
            if (over && news.Length == 0)
                yield break;
            if (news.Length > 0)
                continue;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(more, Task.Delay(silence, waiting.Token));
            await waiting.CancelAsync();
            cancel.ThrowIfCancellationRequested();
            if (!more.IsCompleted)
                yield return (after, "");
        }
    }

    /// <summary>Takes one of so many places to watch from; false when all are taken.</summary>
    public bool TryWatch(int most)
    {
        if (Interlocked.Increment(ref watchers) <= most)
            return true;
        Interlocked.Decrement(ref watchers);
        return false;
    }

    public void Unwatch() => Interlocked.Decrement(ref watchers);

    private void Tell()
    {
        var waiting = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.SetResult();
    }
}
