namespace CloudmoreAutotask.LocalHost.Timers;

/// <summary>A clock that starts at a given time and then runs as fast as the real one.</summary>
/// <param name="start">What the clock says when it is made.</param>
/// <param name="real">The clock it follows.</param>
public sealed class ShiftedTime(DateTimeOffset start, TimeProvider real) : TimeProvider
{
    private readonly TimeSpan shift = start - real.GetUtcNow();

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override long TimestampFrequency => real.TimestampFrequency;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + shift;

    /// <inheritdoc />
    public override long GetTimestamp() => real.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);
}
