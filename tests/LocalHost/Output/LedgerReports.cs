using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Reads the report of the run that this process began last from the product's ledger.</summary>
/// <param name="identity">Knows the run.</param>
/// <param name="reports">The ledger.</param>
/// <param name="proofs">What proofs found.</param>
/// <param name="autotask">Calls to Autotask.</param>
/// <param name="cloudmore">Calls to Cloudmore.</param>
/// <param name="clock">The product's clock.</param>
internal sealed class LedgerReports(RunIdentity identity, RunReports reports, RunProofs proofs, CallCounter autotask, CloudmoreCallCounter cloudmore, ProductClock clock) : IRunReports
{
    private readonly DateTimeOffset asOf = clock.Now;

    public async Task<ExportReport> ReadAsync(CancellationToken cancellation)
    {
        var report = await reports.ReadAsync(identity.Latest ?? "", cancellation);
        var found = (await proofs.ListAsync(cancellation)).Where(proof => proof.RunId == report.RunId);
        return new ExportReport(report.RunId, asOf, [.. report.Rows.Select(OutcomeRow.Of)], autotask.Total, cloudmore.Total)
        {
            HasFailures = report.HasFailures,
            NeedsPerson = report.NeedsPerson,
            WaitingBills = report.WaitingBills,
            Proofs = [.. found.Select(proof => proof.Problem is { } problem ? $"The proof of {proof.Month} cannot be made: {problem}" : $"Proof of {proof.Month}, read back from Autotask: {proof.Text}.")],
        };
    }
}
