using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Autotask;

/// <summary>
/// The rest that all calls take once Autotask has turned one away for as long as it is tried, so that the work that waits does not go on knocking. It grows while that
/// goes on. Source: export rules, "Postponing"; Autotask facts, "Limits".
/// </summary>
internal sealed class CallPause(IOptions<LimitsOptions> limits, TimeProvider time)
{
    private const int FirstInDelays = 15;
    private const int MostInARow = 12;
    private const int Growth = 4;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    // As much time without a rest, and the next one is short again.
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    private readonly Lock guard = new();
    private DateTimeOffset until;
    private int inARow;

    /// <summary>How long calls still rest; null when they go.</summary>
    public TimeSpan? Left
    {
        get
        {
            lock (guard)
                return until - time.GetUtcNow() is { Ticks: > 0 } left ? left : null;
        }
    }

    /// <summary>Lets all calls rest.</summary>
    /// <param name="asked">How long Autotask asked to wait, when it did; it waits no shorter.</param>
    /// <returns>How long the refused work waits before it is tried again.</returns>
    public TimeSpan Begin(TimeSpan? asked)
    {
        lock (guard)
        {
            var now = time.GetUtcNow();
            var rest = until > now ? until - now : Grow(now);
            rest = asked > rest ? asked.Value : rest;
            until = now + (rest < Longest ? rest : Longest);
            return rest;
        }
    }

    private TimeSpan Grow(DateTimeOffset now)
    {
        inARow = now - until < Calm ? Math.Min(inARow + 1, MostInARow) : 1;
        var rest = limits.Value.ReadRetryDelay * FirstInDelays * Math.Pow(Growth, inARow - 1);
        return rest < Shortest ? Shortest : rest < Longest ? rest : Longest;
    }
}
