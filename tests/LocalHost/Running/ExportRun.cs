using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Http;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.LocalHost.Running;

/// <summary>Runs the functions and says what became of the bills.</summary>
internal sealed class ExportRun
{
    private readonly HostParts parts;
    private readonly HostOutput output;
    private readonly IServiceProvider services;
    private readonly IRunReports reports;
    private readonly IReadOnlyList<FunctionEntry> functions;
    private readonly RunProgress progress;
    private readonly RunState run;
    private readonly FunctionRunner runner;

    public ExportRun(HostParts parts, HostOutput output, IServiceProvider services, IConfiguration settings)
    {
        this.parts = parts;
        this.output = output;
        this.services = services;
        reports = services.GetRequiredService<IRunReports>();
        functions = FunctionCatalog.Find(parts.FunctionClasses, settings);
        progress = new RunProgress(output.Console, TimeProvider.System);
        run = new RunState(new OpenWork(TimeProvider.System), progress);
        runner = new FunctionRunner(
            functions,
            parts.HostFile,
            QueueAccounts.Of(settings, services),
            services.GetRequiredService<ProductClock>(),
            new FunctionInvoker(services),
            run,
            services.GetRequiredService<PostponedMessages>(),
            services.GetService<IUnfinishedWork>(),
            services.GetRequiredService<ILogger<FunctionRunner>>());
    }

    /// <summary>Runs until the queues are empty and nothing is due.</summary>
    public async Task<int> OnceAsync(CancellationToken stopping)
    {
        var finished = await progress.ShowAsync(() => runner.RunOnceAsync(stopping));
        var report = await TellAsync();
        return End(report, finished);
    }

    /// <summary>Runs until <paramref name="stopping"/>, with the page on that port.</summary>
    public async Task<int> StayUpAsync(int port, CancellationToken stopping)
    {
        await using var page = await PageHost.OpenAsync(port, functions, parts.HostFile.RoutePrefix, services);
        output.Say($"The page is on {page.Address}");
        var settled = new TaskCompletionSource<bool>();
        var running = RunAsync(settled, stopping);
        if (await progress.ShowAsync(() => settled.Task))
        {
            await TellAsync();
            output.Say($"The page is on {page.Address}");
            output.Say("The next export follows the schedule; Ctrl+C ends.");
        }

        var finished = await running;
        return End(await reports.ReadAsync(CancellationToken.None), finished);
    }

    private async Task<bool> RunAsync(TaskCompletionSource<bool> settled, CancellationToken stopping)
    {
        try
        {
            return await runner.StayUpAsync(
                () =>
                {
                    settled.TrySetResult(true);
                    return Task.CompletedTask;
                },
                stopping);
        }
        finally
        {
            settled.TrySetResult(false);
        }
    }

    private async Task<ExportReport> TellAsync()
    {
        var report = await reports.ReadAsync(CancellationToken.None);
        OutcomeTable.Print(output.Console, report.Rows);
        foreach (var proof in report.Proofs)
            output.Say(proof);
        if (report.WaitingBills > 0)
            output.Say($"{report.WaitingBills} organization bills are not done; they go on by themselves once their causes are gone.");
        return report;
    }

    private int End(ExportReport report, bool finished)
    {
        List<string> failures = [.. run.FailedTimers];
        if (run.Poisoned > 0)
            failures.Add($"{run.Poisoned} messages failed for good and are in a poison queue; a replay sends them again.");
        foreach (var failure in failures)
            output.Errors.WriteLine(failure);
        if (!finished)
            output.Errors.WriteLine("Ended before the run was done; the next run goes on from there.");
        output.Lines.WriteLine(RunLine.Write(report, failures.Count > 0 ? string.Join(" ", failures) : null));
        return ExitCode.Of(finished, run, report);
    }
}
