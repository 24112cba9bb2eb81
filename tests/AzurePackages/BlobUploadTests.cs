using Azure.Storage.Blobs;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.AzurePackages;

/// <summary>Uploads of every size work, also where a stand-in takes the place of System.IO.Hashing.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BlobUploadTests
{
    [TestCase(0)]
    [TestCase(1000)]
    [TestCase(9_000_000)]
    public async Task UploadAsync_OfAnySize_ComesBack(int size)
    {
        var blob = (await ContainerAsync()).GetBlobClient("bill");
        var bytes = Bytes(size);

        await blob.UploadAsync(new BinaryData(bytes));

        Assert.That((await blob.DownloadContentAsync()).Value.Content.ToArray(), Is.EqualTo(bytes));
    }

    [TestCase(1000)]
    [TestCase(9_000_000)]
    public async Task OpenWriteAsync_ThenOpenRead_ComesBack(int size)
    {
        var blob = (await ContainerAsync()).GetBlobClient("bill");
        var bytes = Bytes(size);

        await using (var writing = await blob.OpenWriteAsync(overwrite: true))
            await writing.WriteAsync(bytes);

        using var read = new MemoryStream();
        await using (var reading = await blob.OpenReadAsync())
            await reading.CopyToAsync(read);
        Assert.That(read.ToArray(), Is.EqualTo(bytes));
    }

    private static byte[] Bytes(int size) => [.. Enumerable.Range(0, size).Select(number => (byte)number)];

    private static async Task<BlobContainerClient> ContainerAsync()
    {
        var container = new BlobContainerClient(AzuriteFixture.ConnectionString, $"c{Guid.NewGuid():n}");
        await container.CreateAsync();
        return container;
    }
}
