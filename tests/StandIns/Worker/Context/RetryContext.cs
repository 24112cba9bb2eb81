namespace Microsoft.Azure.Functions.Worker;

/// <summary>How often this run was tried.</summary>
public abstract class RetryContext
{
    public abstract int RetryCount { get; }

    public abstract int MaxRetryCount { get; }
}
