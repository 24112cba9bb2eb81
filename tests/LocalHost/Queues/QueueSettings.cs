namespace CloudmoreAutotask.LocalHost.Queues;

/// <summary>How queue triggers behave: <c>extensions.queues</c> of host.json, with the defaults of Azure Functions.</summary>
public sealed record QueueSettings
{
    /// <summary>How many messages are taken at once, 1 to 32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The next messages are taken when no more than this many of a queue are in work; null is half of <see cref="BatchSize"/>.</summary>
    public int? NewBatchThreshold { get; init; }

    /// <summary>How long a message stays hidden after a failed try.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>How many tries a message gets before it goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>The longest wait between two looks at an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether messages are Base64 text; false is plain text.</summary>
    public bool Base64 { get; init; } = true;

    /// <summary>How long a message in work is hidden from others. It is renewed at half time, so only a killed host lets it run out.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromMinutes(10);
}
