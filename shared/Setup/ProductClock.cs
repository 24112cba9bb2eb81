namespace CloudmoreAutotask.Setup;

/// <summary>The product's clock: it decides bill windows, the settle day, effective dates and plan expiry, and can be set to another day for replaying months.</summary>
/// <remarks>Leases, waits and back-off use the plain <see cref="TimeProvider"/>: real time (export rules, "What keeps it safe").</remarks>
/// <param name="time">Where the clock gets its time from.</param>
public sealed class ProductClock(TimeProvider time)
{
    /// <summary>Now, in UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Today, in UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);
}
