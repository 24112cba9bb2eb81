namespace CloudmoreAutotask.Ledger;

/// <summary>A person's word that what a fuse stopped is right.</summary>
/// <param name="Fuse">The fuse.</param>
/// <param name="Hash">The content of the bill that was looked at; other content trips the fuse again.</param>
/// <param name="Who">Who released it.</param>
/// <param name="Why">Why.</param>
/// <param name="At">When, UTC.</param>
public sealed record Release(string Fuse, string Hash, string Who, string Why, DateTimeOffset At);

/// <summary>A person's lock on a subscription: nothing is written for it until it ends (export rules, "Writing seats").</summary>
/// <param name="SubscriptionKey">The subscription.</param>
/// <param name="Who">Who locked it.</param>
/// <param name="Why">Why.</param>
/// <param name="Until">The last day of the lock, product clock; null without an end.</param>
public sealed record SubscriptionLock(string SubscriptionKey, string Who, string Why, DateOnly? Until);
