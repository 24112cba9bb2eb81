using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Applying;

/// <summary>What became of a round of steps. Steps that are taken side by side tell it one after the other; it is read when all are through.</summary>
internal sealed class RoundResult
{
    private readonly Lock guard = new();

    public HashSet<string> Accepted { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    public List<PlanStep> RefusedSteps { get; } = [];

    public HashSet<long> Created { get; } = [];

    public bool ChangedContracts { get; private set; }

    /// <summary>Whether a write that Autotask took no call for is sent once more at once.</summary>
    public bool RepeatsOnce { get; init; }

    /// <summary>When the last write without an answer began; null when all were answered.</summary>
    public DateTimeOffset? UnansweredSince { get; private set; }

    /// <summary>Whether Autotask took no more calls; with how long it asked to wait.</summary>
    public (bool Stopped, TimeSpan? Wait) TooMany { get; private set; }

    /// <summary>Whether no further write is to begin, because Autotask took no more calls.</summary>
    public bool IsStopped
    {
        get
        {
            lock (guard)
                return TooMany.Stopped;
        }
    }

    /// <summary>Takes in how a step was answered.</summary>
    public void Add(PlanStep step, WriteAnswer answer, DateTimeOffset began)
    {
        lock (guard)
        {
            switch (answer.Result)
            {
                case WriteResult.Accepted:
                    Accepted.Add(step.Key);
                    ChangedContracts |= step.Kind is StepKind.CreateContract or StepKind.ChangeContract;
                    if (step.Kind == StepKind.CreateContract && answer.ItemId is { } id)
                        Created.Add(id);
                    break;
                case WriteResult.Refused:
                    Refused[step.Key] = answer.Words;
                    RefusedSteps.Add(step);
                    break;
                case WriteResult.NotTaken:
                    TooMany = (true, TooMany.Wait > answer.RetryAfter ? TooMany.Wait : answer.RetryAfter ?? TooMany.Wait);
                    break;
                default:
                    UnansweredSince = UnansweredSince > began ? UnansweredSince : began;
                    break;
            }
        }
    }
}
