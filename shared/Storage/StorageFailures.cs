using Azure;

namespace CloudmoreAutotask.Storage;

/// <summary>Tells a storage that does not answer from a defect.</summary>
public static class StorageFailures
{
    /// <summary>Whether the failure passes by itself: no answer, too many requests, a fault of the service.</summary>
    public static bool Passes(Exception failure) => failure switch
    {
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
        AggregateException { InnerExceptions: { Count: > 0 } all } => all.All(Passes),
        _ => false,
    };
}
