using System.Globalization;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>What Autotask holds, as the rules see it.</summary>
internal sealed partial class ExpectedTenant
{
    private ExpectedTenant()
    {
    }

    public List<ExpectedContract> Contracts { get; } = [];

    /// <summary>Reads everything as it stands, rows included that the API does not show.</summary>
    public static ExpectedTenant Of(AutotaskTenant tenant, RuleMemory memory)
    {
        var result = new ExpectedTenant();
        var services = tenant.AllServices.ToDictionary(service => service.Id);
        var used = tenant.AllAdjustments.ToLookup(adjustment => adjustment.ContractServiceId, adjustment => adjustment.EffectiveDate);
        foreach (var row in tenant.AllContracts)
        {
            var contract = new ExpectedContract
            {
                Identity = memory.ContractOf(row.Id),
                CompanyId = row.CompanyId,
                Name = row.Name,
                Number = row.Number,
                SubscriptionId = row.SubscriptionId,
                PeriodMonths = row.PeriodType == 5 ? 12 : 1,
                Type = row.Type,
                IsActive = row.Status == 1,
                Start = row.Start,
                End = row.End,
            };
            foreach (var held in tenant.ServicesOf(row.Id))
            {
                var service = new ExpectedService { Contract = contract, Identity = memory.ServiceOf(held.Id), ServiceName = services[held.ServiceId].Name, Sku = services[held.ServiceId].Sku };
                service.Rows.AddRange(RowsOf(tenant, contract, held.Id));
                service.UsedDates.UnionWith(used[held.Id]);
                contract.Services.Add(service);
            }

            contract.Charges.AddRange(tenant.ChargesOf(row.Id).Select(charge => new ExpectedCharge
            {
                Key = memory.Subjects.KeyOf(charge.InternalPurchaseOrderNumber),
                Amount = charge.Amount,
                Cost = charge.Cost,
                Date = charge.DatePurchased,
                IsBilled = charge.IsBilled,
            }));
            result.Contracts.Add(contract);
        }

        return result;
    }

    /// <summary>Everything as lines of text that can be compared; ids are left out where the run at hand gives them.</summary>
    public IEnumerable<string> ToLines()
    {
        foreach (var contract in Contracts)
        {
            var name = $"{contract.Number?.ToUpperInvariant() ?? "(no number)"} of company {contract.CompanyId} from {Day(contract.Start)}";
            yield return $"contract {name} to {Day(contract.End)}, subscription {contract.SubscriptionId?.ToUpperInvariant()}, period {contract.PeriodMonths}, {(contract.IsActive ? "active" : "inactive")}, '{contract.Name}'";
            foreach (var service in contract.Services)
            {
                yield return $"service {name}: {service.ServiceName}";
                foreach (var (row, lastDay) in Runs(service.Rows))
                    yield return $"units {name}: {service.ServiceName} {Day(row.Start)}..{Day(lastDay)}: {row.Units} price {Number(row.Price)} cost {Number(row.Cost)}{(row.IsPosted ? " posted" : "")}";
            }

            foreach (var charge in contract.Charges)
                yield return $"charge {name}: {charge.Key} on {Day(charge.Date)}: {Number(charge.Amount)} cost {Number(charge.Cost)}{(charge.IsBilled ? " billed" : "")}";
        }
    }

    /// <summary>Rows with units; whole periods that bill the same one after the other are told together.</summary>
    private static IEnumerable<(ExpectedRow First, DateOnly LastDay)> Runs(IEnumerable<ExpectedRow> rows)
    {
        (ExpectedRow First, DateOnly LastDay)? run = null;
        foreach (var row in rows)
        {
            if (run is var (first, lastDay) && first.IsWhole && row.IsWhole && row.Start == lastDay.AddDays(1)
                && (row.Units, row.Price, row.Cost, row.IsPosted) == (first.Units, first.Price, first.Cost, first.IsPosted))
            {
                run = (first, row.LastDay);
                continue;
            }

            if (run is { First.Units: not 0 } finished)
                yield return finished;
            run = (row, row.LastDay);
        }

        if (run is { First.Units: not 0 } last)
            yield return last;
    }

    private static IEnumerable<ExpectedRow> RowsOf(AutotaskTenant tenant, ExpectedContract contract, long contractServiceId)
    {
        lock (tenant.Store.Lock)
        {
            return
            [
                .. tenant.Store.UnitRowsOf(contractServiceId).Select(row => new ExpectedRow
                {
                    Start = row.Day(Units.StartDate),
                    LastDay = row.Day(Units.LastDay),
                    PeriodStart = contract.FirstDayOfPeriod(row.Day(Units.StartDate)),
                    PeriodEnd = contract.LastDayOfPeriod(row.Day(Units.StartDate)),
                    Units = (int)row.Long(Units.Quantity),
                    UnitPrice = row.Decimal(Units.UnitPrice),
                    UnitCost = row.Decimal(Units.UnitCost),
                    IsPosted = row[Units.PostedDate] is not null,
                }),
            ];
        }
    }

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "?";

    private static string Number(decimal value) => value.ToString("0.00##", CultureInfo.InvariantCulture);
}

/// <summary>
/// What the hash in a charge's key stands for. The rules say only that there is one per subscription and product (per subscription for usage): it is learnt from the
/// first charge of each and must stay the same from then on.
/// </summary>
internal sealed partial class ChargeSubjects
{
    private const string Unknown = "?";

    // A charge without a key of ours is of no bill.
    private static readonly BillMonth Never = new(1900, 1);
    private readonly Dictionary<string, (string Subscription, string? Product)> _byHash = new(StringComparer.Ordinal);

    public ChargeKey KeyOf(string? number)
    {
        var match = Form().Match(number ?? "");
        if (!match.Success)
            return new ChargeKey(Never, $"{Unknown}{number}", null, "", 1);
        var (subscription, product) = _byHash.GetValueOrDefault(match.Groups["hash"].Value, (Unknown + match.Groups["hash"].Value, null));
        var count = match.Groups["number"].Success ? int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : 1;
        return new ChargeKey(BillMonth.Parse(match.Groups["month"].Value), subscription, product, match.Groups["letter"].Value, count);
    }

    /// <summary>Learns from what a run was expected to make and made.</summary>
    public void Learn(IEnumerable<ExpectedCharge> expected, IEnumerable<ChargeRow> found)
    {
        var left = found.Select(charge => (Row: charge, Key: KeyOf(charge.InternalPurchaseOrderNumber))).Where(charge => charge.Key.Subscription.StartsWith(Unknown, StringComparison.Ordinal)).ToList();
        foreach (var charge in expected.Where(charge => charge.Key.Month != Never && !_byHash.ContainsValue((charge.Key.Subscription, charge.Key.Product))).OrderBy(charge => charge.Key.ToString(), StringComparer.Ordinal))
        {
            if (_byHash.ContainsValue((charge.Key.Subscription, charge.Key.Product)))
                continue;
            var candidates = left.Where(one => (one.Key.Month, one.Key.Letter, one.Key.Number) == (charge.Key.Month, charge.Key.Letter, charge.Key.Number)).ToList();
            var same = candidates.Find(one => (one.Row.Amount, one.Row.Cost) == (charge.Amount, charge.Cost));
            var one = same.Row is null ? candidates.FirstOrDefault() : same;
            if (one.Row is null || !Form().IsMatch(one.Row.InternalPurchaseOrderNumber!))
                continue;
            var hash = Form().Match(one.Row.InternalPurchaseOrderNumber!).Groups["hash"].Value;
            _byHash[hash] = (charge.Key.Subscription, charge.Key.Product);
            left.RemoveAll(other => Form().Match(other.Row.InternalPurchaseOrderNumber!).Groups["hash"].Value == hash);
        }
    }

    [GeneratedRegex("^CM-(?<month>[0-9]{4}-[0-9]{2})-(?<hash>[0-9a-f]{16})(?<letter>(-[DPY])?)(-(?<number>[0-9]+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
