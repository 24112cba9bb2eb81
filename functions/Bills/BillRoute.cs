using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Finds what the routes, pages and files about bills name; null for what is not there.</summary>
internal static class BillRoute
{
    /// <summary>Says that a month has no bill.</summary>
    public static string NoMonth(string month) => $"No bill of {month} is recorded.";

    /// <summary>Says that an organization has no bill in a month.</summary>
    public static string NoBill(string month) => $"No bill of this organization for {month} is recorded.";

    /// <summary>Says that there is nothing to prove in a month.</summary>
    public static string NoProof(string month) => $"Nothing of {month} is exported.";

    /// <summary>A month with its bills.</summary>
    /// <exception cref="MustFixException">It is no month.</exception>
    public static Task<MonthBillsView?> MonthAsync(BillViews bills, string month, CancellationToken cancellation) => bills.MonthAsync(RequestFields.Month(month), cancellation);

    /// <summary>An organization's bill.</summary>
    /// <exception cref="MustFixException">It is no month, or no organization.</exception>
    public static Task<OrganizationBillView?> OrganizationAsync(OrganizationBillViews bills, string month, string organization, CancellationToken cancellation) =>
        bills.FindAsync(RequestFields.Month(month), RequestFields.Route("id", organization), cancellation);

    /// <summary>The proof of a month, made now.</summary>
    /// <exception cref="MustFixException">It is no month, or Autotask refuses a read.</exception>
    public static Task<MonthProof?> ProofAsync(RunProofs proofs, string month, CancellationToken cancellation) => proofs.AskAsync(RequestFields.Month(month), cancellation);
}
