using System.Globalization;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Ledger;

/// <summary>Names runs: by the product's clock, with a tail that keeps two runs of one second apart.</summary>
public sealed class RunIdentity(ProductClock clock)
{
    /// <summary>The run that this process began last; null before the first.</summary>
    public string? Latest { get; private set; }

    /// <summary>Begins a run.</summary>
    public string Next() => Latest = $"{clock.Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..6]}";
}
