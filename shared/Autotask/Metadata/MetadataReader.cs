using System.Collections.Concurrent;
using System.Text.Json;
using CloudmoreAutotask.Autotask.Calls;

namespace CloudmoreAutotask.Autotask.Metadata;

/// <summary>Reads what Autotask says about its entities, and keeps it for a day. Source: Autotask facts, "Metadata endpoints".</summary>
internal sealed class MetadataReader(ReadSender reads, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, (JsonElement Json, DateTimeOffset Until)> kept = new(StringComparer.OrdinalIgnoreCase);

    public async Task<JsonElement> ReadAsync(string entity, string part, CancellationToken cancellation)
    {
        var route = $"{entity}/entityInformation{part}";
        if (kept.TryGetValue(route, out var known) && known.Until > time.GetUtcNow())
            return known.Json;
        var json = await reads.ReadAsync(new AutotaskCall(entity, HttpMethod.Get, route, CallPurpose.Read), cancellation);
        kept[route] = (json, time.GetUtcNow() + Kept);
        return json;
    }

    public void Forget() => kept.Clear();
}
