using CloudmoreAutotask.LocalHost.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests;

/// <summary>The one storage emulator of a test run. It starts with the first test that asks for it.</summary>
[SetUpFixture]
public sealed class AzuriteFixture
{
    private static readonly Lazy<Task<AzuriteServer>> Server = new(() => Task.Run(() => AzuriteServer.StartAsync()));

    /// <summary>Where blobs, queues and tables are. Every test makes its own containers, queues and tables.</summary>
    public static string ConnectionString => Server.Value.GetAwaiter().GetResult().ConnectionString;

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (Server.IsValueCreated)
            await (await Server.Value).DisposeAsync();
    }
}
