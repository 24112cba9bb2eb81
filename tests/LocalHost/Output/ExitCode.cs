namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>What the process answers its caller (local host, "Exit code").</summary>
public static class ExitCode
{
    /// <summary>All outcomes are fine.</summary>
    public const int Done = 0;

    /// <summary>The run failed.</summary>
    public const int Failed = 1;

    /// <summary>Something needs a person.</summary>
    public const int NeedsPerson = 2;

    private static readonly HashSet<string> Fine = new(StringComparer.Ordinal) { "Created", "Updated", "Unchanged" };

    /// <summary>Whether an outcome needs nobody.</summary>
    public static bool IsFine(string outcome) => Fine.Contains(outcome);

    /// <summary>The exit code of a run.</summary>
    /// <param name="finished">Whether it ran to its end.</param>
    /// <param name="failedTimers">How many timer functions failed; without detection there is no run.</param>
    /// <param name="poisoned">How many messages went to a poison queue; somebody has to look at them.</param>
    /// <param name="outcomes">The outcomes of all subscriptions.</param>
    public static int Of(bool finished, int failedTimers, int poisoned, IEnumerable<string> outcomes)
    {
        if (!finished || failedTimers > 0)
            return Failed;
        return poisoned > 0 || !outcomes.All(IsFine) ? NeedsPerson : Done;
    }
}
