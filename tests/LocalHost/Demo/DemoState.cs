using System.IO.Compression;
using Azure;
using Azure.Storage.Blobs;
using CloudmoreAutotask.Simulators.Autotask;

namespace CloudmoreAutotask.LocalHost.Demo;

/// <summary>Keeps the simulated Autotask in the run's own storage account, so that it always fits what the product remembers there.</summary>
internal sealed class DemoState
{
    private readonly BlobContainerClient container;
    private readonly BlobClient blob;
    private readonly SemaphoreSlim saving = new(1, 1);
    private long written;
    private long saved;

    public DemoState(string connectionString)
    {
        container = new BlobServiceClient(connectionString).GetBlobContainerClient("local-host-demo");
        blob = container.GetBlobClient("autotask.json.gz");
    }

    /// <summary>The tenant as it was kept; null when there is none.</summary>
    public async Task<AutotaskTenant?> FindAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var content = await blob.DownloadContentAsync(cancellation);
            await using var stream = new GZipStream(content.Value.Content.ToStream(), CompressionMode.Decompress);
            return AutotaskTenant.Load(stream, time: time);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Keeps the tenant. Writes that come while one is being kept share the next time.</summary>
    public async Task SaveAsync(AutotaskTenant tenant)
    {
        var mine = Interlocked.Increment(ref written);
        await saving.WaitAsync();
        try
        {
            if (saved >= mine)
                return;
            var upTo = Interlocked.Read(ref written);
            await container.CreateIfNotExistsAsync();
            await blob.UploadAsync(Pack(tenant), overwrite: true);
            saved = upTo;
        }
        finally
        {
            saving.Release();
        }
    }

    private static BinaryData Pack(AutotaskTenant tenant)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            tenant.Save(stream);
        return BinaryData.FromBytes(packed.ToArray());
    }
}
