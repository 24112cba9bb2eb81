namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>Something the host does instead of an export, by an option of its own.</summary>
public interface IHostCommand
{
    /// <summary>The option, <c>--doctor</c>.</summary>
    string Option { get; }

    /// <summary>What it does, for the help.</summary>
    string Description { get; }

    /// <summary>Whether it runs only when all settings are there and right; otherwise it says itself what is wrong with them.</summary>
    bool NeedsValidSettings { get; }

    /// <summary>Does it.</summary>
    /// <param name="services">The services of an export.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation);
}
