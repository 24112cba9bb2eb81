using CloudmoreAutotask.LocalHost.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests;

/// <summary>The storage of a test run: one emulator that tests share, and accounts of their own for those that ask. It starts with the first test that asks for it.</summary>
[SetUpFixture]
public sealed class AzuriteFixture
{
    private static readonly Lazy<Task<AzuriteServer>> Shared = new(() => Task.Run(() => AzuriteServer.StartAsync()));
    private static readonly AzuriteAccounts Own = new();

    /// <summary>An account that tests share. Every test makes its own containers, queues and tables in it.</summary>
    public static string ConnectionString => Shared.Value.GetAwaiter().GetResult().ConnectionString;

    /// <summary>An empty storage account that nobody else uses.</summary>
    public static string NewAccount() => Task.Run(Own.TakeAsync).GetAwaiter().GetResult();

    /// <summary>Gives an account of one's own back; what it holds is lost.</summary>
    public static Task ReleaseAsync(string connectionString) => Own.ReleaseAsync(connectionString);

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        await Own.DisposeAsync();
        if (Shared.IsValueCreated)
            await (await Shared.Value).DisposeAsync();
    }
}
