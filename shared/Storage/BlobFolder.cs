using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace CloudmoreAutotask.Storage;

/// <summary>A container of JSON documents. It is created when it is first written; until then it has no documents.</summary>
public sealed class BlobFolder
{
    private readonly BlobContainerClient container;
    private readonly CreateOnce creation;

    internal BlobFolder(BlobServiceClient service, string name)
    {
        container = service.GetBlobContainerClient(name);
        creation = new CreateOnce(cancellation => container.CreateIfNotExistsAsync(cancellationToken: cancellation));
    }

    /// <summary>Writes a document, in place of one of that name.</summary>
    public async Task SaveAsync<T>(string name, T document, CancellationToken cancellation)
    {
        await creation.EnsureAsync(cancellation);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, StorageJson.Options);
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(bytes), overwrite: true, cancellation);
    }

    /// <summary>Reads a document; null when there is none.</summary>
    public async Task<T?> FindAsync<T>(string name, CancellationToken cancellation)
        where T : class
    {
        try
        {
            BlobDownloadResult content = await container.GetBlobClient(name).DownloadContentAsync(cancellation);
            return JsonSerializer.Deserialize<T>(content.Content.ToMemory().Span, StorageJson.Options);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode is { } code && (code == BlobErrorCode.BlobNotFound || code == BlobErrorCode.ContainerNotFound))
        {
            return null;
        }
    }

    internal async Task<BlobClient> OpenAsync(string name, CancellationToken cancellation)
    {
        await creation.EnsureAsync(cancellation);
        return container.GetBlobClient(name);
    }
}
