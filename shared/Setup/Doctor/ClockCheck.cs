using System.Runtime.CompilerServices;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether this machine's clock agrees with the APIs': tokens and leases go by it. Real time.</summary>
internal sealed class ClockCheck(IHttpClientFactory clients, Uri address, TimeProvider time)
{
    public const string Name = "Clock";

    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await DateAsync(cancellation) is not { } theirs ? Finding.Warning(Name, "Autotask does not tell the time, so the clock was not compared.", "Nothing, as long as sign-ins work.")
            : (time.GetUtcNow() - theirs).Duration() is var off && off <= Allowed ? Finding.Good(Name, "This machine's clock agrees with Autotask's.")
            : Finding.Bad(Name, $"This machine's clock is {off.TotalMinutes:0} minutes off Autotask's.", "Set the machine's clock, and let it follow a time server.");
    }

    private async Task<DateTimeOffset?> DateAsync(CancellationToken cancellation)
    {
        using var client = clients.CreateClient(nameof(ClockCheck));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return answer.Headers.Date;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException || (unreachable is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
