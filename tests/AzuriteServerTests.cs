using System.Diagnostics;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using CloudmoreAutotask.LocalHost.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests;

[Parallelizable]
public sealed class AzuriteServerTests
{
    [Test]
    public async Task ConnectionString_OfTheFixture_ReachesBlobsAndQueues()
    {
        var container = new BlobContainerClient(AzuriteFixture.ConnectionString, $"c{Guid.NewGuid():n}");
        await container.CreateAsync();
        var queue = new QueueClient(AzuriteFixture.ConnectionString, $"q{Guid.NewGuid():n}");
        await queue.CreateAsync();
        await queue.SendMessageAsync("message");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await container.ExistsAsync()).Value, Is.True);
            Assert.That((await queue.ReceiveMessageAsync()).Value.Body.ToString(), Is.EqualTo("message"));
        }
    }

    [Test]
    public async Task NewAccount_Always_SeesOnlyItsOwnData()
    {
        var (first, second) = (AzuriteFixture.NewAccount(), AzuriteFixture.NewAccount());
        await new QueueClient(first, "orders").CreateAsync();
        await new TableServiceClient(first).CreateTableAsync("Orders");
        await new BlobContainerClient(first, "orders").CreateAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await new QueueClient(first, "orders").ExistsAsync()).Value, Is.True);
            Assert.That((await new QueueClient(second, "orders").ExistsAsync()).Value, Is.False);
            Assert.That((await new BlobContainerClient(second, "orders").ExistsAsync()).Value, Is.False);
            Assert.That(() => new TableServiceClient(second).CreateTableAsync("Orders"), Throws.Nothing, "the other account's table is in the way");
        }
    }

    [Test]
    public async Task StartAsync_InAFolder_FindsItsDataAgain()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-").FullName;
        try
        {
            await using (var first = await AzuriteServer.StartAsync(folder))
            {
                await new QueueClient(first.ConnectionString, "kept").CreateAsync();
            }

            await using var second = await AzuriteServer.StartAsync(folder);
            Assert.That((await new QueueClient(second.ConnectionString, "kept").ExistsAsync()).Value, Is.True);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task DisposeAsync_Always_EndsItsProcess()
    {
        var server = await AzuriteServer.StartAsync();
        using var process = Process.GetProcessById(server.ProcessId);

        await server.DisposeAsync();

        Assert.That(process.HasExited, Is.True);
    }
}
