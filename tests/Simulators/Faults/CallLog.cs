namespace CloudmoreAutotask.Simulators.Faults;

/// <summary>Every call that a simulator took, in the order of arrival. Safe to use from several threads.</summary>
public sealed class CallLog
{
    private readonly Lock _lock = new();
    private readonly List<SimulatedCall> _calls = [];
    private readonly Dictionary<string, int> _inFlight = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _maxInFlight = new(StringComparer.OrdinalIgnoreCase);
    private int _last;
    private int _cleared401;

    /// <summary>A copy of all calls.</summary>
    public IReadOnlyList<SimulatedCall> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The writes, whatever became of them.</summary>
    public IReadOnlyList<SimulatedCall> Writes => [.. All.Where(call => call.IsWrite)];

    /// <summary>The number of 401 answers.</summary>
    public int Unauthorized => All.Count(call => call.Status == 401);

    /// <summary>The number of 401 answers since the start, forgotten calls included.</summary>
    public int UnauthorizedEver
    {
        get
        {
            lock (_lock)
            {
                return _cleared401 + Unauthorized;
            }
        }
    }

    /// <summary>The largest number of calls to one entity that were under way together since the start, refused and forgotten ones included.</summary>
    public int MostInFlightEver { get; private set; }

    /// <summary>Calls that a defect of the simulator itself ended; empty as it should be.</summary>
    public IReadOnlyList<SimulatedCall> Defects => [.. All.Where(call => call.Defect is not null)];

    /// <summary>The number of all calls.</summary>
    public int Total
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    /// <summary>The number of calls per entity.</summary>
    public IReadOnlyDictionary<string, int> ByEntity =>
        All.GroupBy(call => call.Entity, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The calls to an entity, optionally of one verb only.</summary>
    public IReadOnlyList<SimulatedCall> Of(string entity, string? method = null) =>
        [.. All.Where(call => string.Equals(call.Entity, entity, StringComparison.OrdinalIgnoreCase)
            && (method is null || string.Equals(call.Method, method, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>How many calls to an entity, optionally of one verb only.</summary>
    public int Count(string entity, string? method = null) => Of(entity, method).Count;

    /// <summary>The largest number of calls to an entity that were under way together, refused ones included.</summary>
    public int MaxInFlight(string entity)
    {
        lock (_lock)
        {
            return _maxInFlight.GetValueOrDefault(entity);
        }
    }

    /// <summary>Forgets the calls and the maxima; calls under way go on being counted.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _cleared401 += Unauthorized;
            _calls.Clear();
            _maxInFlight.Clear();
        }
    }

    internal SimulatedCall Enter(Func<int, SimulatedCall> make)
    {
        lock (_lock)
        {
            var call = make(++_last);
            _calls.Add(call);
            var inFlight = _inFlight.GetValueOrDefault(call.Entity) + 1;
            _inFlight[call.Entity] = inFlight;
            _maxInFlight[call.Entity] = Math.Max(inFlight, _maxInFlight.GetValueOrDefault(call.Entity));
            MostInFlightEver = Math.Max(MostInFlightEver, inFlight);
            return call;
        }
    }

    /// <summary>Counts the call as over; a second time does nothing.</summary>
    internal void Leave(SimulatedCall call)
    {
        lock (_lock)
        {
            if (call.IsOver)
                return;
            call.IsOver = true;
            _inFlight[call.Entity]--;
        }
    }
}
