using System.Collections.Concurrent;

namespace CloudmoreAutotask.Storage;

/// <summary>The delayed copies that this process has sent, so that a host that ends when nothing is due knows what is still to come. Real time, UTC.</summary>
/// <param name="time">Real time.</param>
public sealed class PostponedMessages(TimeProvider time)
{
    private readonly ConcurrentQueue<DateTimeOffset> visibleAt = new();

    /// <summary>Notes a copy that becomes visible then.</summary>
    public void Add(DateTimeOffset at) => visibleAt.Enqueue(at);

    /// <summary>How many of them are still hidden.</summary>
    public int Hidden
    {
        get
        {
            var now = time.GetUtcNow();
            return visibleAt.Count(at => at > now);
        }
    }

    /// <summary>When the next copy becomes visible that is due within the span; null when there is none.</summary>
    public DateTimeOffset? NextWithin(TimeSpan span)
    {
        var now = time.GetUtcNow();
        return visibleAt.Where(at => at >= now && at <= now + span).Order().Select(at => (DateTimeOffset?)at).FirstOrDefault();
    }
}
