namespace CloudmoreAutotask.LocalHost.Demo;

/// <summary>The simulated APIs of the demo. Disposing ends them.</summary>
public interface IDemoApis : IAsyncDisposable
{
    /// <summary>Where the simulated Autotask shows what it holds.</summary>
    Uri AutotaskPage { get; }

    /// <summary>The settings that make an export use them; nothing else may override these.</summary>
    IReadOnlyDictionary<string, string?> Settings { get; }
}
