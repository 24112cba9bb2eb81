using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Autotask;

/// <summary>The credentials of section <c>Autotask</c>, as they stand now.</summary>
internal sealed class OptionsCredentialSource(IOptionsMonitor<AutotaskOptions> options) : IAutotaskCredentialSource
{
    public ValueTask<AutotaskCredentials> GetAsync(CancellationToken cancellation)
    {
        var now = options.CurrentValue;
        return ValueTask.FromResult(new AutotaskCredentials(now.ApiUsername, now.ApiSecret, now.ApiIntegrationCode));
    }
}
