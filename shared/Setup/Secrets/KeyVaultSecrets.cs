using System.Collections.Concurrent;
using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Reads secrets from the vault when they are first needed, and keeps each for a short time.</summary>
/// <remarks>Nothing is read before its first use: a start without the vault is no failure.</remarks>
internal sealed class KeyVaultSecrets(SecretClient vault, IOptions<KeyVaultOptions> options, TimeProvider time, ILogger<KeyVaultSecrets> logger)
{
    private readonly ConcurrentDictionary<string, Kept> secrets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The secret of a setting, at most <see cref="KeyVaultOptions.CacheTime"/> old.</summary>
    /// <exception cref="MustFixException">The vault has no such secret, or does not give it out.</exception>
    /// <exception cref="TryLaterException">The vault does not answer.</exception>
    public async Task<VaultSecret> GetAsync(string setting, CancellationToken cancellation)
    {
        var kept = secrets.GetOrAdd(setting, _ => new Kept());
        if (kept.Newest is { } known && time.GetUtcNow() - known.ReadAt < options.Value.CacheTime)
            return known.Secret;
        return await ReadAfreshAsync(setting, cancellation);
    }

    /// <summary>The secret of a setting, as <see cref="GetAsync"/> has it; null when the vault has none.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public async Task<VaultSecret?> FindAsync(string setting, CancellationToken cancellation)
    {
        try
        {
            return await GetAsync(setting, cancellation);
        }
        catch (MustFixException missing) when (missing.InnerException is RequestFailedException { Status: 404 })
        {
            return null;
        }
    }

    /// <summary>The secret of a setting, read after this was called.</summary>
    /// <inheritdoc cref="GetAsync" />
    public async Task<VaultSecret> ReadAfreshAsync(string setting, CancellationToken cancellation)
    {
        var kept = secrets.GetOrAdd(setting, _ => new Kept());
        var before = kept.Begun;
        await kept.Turn.WaitAsync(cancellation);
        try
        {
            // Whoever waited for a read that began after it asked has what it asked for.
            if (kept.Newest is { } known && known.Number > before)
                return known.Secret;
            var (number, readAt) = (kept.Begin(), time.GetUtcNow());
            var secret = await ReadAsync(KeyVaultOptions.SecretName(setting), cancellation);
            if (kept.Newest is { } older && older.Secret.Version != secret.Version)
                Log.SecretChanged(logger, KeyVaultOptions.SecretName(setting), secret.Version);
            kept.Newest = new Reading(secret, readAt, number);
            return secret;
        }
        finally
        {
            kept.Turn.Release();
        }
    }

    private async Task<VaultSecret> ReadAsync(string name, CancellationToken cancellation)
    {
        try
        {
            KeyVaultSecret found = await vault.GetSecretAsync(name, cancellationToken: cancellation);
            if (string.IsNullOrWhiteSpace(found.Value))
                throw KeyVaultFailure.Empty(vault.VaultUri, name);
            Log.SecretRead(logger, name, found.Properties.Version);
            return new VaultSecret(new Secret(found.Value), found.Properties.Version);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && failure is not MustFixException)
        {
            throw KeyVaultFailure.Explain(failure, vault.VaultUri, name);
        }
    }

    /// <summary>The newest reading of one secret, and the turn to read it.</summary>
    private sealed class Kept
    {
        private long begun;
        private Reading? newest;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public long Begun => Interlocked.Read(ref begun);

        public Reading? Newest
        {
            get => Volatile.Read(ref newest);
            set => Volatile.Write(ref newest, value);
        }

        public long Begin() => Interlocked.Increment(ref begun);
    }

    private sealed record Reading(VaultSecret Secret, DateTimeOffset ReadAt, long Number);
}
