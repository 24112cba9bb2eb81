using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Tests.Export.Brokers.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <content>What people do between the runs: in Autotask's own pages, and what they decide.</content>
internal sealed partial class RandomBroker
{
    private void PeopleInAutotask(DateOnly today)
    {
        if (Chance(35))
            Post(today);
        foreach (var contract in Contracts().Where(_ => Chance(8)))
            PostOne(contract, today);
        foreach (var contract in Contracts().Where(_ => Chance(14)))
            EditUnits(contract, today);
        foreach (var contract in Contracts().Where(_ => Chance(4)))
            EditContract(contract, today);
    }

    private void Post(DateOnly today)
    {
        var day = Pick(today, today.AddMonths(-1), today.AddDays(-20), today.AddMonths(1));
        var charges = Chance(70);
        Tenant.PostThrough(day, charges);
        Tell($"  Everything to {Day(day)} is posted{(charges ? ", charges too" : "")}.");
    }

    /// <summary>A single period of a single contract service, or a single charge, is posted; or an administrator takes the posting of a period back.</summary>
    private void PostOne(ContractRow contract, DateOnly today)
    {
        var name = contract.SubscriptionId ?? contract.Number;
        var charges = Tenant.ChargesOf(contract.Id).Where(charge => !charge.IsBilled).OrderBy(charge => charge.DatePurchased).ThenBy(charge => charge.Amount).ToList();
        if (charges.Count > 0 && Chance(50))
        {
            var charge = Pick(charges);
            Try(FormattableString.Invariant($"The charge of {charge.Amount} on {Day(charge.DatePurchased)} of {name} is posted."), () => Tenant.BillCharge(charge.Id));
            return;
        }

        if (Services(contract) is not { Count: > 0 } services)
            return;
        var service = Pick(services);
        var rows = Tenant.UnitsOf(service.Id).Where(row => row.Start >= contract.Start.AddMonths(MonthsTo(contract, today) - 2) && row.Start <= today.AddMonths(2) && TenantRecord.PeriodOf(contract, row.Start).Start == row.Start).ToList();
        if (rows.Count == 0)
            return;
        var period = Pick(rows);
        if (period.PostedAt is null)
            Try($"The period of {name} from {Day(period.Start)} is posted.", () => Tenant.Post(service.Id, period.Start));
        else if (Chance(30))
            Try($"The posting of the period of {name} from {Day(period.Start)} is taken back.", () => Tenant.Unpost(service.Id, period.Start));
    }

    private static int MonthsTo(ContractRow contract, DateOnly today) => ((today.Year - contract.Start.Year) * 12) + today.Month - contract.Start.Month;

    /// <summary>The contract services in an order that does not depend on the order of the calls that made them.</summary>
    private List<ContractServiceRow> Services(ContractRow contract) =>
        [.. Tenant.ServicesOf(contract.Id).OrderBy(one => (string?)Tenant.Value("Services", one.ServiceId, "name"), StringComparer.Ordinal)];

    private void EditUnits(ContractRow contract, DateOnly today)
    {
        if (Services(contract) is not { Count: > 0 } services)
            return;
        var service = Pick(services);
        var period = MonthsTo(contract, today);
        var day = contract.Start.AddMonths(period + _random.Next(-1, 2)).AddDays(Chance(25) ? _random.Next(2, 20) : 0);
        var change = _random.Next(-3, 4);
        var price = Chance(35) ? (decimal?)Amount(2, 40) : null;
        Try($"A person changes {contract.SubscriptionId ?? contract.Number} by {change} units{(price is null ? "" : $" at {price}")} from {Day(day)} on.", () =>
            Tenant.AdjustByHand(service.Id, change, day, price, price is null ? null : price * 0.8m));
    }

    private void EditContract(ContractRow contract, DateOnly today)
    {
        var name = contract.SubscriptionId ?? contract.Number;
        switch (_random.Next(7))
        {
            case 6:
                Try($"A person sets the contract of {name} active.", () => Tenant.EditByHand("Contracts", contract.Id, "status", 1));
                break;
            case 0:
                Try($"A person deletes the contract of {name}.", () => Tenant.DeleteContractByHand(contract.Id));
                break;
            case 1:
                Try($"A person sets the contract of {name} inactive.", () => Tenant.EditByHand("Contracts", contract.Id, "status", 0));
                break;
            case 2:
                Try($"A person empties the contract number of {name}.", () => Tenant.EditByHand("Contracts", contract.Id, "contractNumber", null));
                break;
            case 3:
                Try($"A person empties the subscription id of {name}.", () => Tenant.EditContractFieldByHand(contract.Id, AutotaskTenant.SubscriptionIdField, null));
                break;
            default:
                var end = today.AddDays(_random.Next(-40, 60));
                Try($"A person ends the contract of {name} on {Day(end)}.", () => Tenant.MoveEndByHand(contract.Id, end));
                break;
        }
    }

    /// <summary>A person releases what a fuse stopped; the test passes the word on.</summary>
    private void Release(RuleMemory memory)
    {
        if (memory.Shrunk.Length > 0 && Chance(60))
        {
            memory.ReleasedShrunk = memory.Shrunk;
            Tell($"  A person releases the broker's shrunken seats: {memory.Shrunk}.");
            Decide(process => process.GetRequiredService<FuseReleases>().ReleaseBrokerAsync("test", "", CancellationToken.None));
        }

        foreach (var bill in memory.Bills.Where(bill => !bill.IsDone).OrderBy(bill => bill.Month).ThenBy(bill => bill.Organization, StringComparer.Ordinal))
        {
            var waits = memory.Outcomes.Where(entry => (entry.Key.Month, entry.Key.Organization) == (bill.Month, bill.Organization)).Select(entry => entry.Value.Why).ToHashSet();
            foreach (var fuse in BillRules.Fuses.Where(fuse => waits.Any(why => why.Contains(fuse, StringComparison.Ordinal)) && Chance(50)))
            {
                bill.Released.Add(fuse);
                Tell($"  A person releases {fuse} of {bill.Organization} in {bill.Month}.");
                Decide(process => process.GetRequiredService<FuseReleases>().ReleaseAsync(bill.Month, bill.Organization, fuse, "test", "", CancellationToken.None));
            }
        }
    }

    /// <summary>What people decided since the last run, to be passed on to the product.</summary>
    public List<Func<IServiceProvider, Task>> Decisions { get; } = [];

    private void Decide(Func<IServiceProvider, Task> decision) => Decisions.Add(decision);

    /// <summary>People lock subscriptions, with and without an end, and take locks off.</summary>
    private void ChangeLocks(RuleMemory memory, DateOnly today)
    {
        foreach (var key in memory.Locks.Keys.Order(StringComparer.Ordinal).Where(_ => Chance(35)).ToList())
        {
            memory.Locks.Remove(key);
            Tell($"  The lock on {key} is taken off.");
            Decide(process => process.GetRequiredService<SubscriptionLocks>().RemoveAsync(key, CancellationToken.None));
        }

        foreach (var id in _subscriptions.Concat(_ended).Select(subscription => subscription.Id).OfType<string>().Where(_ => Chance(5)).ToList())
        {
            DateOnly? until = Chance(40) ? null : today.AddDays(_random.Next(-1, 40));
            memory.Locks[id.ToLowerInvariant()] = until;
            Tell($"  {id} is locked{(until is { } day ? $" until {Day(day)}" : "")}.");
            Decide(process => process.GetRequiredService<SubscriptionLocks>().PutAsync(id, "test", "agreed by hand", until, CancellationToken.None));
        }
    }
}
