namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>What the command line asks for.</summary>
public sealed record HostArguments
{
    /// <summary>The port of the page when none is named.</summary>
    public const int StandardPort = 7071;

    /// <summary>Whether to end when the queues are empty and nothing is due.</summary>
    public bool Once { get; init; }

    /// <summary>The port of the page; 0 for a free one.</summary>
    public int Port { get; init; } = StandardPort;

    /// <summary>Whether to work with the APIs that the settings name.</summary>
    public bool NoSimulators { get; init; }

    /// <summary>Where the product's clock starts; null for now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>A settings file, or null.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>A bill to read instead of the API, or null.</summary>
    public string? BillFile { get; init; }

    /// <summary>A mapping file to save before the bill is read, or null.</summary>
    public string? MappingsFile { get; init; }

    /// <summary>The option of a command to run instead of an export (<c>--doctor</c>), or null.</summary>
    public string? Command { get; init; }

    /// <summary>The file that the command's option names, or null.</summary>
    public string? CommandFile { get; init; }

    /// <summary>Whether the command saves what it shows.</summary>
    public bool Apply { get; init; }
}
