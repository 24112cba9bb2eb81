using CloudmoreAutotask.Autotask.Calls;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Autotask.SignIn;

/// <summary>Sends calls to the tenant's zone. A 401 is met by one new zone look-up and one repeat; a second one stops all calls until the credentials change.</summary>
/// <remarks>
/// A call that answered 401 was not executed, so repeating it is safe for writes too. While the credentials are not proven, or were refused since, calls
/// go one at a time, so that wrong credentials cost two refusals and not one per call. Source: Autotask facts, "Lockout" and "Zone discovery"; export
/// rules, "Sign-in".
/// </remarks>
internal sealed class SignedInCaller(
    CallSender sender, CallGate gate, ZoneLookup zones, IAutotaskCredentialSource source, ISignInStop stop, TimeProvider time, ILogger<AutotaskClient> log)
{
    private readonly Lock guard = new();
    private SignInSession? current;

    /// <exception cref="MustFixException">The sign-in is stopped, or a setting is missing.</exception>
    /// <exception cref="TryLaterException">The zone could not be looked up; the call did not go out, or was refused.</exception>
    public async Task<CallAnswer> SendAsync(AutotaskCall call, CancellationToken cancellation)
    {
        SignInSession? refusedIn = null;
        while (true)
        {
            var session = await OpenAsync(cancellation);
            if (session != refusedIn && await TryTrustedAsync(session, call, cancellation) is { } answer)
            {
                if (!answer.IsSignInRefused)
                    return answer;
                refusedIn = session;
            }
            if (await TryAloneAsync(session, call, session == refusedIn, cancellation) is { } verdict)
                return verdict;
        }
    }

    private async Task<SignInSession> OpenAsync(CancellationToken cancellation)
    {
        var credentials = await source.GetAsync(cancellation);
        var session = SessionOf(credentials);
        await CheckStopAsync(session, cancellation);
        return session;
    }

    private SignInSession SessionOf(AutotaskCredentials credentials)
    {
        lock (guard)
        {
            if (current is null || current.Credentials != credentials)
            {
                credentials.Check();
                current = new SignInSession(credentials);
            }
            return current;
        }
    }

    private bool IsCurrent(SignInSession session)
    {
        lock (guard)
            return current == session;
    }

    private async Task CheckStopAsync(SignInSession session, CancellationToken cancellation)
    {
        if (session.OwesStop)
            await WriteStopAsync(session);
        var stopped = await stop.GetStoppedFingerprintAsync(cancellation);
        if (stopped is null)
            return;
        if (string.Equals(stopped, session.Fingerprint, StringComparison.OrdinalIgnoreCase))
            throw Stopped("Calls to Autotask are stopped, because it refused the API user's sign-in.");
        await stop.ClearAsync(cancellation);
        Log.SignInCleared(log);
    }

    /// <summary>The answer of a call made beside others; null when the credentials are not proven, so that it did not go.</summary>
    private async Task<CallAnswer?> TryTrustedAsync(SignInSession session, AutotaskCall call, CancellationToken cancellation)
    {
        if (session.TrustedZone(time.GetUtcNow()) is null)
            return null;
        using var place = await gate.EnterAsync(call.Entity, cancellation);
        // Another call may have been refused while this one waited.
        if (session.TrustedZone(time.GetUtcNow()) is not { } zone)
            return null;
        var answer = await SendAsync(session, zone, call, cancellation);
        if (answer.IsSignInRefused)
            session.Doubt(zone);
        return answer;
    }

    /// <summary>The answer of a call made with no other beside it; null when another has proven the credentials meanwhile, or they changed.</summary>
    private async Task<CallAnswer?> TryAloneAsync(SignInSession session, AutotaskCall call, bool wasRefused, CancellationToken cancellation)
    {
        await session.Door.WaitAsync(cancellation);
        try
        {
            if (!IsCurrent(session))
                return null;
            await CheckStopAsync(session, cancellation);
            if (!wasRefused && session.TrustedZone(time.GetUtcNow()) is not null)
                return null;
            return await SendAloneAsync(session, call, wasRefused || session.IsDoubted, cancellation);
        }
        finally
        {
            session.Door.Release();
        }
    }

    private async Task<CallAnswer> SendAloneAsync(SignInSession session, AutotaskCall call, bool isLastTry, CancellationToken cancellation)
    {
        while (true)
        {
            var zone = session.KnownZone(time.GetUtcNow()) ?? await FindZoneAsync(session, cancellation);
            CallAnswer answer;
            using (await gate.EnterAsync(call.Entity, cancellation))
                answer = await SendAsync(session, zone, call, cancellation);
            if (answer.Error is null)
                session.Prove();
            if (!answer.IsSignInRefused)
                return answer;
            session.Doubt(zone);
            if (isLastTry)
                throw await StopAsync(session, answer.Error!);
            Log.SignInRefused(log, call.Method.Method, call.Entity);
            isLastTry = true;
        }
    }

    private async Task<Zone> FindZoneAsync(SignInSession session, CancellationToken cancellation)
    {
        var zone = await zones.FindAsync(session.Credentials, cancellation);
        session.Found(zone);
        return zone;
    }

    private Task<CallAnswer> SendAsync(SignInSession session, Zone zone, AutotaskCall call, CancellationToken cancellation) =>
        sender.SendAsync(call, new Uri(zone.Root, call.Route), session.Credentials, cancellation);

    private async Task<MustFixException> StopAsync(SignInSession session, AutotaskError error)
    {
        Log.SignInStopped(log, error.Words);
        session.OwesStop = true;
        await WriteStopAsync(session);
        return Stopped($"Autotask refused the API user's sign-in even after a new zone look-up ({error.Status}: {error.Words}); all calls are stopped.");
    }

    // Not cancellable: a stop that is not written down would cost further refusals, and in the end the API user.
    private async Task WriteStopAsync(SignInSession session)
    {
        await stop.StopAsync(session.Fingerprint, CancellationToken.None);
        session.OwesStop = false;
    }

    private static MustFixException Stopped(string why) => new(
        $"{why} Check Autotask:ApiUsername, Autotask:ApiSecret and Autotask:ApiIntegrationCode, and whether the API user is locked in Autotask. "
        + "Calls go again once the credentials change or the stop is cleared.")
    { SignInStopped = true };
}
