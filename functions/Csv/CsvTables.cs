using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Functions.Bills;
using CloudmoreAutotask.Functions.Plans;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Operating;
using Microsoft.AspNetCore.Http;

namespace CloudmoreAutotask.Functions.Csv;

/// <summary>The tables that can be saved, with the headings of the page.</summary>
public sealed class CsvTables(BillViews bills, OrganizationBillViews organizations, PlanViews plans, CompanyMappings companies, PoisonMessages poison, AuditTrail audit, RunProofs proofs)
{
    private const int Months = 60;

    /// <summary>Makes a table.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="input">What it is of.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null when there is no such table, or nothing of it.</returns>
    /// <exception cref="CloudmoreAutotask.Setup.MustFixException">What it is of is missing or cannot be used.</exception>
    public Task<IResult?> MakeAsync(string table, RequestFields input, CancellationToken cancellation) => table switch
    {
        "months" => MonthsAsync(cancellation),
        "bills" => BillsAsync(input, cancellation),
        "outcomes" => OutcomesAsync(input, cancellation),
        "waiting" => WaitingAsync(input, cancellation),
        "lines" => LinesAsync(input, cancellation),
        "plan" => PlanAsync(input, cancellation),
        "proof" => ProofAsync(input, cancellation),
        "hunted" => HuntedAsync(input, cancellation),
        "companies" => CompaniesAsync(cancellation),
        "failed" => FailedAsync(cancellation),
        "audit" => AuditAsync(cancellation),
        _ => Task.FromResult<IResult?>(null),
    };

    private async Task<IResult?> MonthsAsync(CancellationToken cancellation) => CsvFile.Answer(
        "months",
        ["Month", "Organizations", "Currency", "Billed", "In Autotask", "Difference", "Waiting", "Not exported by choice"],
        (await bills.MonthsAsync(Months, cancellation)).SelectMany(month => month.Money, (month, money) =>
            new object?[] { month.Month, month.Organizations, money.Currency, money.Billed, money.Exported, money.Difference, money.Waiting, money.SwitchedOff }));

    private async Task<IResult?> BillsAsync(RequestFields input, CancellationToken cancellation) => await MonthAsync(input, cancellation) is not { } month ? null : CsvFile.Answer(
        $"bills-{month.Month.Month}",
        ["Month", "Organization ID", "Organization", "Customer Number", "State", "Lines", "Currency", "Billed", "In Autotask", "Difference", "Waiting", "Not exported by choice"],
        month.Bills.SelectMany(bill => bill.Money, (bill, money) => new object?[]
        {
            bill.Month, bill.OrganizationId, bill.OrganizationName, bill.CustomerNumber, bill.State, bill.Lines, money.Currency, money.Billed, money.Exported, money.Difference, money.Waiting, money.SwitchedOff,
        }));

    private async Task<IResult?> OutcomesAsync(RequestFields input, CancellationToken cancellation) => CsvFile.Answer(
        $"subscriptions-{RequestFields.Month(input.Text("month"))}",
        ["Month", "Organization ID", "Organization", "Subscription ID", "Subscription", "Outcome", "Currency", "Billed", "In Autotask", "Difference", "Contract", "Reason", "What to do"],
        (await bills.OutcomesAsync(RequestFields.Month(input.Text("month")), cancellation)).Select(outcome => new object?[]
        {
            outcome.Month, outcome.OrganizationId, outcome.OrganizationName, outcome.SubscriptionKey, outcome.SubscriptionName, outcome.Outcome, outcome.Currency, outcome.Billed, outcome.Exported,
            outcome.Difference, outcome.ContractId, outcome.Reason, outcome.Action,
        }));

    private async Task<IResult?> WaitingAsync(RequestFields input, CancellationToken cancellation) => await MonthAsync(input, cancellation) is not { } month ? null : CsvFile.Answer(
        $"waiting-{month.Month.Month}",
        ["Month", "Organization ID", "Organization", "Outcome", "Currency", "Amount", "Per day", "Reason", "What to do", "Subscriptions"],
        month.Waiting.Select(item => new object?[]
        {
            item.Month, item.OrganizationId, item.OrganizationName, item.Outcome, item.Currency, item.Amount, item.PerDay, item.Reason, item.Action, string.Join("; ", item.Subscriptions),
        }));

    private async Task<IResult?> LinesAsync(RequestFields input, CancellationToken cancellation)
    {
        if (await BillRoute.OrganizationAsync(organizations, input.Text("month"), input.Text("organization"), cancellation) is not { } bill)
            return null;
        return CsvFile.Answer(
            $"lines-{bill.Bill.Month}",
            ["Organization", "Subscription ID", "Subscription", "Outcome", "Billing Date", "Service", "Product", "Quantity", "Unit Cost Price", "Unit Sales Price", "Total Cost", "Total Sales", "Currency", "Details"],
            bill.Subscriptions.SelectMany(subscription => subscription.Lines, (subscription, line) => new object?[]
            {
                bill.Bill.OrganizationName, subscription.Key, subscription.Name, subscription.Outcome, line.BillingDate, line.ServiceName, line.ProductName, line.Quantity, line.UnitCostPrice,
                line.UnitSalesPrice, line.TotalCost, line.TotalSales, line.CurrencyCode, line.BillingLineDetails,
            }));
    }

    private async Task<IResult?> PlanAsync(RequestFields input, CancellationToken cancellation)
    {
        if (await plans.FindAsync(PlanRoute.Read(input.Text("id")), cancellation) is not { } plan)
            return null;
        return CsvFile.Answer(
            $"plan-{plan.Month}",
            ["Month", "Organization", "Subscription ID", "Subscription", "Currency", "Autotask now", "Then", "Billed", "Step", "Step's money"],
            plan.Subscriptions.SelectMany(entry => entry.Steps, (entry, step) =>
                new object?[] { plan.Month, plan.OrganizationName, entry.Key, entry.Name, entry.Currency, entry.Now, entry.Then, entry.Billed, step.Text, step.Money }));
    }

    private async Task<IResult?> ProofAsync(RequestFields input, CancellationToken cancellation) => await ProveAsync(input, cancellation) is not { } proof ? null : CsvFile.Answer(
        $"proof-{proof.Month}",
        ["Organization ID", "Organization", "Subscription ID", "Subscription", "Contract", "Currency", "Exported", "Autotask now", "Why"],
        proof.Differences.Select(entry => new object?[]
        {
            entry.OrganizationId, entry.OrganizationName, entry.SubscriptionKey, entry.SubscriptionName, entry.ContractId, entry.Currency, entry.Ledger, entry.Autotask, entry.Reason,
        }));

    private async Task<IResult?> HuntedAsync(RequestFields input, CancellationToken cancellation)
    {
        if (await ProveAsync(input, cancellation) is not { } proof)
            return null;
        return CsvFile.Answer(
            $"hunted-{proof.Month}",
            ["What", "Contract", "Name", "Subscription", "Currency", "In a year"],
            [
                .. proof.Forgotten.Select(contract => new object?[] { "contract of a subscription the bills no longer know", contract.ContractId, contract.ContractName, contract.Subscription, "", contract.Yearly }),
                .. proof.Inactive.Select(contract => new object?[] { "inactive contract that still bills", contract.ContractId, contract.ContractName, contract.Subscription, "", contract.Yearly }),
                .. proof.WithoutContract.Select(entry => new object?[] { "subscription billed without a contract", null, entry.OrganizationName, entry.SubscriptionName, entry.Currency, entry.Yearly }),
            ]);
    }

    private Task<MonthProof?> ProveAsync(RequestFields input, CancellationToken cancellation) => BillRoute.ProofAsync(proofs, input.Text("month"), cancellation);

    private async Task<IResult?> CompaniesAsync(CancellationToken cancellation) => CsvFile.Answer(
        "companies",
        ["Organization ID", "Organization Name", "Customer Number", "Company ID", "Source", "Set By", "Set At", "Problem"],
        (await companies.ListAsync(cancellation)).Select(mapping => new object?[]
        {
            mapping.OrganizationId, mapping.OrganizationName, mapping.CustomerNumber, mapping.CompanyId, mapping.CompanyId is null ? "" : mapping.Source, mapping.SetBy, mapping.ConfirmedAt, mapping.Problem,
        }));

    private async Task<IResult?> FailedAsync(CancellationToken cancellation) => CsvFile.Answer(
        "failed",
        ["Queue", "Month", "Organization ID", "Organization", "Since", "Last error", "Message"],
        (await poison.ListAsync(cancellation)).Select(message => new object?[] { message.Queue, message.Month, message.OrganizationId, message.OrganizationName, message.At, message.LastError, message.Text }));

    private async Task<IResult?> AuditAsync(CancellationToken cancellation) => CsvFile.Answer(
        "audit",
        ["When", "Who", "What", "To what", "Why", "What came of it"],
        (await audit.LatestAsync(cancellation)).Select(entry => new object?[] { entry.At, entry.Who, entry.Action, entry.Subject, entry.Why, entry.Result }));

    private Task<MonthBillsView?> MonthAsync(RequestFields input, CancellationToken cancellation) => BillRoute.MonthAsync(bills, input.Text("month"), cancellation);
}
