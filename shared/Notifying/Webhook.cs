using System.Globalization;
using System.Text;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Notifying;

/// <summary>The webhook that is told: <c>Notify:WebhookUrl</c>, from Key Vault where secrets are there.</summary>
internal sealed class Webhook(IHttpClientFactory clients, IOptionsMonitor<NotifyOptions> options, KeyVaultSecrets? vault)
{
    /// <summary>The client's name in the factory.</summary>
    public const string ClientName = "Notify";

    private const string Setting = $"{NotifyOptions.Section}:{nameof(NotifyOptions.WebhookUrl)}";
    private const string Media = "application/json";

    /// <summary>The address; null when nobody is to be told.</summary>
    /// <exception cref="MustFixException">It is no web address, or the vault does not give it out.</exception>
    /// <exception cref="TryLaterException">The vault does not answer.</exception>
    public async Task<Uri?> FindAsync(CancellationToken cancellation)
    {
        var secret = vault is null ? options.CurrentValue.WebhookUrl : (await vault.FindAsync(Setting, cancellation))?.Value;
        if (secret is null or { IsEmpty: true })
            return null;
        return Uri.TryCreate(secret.Reveal().Trim(), UriKind.Absolute, out var address) && new SafeAddressAttribute().IsValid(address)
            ? address
            : throw new MustFixException($"{Setting} is no web address that begins with https://. Copy it anew from Teams or Slack.");
    }

    /// <summary>Sends a message once.</summary>
    /// <exception cref="MustFixException">The webhook refused it.</exception>
    /// <exception cref="TryLaterException">It does not answer.</exception>
    public async Task SendAsync(Uri address, string message, CancellationToken cancellation)
    {
        using var content = new StringContent(message, Encoding.UTF8, Media);
        try
        {
            using var answer = await clients.CreateClient(ClientName).PostAsync(address, content, cancellation);
            var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            if ((int)answer.StatusCode is 408 or 429 or >= 500)
                throw new TryLaterException($"The webhook of {Setting} answered {status}.");
            if (!answer.IsSuccessStatusCode)
                throw new MustFixException($"The webhook of {Setting} answered {status}. It may have been removed; make a new one in Teams or Slack and set its address.");
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new TryLaterException($"The webhook of {Setting} does not answer.", silent);
        }
    }
}
