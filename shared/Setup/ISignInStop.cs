namespace CloudmoreAutotask.Setup;

/// <summary>Remembers that an API refused the sign-in, so that no process keeps trying: Autotask locks API users that do (export rules, "Sign-in").</summary>
/// <remarks>
/// It is asked before every sign-in. What is kept is the fingerprint of the credentials, never a credential: the versions of the secrets in Key Vault, elsewhere
/// a hash of their values. Each API has a stop of its own.
/// </remarks>
public interface ISignInStop
{
    /// <summary>The fingerprint of the credentials that calls are stopped for; null when none are.</summary>
    ValueTask<string?> GetStoppedFingerprintAsync(CancellationToken cancellation);

    /// <summary>The fingerprint of the credentials that were refused once, with no call since that was accepted; null when none were.</summary>
    ValueTask<string?> GetDoubtedFingerprintAsync(CancellationToken cancellation);

    /// <summary>Notes a first refusal, so that a process that is started before the second try has one try left, too.</summary>
    ValueTask DoubtAsync(string fingerprint, CancellationToken cancellation);

    /// <summary>Stops all calls with these credentials.</summary>
    ValueTask StopAsync(string fingerprint, CancellationToken cancellation);

    /// <summary>Lets calls go again, and ends a doubt: the credentials changed or were accepted, or a person unlocked the API user.</summary>
    ValueTask ClearAsync(CancellationToken cancellation);
}

/// <summary>The keys under which the stops of the APIs are registered as services.</summary>
public static class SignInStops
{
    /// <summary>Cloudmore's. Autotask's is registered without a key.</summary>
    public const string Cloudmore = "Cloudmore";
}
