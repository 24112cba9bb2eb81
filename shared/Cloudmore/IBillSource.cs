using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Where bills come from: the Cloudmore API, or a file that was exported there.</summary>
public interface IBillSource
{
    /// <summary>Reads the billing lines of the days from <paramref name="from"/> to <paramref name="to"/>, both included, one organization at a time.</summary>
    /// <remarks>
    /// An organization may come more than once; its bill is all of it together. One that is given no id, or that a row of a file cannot be matched to, has an
    /// empty id and a fault that says so.
    /// </remarks>
    /// <exception cref="Setup.MustFixException">The report cannot be had or read before somebody does something.</exception>
    /// <exception cref="Setup.TryLaterException">No answer, or the report ended before its end; nothing of it may be used.</exception>
    IAsyncEnumerable<ReportedOrganization> ReadAsync(DateOnly from, DateOnly to, CancellationToken cancellation);
}
