using CloudmoreAutotask.LocalHost.Output;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>Something the host does instead of an export, by an option of its own.</summary>
public interface IHostCommand
{
    /// <summary>The option, <c>--doctor</c>.</summary>
    string Option { get; }

    /// <summary>What it does, for the help.</summary>
    string Description { get; }

    /// <summary>What the help calls the file that the option names; null when it names none.</summary>
    string? FileName => null;

    /// <summary>Whether it can save what it shows, with <c>--apply</c>.</summary>
    bool CanApply => false;

    /// <summary>Whether it can do without an account in Cloudmore.</summary>
    bool WorksWithoutCloudmore => false;

    /// <summary>Whether it runs only when all settings are there and right; otherwise it says itself what is wrong with them.</summary>
    bool NeedsValidSettings { get; }

    /// <summary>Does it.</summary>
    /// <param name="services">The services of an export, and the <see cref="HostArguments"/>.</param>
    /// <param name="output">Where it writes.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(IServiceProvider services, HostOutput output, CancellationToken cancellation);
}
