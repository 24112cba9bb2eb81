namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>The calls in flight per integration code and entity. Source: Autotask facts, section 3, "threads".</summary>
internal sealed class ThreadGate(AutotaskTenant tenant)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Code, string Entity), int> _taken = [];

    /// <summary>Takes a slot; null when all are taken.</summary>
    public Slot? TryEnter(string code, string entity)
    {
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault((code, entity));
            if (taken >= tenant.Rules.ThreadLimit)
                return null;
            _taken[(code, entity)] = taken + 1;
            return new Slot(() => Free(code, entity), tenant.Rules.SlotRelease);
        }
    }

    public Answer Refusal(string method, string entity) => Answer.Errors(
        tenant.Rules.ThreadLimitStatus,
        $"Itgenatr005: Thread Threshold Exceeded - The Autotask API thread threshold of {tenant.Rules.ThreadLimit} threads has been exceeded. Method: {method} {entity}");

    private void Free(string code, string entity)
    {
        lock (_lock)
            _taken[(code, entity)]--;
    }

    /// <summary>A slot that one call takes. Giving it back a second time does nothing.</summary>
    public sealed class Slot(Action free, TimeSpan late)
    {
        private int _isFree;

        public void Leave()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 1)
                return;
            if (late > TimeSpan.Zero)
                _ = LeaveLateAsync();
            else
                free();
        }

        private async Task LeaveLateAsync()
        {
            await Task.Delay(late);
            free();
        }
    }
}
