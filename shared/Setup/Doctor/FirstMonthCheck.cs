using System.Runtime.CompilerServices;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Setup;

/// <summary>From which month on bills are exported: what was invoiced the old way must not be invoiced again (export rules, "Bill", first month).</summary>
internal sealed class FirstMonthCheck(BillCalendar calendar, ExportTables tables, ProductClock clock)
{
    public const string Name = "First month";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var running = BillMonth.Of(clock.Today);
        yield return await calendar.FindFirstMonthAsync(cancellation) switch
        {
            null => Finding.Good(Name, $"The month of the first run is the first that is exported, now {running}. Earlier bills are recorded and shown only."),
            { } first when first > running => Finding.Warning(Name, $"Bills from {first} on are exported, and none before.", "Nothing, when this is meant; else set Export:FirstMonth."),
            { } first when first < running && (await tables.Bills.ListAllAsync(cancellation)).Count == 0 => Finding.Warning(
                Name, $"Bills from {first} on are exported, so the first run exports bills of past months.", $"Set Export:FirstMonth to {running} when they were invoiced already."),
            { } first => Finding.Good(Name, $"Bills from {first} on are exported. Earlier ones are recorded and shown only."),
        };
    }
}
