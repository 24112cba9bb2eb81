using System.Collections.Concurrent;

namespace CloudmoreAutotask.Simulators.Autotask;

/// <summary>The tenant's API user. The values are the simulator's own and open no real tenant.</summary>
public sealed class ApiUser
{
    private readonly Lock _lock = new();

    /// <summary>The user name (key).</summary>
    public string UserName { get; set; } = "api.user@broker.example";

    /// <summary>The secret.</summary>
    public string Secret { get; set; } = "simulated-secret";

    /// <summary>The first of <see cref="IntegrationCodes"/>.</summary>
    public string IntegrationCode => IntegrationCodes.Keys.First();

    /// <summary>The tracking identifiers that are known.</summary>
    public ConcurrentDictionary<string, bool> IntegrationCodes { get; } = new(StringComparer.Ordinal) { ["SIMULATED-INTEGRATION"] = true };

    /// <summary>Failed sign-ins since the last one that worked.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether the user is locked; every call is then answered with 401.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>An administrator unlocks the user.</summary>
    public void Unlock()
    {
        lock (_lock)
        {
            Failures = 0;
            IsLocked = false;
        }
    }

    internal bool SignIn(string? userName, string? secret, string? integrationCode, int failuresBeforeLock)
    {
        if (!string.Equals(userName, UserName, StringComparison.OrdinalIgnoreCase))
            return false;
        lock (_lock)
        {
            if (IsLocked)
                return false;
            if (string.Equals(secret, Secret, StringComparison.Ordinal) && IntegrationCodes.ContainsKey(integrationCode ?? ""))
            {
                Failures = 0;
                return true;
            }

            Failures++;
            IsLocked = Failures >= failuresBeforeLock;
            return false;
        }
    }
}
