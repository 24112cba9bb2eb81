using System.Text.Json;
using System.Text.RegularExpressions;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Demo;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Settings;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>From the command line's options to the exit code and the last line.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class HostRunTests
{
    private static readonly HostArguments Once = new() { Once = true };
    private static readonly HostArguments OnceReal = new() { Once = true, NoSimulators = true };

    [Test]
    public async Task Run_DemoOnce_UsesTheDemosApisAndClockAndEndsWithTheJsonLine()
    {
        var bench = new HostBench();
        bench.Environment["Sample__Url"] = "http://elsewhere.example";

        var exit = await bench.RunAsync(Once);

        Assert.That(exit, Is.Zero);
        Assert.That(bench.SampleUrl, Is.EqualTo("http://127.0.0.1:1"));
        Assert.That(bench.ClockAtStart, Is.EqualTo(DemoDefaults.Clock).Within(TimeSpan.FromSeconds(20)));
        Assert.That(JsonDocument.Parse(bench.LastLine).RootElement.GetProperty("runId").GetString(), Is.EqualTo("r1"));
        Assert.That(bench.Errors.ToString(), Is.Empty);
    }

    [Test]
    public async Task Run_AsOf_StartsTheClockThere()
    {
        var bench = new HostBench();
        var start = new DateTimeOffset(2026, 10, 9, 4, 0, 0, TimeSpan.Zero);

        await bench.RunAsync(Once with { AsOf = start });

        Assert.That(bench.ClockAtStart, Is.EqualTo(start).Within(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task Run_SettingsMissing_NamesAllAtOnceAndRunsNothing()
    {
        var bench = new HostBench();
        bench.Environment["Other__Count"] = "99";
        bench.Script.OnTimer = _ => throw new InvalidOperationException("ran");

        var exit = await bench.RunAsync(OnceReal);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("Url").And.Contain("Number").And.Contain("Count").And.Not.Contain("ran"));
        AssertFailureLine(bench, runId: null, "Url");
    }

    [Test]
    public async Task Run_SettingOfAnotherKind_IsNamed()
    {
        var bench = new HostBench();
        bench.Environment["Sample__Url"] = "http://127.0.0.1:1";
        bench.Environment["Sample__Number"] = "seven";

        Assert.That(await bench.RunAsync(OnceReal), Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("Sample:Number").And.Contain("seven").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Run_StorageSettingIsNonsense_IsNamed()
    {
        var bench = new HostBench();
        bench.Environment["Sample__Url"] = "http://127.0.0.1:1";
        bench.Environment["Sample__Number"] = "7";
        bench.Environment[HostSettings.Storage] = "nonsense";

        Assert.That(await bench.RunAsync(OnceReal), Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("AzureWebJobsStorage").And.Not.Contain("   at "));
        AssertFailureLine(bench, runId: null, "AzureWebJobsStorage");
    }

    [Test]
    public async Task Run_OutcomeThatNeedsAPerson_ExitsWithTwo()
    {
        var bench = new HostBench();
        bench.Rows.Add(new OutcomeRow("2026-10", "o", "Contoso", "M365", "Held", "EUR", 10m, 0m, "Release it."));

        Assert.That(await bench.RunAsync(Once), Is.EqualTo(2));
        Assert.That(bench.Output.ToString(), Does.Contain("Release it."));
    }

    [Test]
    public async Task Run_TimerFails_ExitsWithOneAndSaysWhy()
    {
        var bench = new HostBench();
        bench.Script.OnTimer = _ => throw new InvalidOperationException("Cloudmore does not answer.");

        Assert.That(await bench.RunAsync(Once), Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("Tick: Cloudmore does not answer."));
        AssertFailureLine(bench, runId: "r1", "Tick: Cloudmore does not answer.");
    }

    [Test]
    public async Task Run_StoppedBeforeTheEnd_ExitsWithOne()
    {
        var bench = new HostBench();
        using var stop = new CancellationTokenSource();
        bench.Script.OnTimer = async cancellation =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        Assert.That(await bench.RunAsync(Once, stop.Token), Is.EqualTo(1));
        Assert.That(() => JsonDocument.Parse(bench.LastLine), Throws.Nothing);
    }

    [Test]
    public async Task Run_BillFileIsMissing_EndsWithTheLine()
    {
        var bench = new HostBench();

        Assert.That(await bench.RunAsync(new HostArguments { Once = true, BillFile = "nowhere.csv" }), Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("nowhere.csv"));
        AssertFailureLine(bench, runId: null, "nowhere.csv");
    }

    [Test]
    public async Task Run_Defect_TellsItOnStandardErrorAndItsKindInTheLine()
    {
        var bench = new HostBench { Defect = new InvalidOperationException("key=secret") };

        Assert.That(await bench.RunAsync(OnceReal), Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("InvalidOperationException").And.Contain("   at "));
        AssertFailureLine(bench, runId: null, "InvalidOperationException");
        Assert.That(bench.LastLine, Does.Not.Contain("secret"));
    }

    [TestCase(true, "--check")]
    [TestCase(false, null)]
    public async Task Run_FailureOfAnotherKindOfRun_WritesNoLine(bool once, string? command)
    {
        var bench = new HostBench { Defect = new InvalidOperationException("broken") };

        Assert.That(await bench.RunAsync(new HostArguments { Once = once, NoSimulators = true, Command = command }), Is.EqualTo(1));
        Assert.That(bench.Output.ToString(), Is.Empty);
    }

    [Test]
    public async Task Run_StorageDoesNotAnswer_ExitsWithOne()
    {
        var bench = new HostBench();
        bench.Environment[HostSettings.Storage] =
            "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AAAA;QueueEndpoint=http://127.0.0.1:9/devstoreaccount1";

        Assert.That(await bench.RunAsync(Once), Is.EqualTo(1));
        AssertFailureLine(bench, runId: null, "The storage account does not answer");
        Assert.That(bench.LastLine, Does.Not.Contain("AAAA"));
    }

    [Test]
    public async Task Run_DemoOnARealAccount_IsRefused()
    {
        var bench = new HostBench();
        bench.Environment[HostSettings.Storage] = "DefaultEndpointsProtocol=https;AccountName=production;AccountKey=AAAA;EndpointSuffix=core.windows.net";

        Assert.That(await bench.RunAsync(Once), Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("--no-simulators").And.Not.Contain("AAAA"));
        AssertFailureLine(bench, runId: null, "--no-simulators");
        Assert.That(bench.LastLine, Does.Not.Contain("AAAA"));
    }

    [Test]
    public async Task Run_DemoOnAnAccountByIdentity_IsRefused()
    {
        var bench = new HostBench();
        bench.Environment[HostSettings.Storage] = "";
        bench.Environment["AzureWebJobsStorage__accountName"] = "production";

        Assert.That(await bench.RunAsync(Once), Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("--no-simulators"));
    }

    [TestCase("--check", 2, "--check ran")]
    [TestCase("--list", 1, "")]
    public async Task Run_CommandWithSettingsMissing_RunsOnlyIfItChecksThemItself(string option, int exit, string output)
    {
        var bench = new HostBench();

        Assert.That(await bench.RunAsync(new HostArguments { NoSimulators = true, Command = option }), Is.EqualTo(exit));
        Assert.That(bench.Output.ToString().Trim(), Is.EqualTo(output));
    }

    [Test]
    public async Task Run_StayUp_ServesHttpFunctionsUntilStopped()
    {
        var bench = new HostBench();
        bench.Functions.Add(typeof(PageFunctions));
        using var stop = new CancellationTokenSource();

        var running = bench.RunAsync(new HostArguments { Port = 0 }, stop.Token);
        var address = await AddressAsync(bench, running);
        using var client = new HttpClient { BaseAddress = address };
        var greeting = await client.GetStringAsync("greet/Åse%20B/3");
        using var notThere = await client.GetAsync("greet/Ann/many");
        using var broken = await client.PostAsync("fail", null);
        using var otherName = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "greet/Ann/1") { Headers = { Host = "evil.example" } });
        await stop.CancelAsync();
        var exit = await running;

        Assert.That(exit, Is.Zero);
        Assert.That(greeting, Is.EqualTo("GET Åse B 3"));
        Assert.That((int)notThere.StatusCode, Is.EqualTo(404));
        Assert.That((int)broken.StatusCode, Is.EqualTo(500));
        Assert.That((int)otherName.StatusCode, Is.EqualTo(400));
        Assert.That(() => JsonDocument.Parse(bench.LastLine), Throws.Nothing);
    }

    [Test]
    public async Task Run_PortInUse_SaysWhatToDo()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var bench = new HostBench();

        var exit = await bench.RunAsync(new HostArguments { Port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port });

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(bench.Errors.ToString(), Does.Contain("--port"));
    }

    private static void AssertFailureLine(HostBench bench, string? runId, string error)
    {
        var line = JsonDocument.Parse(bench.LastLine).RootElement;
        Assert.That(line.EnumerateObject().Select(field => field.Name), Is.EqualTo(["runId", "asOf", "organizations", "outcomes", "billed", "exported", "autotaskCalls", "cloudmoreCalls", "error"]));
        Assert.That(line.GetProperty("runId").GetString(), Is.EqualTo(runId));
        Assert.That(line.GetProperty("organizations").GetInt32(), Is.Zero);
        Assert.That(line.GetProperty("error").GetString(), Does.Contain(error));
    }

    private static async Task<Uri> AddressAsync(HostBench bench, Task running)
    {
        const string before = "The next export";
        while (!bench.Output.ToString().Contains(before, StringComparison.Ordinal))
        {
            Assert.That(running.IsCompleted, Is.False, bench.Errors.ToString());
            await Task.Delay(50);
        }

        return new Uri(Regex.Match(bench.Output.ToString(), "The page is on (?<address>[^ \\n]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["address"].Value);
    }
}
