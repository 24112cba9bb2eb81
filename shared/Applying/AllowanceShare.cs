using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Applying;

/// <summary>The share of Autotask's hourly allowance that the product leaves to others (export rules, "Allowance").</summary>
internal sealed class AllowanceShare(Allowance allowance, IOptions<LimitsOptions> limits, ILogger<AllowanceShare> logger)
{
    /// <summary>Why no work may begin now; null when it may.</summary>
    /// <exception cref="TryLaterException">Autotask gave no answer.</exception>
    /// <exception cref="MustFixException">The sign-in is stopped.</exception>
    public async Task<string?> FindObjectionAsync(CancellationToken cancellation)
    {
        try
        {
            return (await allowance.GetAsync(cancellation)).IsAbove(limits.Value.AllowanceSharePercent)
                ? $"more than {limits.Value.AllowanceSharePercent} % of Autotask's hourly allowance is used"
                : null;
        }
        catch (MustFixException unreadable) when (!unreadable.SignInStopped)
        {
            // An API user that may not ask for the allowance can still export within it.
            Log.AllowanceUnreadable(logger, unreadable.Message);
            return null;
        }
    }
}
