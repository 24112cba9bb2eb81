using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Finds what the routes, pages and files about bills name.</summary>
internal static class BillRoute
{
    /// <summary>A month with its bills.</summary>
    /// <exception cref="InputException">It is no month.</exception>
    /// <exception cref="NotThereException">It has no bill.</exception>
    public static async Task<MonthBillsView> MonthAsync(BillViews bills, string month, CancellationToken cancellation) =>
        await bills.MonthAsync(RequestFields.Month(month), cancellation) ?? throw new NotThereException($"No bill of {month} is recorded.");

    /// <summary>An organization's bill.</summary>
    /// <exception cref="InputException">It is no month, or no organization.</exception>
    /// <exception cref="NotThereException">There is no such bill.</exception>
    public static async Task<OrganizationBillView> OrganizationAsync(OrganizationBillViews bills, string month, string organization, CancellationToken cancellation) =>
        await bills.FindAsync(RequestFields.Month(month), RequestFields.Route("id", organization), cancellation) ?? throw new NotThereException($"No bill of this organization for {month} is recorded.");

    /// <summary>The proof of a month, made now.</summary>
    /// <exception cref="InputException">It is no month.</exception>
    /// <exception cref="NotThereException">Nothing of it is exported.</exception>
    public static async Task<MonthProof> ProofAsync(RunProofs proofs, string month, CancellationToken cancellation) =>
        await proofs.AskAsync(RequestFields.Month(month), cancellation) ?? throw new NotThereException($"Nothing of {month} is exported.");
}
