using CloudmoreAutotask.LocalHost.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests;

/// <summary>The one storage emulator of a test run. It starts with the first test that asks for it.</summary>
[SetUpFixture]
public sealed class AzuriteFixture
{
    private const int Accounts = 10_000;
    private static readonly Lazy<Task<AzuriteServer>> Server = new(() => Task.Run(() => AzuriteServer.StartAsync(accounts: Accounts)));
    private static int used;

    /// <summary>An account that tests share. Every test makes its own containers, queues and tables in it.</summary>
    public static string ConnectionString => Server.Value.GetAwaiter().GetResult().ConnectionString;

    /// <summary>An empty storage account that nobody else uses.</summary>
    public static string NewAccount() => Server.Value.GetAwaiter().GetResult().Connection(Interlocked.Increment(ref used));

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (Server.IsValueCreated)
            await (await Server.Value).DisposeAsync();
    }
}
