using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Azure.Core.Pipeline;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.KeyVault;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>A whole export on storage that is reached by identity, over https and without any key, on an emulator that takes tokens only from such callers.</summary>
public sealed class IdentityStorageTests
{
    private const string Identity = "7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01";

    private readonly ConcurrentQueue<string?> _schemes = new();
    private readonly StubCredentials _credentials = new(StorageToken);
    private LoopbackCertificate _certificate = null!;
    private DirectoryInfo _folder = null!;
    private AzuriteServer _storage = null!;
    private HttpClient _http = null!;
    private ExportHarness _export = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _certificate = new LoopbackCertificate("localhost");
        _folder = Directory.CreateTempSubdirectory("identity-storage-");
        var files = new AzuriteCertificate(Path.Combine(_folder.FullName, "certificate.pem"), Path.Combine(_folder.FullName, "key.pem"));
        await File.WriteAllTextAsync(files.CertificateFile, _certificate.CertificatePem);
        await File.WriteAllTextAsync(files.KeyFile, _certificate.KeyPem);
        _storage = await AzuriteServer.StartAsync(certificate: files);
        _http = new HttpClient(new Recorder(_schemes, _certificate.CreateHandler(_ => null)));
        _export = await ExportHarness.StartAsync();
        _export.Settings.Remove("AzureWebJobsStorage");
        _export.Settings["AzureWebJobsStorage:blobServiceUri"] = _storage.Address("Blob").ToString();
        _export.Settings["AzureWebJobsStorage:queueServiceUri"] = _storage.Address("Queue").ToString();
        _export.Settings["AzureWebJobsStorage:tableServiceUri"] = _storage.Address("Table").ToString();
        _export.Settings["AzureWebJobsStorage:credential"] = "managedidentity";
        _export.Settings["AzureWebJobsStorage:clientId"] = Identity;
        _export.Before = services => services.AddSingleton<IAzureCredentials>(_ => _credentials).AddSingleton<HttpPipelineTransport>(_ => new HttpClientTransport(_http));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _export.DisposeAsync();
        _http.Dispose();
        await _storage.DisposeAsync();
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Run_IdentitySettingsOnly_ExportsAndShowsNoKey()
    {
        _export.Organization("Contoso").Bill(BrokerLine.Of(new DateOnly(2026, 10, 8), "S1", "P1", 10, 16.90m, 20.60m));

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(_export.Failures, Is.Empty);
        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 1 }));
        Assert.That(_schemes, Is.Not.Empty.And.All.EqualTo("Bearer"));
        Assert.That(_credentials.Identities, Is.Not.Empty.And.All.EqualTo(new AzureIdentity(Identity, IsManaged: true)));
        Assert.That(_credentials.Scopes, Is.All.StartsWith("https://storage.azure.com/"));
    }

    [Test]
    public void Services_AccountName_GivesTheAddressesOfThePublicCloud()
    {
        var settings = new Microsoft.Extensions.Configuration.ConfigurationManager { ["AzureWebJobsStorage:accountName"] = "contosoexport" };
        var credentials = new StubCredentials(StorageToken);
        using var services = new ServiceCollection().AddLogging().AddSingleton<IAzureCredentials>(_ => credentials).AddExport(settings).BuildServiceProvider();
        var storage = services.GetRequiredService<StorageConnection>();

        Assert.That(
            new[] { storage.Blobs().Uri, storage.Queues(Azure.Storage.Queues.QueueMessageEncoding.Base64).Uri, storage.Tables().Uri },
            Is.EqualTo(new[] { new Uri("https://contosoexport.blob.core.windows.net"), new Uri("https://contosoexport.queue.core.windows.net"), new Uri("https://contosoexport.table.core.windows.net") }));
        Assert.That(credentials.Identities, Is.All.EqualTo(new AzureIdentity(null)));
    }

    /// <summary>A token as an identity gets it for storage; the emulator looks at all of it but the signature.</summary>
    private static string StorageToken()
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["aud"] = "https://storage.azure.com",
            ["iss"] = "https://sts.windows.net/6f8a3c52-0b1d-4c55-9a36-1f0c2d3e4b5a/",
            ["iat"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["nbf"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        return $"{Part("""{"alg":"RS256","typ":"JWT"}""")}.{Part(JsonSerializer.Serialize(claims))}.{Part("unsigned")}";
    }

    private static string Part(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private sealed class Recorder(ConcurrentQueue<string?> schemes, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            schemes.Enqueue(request.Headers.Authorization?.Scheme);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
