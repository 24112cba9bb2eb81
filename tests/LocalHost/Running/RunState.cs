namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>What the parts of a run share: what is still to be waited for, who is told, and what went wrong.</summary>
/// <param name="work">What is still to be waited for.</param>
/// <param name="watcher">Who is told.</param>
public sealed class RunState(OpenWork work, IRunWatcher watcher)
{
    private readonly Lock gate = new();
    private readonly List<string> failedTimers = [];
    private int poisoned;

    /// <summary>What is still to be waited for.</summary>
    public OpenWork Work => work;

    /// <summary>Who is told.</summary>
    public IRunWatcher Watcher => watcher;

    /// <summary>How many messages this process moved to a poison queue.</summary>
    public int Poisoned => Volatile.Read(ref poisoned);

    /// <summary>What timer functions failed with, one sentence each.</summary>
    public IReadOnlyList<string> FailedTimers
    {
        get
        {
            lock (gate)
                return [.. failedTimers];
        }
    }

    /// <summary>Notes that a message went to a poison queue.</summary>
    public void CountPoison() => Interlocked.Increment(ref poisoned);

    /// <summary>Notes that a timer function failed.</summary>
    public void AddFailedTimer(string function, Exception failure)
    {
        lock (gate)
            failedTimers.Add($"{function}: {failure.Message}");
    }
}
