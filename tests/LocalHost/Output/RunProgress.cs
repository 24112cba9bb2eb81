using System.Globalization;
using CloudmoreAutotask.LocalHost.Running;
using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Shows what is being worked on: one line that changes on a terminal, plain lines now and then elsewhere.</summary>
/// <param name="console">Where to.</param>
/// <param name="time">For the pace of plain lines.</param>
public sealed class RunProgress(IAnsiConsole console, TimeProvider time) : IRunWatcher
{
    private static readonly TimeSpan PlainPace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TerminalPace = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Count> counts = new(StringComparer.Ordinal);
    private bool waiting;

    /// <inheritdoc />
    public void Began(string function) => Change(function, count => count with { InWork = count.InWork + 1 });

    /// <inheritdoc />
    public void Ended(string function, CallEnd end) => Change(function, count => After(count, end));

    /// <inheritdoc />
    public void WaitsForOthers(bool waits)
    {
        lock (gate)
            waiting = waits;
    }

    /// <summary>Shows the progress of some work until it ends.</summary>
    public Task<T> ShowAsync<T>(Func<Task<T>> work) => console.Profile.Capabilities.Interactive ? ShowOnTerminalAsync(work) : ShowPlainAsync(work);

    private static Count After(Count count, CallEnd end)
    {
        var left = count with { InWork = count.InWork - 1 };
        return end switch
        {
            CallEnd.Done => left with { Done = left.Done + 1 },
            CallEnd.Retry => left with { Retries = left.Retries + 1 },
            CallEnd.Failed => left with { Failed = left.Failed + 1 },
            _ => left,
        };
    }

    private async Task<T> ShowOnTerminalAsync<T>(Func<Task<T>> work) =>
        await console.Status().StartAsync("Starting", async status =>
        {
            var running = work();
            while (await Task.WhenAny(running, Task.Delay(TerminalPace, time)) != running)
                status.Status = Markup.Escape(Text());
            return await running;
        });

    private async Task<T> ShowPlainAsync<T>(Func<Task<T>> work)
    {
        var running = work();
        var said = "";
        while (await Task.WhenAny(running, Task.Delay(PlainPace, time)) != running)
            said = Say(said);
        var result = await running;
        Say(said);
        return result;
    }

    private string Say(string said)
    {
        var text = Text();
        if (text != said)
            console.Write(new Text(text + "\n"));
        return text;
    }

    private void Change(string function, Func<Count, Count> change)
    {
        lock (gate)
            counts[function] = change(counts.GetValueOrDefault(function, new Count(0, 0, 0, 0)));
    }

    private string Text()
    {
        lock (gate)
            return counts.Count == 0 ? "Starting" : string.Join("; ", counts.Select(one => Describe(one.Key, one.Value)).Concat(waiting ? ["waiting for another process that is exporting"] : []));
    }

    private static string Describe(string function, Count count)
    {
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{function}: {count.Done} done") };
        Add(count.InWork, "in work");
        Add(count.Retries, "to be tried again");
        Add(count.Failed, "failed");
        return string.Join(", ", parts);

        void Add(int number, string what)
        {
            if (number > 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {what}"));
        }
    }

    private sealed record Count(int InWork, int Done, int Retries, int Failed);
}
