using System.Globalization;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Planning;

/// <summary>Decides contract charges (export rules, "Writing charges"): at most one per key, true-ups where one is billed.</summary>
internal static class ChargePlanner
{
    /// <summary>The charge of usage or of a one-time item.</summary>
    public static DesiredCharge For(SubscriptionDraft draft, ChargeLine line)
    {
        var month = draft.Month;
        var quantity = line.Figures.Carries(line.TotalQuantity) ? "" : $"Total quantity {line.TotalQuantity.ToString("G29", CultureInfo.InvariantCulture)}. ";
        return new DesiredCharge(
            ContractKeys.ChargeKey(month, draft.Subscription.Key, line.ProductId),
            ContractKeys.ChargeName($"{line.ProductName} - {draft.Subscription.Name}", $" {month}"),
            $"{quantity}{line.LineCount} billing line{(line.LineCount == 1 ? "" : "s")} of {month}, subscription {draft.Subscription.SubscriptionId}.",
            line.LastBillingDate,
            line.Figures);
    }

    /// <summary>The charge of the difference between pro-rata lines and the line that was exported.</summary>
    public static DesiredCharge ForProRata(SubscriptionDraft draft, SeatLine seat) => ForAmount(
        draft, seat.ProductId, "D", $"{seat.ProductName} - pro-rata", $"Difference of the billing lines: {seat.DifferenceReason}.", seat.LastBillingDate,
        Money.ToCents(seat.Billed) - seat.Amount, Money.ToCents(seat.BilledCost) - seat.CostAmount);

    /// <summary>The charge of a product's credits where the bill has nothing else of it.</summary>
    public static DesiredCharge ForCredit(SubscriptionDraft draft, CreditLine credit) => ForAmount(
        draft, credit.ProductId, "D", $"{credit.ProductName} - credit", "The bill has only credits for this product.", credit.LastBillingDate,
        Money.ToCents(credit.Billed), Money.ToCents(credit.BilledCost));

    /// <summary>The charge of a change in the middle of a yearly term.</summary>
    public static DesiredCharge ForMidTerm(SubscriptionDraft draft, SeatLine seat) => ForAmount(
        draft, seat.ProductId, "Y", $"{seat.ProductName} - change in term", "Change in the middle of the yearly term, pro-rated.", seat.LastBillingDate,
        Money.ToCents(seat.Billed), Money.ToCents(seat.BilledCost));

    /// <summary>The charge of what a closed period bills wrongly.</summary>
    public static DesiredCharge ForClosedPeriod(SubscriptionDraft draft, SeatTarget target, decimal wrong, decimal wrongCost) => ForAmount(
        draft, target.ProductId ?? target.ProductName, "P", $"{target.ProductName} - correction", "The period is approved and posted; this is what it bills too little or too much.",
        draft.Month.LastDay, wrong, wrongCost);

    /// <summary>Plans every charge of the subscription's month: wanted ones to their amount, the others to 0, or left while the subscription waits for a person.</summary>
    /// <returns>What Autotask bills by them once the steps are done.</returns>
    public static decimal Plan(SubscriptionDraft draft, IReadOnlyList<ContractState> contracts, long contractId)
    {
        var found = contracts.SelectMany(contract => Of(draft.Month, contract)).ToList();
        var wanted = draft.Charges.ToDictionary(charge => charge.Key, StringComparer.Ordinal);
        var left = found.Select(charge => ChainKey(charge.InternalPurchaseOrderNumber!)).Distinct(StringComparer.Ordinal).Where(key => !wanted.ContainsKey(key));
        var total = 0m;
        foreach (var charge in draft.Charges)
            total += PlanChain(draft, charge, Chain(found, charge.Key), contractId);
        foreach (var chain in left.Select(key => (Key: key, Charges: Chain(found, key))))
            total += draft.IsWaiting ? chain.Charges.Sum(Amount) : PlanChain(draft, Nothing(draft, chain.Key, chain.Charges[0]), chain.Charges, contractId);
        return total;
    }

    /// <summary>The contract's charges with a key of the month.</summary>
    internal static IReadOnlyList<ContractCharge> Of(BillMonth month, ContractState contract) =>
        [.. contract.Charges.Where(charge => charge.InternalPurchaseOrderNumber?.StartsWith(ContractKeys.ChargeKeyPrefix(month), StringComparison.Ordinal) == true)];

    /// <summary>The key of the step that writes the charge with this key.</summary>
    internal static string StepKey(string chargeKey) => $"charge:{chargeKey}";

    /// <summary>Whether the API user sees what the charge costs.</summary>
    internal static bool ShowsCost(ContractCharge charge) => charge.ExtendedCost is not null || charge.UnitCost is not null;

    private static decimal PlanChain(SubscriptionDraft draft, DesiredCharge wanted, IReadOnlyList<ContractCharge> chain, long contractId)
    {
        var doubled = chain.GroupBy(charge => charge.InternalPurchaseOrderNumber, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (doubled is not null)
        {
            draft.Worsen(Outcome.Conflict, $"Contract charges {string.Join(" and ", doubled.Select(charge => charge.Id))} carry one key, {doubled.Key}.",
                "Delete the one that does not belong in Autotask; the bill then goes on by itself.");
            return chain.Sum(Amount);
        }

        var (amount, cost) = (chain.Sum(Amount), chain.Sum(charge => charge.ExtendedCost ?? Money.ToCents(charge.UnitQuantity * (charge.UnitCost ?? 0))));
        var seesCosts = chain.Any(ShowsCost);
        if (amount == wanted.Amount && (cost == wanted.Cost || (chain.Count > 0 && !seesCosts)))
            return amount;

        var open = chain.LastOrDefault(charge => !charge.IsBilled);
        var billingCode = open is null ? draft.IdOf(draft.State.References.ProductBillingCode) : null;
        if (open is null && billingCode is null)
            return amount;
        var step = open is null
            ? Create(draft, wanted, chain, contractId, billingCode!.Value, wanted.Amount - amount, wanted.Cost - cost)
            : Change(draft, wanted, open, wanted.Amount - (amount - Amount(open)), wanted.Cost - (cost - Cost(open)), wanted.Amount - amount);
        if (step.Kind == StepKind.CreateCharge && draft.Input.Made.TryGetValue(step.Key, out var made))
        {
            draft.Worsen(Outcome.Held, $"Charge {made} was made for this bill and cannot be found in Autotask.",
                "If somebody deleted it, charge the amount by hand. If not, check that the API user may see the contract's charges.");
            return amount;
        }

        return draft.Add(step) ? wanted.Amount : amount;
    }

    private static PlanStep Create(
        SubscriptionDraft draft, DesiredCharge wanted, IReadOnlyList<ContractCharge> chain, long contractId, long billingCode, decimal amount, decimal cost)
    {
        var number = chain.Count == 0 ? 1 : chain.Max(charge => ChainNumber(charge.InternalPurchaseOrderNumber!)) + 1;
        var key = number == 1 ? wanted.Key : $"{wanted.Key}-{number}";
        var figures = number == 1 ? wanted.Figures : ChargeFigures.OfAmount(amount, cost);
        return new PlanStep
        {
            Kind = StepKind.CreateCharge,
            Key = StepKey(key),
            SubscriptionKey = draft.Subscription.Key,
            Text = $"Charge {Money.Text(amount, draft.Subscription.Currency)} for {wanted.Name}",
            Money = amount,
            Charge = new NewContractCharge
            {
                ContractId = contractId,
                Name = number == 1 ? wanted.Name : ContractKeys.ChargeName(wanted.Name, $" (true-up {number})"),
                Description = number == 1 ? wanted.Description : $"True-up: the charge of {draft.Month} was billed with another amount. {wanted.Description}",
                DatePurchased = wanted.Date,
                ChargeType = draft.State.ChargeType,
                BillingCodeId = billingCode,
                UnitQuantity = figures.Quantity,
                UnitPrice = figures.UnitPrice,
                UnitCost = figures.UnitCost,
                InternalPurchaseOrderNumber = key,
            },
        };
    }

    private static PlanStep Change(SubscriptionDraft draft, DesiredCharge wanted, ContractCharge open, decimal amount, decimal cost, decimal money)
    {
        var figures = ChainNumber(open.InternalPurchaseOrderNumber!) == 1 && amount == wanted.Amount && cost == wanted.Cost
            ? wanted.Figures
            : ChargeFigures.OfAmount(amount, cost);
        return new PlanStep
        {
            Kind = StepKind.ChangeCharge,
            Key = StepKey(open.InternalPurchaseOrderNumber!),
            SubscriptionKey = draft.Subscription.Key,
            Text = $"Change charge {open.Id} from {Money.Text(Amount(open), draft.Subscription.Currency)} to {Money.Text(amount, draft.Subscription.Currency)}",
            Money = money,
            ChargeContractId = open.ContractId ?? throw new InvalidOperationException($"Contract charge {open.Id} names no contract."),
            ChargeChange = new ContractChargeChange
            {
                Id = open.Id,
                Description = wanted.Description,
                DatePurchased = wanted.Date,
                UnitQuantity = figures.Quantity,
                UnitPrice = figures.UnitPrice,
                UnitCost = figures.UnitCost,
            },
        };
    }

    private static DesiredCharge ForAmount(SubscriptionDraft draft, string productId, string letter, string name, string why, DateOnly date, decimal amount, decimal cost) => new(
        ContractKeys.ChargeKey(draft.Month, draft.Subscription.Key, productId, letter),
        ContractKeys.ChargeName(name, $" {draft.Month}"),
        $"{why} Subscription {draft.Subscription.SubscriptionId}, bill of {draft.Month}.",
        date,
        ChargeFigures.OfAmount(amount, cost));

    private static DesiredCharge Nothing(SubscriptionDraft draft, string key, ContractCharge charge) =>
        new(key, charge.Name, $"No longer on the bill of {draft.Month}.", charge.DatePurchased, ChargeFigures.OfAmount(0, 0));

    private static List<ContractCharge> Chain(IReadOnlyList<ContractCharge> charges, string key) =>
        [.. charges.Where(charge => ChainKey(charge.InternalPurchaseOrderNumber!) == key).OrderBy(charge => ChainNumber(charge.InternalPurchaseOrderNumber!))];

    // A true-up's number is the only part of a key that is a number by itself after the hash.
    private static string ChainKey(string key) => ChainNumber(key) == 1 ? key : key[..key.LastIndexOf('-')];

    private static int ChainNumber(string key)
    {
        var last = key.LastIndexOf('-');
        var isNumber = int.TryParse(key.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && number > 1 && key.Length - last - 1 < 4 ? number : 1;
    }

    internal static decimal Amount(ContractCharge charge) => Money.ToCents(charge.BillableAmount ?? charge.UnitQuantity * (charge.UnitPrice ?? 0));

    internal static decimal Cost(ContractCharge charge) => Money.ToCents(charge.ExtendedCost ?? charge.UnitQuantity * (charge.UnitCost ?? 0));
}
