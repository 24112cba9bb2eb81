using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Billing;

/// <summary>Keeps a file that is older than what it speaks for from taking lines away: what is missing in it would look ended.</summary>
internal sealed class FileReportCheck(BillCalendar calendar, IOptions<ExportOptions> options, ProductClock clock, TimeProvider time, ILogger<FileReportCheck> logger)
{
    private const int NamesShown = 5;

    /// <summary>
    /// Refuses a file that was saved before the running month had settled. Only a run by the real clock can tell: a file for replaying a month may be saved at
    /// any time.
    /// </summary>
    /// <exception cref="MustFixException">The file was saved too early.</exception>
    public void RefuseUnsettled(ReportScope scope)
    {
        var running = BillMonth.Of(clock.Today);
        var settled = running.FirstDay.AddDays(options.Value.SettleDay - 1);
        if (scope.SavedAt is not { } saved || clock.Today != DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
            return;
        if (scope.Months.Contains(running) && calendar.IsSettled(running) && DateOnly.FromDateTime(saved.UtcDateTime) < settled)
        {
            throw new MustFixException(
                $"{scope.File} has lines of {running}, but was saved on {saved:yyyy-MM-dd}, before the bills of that month had settled ({settled:yyyy-MM-dd}, " +
                "Export:SettleDay). Nothing was recorded. Export the report again.");
        }
    }

    /// <summary>Refuses a file that begins or ends within what is recorded of its months and organizations: it was exported over fewer days.</summary>
    /// <exception cref="MustFixException">The file is cut.</exception>
    public static void RefuseCut(ReportScope scope, IEnumerable<BillRow> recorded)
    {
        if (scope.IsOfWholeBroker)
            return;
        foreach (var row in recorded.Where(row => scope.Months.Contains(row.Month) && (row.FirstBillingDate < scope.From || row.LastBillingDate > scope.To)))
        {
            throw new MustFixException(
                $"{scope.File} has lines from {scope.From:yyyy-MM-dd} to {scope.To:yyyy-MM-dd}, but the bill of '{row.Organization.Name}' for {row.Month} is known " +
                $"from {row.FirstBillingDate:yyyy-MM-dd} to {row.LastBillingDate:yyyy-MM-dd}: the file is older, or was exported over fewer days, or the clock of " +
                "this run is set back. Nothing was recorded. Export the report again, from the first of the month to today.");
        }
    }

    /// <summary>Names organizations that were billed before and that a file says nothing of.</summary>
    public void TellOfOthers(ReportScope scope, IEnumerable<BillRow> recorded, IReadOnlySet<string> spokenFor)
    {
        if (scope.IsOfWholeBroker)
            return;
        var others = recorded.Where(row => row.Lines > 0 && !row.Organization.IsNameless && !spokenFor.Contains(row.Organization.Id))
            .Select(row => row.Organization.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (others.Count > 0)
            Log.NotInFile(logger, scope.File!, others.Count, string.Join(", ", others.Take(NamesShown)) + (others.Count > NamesShown ? ", ..." : ""));
    }
}
