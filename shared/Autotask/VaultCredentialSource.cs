using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Autotask;

/// <summary>The credentials as Key Vault holds them.</summary>
internal sealed class VaultCredentialSource(KeyVaultSecrets secrets) : IAutotaskCredentialSource
{
    private static readonly string[] Settings = ["Autotask:ApiUsername", "Autotask:ApiSecret", "Autotask:ApiIntegrationCode"];

    public ValueTask<AutotaskCredentials> GetAsync(CancellationToken cancellation) => ReadAsync(setting => secrets.GetAsync(setting, cancellation));

    public ValueTask<AutotaskCredentials> ReadAfreshAsync(CancellationToken cancellation) => ReadAsync(setting => secrets.ReadAfreshAsync(setting, cancellation));

    private static async ValueTask<AutotaskCredentials> ReadAsync(Func<string, Task<VaultSecret>> read)
    {
        var found = await Task.WhenAll(Settings.Select(read));
        return new AutotaskCredentials(found[0].Value, found[1].Value, found[2].Value) { Version = string.Join(' ', found.Select(secret => secret.Version)) };
    }
}
