using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Azure.Storage.Queues;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.LocalHost.Storage;

/// <summary>The storage account of a run: the one that the settings name, else an emulator that is started with a folder of its own and ended with the run.</summary>
public sealed class StorageAccount : IAsyncDisposable
{
    private const string WellKnownEmulator = "UseDevelopmentStorage=true";
    private const int WellKnownQueuePort = 10001;
    private static readonly TimeSpan FormerLimit = TimeSpan.FromSeconds(15);

    private readonly AzuriteServer? emulator;
    private readonly FileStream? held;

    private StorageAccount(string connectionString, AzuriteServer? emulator, FileStream? held)
    {
        ConnectionString = connectionString;
        this.emulator = emulator;
        this.held = held;
    }

    /// <summary>Where blobs, queues and tables are.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens the account.</summary>
    /// <param name="settings">Names the account, or does not. The emulator's well-known ports count only while something listens there.</param>
    /// <param name="folder">Where an emulator that is started keeps its data.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MustFixException">The emulator cannot be started, another local host uses the folder, or the setting is no connection string.</exception>
    public static async Task<StorageAccount> OpenAsync(IConfiguration settings, string folder, CancellationToken cancellation)
    {
        if (settings[HostSettings.Storage] is { } named && !string.IsNullOrWhiteSpace(named) && (!IsWellKnown(named) || await ListensAsync(cancellation)))
            return new StorageAccount(Checked(named), emulator: null, held: null);
        Directory.CreateDirectory(folder);
        var hold = Hold(Path.Combine(folder, "in-use.lock"), folder);
        try
        {
            var processFile = Path.Combine(folder, "azurite.pid");
            await WaitForFormerAsync(processFile, cancellation);
            var server = await AzuriteServer.StartAsync(Path.Combine(folder, "azurite"), cancellation: cancellation);
            await File.WriteAllTextAsync(processFile, server.ProcessId.ToString(CultureInfo.InvariantCulture), cancellation);
            return new StorageAccount(server.ConnectionString, server, hold);
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a connection string leads to an emulator.</summary>
    public static bool IsLocal(string connectionString) =>
        IsWellKnown(connectionString)
        || connectionString.Contains("AccountName=devstoreaccount1", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (emulator is not null)
            await emulator.DisposeAsync();
        if (held is not null)
            await held.DisposeAsync();
    }

    private static bool IsWellKnown(string connectionString) => connectionString.Trim().TrimEnd(';').Equals(WellKnownEmulator, StringComparison.OrdinalIgnoreCase);

    private static string Checked(string connectionString)
    {
        try
        {
            _ = new QueueServiceClient(connectionString);
            return connectionString;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new MustFixException($"The setting {HostSettings.Storage} is no connection string of a storage account; copy it anew from the account's access keys.", wrong);
        }
    }

    private static async Task<bool> ListensAsync(CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", WellKnownQueuePort, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // The emulator of a host that was killed needs a moment to write its data out and end.
    private static async Task WaitForFormerAsync(string processFile, CancellationToken cancellation)
    {
        if (!File.Exists(processFile) || !int.TryParse(await File.ReadAllTextAsync(processFile, cancellation), CultureInfo.InvariantCulture, out var id))
            return;
        try
        {
            using var former = Process.GetProcessById(id);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(FormerLimit);
            if (former.ProcessName.StartsWith("node", StringComparison.OrdinalIgnoreCase))
                await former.WaitForExitAsync(limit.Token);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new MustFixException($"The storage emulator of an earlier run (process {id}) is still there; end it first.");
        }
    }

    // Two emulators on one folder would overwrite each other's data.
    private static FileStream Hold(string path, string folder)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new MustFixException($"Another local host uses the storage in {folder}. End it first, or set {HostSettings.Storage} to another storage account.", inUse);
        }
    }
}
