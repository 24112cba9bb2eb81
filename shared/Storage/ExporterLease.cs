using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Storage;

/// <summary>
/// The one lease that planning and applying hold, so that a deployment has one exporter (export rules, "One exporter per deployment"). All work of a process
/// shares it. Real time.
/// </summary>
public sealed class ExporterLease(ExportBlobs blobs, IOptions<LimitsOptions> limits, TimeProvider time, ILogger<ExporterLease> logger) : IAsyncDisposable
{
    private const string HolderKey = "holder";

    /// <summary>How long the lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewAgain = TimeSpan.FromSeconds(1);

    // Work under way is told so long before the lease ends.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

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
    private long validUntil;
    private long unanswered;
    private DateTimeOffset startAt;

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
            if (startAt - time.GetUtcNow() is { Ticks: > 0 } wait)
                await Task.Delay(wait, time, cancellation);
            users++;
            uses++;
            return new Hold(this, CancellationTokenSource.CreateLinkedTokenSource(cancellation, lost!.Token));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Whether another process holds the lease right now. A process that was killed counts until its lease has run out.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer, or refuses.</exception>
    public async Task<bool> IsHeldElsewhereAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (lost is { IsCancellationRequested: false })
                return false;
            var blob = await blobs.Leases.OpenAsync("exporter", cancellation);
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            return properties.LeaseState is LeaseState.Leased or LeaseState.Breaking;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Asks right before a write: a process that hung may not have noticed yet that its lease ran out.</summary>
    /// <exception cref="OperationCanceledException">The lease is lost; whoever holds it now may be writing.</exception>
    public async Task EnsureHeldAsync()
    {
        if (lost is { IsCancellationRequested: false } end)
        {
            if (time.GetUtcNow().UtcTicks < Volatile.Read(ref validUntil))
                return;
            await end.CancelAsync();
        }

        throw new OperationCanceledException("The exporter lease was lost.");
    }

    /// <summary>Notes a write without an answer, which may take effect until then. A lease that is let go before is not given back but left to run out, so that the next
    /// holder waits.</summary>
    public void NoteUnanswered(DateTimeOffset until) => Interlocked.Exchange(ref unanswered, Math.Max(Volatile.Read(ref unanswered), until.UtcTicks));

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
        var wasGivenBack = await IsFreeAsync(blob, cancellation);
        var client = blob.GetBlobLeaseClient();
        var asked = time.GetUtcNow();
        try
        {
            await client.AcquireAsync(Length, cancellationToken: cancellation);
        }
        catch (RequestFailedException taken) when (taken.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return false;
        }

        await TakeOverAsync(blob, client, cancellation);

        // A holder that died or hung may have a write on its way: nothing is read before that has taken effect or never will.
        if (!wasGivenBack)
        {
            startAt = asked + limits.Value.UnansweredWait;
            Log.LeaseTakenOver(logger, limits.Value.UnansweredWait);
        }

        Volatile.Write(ref validUntil, (asked + Length).UtcTicks);
        (lease, lost) = (client, new CancellationTokenSource());
        renewal = RenewAsync(client, lost);
        return true;
    }

    /// <summary>Whether the lease was never held, or its last holder gave it back; false when it ran out or is held.</summary>
    private static async Task<bool> IsFreeAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            return properties.LeaseState == LeaseState.Available;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return await CreateAsync(blob, cancellation);
        }
    }

    private static async Task<bool> CreateAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            await blob.UploadAsync(BinaryData.FromString("exporter"), cancellation);
            return true;
        }
        catch (RequestFailedException race) when (race.Status is 409 or 412)
        {
            // Another process made it first, and may hold it by now.
            return false;
        }
    }

    private async Task TakeOverAsync(BlobClient blob, BlobLeaseClient client, CancellationToken cancellation)
    {
        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
        if (properties.Metadata.TryGetValue(HolderKey, out var last) && last == holder)
            return;
        TakenOver?.Invoke();
        await blob.SetMetadataAsync(new Dictionary<string, string>(StringComparer.Ordinal) { [HolderKey] = holder }, new BlobRequestConditions { LeaseId = client.LeaseId }, cancellation);
    }

    private async Task RenewAsync(BlobLeaseClient held, CancellationTokenSource end)
    {
        var wait = RenewEvery;
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(wait, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                return;
            var asked = time.GetUtcNow();
            var left = new DateTimeOffset(Volatile.Read(ref validUntil), TimeSpan.Zero) - Margin - asked;

            // An answer that does not come must not keep the loop from noticing that the lease runs out.
            using var patience = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            try
            {
                using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, patience.Token);
                await held.RenewAsync(cancellationToken: both.Token);
                Volatile.Write(ref validUntil, (asked + Length).UtcTicks);
                wait = RenewEvery;
            }
            catch (Exception failure) when (failure is RequestFailedException or OperationCanceledException or AggregateException)
            {
                if (end.IsCancellationRequested)
                    return;
                wait = RenewAgain;
                if (failure is RequestFailedException { Status: 409 or 404 or 412 } || patience.IsCancellationRequested)
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
        var givesBack = !end.IsCancellationRequested && time.GetUtcNow().UtcTicks >= Volatile.Read(ref unanswered);
        await end.CancelAsync();
        await renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Forget();
        if (!givesBack)
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
