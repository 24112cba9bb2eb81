using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Functions.Page;

/// <summary>How the page writes numbers, days and names.</summary>
internal static class PageText
{
    /// <summary>An amount, such as 1,234.50 or −20.60.</summary>
    public static string Amount(decimal amount) => Money.ToCents(amount).ToString("#,##0.00;−#,##0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>An amount with its sign, such as +20.60; none for zero.</summary>
    public static string Signed(decimal amount) => Money.ToCents(amount).ToString("+#,##0.00;−#,##0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>Billed less exported, of the two amounts as they are shown.</summary>
    public static decimal Difference(decimal billed, decimal exported) => Money.ToCents(billed) - Money.ToCents(exported);

    /// <summary>A price per unit, with two to four decimals.</summary>
    public static string Price(decimal price) => price.ToString("#,##0.00##;−#,##0.00##", CultureInfo.InvariantCulture);

    /// <summary>A quantity, without zeros at its end.</summary>
    public static string Number(decimal number) => number.ToString("#,##0.####;−#,##0.####;0", CultureInfo.InvariantCulture);

    /// <summary>A month, such as October 2026.</summary>
    public static string Month(BillMonth month) => month.FirstDay.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A month in a chart, such as Oct.</summary>
    public static string ShortMonth(BillMonth month) => month.FirstDay.ToString("MMM", CultureInfo.InvariantCulture);

    /// <summary>A day, such as 2026-10-08.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A time, UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A count with its noun.</summary>
    public static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:#,##0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>The address of a month.</summary>
    public static string MonthAddress(BillMonth month) => $"/months/{month}";

    /// <summary>The address of an organization bill.</summary>
    public static string BillAddress(BillMonth month, string organizationId) => $"/months/{month}/organizations/{Uri.EscapeDataString(PublicIds.Organization(organizationId))}";

    /// <summary>The address of a plan.</summary>
    public static string PlanAddress(string id) => $"/plans/{Uri.EscapeDataString(id)}";

    /// <summary>How many subscriptions ended how, such as 1 Created, 5 Updated; a count stays with its outcome where the line breaks.</summary>
    public static string Counts(IReadOnlyDictionary<Outcome, int> outcomes) => string.Join(", ", outcomes.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value:#,##0}\u00A0{entry.Key}")));

    /// <summary>What a mode of a run means.</summary>
    public static string Mode(ExportMode mode) => mode switch
    {
        ExportMode.Automatic => "writes at once",
        ExportMode.Approve => "each plan waits for approval",
        _ => "writes nothing",
    };

    /// <summary>What the state of a bill means.</summary>
    public static string State(BillState state) => state switch
    {
        BillState.Earlier => "before the first month",
        BillState.Running => "month still running",
        BillState.Due => "not worked on yet",
        BillState.Waiting => "waits",
        BillState.Failed => "failed",
        _ => "exported",
    };

    /// <summary>The colour class of a bill's state.</summary>
    public static string Tone(BillState state) => state switch
    {
        BillState.Failed => "bad",
        BillState.Waiting or BillState.Due => "warn",
        BillState.Done => "good",
        _ => "calm",
    };

    /// <summary>The colour class of an outcome.</summary>
    public static string Tone(Outcome outcome) => outcome switch
    {
        Outcome.Failed or Outcome.Refused or Outcome.Conflict => "bad",
        Outcome.Held or Outcome.Unmapped => "warn",
        Outcome.Ended or Outcome.Deferred => "note",
        Outcome.Unchanged => "calm",
        _ => "good",
    };
}
