using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Functions.Bills;
using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of a month's proof.</summary>
public sealed class ShowProofPage(PageFrame frame, RunProofs proofs, AutotaskLinks links)
{
    /// <summary><c>GET /months/{month}/proof</c>.</summary>
    [Function(nameof(ShowProofPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "months/{month}/proof")] HttpRequest request, string month, CancellationToken cancellation) => frame.ShowAsync<ProofPage>(
        request,
        async () => await BillRoute.ProofAsync(proofs, month, cancellation) is { } proof
            ? new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ProofPage.Proof)] = proof, [nameof(ProofPage.Root)] = await links.RootAsync(cancellation) }
            : null,
        cancellation,
        BillRoute.NoProof(month));
}
