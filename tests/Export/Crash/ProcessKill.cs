using System.Collections.Concurrent;
using Azure.Core.Pipeline;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>Kills a simulated process at one of its calls: from then on every call of it fails, and nothing of it reaches anybody.</summary>
internal sealed class ProcessKill
{
    private readonly int _call;
    private readonly bool _before;
    private Func<string, bool> _counts = _ => true;
    private int _renewalsToLose;
    private int _calls;
    private volatile bool _isDead;

    private ProcessKill(int call, bool before) => (_call, _before) = (call, before);

    /// <summary>A process that lives.</summary>
    public static ProcessKill Never => new(0, before: false);

    /// <summary>A process that lives, but whose first lease renewal storage never answers.</summary>
    public static ProcessKill NeverWithALostRenewal => new(0, before: false) { _renewalsToLose = 1 };

    public bool IsDead => _isDead;

    /// <summary>The calls made so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Every counted call: its verb and address.</summary>
    public ConcurrentQueue<string> Names { get; } = new();

    /// <summary>Kills before the call goes out.</summary>
    public static ProcessKill BeforeCall(int number) => new(number, before: true);

    /// <summary>Kills when the call has taken effect, before its answer is seen.</summary>
    public static ProcessKill AfterCall(int number) => new(number, before: false);

    /// <summary>Kills when the first call of that kind, told by its verb and address, has taken effect.</summary>
    public static ProcessKill AfterFirst(Func<string, bool> kind) => new(1, before: false) { _counts = kind };

    /// <summary>Kills now, whatever is on its way.</summary>
    public void Die() => _isDead = true;

    public HttpPipelineTransport Wrap(HttpPipelineTransport transport) => new Transport(this, transport);

    public DelegatingHandler Handler() => new HttpHandler(this);

    /// <summary>Counts a call that is about to go out.</summary>
    /// <returns>Whether the process dies with it.</returns>
    private bool Before(string name)
    {
        var dies = _counts(name) && Interlocked.Increment(ref _calls) == _call;
        Names.Enqueue(name);
        _isDead |= dies && _before;
        return _isDead ? throw new ProcessKilledException() : dies;
    }

    private void After(bool dies)
    {
        _isDead |= dies;
        if (_isDead)
            throw new ProcessKilledException();
    }

    private sealed class Transport(ProcessKill kill, HttpPipelineTransport inner) : HttpPipelineTransport
    {
        public override Azure.Core.Request CreateRequest() => inner.CreateRequest();

        public override void Process(Azure.Core.HttpMessage message) => throw new NotSupportedException("The product calls storage asynchronously.");

        public override async ValueTask ProcessAsync(Azure.Core.HttpMessage message)
        {
            var dies = kill.Before($"{message.Request.Method} {message.Request.Uri}");
            if (message.Request.Headers.TryGetValue("x-ms-lease-action", out var action) && action == "renew" && Interlocked.Decrement(ref kill._renewalsToLose) >= 0)
                await Task.Delay(Timeout.Infinite, message.CancellationToken);
            try
            {
                await inner.ProcessAsync(message);
            }
            finally
            {
                kill.After(dies);
            }
        }
    }

    private sealed class HttpHandler(ProcessKill kill) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var dies = kill.Before($"{request.Method} {request.RequestUri}");
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                kill.After(dies);
            }
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
