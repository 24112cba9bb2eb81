namespace CloudmoreAutotask.Autotask.SignIn;

/// <summary>What is known about one set of credentials. Calls run freely while they are proven; otherwise one at a time.</summary>
/// <param name="credentials">The credentials.</param>
/// <param name="isDoubted">Whether the credentials before these were refused, so that these are tried once only.</param>
internal sealed class SignInSession(AutotaskCredentials credentials, bool isDoubted)
{
    private readonly Lock guard = new();
    private Zone? zone;
    private bool isProven;
    private int onTheWay;
    private TaskCompletionSource? lastBack;
    private (Uri? Root, int Count, AutotaskError? Last) refused;

    public AutotaskCredentials Credentials => credentials;

    public string Fingerprint { get; } = credentials.Fingerprint();

    /// <summary>Held by the one call that may go while the credentials are not proven.</summary>
    public SemaphoreSlim Door { get; } = new(1, 1);

    /// <summary>Whether a call was refused since the last success.</summary>
    public bool IsDoubted { get; private set; } = isDoubted;

    /// <summary>Whether a stop could not be written down yet.</summary>
    public bool OwesStop { get; set; }

    /// <summary>Whether a doubt is written down that a call has ended since.</summary>
    public bool OwesClearing { get; set; }

    /// <summary>The zone when a call was accepted there and none was refused since; null otherwise.</summary>
    public Zone? TrustedZone(DateTimeOffset now)
    {
        lock (guard)
            return isProven && zone?.Until > now ? zone : null;
    }

    /// <summary>Begins a call beside others, in the zone that is returned; null when it is not to go. <see cref="EndBesideOthers"/> ends it.</summary>
    public Zone? BeginBesideOthers(DateTimeOffset now)
    {
        lock (guard)
        {
            if (!isProven || zone is null || zone.Until <= now)
                return null;
            onTheWay++;
            return zone;
        }
    }

    public void EndBesideOthers()
    {
        lock (guard)
        {
            if (--onTheWay == 0)
                lastBack?.TrySetResult();
        }
    }

    /// <summary>While no call may begin beside others: waits until those on their way have their answers, which may be refusals, too.</summary>
    public Task OthersBackAsync(CancellationToken cancellation)
    {
        lock (guard)
        {
            if (isProven || onTheWay == 0)
                return Task.CompletedTask;
            lastBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return lastBack.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>The last refusal where that zone has refused two calls since the last success; null otherwise.</summary>
    public AutotaskError? RefusedTwiceIn(Zone asked)
    {
        lock (guard)
            return refused.Count > 1 && refused.Root == asked.Root ? refused.Last : null;
    }

    /// <summary>The zone, proven or not; null when it must be looked up.</summary>
    public Zone? KnownZone(DateTimeOffset now)
    {
        lock (guard)
            return zone?.Until > now ? zone : null;
    }

    public void Found(Zone found)
    {
        lock (guard)
            zone = found;
    }

    /// <summary>A call was accepted.</summary>
    public void Prove()
    {
        lock (guard)
            (isProven, IsDoubted, refused.Count) = (true, false, 0);
    }

    /// <summary>A call was refused in that zone; says nothing about another zone found since.</summary>
    public void Doubt(Zone refusedIn, AutotaskError error)
    {
        lock (guard)
        {
            if (zone is not null && !ReferenceEquals(zone, refusedIn))
                return;
            (zone, isProven, IsDoubted) = (null, false, true);
            refused = (refusedIn.Root, refused.Root == refusedIn.Root ? refused.Count + 1 : 1, error);
        }
    }

    /// <summary>All calls are stopped: whoever lets them go again has one try.</summary>
    public void Stop()
    {
        lock (guard)
            (zone, isProven, IsDoubted, refused.Count, OwesStop) = (null, false, true, 0, true);
    }
}
