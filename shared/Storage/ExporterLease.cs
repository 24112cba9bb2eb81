using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Storage;

/// <summary>
/// The one lease that planning and applying hold, so that a deployment has one exporter (export rules, "One exporter per deployment"). All work of a process
/// shares it. Real time.
/// </summary>
public sealed class ExporterLease(ExportBlobs blobs, TimeProvider time, ILogger<ExporterLease> logger) : IAsyncDisposable
{
    private const string HolderKey = "holder";

    /// <summary>How long the lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    // Between two messages the lease stays: handing it to and fro would cost a new snapshot each time.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly string holder = Guid.NewGuid().ToString("N");
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource disposal = new();
    private BlobLeaseClient? lease;
    private CancellationTokenSource? lost;
    private Task renewal = Task.CompletedTask;
    private Task lingering = Task.CompletedTask;
    private int users;
    private int uses;

    /// <summary>Called when another process held the lease since this one last did: what is remembered of Autotask may be old.</summary>
    public Action? TakenOver { get; set; }

    /// <summary>Takes a share of the lease.</summary>
    /// <returns>Null when another process holds it.</returns>
    public async Task<Hold?> TryHoldAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (lost is { IsCancellationRequested: true } && users == 0)
                Forget();
            if (lost is { IsCancellationRequested: true } || (lease is null && !await AcquireAsync(cancellation)))
                return null;
            users++;
            uses++;
            return new Hold(this, CancellationTokenSource.CreateLinkedTokenSource(cancellation, lost!.Token));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await disposal.CancelAsync();
        await lingering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LetGoAsync();
        disposal.Dispose();
    }

    private async Task<bool> AcquireAsync(CancellationToken cancellation)
    {
        var blob = await blobs.Leases.OpenAsync("exporter", cancellation);
        if (!await blob.ExistsAsync(cancellation))
        {
            try
            {
                await blob.UploadAsync(BinaryData.FromString("exporter"), cancellation);
            }
            catch (RequestFailedException race) when (race.Status is 409 or 412)
            {
                // Another process made it first.
            }
        }

        var client = blob.GetBlobLeaseClient();
        try
        {
            await client.AcquireAsync(Length, cancellationToken: cancellation);
        }
        catch (RequestFailedException taken) when (taken.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return false;
        }

        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
        if (!properties.Metadata.TryGetValue(HolderKey, out var last) || last != holder)
        {
            TakenOver?.Invoke();
            await blob.SetMetadataAsync(new Dictionary<string, string>(StringComparer.Ordinal) { [HolderKey] = holder }, new BlobRequestConditions { LeaseId = client.LeaseId }, cancellation);
        }

        (lease, lost) = (client, new CancellationTokenSource());
        renewal = RenewAsync(client, lost);
        return true;
    }

    private async Task RenewAsync(BlobLeaseClient held, CancellationTokenSource end)
    {
        var validUntil = time.GetUtcNow() + Length;
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(RenewEvery, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                return;
            try
            {
                var asked = time.GetUtcNow();
                await held.RenewAsync(cancellationToken: end.Token);
                validUntil = asked + Length;
            }
            catch (Exception failure) when (failure is RequestFailedException or OperationCanceledException or AggregateException)
            {
                if (failure is RequestFailedException { Status: 409 or 404 or 412 } || time.GetUtcNow() + RenewEvery > validUntil)
                {
                    Log.LeaseLost(logger, failure);
                    await end.CancelAsync();
                }
            }
        }
    }

    private async Task ReleaseAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (--users == 0)
                lingering = LetGoLaterAsync(uses, disposal.Token);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task LetGoLaterAsync(int use, CancellationToken disposed)
    {
        await Task.Delay(Linger, time, disposed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (disposed.IsCancellationRequested)
            return;
        await gate.WaitAsync(disposed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (disposed.IsCancellationRequested)
            return;
        try
        {
            if (users == 0 && uses == use)
                await LetGoAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task LetGoAsync()
    {
        if (lease is not { } held || lost is not { } end)
            return;
        var stillOurs = !end.IsCancellationRequested;
        await end.CancelAsync();
        await renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Forget();
        if (!stillOurs)
            return;
        try
        {
            await held.ReleaseAsync();
        }
        catch (RequestFailedException gone)
        {
            Log.LeaseLost(logger, gone);
        }
    }

    private void Forget()
    {
        lost?.Dispose();
        (lease, lost) = (null, null);
    }

    /// <summary>A share of the lease; disposing gives it back.</summary>
    public sealed class Hold : IAsyncDisposable
    {
        private readonly ExporterLease lease;
        private readonly CancellationTokenSource source;

        internal Hold(ExporterLease lease, CancellationTokenSource source) => (this.lease, this.source) = (lease, source);

        /// <summary>Ends when the caller ends or the lease is lost: no write may begin after that.</summary>
        public CancellationToken Token => source.Token;

        /// <summary>Whether the lease was lost rather than given back.</summary>
        public bool IsLost => lease.lost is { IsCancellationRequested: true };

        /// <inheritdoc />
        public async ValueTask DisposeAsync()
        {
            source.Dispose();
            await lease.ReleaseAsync();
        }
    }
}
