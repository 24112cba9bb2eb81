using CloudmoreAutotask.LocalHost.Running;

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
    /// <param name="run">What went wrong with functions: without detection there is no run, and a message in a poison queue is a bill that failed.</param>
    /// <param name="report">What became of the bills.</param>
    public static int Of(bool finished, RunState run, ExportReport report)
    {
        if (!finished || run.FailedTimers.Count > 0 || run.Poisoned > 0 || report.HasFailures)
            return Failed;
        return report.NeedsPerson ? NeedsPerson : Done;
    }
}
