using System.Globalization;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Ledger;

/// <summary>Names runs: by the product's clock, with a tail that keeps two runs of one second apart.</summary>
public sealed class RunIdentity(ProductClock clock)
{
    private const string Seconds = "yyyyMMdd'T'HHmmss";

    /// <summary>The run that this process began last; null before the first.</summary>
    public string? Latest { get; private set; }

    /// <summary>Begins a run.</summary>
    public string Next() => Latest = $"{clock.Now.UtcDateTime.ToString(Seconds, CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..6]}";

    /// <summary>When a run began, to the second, product clock, UTC; null for what is no run's name.</summary>
    public static DateTimeOffset? StartOf(string runId)
    {
        ArgumentNullException.ThrowIfNull(runId);
        var isRun = DateTimeOffset.TryParseExact(runId.Split('-')[0], Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start);
        return isRun ? start : null;
    }
}
