using Azure;
using Azure.Data.Tables;
using CloudmoreAutotask.LocalHost.Storage;

namespace CloudmoreAutotask.Tests;

/// <summary>
/// Hands out storage accounts. The emulator looks for a table among those of all accounts, one by one, so that it grows slow with many: the tables of an account that
/// is given back are deleted, and each emulator serves some accounts and is then replaced.
/// </summary>
internal sealed class AzuriteAccounts : IAsyncDisposable
{
    private const int PerServer = 100;

    // A table that is not named here only makes the emulator slower.
    private static readonly string[] Tables =
        ["Bills", "Outcomes", "CompanyMappings", "ContractMappings", "WrittenUnits", "Intents", "Runs", "Memory", "Locks", "Releases", "Approvals", "Audit"];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, Served> _taken = new(StringComparer.Ordinal);
    private Served? _current;
    private Task<AzuriteServer>? _next;

    public async Task<string> TakeAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_current is null || _current.Used == PerServer)
                await ReplaceAsync();
            var account = _current!.Server.Connection(_current.Used++);
            _current.Open++;
            _taken.Add(account, _current);
            if (_current.Used == PerServer / 2)
                _next = AzuriteServer.StartAsync(accounts: PerServer);
            return account;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task ReleaseAsync(string account)
    {
        var tables = new TableServiceClient(account);
        await Task.WhenAll(Tables.Select(table => DeleteAsync(tables.GetTableClient(table))));
        await _gate.WaitAsync();
        try
        {
            if (!_taken.Remove(account, out var served) || --served.Open > 0 || served.Used < PerServer)
                return;
            if (_current == served)
                _current = null;
            await served.Server.DisposeAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var served in _taken.Values.Append(_current).OfType<Served>().Distinct())
            await served.Server.DisposeAsync();
        if (_next is not null)
            await (await _next).DisposeAsync();
        _gate.Dispose();
    }

    private static async Task DeleteAsync(TableClient table)
    {
        try
        {
            await table.DeleteAsync();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // It was never made.
        }
    }

    private async Task ReplaceAsync()
    {
        _current = new Served(await (_next ?? AzuriteServer.StartAsync(accounts: PerServer)));
        _next = null;
    }

    private sealed class Served(AzuriteServer server)
    {
        public AzuriteServer Server => server;

        public int Used { get; set; }

        public int Open { get; set; }
    }
}
