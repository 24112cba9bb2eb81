namespace CloudmoreAutotask.Cloudmore;

/// <summary>What the <c>status</c> of a report says.</summary>
internal enum ReportState
{
    /// <summary>No status, or one that says the report is made.</summary>
    Done,

    /// <summary>Still being made.</summary>
    Running,

    /// <summary>Will never be made.</summary>
    Failed,

    /// <summary>A word nobody told us about.</summary>
    Unknown,
}

/// <summary>The words for the state of a report. Only <c>Running</c> is assumed; the others are the usual ones.</summary>
internal static class ReportStatus
{
    private static readonly HashSet<string> Running = new(StringComparer.OrdinalIgnoreCase)
    {
        "Running", "Queued", "InProgress", "Pending", "Processing", "Started", "NotStarted", "Waiting", "WaitingToRun",
        "Created", "Accepted", "Scheduled", "New",
    };

    private static readonly HashSet<string> Failed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Failed", "Failure", "Error", "Faulted", "Cancelled", "Canceled", "Aborted", "Expired", "TimedOut", "Timeout", "Rejected",
    };

    private static readonly HashSet<string> Done = new(StringComparer.OrdinalIgnoreCase)
    {
        "Done", "Completed", "Complete", "Succeeded", "Success", "Successful", "Finished", "Ready", "Ok", "RanToCompletion",
    };

    /// <summary>Reads a status; spaces, dashes and case do not count.</summary>
    public static ReportState Of(string? status)
    {
        if (string.IsNullOrWhiteSpace(status))
            return ReportState.Done;
        var word = string.Concat(status.Where(char.IsLetter));
        return Failed.Contains(word) ? ReportState.Failed
            : Running.Contains(word) ? ReportState.Running
            : Done.Contains(word) ? ReportState.Done
            : ReportState.Unknown;
    }
}
