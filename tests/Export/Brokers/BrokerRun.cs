using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.Brokers.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>A random broker whose Autotask or whose outcomes differ from the rules; the message tells its story.</summary>
internal sealed class BrokerDiffersException(string message) : Exception(message);

/// <summary>Takes a random broker through its months and compares each run with the rules.</summary>
internal sealed class BrokerRun(RandomBroker broker, ExportHarness export)
{
    private const int MostRuns = 4;

    private readonly BillRules _rules = new(broker.Settings, broker.Tenant.Rules);

    /// <summary>Runs the broker that a seed gives.</summary>
    /// <exception cref="BrokerDiffersException">Something differs.</exception>
    public static async Task<BrokerFigures> RunAsync(int seed)
    {
        var broker = new RandomBroker(seed);
        await using var export = await ExportHarness.StartAsync(broker.Broker, broker.Tenant);
        foreach (var (name, value) in broker.Settings.ToSettings())
            export.Settings[name] = value;
        export.Settings["Export:Services:3:Name"] = ServiceList.Off;
        export.Settings["Export:Services:3:Enabled"] = "false";
        var run = new BrokerRun(broker, export);
        for (var number = 0; number < broker.Runs.Count; number++)
            await run.RunAsync(number, broker.Runs[number]);
        return run._figures;
    }

    private readonly BrokerFigures _figures = new();
    private IReadOnlyList<string> _reasons = [];

    private async Task RunAsync(int number, DateOnly today)
    {
        broker.Before(number, _rules.Memory);
        await ReleaseAsync($"{today:yyyy-MM-dd}");
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
        var expected = ExpectedTenant.Of(broker.Tenant, _rules.Memory);
        var before = expected.ToLines().ToList();
        export.Autotask.Calls.Clear();
        _rules.Run(today, broker.Broker, expected);
        await export.RunAsync(day);
        _rules.Memory.Learn(expected, broker.Tenant);
        var after = expected.ToLines().ToList();
        var writes = export.Autotask.Calls.Writes;
        Check($"after run {again + 1} of {day}", Differences(
            [.. after, .. _rules.OutcomeLines()],
            [.. ExpectedTenant.Of(broker.Tenant, _rules.Memory).ToLines(), .. await OutcomesAsync(day)]));
        _figures.Runs++;
        _figures.Writes += writes.Count;
        if (again > 0 && after.SequenceEqual(before, StringComparer.Ordinal))
            Check($"in run {again + 1} of {day}", writes.Where(call => call.Status < 400).Select(call => $"it writes {call} {call.Body}"));
        return again == 0 || !after.SequenceEqual(before, StringComparer.Ordinal);
    }

    private async Task ReleaseAsync(string day)
    {
        foreach (var (month, organization, fuse) in broker.Releases)
        {
            await using var provider = export.Build(day);
            await provider.GetRequiredService<FuseReleases>().ReleaseAsync(month, organization, fuse, "test", "", CancellationToken.None);
        }

        if (broker.Releases.Count > 0)
            await export.ForgetMessagesAsync();
        broker.Releases.Clear();
    }

    private void Check(string when, IEnumerable<string> differences)
    {
        var found = differences.Concat(export.Failures.Select(failure => failure.ToString())).ToList();
        if (found.Count > 0)
            throw new BrokerDiffersException(
                $"Seed {broker.Seed}, {when}:\n{string.Join('\n', found)}\n\nStory:\n{string.Join('\n', broker.Story)}\n\nReasons:\n{string.Join('\n', _reasons)}");
    }

    private static IEnumerable<string> Differences(IReadOnlyList<string> expected, IReadOnlyList<string> found)
    {
        var (left, right) = (expected.ToList(), found.ToList());
        left.RemoveAll(right.Remove);
        return left.Select(line => $"- expected {line}").Concat(right.Select(line => $"+ found    {line}"));
    }

    private async Task<IEnumerable<string>> OutcomesAsync(string day)
    {
        await using var provider = export.Build(day);
        var all = await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
        _reasons = [.. _rules.Memory.Outcomes.Select(entry => $"rules {entry.Key}: {entry.Value.Outcome}, {entry.Value.Why}"), .. all.Select(row => $"{row.Month} {row.OrganizationId[^1]} {row.SubscriptionKey}: {row.Outcome}, {row.Reason} ({row.FirstRunId}, {row.RunId})")];
        return all.Select(row => _rules.OutcomeLine(new OutcomeKey(row.Month, row.OrganizationId, row.SubscriptionKey), row.Outcome, row.Billed, row.Exported));
    }
}

/// <summary>How much a broker's months came to.</summary>
internal sealed class BrokerFigures
{
    public int Runs { get; set; }

    public int Writes { get; set; }
}
