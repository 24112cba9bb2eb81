using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Storage;

/// <summary>Keeps a stopped sign-in across processes and restarts.</summary>
/// <param name="tables">The tables.</param>
/// <param name="key">What it is kept under; each API has its own.</param>
internal sealed class TableSignInStop(ExportTables tables, string key) : ISignInStop
{
    /// <summary>Autotask's.</summary>
    public const string Autotask = "SignInStop";

    /// <summary>Cloudmore's.</summary>
    public const string Cloudmore = "CloudmoreSignInStop";

    // What a fingerprint that is only doubted begins with.
    private const char Doubt = '?';

    public async ValueTask<string?> GetStoppedFingerprintAsync(CancellationToken cancellation) => await ReadAsync(cancellation) is { } value && value[0] != Doubt ? value : null;

    public async ValueTask<string?> GetDoubtedFingerprintAsync(CancellationToken cancellation) => await ReadAsync(cancellation) is { } value && value[0] == Doubt ? value[1..] : null;

    public async ValueTask DoubtAsync(string fingerprint, CancellationToken cancellation) =>
        await tables.Memory.SaveAsync(ExportTables.Only, key, new Remembered(Doubt + fingerprint), cancellation);

    public async ValueTask StopAsync(string fingerprint, CancellationToken cancellation) =>
        await tables.Memory.SaveAsync(ExportTables.Only, key, new Remembered(fingerprint), cancellation);

    public async ValueTask ClearAsync(CancellationToken cancellation) => await tables.Memory.RemoveAsync(ExportTables.Only, key, cancellation);

    private async Task<string?> ReadAsync(CancellationToken cancellation) =>
        await tables.Memory.FindAsync(ExportTables.Only, key, cancellation) is { Value.Length: > 0 } row ? row.Value : null;
}
