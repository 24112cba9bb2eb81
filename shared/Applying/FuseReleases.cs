using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Applying;

/// <summary>Releases what fuses stopped (export rules, "What keeps it safe", Fuses). A release counts for the very content that was looked at.</summary>
public sealed class FuseReleases
{
    private static readonly string[] OfBills = [Fuses.Growth, Fuses.NewContracts, Fuses.EndedContracts, Planner.Repriced];

    private readonly ExportTables tables;
    private readonly ExportQueues queues;
    private readonly BillCalendar calendar;
    private readonly RunIdentity identity;
    private readonly ProductClock clock;

    internal FuseReleases(ExportTables tables, ExportQueues queues, BillCalendar calendar, RunIdentity identity, ProductClock clock) =>
        (this.tables, this.queues, this.calendar, this.identity, this.clock) = (tables, queues, calendar, identity, clock);

    /// <summary>Releases a fuse of one organization bill, or a repriced month, and asks for the bill to be planned at once.</summary>
    /// <param name="month">The bill month.</param>
    /// <param name="organization">The organization, as routes name it.</param>
    /// <param name="fuse">The fuse, by the name that the held outcome gives.</param>
    /// <param name="who">Who releases it.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="cancellation">Ends the saving.</param>
    /// <exception cref="MustFixException">There is no such fuse or no such bill.</exception>
    public async Task ReleaseAsync(BillMonth month, string organization, string fuse, string who, string why, CancellationToken cancellation)
    {
        var row = await calendar.GetAsync(month, organization, cancellation);
        if (!OfBills.Contains(fuse, StringComparer.Ordinal))
            throw new MustFixException($"There is no fuse '{fuse}' of a bill. It is one of: {string.Join(", ", OfBills)}.");
        await tables.Releases.SaveAsync(ExportTables.BillKey(month, row.Organization.Id), TableKey.Of(fuse), new Release(fuse, row.Hash, who, why, clock.Now), cancellation);
        await queues.OrganizationBills.SendAsync(OrganizationBillMessage.Of(row, identity.Next()), cancellation);
    }

    /// <summary>Releases the fuse that holds the bills of the whole broker; the next detection sends them.</summary>
    /// <exception cref="MustFixException">It is not blown.</exception>
    public async Task ReleaseBrokerAsync(string who, string why, CancellationToken cancellation)
    {
        var blown = await tables.Memory.FindAsync(ExportTables.Only, ShrinkFuse.Key, cancellation)
            ?? throw new MustFixException("The fuse that holds all bills is not blown; there is nothing to release.");
        await tables.Releases.SaveAsync(ExportTables.Only, ShrinkFuse.Key, new Release(ShrinkFuse.Key, Fingerprint.Of(blown.Value), who, why, clock.Now), cancellation);
        await tables.Memory.RemoveAsync(ExportTables.Only, ShrinkFuse.Key, cancellation);
    }
}
