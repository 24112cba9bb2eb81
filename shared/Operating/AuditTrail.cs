using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Operating;

/// <summary>Keeps what people did: noted before it is done, so that nothing is done without a trace.</summary>
/// <param name="tables">Where it is kept.</param>
/// <param name="time">Real time.</param>
public sealed class AuditTrail(ExportTables tables, TimeProvider time)
{
    private const string Asked = "asked";
    private const string Done = "done";

    // A column holds 32,768 characters at most (Table Storage).
    private const int LongestText = 2000;

    /// <summary>Notes what is asked for, does it, and notes what came of it.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="action">What is done.</param>
    /// <param name="subject">What it is done to.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="work">Does it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<T> RecordAsync<T>(string who, string action, string subject, string why, Func<Task<T>> work, CancellationToken cancellation)
    {
        var entry = new AuditEntry { Who = who, At = time.GetUtcNow(), Action = action, Subject = subject, Why = why, Result = Asked };
        var key = KeyOf(entry.At);
        await SaveAsync(entry, key, cancellation);
        try
        {
            var result = await work();
            await SaveAsync(entry with { Result = Done }, key, CancellationToken.None);
            return result;
        }
        catch (Exception failure)
        {
            await SaveAsync(entry with { Result = Planning.ContractKeys.Cut(failure.Message, LongestText) }, key, CancellationToken.None);
            throw;
        }
    }

    /// <summary>What people did in a month of real time, the newest first.</summary>
    public Task<IReadOnlyList<AuditEntry>> ListAsync(BillMonth month, CancellationToken cancellation) => tables.Audit.ListAsync(month.ToString(), cancellation);

    /// <summary>What people did in this month and the one before, the newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> LatestAsync(CancellationToken cancellation)
    {
        var month = MonthOf(time.GetUtcNow());
        return [.. await ListAsync(month, cancellation), .. await ListAsync(month.AddMonths(-1), cancellation)];
    }

    private Task SaveAsync(AuditEntry entry, string key, CancellationToken cancellation) => tables.Audit.SaveAsync(MonthOf(entry.At).ToString(), key, entry, cancellation);

    private static BillMonth MonthOf(DateTimeOffset at) => BillMonth.Of(DateOnly.FromDateTime(at.UtcDateTime));

    // Rows come by key: counted down, the newest comes first.
    private static string KeyOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:D19}-{Guid.NewGuid():N}");
}
