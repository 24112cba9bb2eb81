using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Where bills come from: the Cloudmore API, or a file that was exported there.</summary>
public interface IBillSource
{
    /// <summary>Opens the report of the billing dates from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    /// <remarks>A file speaks for the dates that it has, up to <paramref name="to"/>; the report's scope says for which.</remarks>
    /// <exception cref="Setup.MustFixException">The report cannot be had or read before somebody does something.</exception>
    /// <exception cref="Setup.TryLaterException">No answer.</exception>
    Task<BillReport> OpenAsync(DateOnly from, DateOnly to, CancellationToken cancellation);
}

/// <summary>A billing report.</summary>
/// <param name="Scope">What it speaks for.</param>
/// <param name="Organizations">
/// What it says, one organization at a time. An organization may come more than once; its bill is all of it together. One that is given no id, or that a row of
/// a file cannot be matched to, has an empty id and a fault that says so. Reading ends in the exceptions of <see cref="IBillSource.OpenAsync"/>; a report that
/// ends before its end is a <see cref="Setup.TryLaterException"/>, and nothing of it may be used.
/// </param>
public sealed record BillReport(ReportScope Scope, IAsyncEnumerable<ReportedOrganization> Organizations);
