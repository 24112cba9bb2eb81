using Azure.Core;
using Azure.Core.Pipeline;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Kills a simulated process before or after one of its calls: from then on every call of it fails, and nothing of it reaches anybody.</summary>
internal sealed class ProcessKill(int call, bool before)
{
    private int _calls;
    private volatile bool _isDead;

    /// <summary>A process that lives.</summary>
    public static ProcessKill Never => new(0, before: false);

    public bool IsDead => _isDead;

    /// <summary>The calls made so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public HttpPipelineTransport Wrap(HttpPipelineTransport transport) => new Transport(this, transport);

    public DelegatingHandler Handler() => new HttpHandler(this);

    private void Before(out bool diesAfter)
    {
        var number = Interlocked.Increment(ref _calls);
        if (number == call && before)
            _isDead = true;
        if (_isDead)
            throw new ProcessKilledException();
        diesAfter = number == call;
    }

    private void After(bool dies)
    {
        _isDead |= dies;
        if (_isDead)
            throw new ProcessKilledException();
    }

    private sealed class Transport(ProcessKill kill, HttpPipelineTransport inner) : HttpPipelineTransport
    {
        public override Request CreateRequest() => inner.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException("The product calls storage asynchronously.");

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            kill.Before(out var dies);
            await inner.ProcessAsync(message);
            kill.After(dies);
        }
    }

    private sealed class HttpHandler(ProcessKill kill) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            kill.Before(out var dies);
            var answer = await base.SendAsync(request, cancellationToken);
            kill.After(dies);
            return answer;
        }
    }
}

/// <summary>The simulated process is dead.</summary>
internal sealed class ProcessKilledException : Exception
{
    public ProcessKilledException()
        : base("The process was killed.")
    {
    }
}
