using System.Text.Json;
using CloudmoreAutotask.Autotask.Calls;
using CloudmoreAutotask.Autotask.Json;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Autotask.SignIn;

/// <summary>Asks Autotask in which zone the API user's tenant is. Source: Autotask facts, "Zone discovery".</summary>
internal sealed class ZoneLookup(CallSender sender, ReadRetry retry, IOptionsMonitor<AutotaskOptions> options, TimeProvider time, ILogger<AutotaskClient> log)
{
    /// <summary>What the look-up is called among the entities.</summary>
    public const string Entity = "ZoneInformation";

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <exception cref="MustFixException">Autotask does not know the user, or the answer is no zone.</exception>
    /// <exception cref="TryLaterException">No answer.</exception>
    public async Task<Zone> FindAsync(AutotaskCredentials credentials, CancellationToken cancellation)
    {
        var asked = options.CurrentValue.ZoneInformationUrl;
        var address = new UriBuilder(asked) { Query = "user=" + Uri.EscapeDataString(credentials.Username.Reveal()) }.Uri;
        var call = new AutotaskCall(Entity, HttpMethod.Get, "", CallPurpose.Read) { IsSigned = false };
        var answer = await retry.ReadAsync(call, token => sender.SendAsync(call, address, credentials, token), cancellation);
        var zone = new Zone(Root(Text(answer, "url"), asked), time.GetUtcNow() + Kept, Web(Text(answer, "webUrl")));
        Log.ZoneFound(log, zone.Root);
        return zone;
    }

    private static string? Text(JsonElement answer, string name) => AutotaskJson.Property(answer, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // It becomes a link: nothing but a web address, and never one that runs something.
    private static Uri? Web(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var web) && web.Scheme is "https" or "http" ? web : null;

    private static Uri Root(string? url, Uri asked)
    {
        if (!Uri.TryCreate(url?.TrimEnd('/') + "/V1.0/", UriKind.Absolute, out var root) || root.Scheme is not ("https" or "http"))
            throw new MustFixException($"The zone look-up at {asked} answered no address. Check Autotask:ZoneInformationUrl and Autotask:ApiUsername.");
        // The secret goes there: never unencrypted unless the look-up itself was.
        if (root.Scheme != "https" && asked.Scheme == "https")
            throw new MustFixException($"The zone look-up at {asked} answered an address without encryption, {root}. Check Autotask:ZoneInformationUrl.");
        return root;
    }
}
