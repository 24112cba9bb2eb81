namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>The calls in flight per integration code and entity. Source: Autotask facts, section 3, "threads".</summary>
internal sealed class ThreadGate(AutotaskTenant tenant)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Code, string Entity), int> _taken = [];

    /// <summary>Takes a slot; false when all are taken.</summary>
    public bool TryEnter(string code, string entity)
    {
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault((code, entity));
            if (taken >= tenant.Rules.ThreadLimit)
                return false;
            _taken[(code, entity)] = taken + 1;
            return true;
        }
    }

    /// <summary>Gives the slot back, as late as the rules say.</summary>
    public async Task LeaveAsync(string code, string entity, CancellationToken stopping)
    {
        if (tenant.Rules.SlotRelease > TimeSpan.Zero)
            await Task.Delay(tenant.Rules.SlotRelease, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
            _taken[(code, entity)]--;
    }

    public Answer Refusal(string method, string entity) => Answer.Errors(
        tenant.Rules.ThreadLimitStatus,
        $"Itgenatr005: Thread Threshold Exceeded - The Autotask API thread threshold of {tenant.Rules.ThreadLimit} threads has been exceeded. Method: {method} {entity}");
}
