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

    public async ValueTask<string?> GetStoppedFingerprintAsync(CancellationToken cancellation) =>
        (await tables.Memory.FindAsync(ExportTables.Only, key, cancellation))?.Value;

    public async ValueTask StopAsync(string fingerprint, CancellationToken cancellation) =>
        await tables.Memory.SaveAsync(ExportTables.Only, key, new Remembered(fingerprint), cancellation);

    public async ValueTask ClearAsync(CancellationToken cancellation) => await tables.Memory.RemoveAsync(ExportTables.Only, key, cancellation);
}
