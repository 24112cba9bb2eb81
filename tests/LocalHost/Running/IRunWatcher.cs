namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>How one call of a function ended.</summary>
public enum CallEnd
{
    /// <summary>It returned.</summary>
    Done,

    /// <summary>It threw, and its message comes again.</summary>
    Retry,

    /// <summary>It threw and is not called again: a timer or a request, or a message that went to the poison queue.</summary>
    Failed,

    /// <summary>The host was ended meanwhile; its message comes again.</summary>
    Stopped,
}

/// <summary>Is told what the runner does, as it does it, from several threads.</summary>
public interface IRunWatcher
{
    /// <summary>A function is called.</summary>
    void Began(string function);

    /// <summary>A call ended.</summary>
    void Ended(string function, CallEnd end);

    /// <summary>The run waits for another process that is exporting, or no longer does.</summary>
    void WaitsForOthers(bool waits)
    {
    }
}
