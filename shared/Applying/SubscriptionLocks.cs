using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Applying;

/// <summary>Locks that people put on subscriptions: nothing is written for them meanwhile (export rules, "Writing seats").</summary>
/// <param name="tables">Where they are kept.</param>
/// <param name="clock">Tells which are still in force; product clock.</param>
public sealed class SubscriptionLocks(ExportTables tables, ProductClock clock)
{
    /// <summary>Locks a subscription, in place of a lock that is on it.</summary>
    /// <param name="subscriptionId">The subscription, in any case.</param>
    /// <param name="who">Who locks it.</param>
    /// <param name="why">Why.</param>
    /// <param name="until">The last day of the lock; null without an end.</param>
    /// <param name="cancellation">Ends the saving.</param>
    public Task PutAsync(string subscriptionId, string who, string why, DateOnly? until, CancellationToken cancellation)
    {
        var key = SubscriptionKey.Of(subscriptionId);
        return tables.Locks.SaveAsync(ExportTables.Only, TableKey.Of(key), new SubscriptionLock(key, who, why, until), cancellation);
    }

    /// <summary>Takes the lock off; none is no failure. The bills that waited go on with the next detection.</summary>
    public Task RemoveAsync(string subscriptionId, CancellationToken cancellation) =>
        tables.Locks.RemoveAsync(ExportTables.Only, TableKey.Of(SubscriptionKey.Of(subscriptionId)), cancellation);

    /// <summary>Whether a lock is on the subscription, in force or over.</summary>
    public async Task<bool> HasAsync(string subscriptionId, CancellationToken cancellation) =>
        await tables.Locks.FindAsync(ExportTables.Only, TableKey.Of(SubscriptionKey.Of(subscriptionId)), cancellation) is not null;

    /// <summary>The locks in force today, by subscription key.</summary>
    public async Task<IReadOnlyDictionary<string, SubscriptionLock>> InForceAsync(CancellationToken cancellation) =>
        (await tables.Locks.ListAsync(ExportTables.Only, cancellation)).Where(entry => entry.Until is null || entry.Until >= clock.Today)
            .ToDictionary(entry => entry.SubscriptionKey, StringComparer.Ordinal);
}
