using System.Globalization;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Operating;

/// <summary>Who asks for something, and why.</summary>
/// <param name="Who">The person.</param>
/// <param name="Why">Why; may be empty.</param>
public sealed record OperatorRequest(string Who, string Why);

/// <summary>What a person can do. All of it is written to the audit trail, and every failure says what to do instead.</summary>
public sealed class OperatorActions
{
    private const int LongestMessage = 500;

    private readonly AuditTrail audit;
    private readonly BillCalendar calendar;
    private readonly ExportQueues queues;
    private readonly PlanDecisions plans;
    private readonly FuseReleases fuses;
    private readonly SubscriptionLocks locks;
    private readonly CompanyMappings companies;
    private readonly PoisonMessages poison;
    private readonly BillUndos undos;
    private readonly KnownSubscriptions subscriptions;
    private readonly ProductClock clock;

    internal OperatorActions(
        AuditTrail audit, BillCalendar calendar, ExportQueues queues, PlanDecisions plans, FuseReleases fuses, SubscriptionLocks locks, CompanyMappings companies, PoisonMessages poison,
        BillUndos undos, KnownSubscriptions subscriptions, ProductClock clock)
    {
        (this.audit, this.calendar, this.queues, this.plans, this.fuses) = (audit, calendar, queues, plans, fuses);
        (this.locks, this.companies, this.poison, this.undos, this.subscriptions, this.clock) = (locks, companies, poison, undos, subscriptions, clock);
    }

    /// <summary>Asks for a run now; it begins as soon as its message is taken.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="mode">The mode of this run, where it is stricter than the setting; null for the setting.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task RunAsync(OperatorRequest by, ExportMode? mode, CancellationToken cancellation) =>
        DoAsync(by, "run an export", mode is null ? "all organizations" : $"all organizations, mode {mode}", () => AskForRunAsync(by, mode, cancellation), cancellation);

    /// <summary>Lets a plan be written.</summary>
    /// <exception cref="MustFixException">There is no such plan, or nobody can decide on it any more.</exception>
    public async Task ApproveAsync(OperatorRequest by, string planId, CancellationToken cancellation) =>
        await DoAsync(by, "approve a plan", await PlanAsync(planId, cancellation), () => plans.ApproveAsync(planId, by.Who, by.Why, cancellation), cancellation);

    /// <summary>Notes that a plan is not to be written.</summary>
    /// <inheritdoc cref="ApproveAsync" path="/exception" />
    public async Task RejectAsync(OperatorRequest by, string planId, CancellationToken cancellation) =>
        await DoAsync(by, "reject a plan", await PlanAsync(planId, cancellation), () => plans.RejectAsync(planId, by.Who, by.Why, cancellation), cancellation);

    /// <summary>Releases what a fuse holds in one organization bill.</summary>
    /// <exception cref="MustFixException">There is no such bill, or no such fuse.</exception>
    public async Task ReleaseAsync(OperatorRequest by, BillMonth month, string organization, string fuse, CancellationToken cancellation) => await DoAsync(
        by,
        "release a fuse",
        $"{fuse} of {await BillAsync(month, organization, cancellation)}",
        () => fuses.ReleaseAsync(month, organization, fuse, by.Who, by.Why, cancellation),
        cancellation);

    /// <summary>Releases what holds the bills of the whole broker, and asks for a run.</summary>
    /// <exception cref="MustFixException">Nothing holds them.</exception>
    public Task ReleaseBrokerAsync(OperatorRequest by, CancellationToken cancellation) => DoAsync(
        by,
        "release a fuse",
        PublicIds.BrokerHold,
        async () =>
        {
            await fuses.ReleaseBrokerAsync(by.Who, by.Why, cancellation);
            await AskForRunAsync(by, mode: null, cancellation);
        },
        cancellation);

    /// <summary>Locks a subscription up to a day, it among them; without a day until it is unlocked.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="until">The last day; null for none.</param>
    /// <param name="isAhead">Whether it is meant for a subscription that no bill names yet.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MustFixException">The day is over: such a lock would hold nothing. Or nothing names the subscription.</exception>
    public Task LockAsync(OperatorRequest by, string subscription, DateOnly? until, bool isAhead, CancellationToken cancellation) => DoAsync(
        by,
        "lock a subscription",
        until is { } day ? string.Create(CultureInfo.InvariantCulture, $"{subscription} until {day:yyyy-MM-dd}") : subscription,
        async () =>
        {
            if (until < clock.Today)
                throw new MustFixException(string.Create(CultureInfo.InvariantCulture, $"It must be today, {clock.Today:yyyy-MM-dd}, or later: a lock holds up to this day.")) { Field = "until" };
            if (!isAhead && await subscriptions.FindObjectionAsync(subscription, cancellation) is { } unknown)
                throw new MustFixException($"{unknown} To lock it ahead of its first bill, send the field ahead with the value yes.") { IsMissing = true };
            await locks.PutAsync(subscription, by.Who, by.Why, until, cancellation);
        },
        cancellation);

    /// <summary>Takes the lock off a subscription; none is no failure.</summary>
    /// <exception cref="MustFixException">No lock is on it, and nothing names it.</exception>
    public Task UnlockAsync(OperatorRequest by, string subscription, CancellationToken cancellation) => DoAsync(
        by,
        "unlock a subscription",
        subscription,
        async () =>
        {
            if (!await locks.HasAsync(subscription, cancellation) && await subscriptions.FindObjectionAsync(subscription, cancellation) is { } unknown)
                throw new MustFixException($"No lock is on it. {unknown}") { IsMissing = true };
            await locks.RemoveAsync(subscription, cancellation);
        },
        cancellation);

    /// <summary>Sets the company of an organization, or takes a person's value away, and asks for a run, so that its bills go on.</summary>
    /// <exception cref="MustFixException">The organization is not known, or the company cannot be billed.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task MapAsync(OperatorRequest by, string organizationId, long? companyId, CancellationToken cancellation) => await DoAsync(
        by,
        companyId is null ? "take a company away" : "set a company",
        await OrganizationAsync(organizationId, cancellation) + (companyId is null ? "" : string.Create(CultureInfo.InvariantCulture, $" is company {companyId}")),
        async () =>
        {
            if (companyId is { } id)
                await companies.SetAsync(organizationId, id, by.Who, cancellation);
            else
                await companies.RemoveAsync(organizationId, by.Who, cancellation);
            await AskForRunAsync(by, mode: null, cancellation);
        },
        cancellation);

    /// <summary>Makes a plan that takes an organization bill back; it waits for a person's word.</summary>
    /// <returns>The plan's id.</returns>
    /// <exception cref="MustFixException">There is no such bill, it is undone already, or nothing was written for it.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task<string> UndoAsync(OperatorRequest by, BillMonth month, string organization, CancellationToken cancellation) => await audit.RecordAsync(
        by.Who, "plan to undo a bill", await BillAsync(month, organization, cancellation), by.Why, () => undos.PlanAsync(month, organization, new PlanUndo(by.Who, by.Why), cancellation), cancellation);

    /// <summary>Lets a bill that was undone be exported again.</summary>
    /// <exception cref="MustFixException">There is no such bill, or it is not undone.</exception>
    public async Task ReplayBillAsync(OperatorRequest by, BillMonth month, string organization, CancellationToken cancellation) =>
        await DoAsync(by, "replay an undone bill", await BillAsync(month, organization, cancellation), () => undos.ReplayAsync(month, organization, cancellation), cancellation);

    /// <summary>Sends failed work again.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="ids">Which; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How many were sent.</returns>
    public Task<int> ReplayAsync(OperatorRequest by, IReadOnlySet<string>? ids, CancellationToken cancellation) => audit.RecordAsync(
        by.Who, "replay failed work", ids is null ? "all" : string.Join(", ", ids.Take(100)), by.Why, () => poison.ReplayAsync(ids, cancellation), cancellation);

    /// <summary>Takes failed messages away that belong to no bill. The trail keeps their text: the product's own messages hold months, ids and names only, what others send is cut.</summary>
    /// <param name="by">Who asks, and why.</param>
    /// <param name="ids">Which.</param>
    /// <param name="cancellation">Ends it; what was discarded until then stays so.</param>
    /// <returns>How many were discarded.</returns>
    /// <exception cref="MustFixException">No reason is given. Or one is not there any more, or belongs to a bill.</exception>
    public async Task<int> DiscardAsync(OperatorRequest by, IReadOnlySet<string> ids, CancellationToken cancellation)
    {
        if (by.Why.Length == 0)
            throw new MustFixException("It is missing. Whoever looks for the message must learn why it is gone.") { Field = "why" };
        var listed = (await poison.ListAsync(cancellation)).ToDictionary(message => message.Id, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var subject = listed.TryGetValue(id, out var message) ? $"{message.Queue}: {Shown(message.Text)}" : id;
            await DoAsync(by, "discard a failed message", subject, () => poison.DiscardAsync(id, cancellation), cancellation);
        }

        return ids.Count;
    }

    private static string Shown(string text) => ContractKeys.Cut(string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)), LongestMessage);

    // Whoever reads the trail knows names; ids say which of two it was.
    private async Task<string> BillAsync(BillMonth month, string organization, CancellationToken cancellation) =>
        await calendar.FindByRouteAsync(month, organization, cancellation) is { } row ? $"{row.Organization.Name} ({organization}) in {month}" : $"{organization} in {month}";

    private async Task<string> PlanAsync(string planId, CancellationToken cancellation) =>
        ExportBlobs.BillOf(planId) is (var month, var organization) && await calendar.FindByRouteAsync(month, organization, cancellation) is { } row
            ? $"{row.Organization.Name}, plan {planId}"
            : $"plan {planId}";

    private async Task<string> OrganizationAsync(string organizationId, CancellationToken cancellation) =>
        await companies.FindAsync(organizationId, cancellation) is { } known ? $"{known.OrganizationName} ({organizationId})" : organizationId;

    private Task AskForRunAsync(OperatorRequest by, ExportMode? mode, CancellationToken cancellation) =>
        queues.ExportRequests.SendAsync(new ExportRequestMessage(by.Who, clock.Now, mode), cancellation);

    private Task DoAsync(OperatorRequest by, string action, string subject, Func<Task> work, CancellationToken cancellation) => audit.RecordAsync(
        by.Who,
        action,
        subject,
        by.Why,
        async () =>
        {
            await work();
            return true;
        },
        cancellation);
}
