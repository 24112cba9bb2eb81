using System.Globalization;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.Brokers.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>A random broker whose Autotask or whose outcomes differ from the rules; the message tells its story.</summary>
internal sealed class BrokerDiffersException(string message) : Exception(message);

/// <summary>Takes a random broker through its months; after each run it compares with the rules, and asks for what must hold whatever the rules say.</summary>
internal sealed class BrokerRun : IAsyncDisposable
{
    private const int MostRuns = 4;
    private static readonly DateOnly FirstDay = new(2026, 10, 1);

    private readonly RandomBroker _broker;
    private readonly ExportHarness _export;
    private readonly BillRules _rules;
    private readonly BrokerFigures _figures = new();
    private readonly SettableTime _time = new();
    private ServiceProvider? _process;
    private IReadOnlyList<string> _reasons = [];

    private BrokerRun(RandomBroker broker, ExportHarness export)
    {
        (_broker, _export, _rules) = (broker, export, new BillRules(broker.Settings, broker.Tenant.Rules));
        export.Before = services => services.AddSingleton(new ProductClock(_time));
        foreach (var (name, value) in broker.Settings.ToSettings())
            export.Settings[name] = value;
        export.Settings["Export:Services:3:Name"] = ServiceList.Off;
        export.Settings["Export:Services:3:Enabled"] = "false";
    }

    /// <summary>Runs the broker that a seed gives.</summary>
    /// <exception cref="BrokerDiffersException">Something differs.</exception>
    public static async Task<BrokerFigures> RunAsync(int seed)
    {
        var broker = new RandomBroker(seed);
        await using var export = await ExportHarness.StartAsync(broker.Broker, broker.Tenant);
        await using var run = new BrokerRun(broker, export);
        for (var number = 0; number < broker.Runs.Count; number++)
            await run.RunAsync(number, broker.Runs[number]);
        return run._figures;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task RunAsync(int number, DateOnly today)
    {
        _broker.Before(number, _rules.Memory);
        _time.Day = today;
        await TellAsync();
        // What a newer bill settled may let an older one go that waited: then the next run has something to do as well, but not the one after it.
        for (var again = 0; again <= MostRuns; again++)
        {
            if (!await CompareAsync(today, again))
                return;
        }

        Check($"on {today:yyyy-MM-dd}", [$"the rules do not come to rest in {MostRuns} runs"]);
    }

    /// <summary>One run, compared with the rules.</summary>
    /// <returns>Whether the rules had it write anything.</returns>
    private async Task<bool> CompareAsync(DateOnly today, int again)
    {
        var day = $"{today:yyyy-MM-dd}";
        var process = await ProcessAsync();
        var (tenant, expected) = (TenantRecord.Of(_broker.Tenant), ExpectedTenant.Of(_broker.Tenant, _rules.Memory));
        var before = expected.ToLines().ToList();
        _export.Autotask.Calls.Clear();
        _export.Failures.Clear();
        await _export.RunAsync(process);
        _rules.Run(today, _broker.Broker, expected, key => TenantRecord.Of(_broker.Tenant).Carrying(key).LastOrDefault()?.CompanyId);
        _rules.Memory.Learn(expected, _broker.Tenant);
        var after = expected.ToLines().ToList();
        var writes = _export.Autotask.Calls.Writes;
        var outcomes = await process.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
        Check($"after run {again + 1} of {day}", Differences(
            [.. after, .. _rules.OutcomeLines()],
            [.. ExpectedTenant.Of(_broker.Tenant, _rules.Memory).ToLines(), .. Lines(outcomes)]));
        await CheckInvariantsAsync($"in run {again + 1} of {day}", today, process, tenant, outcomes, writes.Count > 0);
        _figures.Runs++;
        _figures.Writes += writes.Count;
        if (again > 0 && after.SequenceEqual(before, StringComparer.Ordinal))
            Check($"in run {again + 1} of {day}", writes.Where(call => call.Status < 400).Select(call => $"it writes {call} {call.Body}"));
        return again == 0 || !after.SequenceEqual(before, StringComparer.Ordinal);
    }

    private async Task CheckInvariantsAsync(string when, DateOnly today, ServiceProvider process, TenantRecord before, IReadOnlyList<SavedOutcome> outcomes, bool hasWritten)
    {
        var runId = process.GetRequiredService<RunIdentity>().Latest!;
        var after = TenantRecord.Of(_broker.Tenant);
        Check(when, [
            .. TenantInvariants.Broken(before, after, FirstDay),
            .. LedgerInvariants.Unaccounted(outcomes, _broker.Broker, [.. _rules.SettledMonths(today)], today),
            .. LedgerInvariants.NotHeld(outcomes.Where(outcome => outcome.RunId == runId), after),
            .. hasWritten ? await PlanAgain.StepsAsync(process, runId) : [],
        ]);
    }

    /// <summary>The process of a run: one that lives on, as a host does, or a new one each time.</summary>
    private async Task<ServiceProvider> ProcessAsync()
    {
        if (_broker.RunsInOneProcess && _process is not null)
            return _process;
        await DisposeAsync();
        return _process = _export.Build(Day(_time.Day));
    }

    /// <summary>Passes on what people decided since the last run.</summary>
    private async Task TellAsync()
    {
        if (_broker.Decisions.Count == 0)
            return;
        var process = await ProcessAsync();
        foreach (var decision in _broker.Decisions)
            await decision(process);
        await _export.ForgetMessagesAsync();
        _broker.Decisions.Clear();
    }

    private void Check(string when, IEnumerable<string> differences)
    {
        var found = differences.Concat(_export.Failures.Select(failure => failure.ToString())).ToList();
        if (found.Count > 0)
            throw new BrokerDiffersException(
                $"Seed {_broker.Seed}, {when}:\n{string.Join('\n', found)}\n\nStory:\n{string.Join('\n', _broker.Story)}\n\nReasons:\n{string.Join('\n', _reasons)}");
    }

    private static IEnumerable<string> Differences(IReadOnlyList<string> expected, IReadOnlyList<string> found)
    {
        var (left, right) = (expected.ToList(), found.ToList());
        left.RemoveAll(right.Remove);
        return left.Select(line => $"- expected {line}").Concat(right.Select(line => $"+ found    {line}"));
    }

    private IEnumerable<string> Lines(IReadOnlyList<SavedOutcome> outcomes)
    {
        _reasons = [.. _rules.Memory.Outcomes.Select(entry => $"rules {entry.Key}: {entry.Value.Outcome}, {entry.Value.Why}"), .. outcomes.Select(row => $"{row.Month} {row.OrganizationId[^1]} {row.SubscriptionKey}: {row.Outcome}, {row.Reason} ({row.FirstRunId}, {row.RunId})")];
        return outcomes.Select(row => _rules.OutcomeLine(new OutcomeKey(row.Month, row.OrganizationId, row.SubscriptionKey), row.Outcome, row.Billed, row.Exported));
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Four o'clock in the morning of a day.</summary>
    private sealed class SettableTime : TimeProvider
    {
        public DateOnly Day { get; set; }

        public override DateTimeOffset GetUtcNow() => new(Day, new TimeOnly(4, 0), TimeSpan.Zero);
    }
}

/// <summary>How much a broker's months came to.</summary>
internal sealed class BrokerFigures
{
    public int Runs { get; set; }

    public int Writes { get; set; }
}
