namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>The calls of the last 60 minutes, by the simulator's clock and to the second. Source: Autotask facts, section 3, "external requests".</summary>
internal sealed class Allowance(AutotaskTenant tenant)
{
    private const int WindowSeconds = 3600;

    private readonly Lock _lock = new();
    private readonly Queue<(long Second, int Calls)> _seconds = new();
    private long _current;
    private int _currentCalls;
    private int _total;

    /// <summary>The calls of the last 60 minutes.</summary>
    public int Used
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return _total;
            }
        }
    }

    /// <summary>Counts a call; false, and not counted, when the allowance is used up.</summary>
    public bool TryUse()
    {
        lock (_lock)
        {
            Forget();
            if (_total >= tenant.Rules.RequestThreshold)
                return false;
            Count(1);
            return true;
        }
    }

    /// <summary>Counts calls of others.</summary>
    public void Add(int calls)
    {
        lock (_lock)
        {
            Forget();
            Count(calls);
        }
    }

    private void Count(int calls)
    {
        var second = Second();
        if (second != _current)
        {
            if (_currentCalls > 0)
                _seconds.Enqueue((_current, _currentCalls));
            (_current, _currentCalls) = (second, 0);
        }

        _currentCalls += calls;
        _total += calls;
    }

    private void Forget()
    {
        var oldest = Second() - WindowSeconds;
        while (_seconds.TryPeek(out var first) && first.Second <= oldest)
            _total -= _seconds.Dequeue().Calls;
        if (_current > oldest)
            return;
        _total -= _currentCalls;
        _currentCalls = 0;
    }

    private long Second() => tenant.Time.GetUtcNow().ToUnixTimeSeconds();
}
