using System.Globalization;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Ledger;

/// <summary>Names runs: by the product's clock, with a tail that keeps two runs of one second apart.</summary>
public sealed class RunIdentity(ProductClock clock)
{
    private const string Seconds = "yyyyMMdd'T'HHmmss";

    private string? latestUnderTheSetting;

    /// <summary>The run that detection in this process began last; null before the first.</summary>
    public string? Latest { get; private set; }

    /// <summary>Begins a run of detection.</summary>
    /// <param name="mode">The mode that it asks for; null for the setting.</param>
    public string Begin(ExportMode? mode)
    {
        Latest = Next();
        latestUnderTheSetting = mode is null ? Latest : null;
        return Latest;
    }

    /// <summary>The run whose report has what becomes of a message: the message's own, or the one that this process began since then.</summary>
    /// <remarks>
    /// A process that was killed leaves its messages in the queue, and the run that works on them tells what became of them. A run that asked for a mode of its own is told apart.
    /// </remarks>
    /// <param name="messageRunId">The run that sent the message.</param>
    /// <param name="mode">The mode that it asked for; null for the setting.</param>
    public string ReportedUnder(string messageRunId, ExportMode? mode) =>
        mode is null && latestUnderTheSetting is { } latest && StartOf(latest) >= StartOf(messageRunId) ? latest : messageRunId;

    /// <summary>Names a run.</summary>
    public string Next() => $"{clock.Now.UtcDateTime.ToString(Seconds, CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..6]}";

    /// <summary>When a run began, to the second, product clock, UTC; null for what is no run's name.</summary>
    public static DateTimeOffset? StartOf(string runId)
    {
        ArgumentNullException.ThrowIfNull(runId);
        var isRun = DateTimeOffset.TryParseExact(runId.Split('-')[0], Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start);
        return isRun ? start : null;
    }
}
