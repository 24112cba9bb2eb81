namespace CloudmoreAutotask.Autotask;

/// <summary>Remembers that Autotask refused the sign-in, so that no process keeps trying: Autotask locks API users that do (export rules, "Sign-in").</summary>
/// <remarks>It is asked before every call. What is kept is a hash of the credentials, never a credential.</remarks>
public interface ISignInStop
{
    /// <summary>The fingerprint of the credentials that calls are stopped for; null when none are.</summary>
    ValueTask<string?> GetStoppedFingerprintAsync(CancellationToken cancellation);

    /// <summary>Stops all calls with these credentials.</summary>
    ValueTask StopAsync(string fingerprint, CancellationToken cancellation);

    /// <summary>Lets calls go again: the credentials changed, or a person unlocked the API user.</summary>
    ValueTask ClearAsync(CancellationToken cancellation);
}
