using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>The busy month as it goes when nothing happens: what every disturbed run has to end in.</summary>
/// <param name="State">The state after the run.</param>
/// <param name="Calls">The calls of the run, in order, by verb and address.</param>
/// <param name="Autotask">Those of them that Autotask took.</param>
internal sealed partial record Uninterrupted(string State, IReadOnlyList<string> Calls, IReadOnlyList<SimulatedCall> Autotask)
{
    private static readonly Lazy<Task<Uninterrupted>> Once = new(RunAsync);

    /// <summary>A wait that nothing needs: no call is on its way when the next one begins.</summary>
    public static TimeSpan NoWait { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether a test runs every combination; otherwise every write and every read with some of the faults. <c>dotnet test -- 'TestRunParameters.Parameter(name="CallFaults", value="all")'</c></summary>
    public static bool IsComplete => TestContext.Parameters.Get("CallFaults", "") == "all";

    /// <summary>The writes to Autotask, each by <see cref="NameOf"/>.</summary>
    public IReadOnlyList<string> Writes => [.. Autotask.Where(call => call.IsWrite).Select(NameOf)];

    public int Reads => Autotask.Count(call => !call.IsWrite);

    public static Task<Uninterrupted> GetAsync() => Once.Value;

    /// <summary>What a call says, whatever ids the rows got that it is about.</summary>
    public static string NameOf(SimulatedCall call) => $"{call.Method} {call.Entity} {IdPattern().Replace(call.Body, "${name}#")}";

    /// <summary>Disturbs the month in many ways, each in a world of its own, and asserts that every one ends as if nothing had happened.</summary>
    /// <param name="ways">The ways.</param>
    /// <param name="sideBySide">How many of them go at once.</param>
    /// <param name="unansweredWait">The span after which an unanswered write has taken effect or never will.</param>
    /// <param name="disturb">Does it; the answer is what else is wrong, or null.</param>
    /// <param name="ignore">Takes out of a state what may differ; null for nothing.</param>
    public static async Task AssertAsync<T>(
        IEnumerable<T> ways, int sideBySide, TimeSpan unansweredWait, Func<ExportHarness, T, Task<string?>> disturb, Func<string, string>? ignore = null)
    {
        var whole = await GetAsync();
        ignore ??= state => state;
        var wrong = new ConcurrentQueue<string>();
        var done = 0;
        await Parallel.ForEachAsync(ways, new ParallelOptions { MaxDegreeOfParallelism = sideBySide }, async (way, _) =>
        {
            await using var export = await BusyMonth.StartAsync(unansweredWait);
            var other = await disturb(export, way);
            var state = await WholeState.DescribeAsync(export);
            if (ignore(state) != ignore(whole.State) || other is not null)
                wrong.Enqueue($"{way}: {other}\n{Difference(ignore(whole.State), ignore(state))}");
            Interlocked.Increment(ref done);
        });
        await TestContext.Out.WriteLineAsync($"{done} cases");
        Assert.That(done, Is.Positive);
        Assert.That(wrong, Is.Empty);
    }

    /// <summary>What one state lacks and has in comparison with the other.</summary>
    public static string Difference(string expected, string found)
    {
        var (wanted, got) = (expected.Split('\n').ToList(), found.Split('\n').ToList());
        foreach (var line in wanted.ToList().Where(got.Remove))
            wanted.Remove(line);
        return string.Join('\n', wanted.Select(line => $"  lacks {line}").Concat(got.Select(line => $"  has {line}")));
    }

    private static async Task<Uninterrupted> RunAsync()
    {
        await using var export = await BusyMonth.StartFromOctoberAsync(NoWait);
        export.Autotask.Calls.Clear();
        var counter = ProcessKill.Never;
        await export.RunAsync(BusyMonth.Day, counter);
        Assert.That(export.Failures, Is.Empty);
        var whole = new Uninterrupted(await WholeState.DescribeAsync(export), [.. counter.Names], export.Autotask.Calls.All);
        Assert.That(whole.Writes, Is.Unique, "every write can be told from the others");
        await export.RunAsync(BusyMonth.NextDay);
        Assert.That(export.Autotask.Calls.Writes, Has.Count.EqualTo(whole.Writes.Count), "the next day writes nothing");
        Assert.That(await WholeState.DescribeAsync(export), Is.EqualTo(whole.State), "the next day changes nothing");
        return whole;
    }

    [GeneratedRegex("""(?<name>"(id|contractID|contractServiceID|serviceID)":)\d+""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdPattern();
}
