namespace CloudmoreAutotask.Simulators.Faults;

/// <summary>What goes wrong, and when. Rules are tried in the order they were added; the first one that fires wins. Safe to use from several threads.</summary>
public sealed class FaultScript
{
    private readonly Lock _lock = new();
    private readonly List<FaultRule> _rules = [];

    /// <summary>Lets a fault happen to calls of one verb and entity.</summary>
    /// <param name="method">The verb; <c>*</c> for any.</param>
    /// <param name="entity">The entity; <c>*</c> for any.</param>
    /// <param name="fault">What happens.</param>
    /// <param name="nth">The first matching call that it happens to, from 1.</param>
    /// <param name="times">How many matching calls in a row it happens to.</param>
    public FaultRule On(string method, string entity, Fault fault, int nth = 1, int times = 1) =>
        On(call => Matches(method, call.Method) && Matches(entity, call.Entity), fault, nth, times);

    /// <summary>Lets a fault happen to calls that a test chooses.</summary>
    public FaultRule On(Func<SimulatedCall, bool> when, Fault fault, int nth = 1, int times = 1) =>
        Add(new FaultRule(when, seen => seen >= nth && seen < (long)nth + times ? fault : null));

    /// <summary>Lets one of the faults happen, drawn evenly, to a share of the calls that a test chooses. The same seed draws the same.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="when">Which calls.</param>
    /// <param name="faults">What happens.</param>
    public FaultRule Randomly(double probability, int seed, Func<SimulatedCall, bool> when, params Fault[] faults)
    {
#pragma warning disable CA5394 // Reproducible draws are the point; nothing secret depends on them.
        var random = new Random(seed);
        return Add(new FaultRule(when, _ => random.NextDouble() < probability ? faults[random.Next(faults.Length)] : null));
#pragma warning restore CA5394
    }

    /// <summary>Forgets all rules.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
        }
    }

    internal Fault? Next(SimulatedCall call)
    {
        lock (_lock)
        {
            Fault? found = null;
            foreach (var rule in _rules)
                found = rule.Offer(call, found is null) ?? found;
            return found;
        }
    }

    private FaultRule Add(FaultRule rule)
    {
        lock (_lock)
        {
            _rules.Add(rule);
        }

        return rule;
    }

    private static bool Matches(string pattern, string value) => pattern is "*" || string.Equals(pattern, value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One line of a fault script.</summary>
public sealed class FaultRule
{
    private readonly Func<SimulatedCall, bool> _when;
    private readonly Func<int, Fault?> _choose;

    internal FaultRule(Func<SimulatedCall, bool> when, Func<int, Fault?> choose)
    {
        _when = when;
        _choose = choose;
    }

    /// <summary>How many calls matched.</summary>
    public int Seen { get; private set; }

    /// <summary>How many calls the fault happened to.</summary>
    public int Fired { get; private set; }

    internal Fault? Offer(SimulatedCall call, bool free)
    {
        if (!_when(call))
            return null;
        Seen++;
        var fault = _choose(Seen);
        if (fault is null || !free)
            return null;
        Fired++;
        return fault;
    }
}
