namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>What a run with <c>--once</c> finds unfinished when its queues are empty.</summary>
public enum Unfinished
{
    /// <summary>Nothing, or nothing that this run can finish.</summary>
    Nothing,

    /// <summary>Bills that another process is exporting.</summary>
    InWorkElsewhere,

    /// <summary>Bills whose messages have just been sent again.</summary>
    SentAgain,
}

/// <summary>Looks after what a run has not got to although its queues are empty: another process on the same storage may have taken its messages.</summary>
public interface IUnfinishedWork
{
    /// <summary>Looks, and sends again what another process left.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer, or refuses.</exception>
    Task<Unfinished> LookAsync(CancellationToken cancellation);
}
