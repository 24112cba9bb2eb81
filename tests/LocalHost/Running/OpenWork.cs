namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>What a run with <c>--once</c> still has to wait for: work in hand, and messages that this process knows to come back.</summary>
/// <remarks>A message that another process hid is not in here, so nobody waits for it.</remarks>
/// <param name="time">Real time; queues hide messages by it.</param>
public sealed class OpenWork(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<DateTimeOffset> due = [];
    private long version;
    private int running;

    /// <summary>A number that grows whenever a queue may have got a message: work began or ended, or a hidden message came back.</summary>
    public long Version
    {
        get
        {
            lock (gate)
            {
                if (due.RemoveAll(at => at <= time.GetUtcNow()) > 0)
                    version++;
                return version;
            }
        }
    }

    /// <summary>Whether nothing is in work and no message is known to come back.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
                return running == 0 && due.Count == 0;
        }
    }

    /// <summary>Says that work began; disposing the answer says that it ended.</summary>
    public IDisposable Begin()
    {
        lock (gate)
        {
            running++;
            version++;
        }

        return new Work(this);
    }

    /// <summary>Says that a message comes back at that time, so it has to be waited for.</summary>
    public void ComesBack(DateTimeOffset at)
    {
        lock (gate)
        {
            due.Add(at);
            version++;
        }
    }

    private void End()
    {
        lock (gate)
        {
            running--;
            version++;
        }
    }

    private sealed class Work(OpenWork owner) : IDisposable
    {
        private OpenWork? open = owner;

        public void Dispose() => Interlocked.Exchange(ref open, null)?.End();
    }
}
