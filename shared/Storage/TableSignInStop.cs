using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Storage;

/// <summary>Keeps a stopped sign-in across processes and restarts.</summary>
internal sealed class TableSignInStop(ExportTables tables) : ISignInStop
{
    private const string Key = "SignInStop";

    public async ValueTask<string?> GetStoppedFingerprintAsync(CancellationToken cancellation) =>
        (await tables.Memory.FindAsync(ExportTables.Only, Key, cancellation))?.Value;

    public async ValueTask StopAsync(string fingerprint, CancellationToken cancellation) =>
        await tables.Memory.SaveAsync(ExportTables.Only, Key, new Remembered(fingerprint), cancellation);

    public async ValueTask ClearAsync(CancellationToken cancellation) => await tables.Memory.RemoveAsync(ExportTables.Only, Key, cancellation);
}
