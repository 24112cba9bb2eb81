using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>That a bill month is written to in Autotask: noted before the first write of each organization bill, so that the month is proven afterwards whatever happens in between.</summary>
/// <param name="Month">The bill month.</param>
/// <param name="RunId">The run that wrote last.</param>
/// <param name="Stamp">Tells these writes from earlier ones.</param>
public sealed record MonthWrites(BillMonth Month, string RunId, string Stamp)
{
    /// <summary>Writes that are about to begin.</summary>
    public static MonthWrites Begin(BillMonth month, string runId) => new(month, runId, Guid.NewGuid().ToString("N"));
}
