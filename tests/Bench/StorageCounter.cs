using System.Collections.Concurrent;
using System.Data.Common;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CloudmoreAutotask.Bench;

/// <summary>Carries storage calls and counts them by service: blob, queue and table operations are what storage costs.</summary>
/// <remarks>With a latency each call takes that much longer: the emulator beside the process has none.</remarks>
internal sealed class StorageCounter : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _services;
    private readonly TimeSpan _latency;

    public StorageCounter(string connection, TimeSpan latency = default)
    {
        _latency = latency;
        var parts = new DbConnectionStringBuilder { ConnectionString = connection };
        _services = ((string[])["Blob", "Queue", "Table"]).Where(service => parts.ContainsKey($"{service}Endpoint")).ToDictionary(service => new Uri((string)parts[$"{service}Endpoint"]).Authority, service => service, StringComparer.Ordinal);
    }

    /// <summary>The operations since they were last taken, by service.</summary>
    public IReadOnlyDictionary<string, int> Take()
    {
        var taken = new Dictionary<string, int>(_counts, StringComparer.Ordinal);
        _counts.Clear();
        return taken;
    }

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message)
    {
        Count(message);
        _inner.Process(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Count(message);
        if (_latency > TimeSpan.Zero)
            await Task.Delay(_latency, message.CancellationToken);
        await _inner.ProcessAsync(message);
    }

    private void Count(HttpMessage message)
    {
        if (_services.TryGetValue(new Uri(message.Request.Uri.ToString()).Authority, out var service))
            _counts.AddOrUpdate(service, 1, static (_, count) => count + 1);
    }
}
