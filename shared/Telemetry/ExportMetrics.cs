using System.Diagnostics.Metrics;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Telemetry;

/// <summary>The metrics of an export. Outcomes and money are a view of the saved outcomes; nothing is counted elsewhere (export rules, "What keeps it safe").</summary>
public sealed class ExportMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "CloudmoreAutotask";

    private readonly Counter<long> outcomes;
    private readonly UpDownCounter<decimal> billed;
    private readonly UpDownCounter<decimal> exported;
    private readonly UpDownCounter<decimal> difference;
    private readonly Gauge<decimal> allowance;
    private readonly Gauge<decimal> queueAge;
    private readonly Gauge<long> queued;
    private readonly Gauge<long> poisoned;
    private readonly Gauge<decimal> runAge;
    private readonly Gauge<decimal> heldAge;
    private readonly Gauge<long> blocked;
    private readonly Gauge<long> differing;

    /// <summary>Makes the metrics.</summary>
    public ExportMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        outcomes = meter.CreateCounter<long>("export.outcomes", "{subscription}", "Outcomes saved, by outcome.");
        billed = meter.CreateUpDownCounter<decimal>("export.billed", "{currency}", "Money on the billing lines of saved outcomes.");
        exported = meter.CreateUpDownCounter<decimal>("export.exported", "{currency}", "Money that Autotask holds for them.");
        difference = meter.CreateUpDownCounter<decimal>("export.difference", "{currency}", "Billed less exported.");
        allowance = meter.CreateGauge<decimal>("autotask.allowance.used", "1", "Share of Autotask's hourly allowance that is used, by all integrations.");
        queueAge = meter.CreateGauge<decimal>("export.queue.age", "s", "Age of the oldest visible message.");
        queued = meter.CreateGauge<long>("export.queue.messages", "{message}", "Messages in a queue, about.");
        poisoned = meter.CreateGauge<long>("export.poison.messages", "{message}", "Messages in a poison queue, about.");
        runAge = meter.CreateGauge<decimal>("export.run.age", "s", "Time since the last detection that ended well.");
        heldAge = meter.CreateGauge<decimal>("export.held.age", "s", "Age of the oldest bill that waits for a person; 0 when none does.");
        blocked = meter.CreateGauge<long>("autotask.sign_in.blocked", "1", "1 while no call is made because Autotask refused the sign-in.");
        differing = meter.CreateGauge<long>("export.proof.differences", "{subscription}", "Exported subscriptions of a month that Autotask says something else of, by the last proof.");
    }

    /// <summary>Counts outcomes that were saved.</summary>
    public void Saved(IEnumerable<SavedOutcome> saved)
    {
        foreach (var outcome in saved)
        {
            outcomes.Add(1, Tag("outcome", outcome.Outcome.ToString()));
            foreach (var money in outcome.Amounts())
            {
                var currency = Tag("currency", money.Currency);
                billed.Add(money.Billed, currency);
                exported.Add(money.Exported, currency);
                difference.Add(money.Difference, currency);
            }
        }
    }

    /// <summary>Tells the used share of the allowance, 0 to 1 and above.</summary>
    public void AllowanceUsed(decimal share) => allowance.Record(share);

    /// <summary>Tells how a queue stands.</summary>
    public void Queue(string queue, int messages, TimeSpan oldest)
    {
        queued.Record(messages, Tag("queue", queue));
        queueAge.Record(Seconds(oldest), Tag("queue", queue));
    }

    /// <summary>Tells how many messages a poison queue holds.</summary>
    public void Poison(string queue, int messages) => poisoned.Record(messages, Tag("queue", queue));

    /// <summary>Tells how long ago the last good run was.</summary>
    public void LastGoodRun(TimeSpan age) => runAge.Record(Seconds(age));

    /// <summary>Tells how long the oldest held bill has waited.</summary>
    public void OldestHeld(TimeSpan age) => heldAge.Record(Seconds(age));

    /// <summary>Tells whether the sign-in to Autotask is stopped.</summary>
    public void SignInBlocked(bool isBlocked) => blocked.Record(isBlocked ? 1 : 0);

    /// <summary>Tells how many exported subscriptions of a month do not agree with Autotask.</summary>
    public void Proven(KeptProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        differing.Record(proof.Differing, Tag("month", proof.Month.ToString()));
    }

    private static decimal Seconds(TimeSpan time) => decimal.Round(time.Ticks / (decimal)TimeSpan.TicksPerSecond, 3);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
