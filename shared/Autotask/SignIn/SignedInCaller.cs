using CloudmoreAutotask.Autotask.Calls;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Autotask.SignIn;

/// <summary>
/// Sends calls to the tenant's zone. A 401 is met by a fresh look at the credentials and the zone and one repeat; a second one stops all calls until the
/// credentials change. Two calls that were refused beside one another by a zone that is still the tenant's need no repeat.
/// </summary>
/// <remarks>
/// A call that answered 401 was not executed, so repeating it is safe for writes too. While the credentials are not proven, or were refused since, calls
/// go one at a time, once all those on their way have their answers: wrong credentials cost two refusals, also when they were changed between the two, or one for
/// each call that was on its way when they became wrong. Source: Autotask facts, "Lockout" and "Zone discovery"; export rules, "Sign-in".
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
        var session = SessionOf(await source.GetAsync(cancellation));
        if (await StopOfAsync(session, cancellation) is not { } stopped)
            return session;
        session = await ReopenAsync(session, stopped, cancellation);
        if (IsStopped(session, stopped))
            throw Stopped("Calls to Autotask are stopped, because it refused the API user's sign-in.");
        await stop.ClearAsync(cancellation);
        Log.SignInCleared(log);
        return session;
    }

    /// <summary>The credentials as they stand now: those at hand may be older than the stop, or older than what was set since.</summary>
    private async Task<SignInSession> ReopenAsync(SignInSession session, string stopped, CancellationToken cancellation)
    {
        AutotaskCredentials credentials;
        try
        {
            credentials = await source.ReadAfreshAsync(cancellation);
        }
        catch (Exception unread) when (unread is TryLaterException or MustFixException && IsStopped(session, stopped))
        {
            // The stop holds until it is known that the credentials changed; what waits for it is not to fail.
            return session;
        }

        return SessionOf(credentials);
    }

    private SignInSession SessionOf(AutotaskCredentials credentials)
    {
        lock (guard)
        {
            if (current is null || current.Credentials != credentials)
            {
                credentials.Check();
                current = new SignInSession(credentials, isDoubted: current?.IsDoubted == true);
            }
            return current;
        }
    }

    private bool IsCurrent(SignInSession session)
    {
        lock (guard)
            return current == session;
    }

    private async Task<string?> StopOfAsync(SignInSession session, CancellationToken cancellation)
    {
        if (session.OwesStop)
            await WriteStopAsync(session);
        if (session.OwesClearing)
        {
            await stop.ClearAsync(cancellation);
            session.OwesClearing = false;
        }

        return await stop.GetStoppedFingerprintAsync(cancellation);
    }

    private static bool IsStopped(SignInSession session, string stopped) => string.Equals(stopped, session.Fingerprint, StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer of a call made beside others; null when the credentials are not proven, so that it did not go.</summary>
    private async Task<CallAnswer?> TryTrustedAsync(SignInSession session, AutotaskCall call, CancellationToken cancellation)
    {
        if (session.TrustedZone(time.GetUtcNow()) is null)
            return null;
        using var place = await gate.EnterAsync(call.Entity, cancellation);
        // Another call may have been refused while this one waited.
        if (session.BeginBesideOthers(time.GetUtcNow()) is not { } zone)
            return null;
        try
        {
            var answer = await SendAsync(session, zone, call, cancellation);
            if (answer.IsSignInRefused)
                await DoubtAsync(session, zone, answer.Error!);
            return answer;
        }
        finally
        {
            session.EndBesideOthers();
        }
    }

    /// <summary>The answer of a call made with no other beside it; null when it is to be looked at anew: another has proven the credentials meanwhile, they changed, or they were refused.</summary>
    private async Task<CallAnswer?> TryAloneAsync(SignInSession session, AutotaskCall call, bool wasRefused, CancellationToken cancellation)
    {
        await session.Door.WaitAsync(cancellation);
        try
        {
            await session.OthersBackAsync(cancellation);
            if (!IsCurrent(session))
                return null;
            if (await StopOfAsync(session, cancellation) is not null)
                return null;
            if (!wasRefused && session.TrustedZone(time.GetUtcNow()) is not null)
                return null;
            var isLastTry = wasRefused || session.IsDoubted || await stop.GetDoubtedFingerprintAsync(cancellation) == session.Fingerprint;
            if (isLastTry && SessionOf(await source.ReadAfreshAsync(cancellation)) != session)
                return null;
            return await SendAloneAsync(session, call, isLastTry, cancellation);
        }
        finally
        {
            session.Door.Release();
        }
    }

    private async Task<CallAnswer?> SendAloneAsync(SignInSession session, AutotaskCall call, bool isLastTry, CancellationToken cancellation)
    {
        var zone = session.KnownZone(time.GetUtcNow()) ?? await FindZoneAsync(session, cancellation);
        if (isLastTry && session.RefusedTwiceIn(zone) is { } refusal)
            throw await StopAsync(session, refusal);
        CallAnswer answer;
        using (await gate.EnterAsync(call.Entity, cancellation))
            answer = await SendAsync(session, zone, call, cancellation);
        if (answer.Error is null)
        {
            session.Prove();
            session.OwesClearing = isLastTry;
        }

        if (!answer.IsSignInRefused)
            return answer;
        if (isLastTry)
            throw await StopAsync(session, answer.Error!);
        await DoubtAsync(session, zone, answer.Error!);
        Log.SignInRefused(log, call.Method.Method, call.Entity);
        return null;
    }

    // Not cancellable, for the same reason as a stop.
    private async Task DoubtAsync(SignInSession session, Zone zone, AutotaskError error)
    {
        session.Doubt(zone, error);
        await stop.DoubtAsync(session.Fingerprint, CancellationToken.None);
    }

    private async Task<Zone> FindZoneAsync(SignInSession session, CancellationToken cancellation)
    {
        var zone = await zones.FindAsync(session.Credentials, cancellation);
        session.Found(zone);
        return zone;
    }

    private async Task<CallAnswer> SendAsync(SignInSession session, Zone zone, AutotaskCall call, CancellationToken cancellation)
    {
        if (call.BeforeSending is { } before)
            await before();
        return await sender.SendAsync(call, new Uri(zone.Root, call.Route), session.Credentials, cancellation);
    }

    /// <summary>Where Autotask says nothing, the words name the status already.</summary>
    private static string Told(AutotaskError error) =>
        error.Words.StartsWith("Status ", StringComparison.Ordinal) ? error.Words.TrimEnd('.') : $"{error.Status}: {error.Words}";

    private async Task<MustFixException> StopAsync(SignInSession session, AutotaskError error)
    {
        Log.SignInStopped(log, error.Words);
        session.Stop();
        await WriteStopAsync(session);
        return Stopped($"Autotask refused the API user's sign-in even after a new zone look-up ({Told(error)}); all calls are stopped.");
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
