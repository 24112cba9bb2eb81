using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Applying;

/// <summary>What became of a round of steps.</summary>
internal sealed class RoundResult
{
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

    /// <summary>Takes in how a step was answered.</summary>
    public void Add(PlanStep step, WriteAnswer answer, DateTimeOffset began)
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
                TooMany = (true, answer.RetryAfter);
                break;
            default:
                UnansweredSince = began;
                break;
        }
    }
}
