using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Bills;

/// <summary>Proves a month: Autotask is read back in bulk and compared to the cent. It also says what the product last found by itself.</summary>
public sealed class ShowProof(Gate gate, RunProofs proofs)
{
    /// <summary><c>GET /api/bills/{month}/proof</c>.</summary>
    [Function(nameof(ShowProof))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/bills/{month}/proof")] HttpRequest request, string month, CancellationToken cancellation) => gate.LookAsync(
        request,
        [],
        async _ => Answers.Found(await BillRoute.ProofAsync(proofs, month, cancellation), BillRoute.NoProof(month)),
        cancellation);
}
