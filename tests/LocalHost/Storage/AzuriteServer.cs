using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Storage;

/// <summary>
/// The storage emulator Azurite as a process of its own on 127.0.0.1, with free ports for blobs, queues and tables. Disposing it ends that process;
/// it also ends when this process dies.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private readonly Dictionary<string, string> _addresses;
    private readonly string _key;
    private readonly int _accounts;

    private AzuriteServer(Process process, Dictionary<string, string> addresses, string key, int accounts) =>
        (_process, _addresses, _key, _accounts) = (process, addresses, key, accounts);

    /// <summary>The connection string of the first storage account. Its key is made anew at each start.</summary>
    public string ConnectionString => Connection(0);

    /// <summary>The id of the emulator's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the emulator and waits until it answers; installs it first when it is missing.</summary>
    /// <param name="folder">Where it keeps its data; <see langword="null"/> for memory only.</param>
    /// <param name="accounts">How many storage accounts it has; each sees its own data only.</param>
    /// <param name="certificate">With it, the emulator speaks https and lets identities in by token, as storage in Azure does.</param>
    /// <param name="indexed">Looks rows up by their keys, as storage in Azure does; for measurements with so many rows that looking through them all would be most of the time.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="MustFixException">Node.js is missing, or the emulator could not be installed or started.</exception>
    public static async Task<AzuriteServer> StartAsync(
        string? folder = null, int accounts = 1, AzuriteCertificate? certificate = null, bool indexed = false, CancellationToken cancellation = default)
    {
        var program = await AzuriteInstall.EnsureAsync(cancellation);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        var process = AzuriteInstall.Start(Command(program, folder, key, accounts, certificate, indexed));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(StartLimit);
            var addresses = await ReadAddressesAsync(process, limit.Token);
            return new AzuriteServer(process, addresses, key, accounts);
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    /// <summary>The connection string of one of the storage accounts.</summary>
    /// <param name="account">Its number, from 0.</param>
    public string Connection(int account)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(account, _accounts);
        var name = account == 0 ? Account : string.Create(CultureInfo.InvariantCulture, $"{Account}{account}");
        return $"DefaultEndpointsProtocol=http;AccountName={name};AccountKey={_key};" + string.Concat(_addresses.Select(one => $"{one.Key}Endpoint={one.Value}/{name};"));
    }

    /// <summary>The address of a service of the first storage account.</summary>
    /// <param name="service"><c>Blob</c>, <c>Queue</c> or <c>Table</c>.</param>
    public Uri Address(string service) => new($"{_addresses[service]}/{Account}");

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync(_process);

    private static ProcessStartInfo Command(string program, string? folder, string key, int accounts, AzuriteCertificate? certificate, bool indexed)
    {
        var command = new ProcessStartInfo("node", [program])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var service in (ReadOnlySpan<string>)["blob", "queue", "table"])
        {
            command.ArgumentList.Add($"--{service}Host");
            command.ArgumentList.Add("127.0.0.1");
            command.ArgumentList.Add($"--{service}Port");
            command.ArgumentList.Add("0");
        }

        foreach (var option in (ReadOnlySpan<string>)["--skipApiVersionCheck", "--disableTelemetry", "--silent"])
            command.ArgumentList.Add(option);
        if (folder is null)
        {
            command.ArgumentList.Add("--inMemoryPersistence");
        }
        else
        {
            command.ArgumentList.Add("--location");
            command.ArgumentList.Add(Path.GetFullPath(folder));
        }

        if (certificate is not null)
        {
            foreach (var option in (ReadOnlySpan<string>)["--oauth", "basic", "--cert", certificate.CertificateFile, "--key", certificate.KeyFile])
                command.ArgumentList.Add(option);
        }

        command.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{key}";
        if (indexed)
            command.Environment["AZURITE_INDEXED"] = "1";
        command.Environment["AZURITE_ACCOUNT_COUNT"] = accounts.ToString(CultureInfo.InvariantCulture);
        return command;
    }

    // Azurite says "Azurite Blob service is successfully listening at http://127.0.0.1:34951" once that service accepts connections.
    private static async Task<Dictionary<string, string>> ReadAddressesAsync(Process process, CancellationToken limit)
    {
        var errors = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            while (addresses.Count < 3)
            {
                var line = await process.StandardOutput.ReadLineAsync(limit)
                    ?? throw new MustFixException($"Azurite ended before it listened: {string.Join(' ', errors)}");
                var words = line.Split(' ');
                if (words is ["Azurite", var service, .., "listening", "at", var address])
                    addresses[service] = address;
            }
        }
        catch (OperationCanceledException slow) when (addresses.Count < 3)
        {
            throw new MustFixException($"Azurite did not listen within {StartLimit.TotalSeconds:0} s: {string.Join(' ', errors)}", slow);
        }

        // Read on, so that a full pipe never stops it.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return addresses;
    }

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            try
            {
                process.StandardInput.Close();
                using var limit = new CancellationTokenSource(StopLimit);
                await process.WaitForExitAsync(limit.Token);
            }
            catch (Exception late) when (late is OperationCanceledException or IOException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>The files of a certificate, both PEM.</summary>
/// <param name="CertificateFile">The certificate.</param>
/// <param name="KeyFile">Its private key.</param>
public sealed record AzuriteCertificate(string CertificateFile, string KeyFile);
